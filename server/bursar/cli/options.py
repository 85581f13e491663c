"""Options that several commands have, so that they are called and written alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def model_option(about: str = "The model to count for (default: the one in the settings).") -> Decorator:
    """`--model`, once: the parameter `model`."""
    return click.option("--model", "-m", metavar="MODEL", help=about)


def models_option(about: str) -> Decorator:
    """`--model` as often as one likes: the parameter `models`."""
    return click.option("--model", "-m", "models", multiple=True, metavar="MODEL", help=about)


def repo_option(about: str) -> Decorator:
    """`--repo`, a folder that is there."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.option("--repo", type=folder, metavar="DIR", help=about)

"""The catalogue, and names resolved in it: exact ones, aliases, dated variants; the nearest for a misspelt one."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from bursar.errors import UnknownModel
from bursar.models.model import Model

_DATED = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest|preview)\Z")
"""What providers append to a model's name for one release of it: `-2024-05-13`, `-20240513`, `-0613`, `-latest`."""

_PROVIDERS = ("openai/", "azure/")
_SUGGESTIONS = 3
_SHOWN_CHARS = 60


@cache
def catalogue() -> MappingProxyType[str, Model]:
    """All models by id, in the order of the table."""
    table = json.loads(files(__package__).joinpath("catalogue.json").read_text("utf-8"))
    return MappingProxyType({model.id: model for model in map(_model, table["models"])})


def resolve(name: str) -> Model:
    """The model that a name means: an id, an alias, or a dated variant (`gpt-4o-2024-05-13`), in any case.

    Raises `UnknownModel`, which names the nearest.
    """
    found = _find(name)
    if found is None:
        raise UnknownModel(_unknown(name))
    return found


def name_fault(name: object) -> str | None:
    """Why a setting's value names no model, or None; for `bursar.config` to check the setting `model` with."""
    return None if _find(str(name)) else _unknown(str(name))


@cache
def _names() -> MappingProxyType[str, Model]:
    return MappingProxyType(
        {name: model for model in catalogue().values() for name in (*model.aliases, model.id)},
    )


def _find(name: str) -> Model | None:
    wanted = _plain(name)
    names = _names()
    return names.get(wanted) or names.get(_DATED.sub("", wanted))


def _plain(name: str) -> str:
    wanted = name.strip().lower()
    for provider in _PROVIDERS:
        wanted = wanted.removeprefix(provider)
    return wanted


def _unknown(name: str) -> str:
    shown = repr(name if len(name) <= _SHOWN_CHARS else f"{name[:_SHOWN_CHARS]}...")
    nearest = get_close_matches(_plain(name)[: 2 * _SHOWN_CHARS], _names(), _SUGGESTIONS, cutoff=0.5)
    if nearest:
        return f"no model is called {shown}; did you mean {' or '.join(nearest)}?"
    return f"no model is called {shown}; known are {', '.join(catalogue())}"


def _model(row: dict[str, Any]) -> Model:
    return Model(**{**row, "aliases": tuple(row.get("aliases", ()))})

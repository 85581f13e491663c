"""What is wrong with a value, before anyone knows where in a file it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bursar.config.declare import Key

Checks = Mapping[str, Callable[[Any], str | None]]
"""What only another room can say of a value: `model` of a model's name, `encoding` of an encoding's,
`counted` of the name of either, or of a family's. `path` and `personal` are for the files of projects: what a path may
be, and whether a setting may be there that is the user's alone (asked with its name)."""

PATH = "path"
PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the value at a key, or with the key itself."""

    key: Key
    message: str
    unknown: bool = False


def fits(_: Any) -> None:
    """The check of what needs none."""
    return

"""Older shapes of the profile's file, brought up to the present one step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bursar.config.declare import Key

_TABLES: Final = {"priority": "priorities", "tier": "tiers", "capsule": "capsule", "levels": "levels"}
"""Version 1 had flat names (`tier_must_have`): the word before the first underscore became a table."""

_KINDS: Final = ("code", "test", "document", "configuration", "data", "prompt")
_LEVELS: Final = ("full", "compact", "skeleton", "capsule")


@dataclass(frozen=True, slots=True)
class Migrated:
    """A raw profile in the present shape; `sources` tell where a key stood in the file as it is, if elsewhere."""

    raw: Mapping[str, Any]
    sources: Mapping[Key, Key]


def migrate(raw: Mapping[str, Any], version: int) -> Migrated:
    """Bring what a file of a version says to the present shape. Wrong values are passed on, to be found later."""
    sources: dict[Key, Key] = {}
    while version in STEPS:
        raw, moved = STEPS[version](raw)
        sources = {new: sources.get(old, old) for new, old in moved.items()}
        version += 1
    return Migrated(raw, sources)


def _from_1(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[Key, Key]]:
    """Flat names became tables; `levels_<kind>` named the lowest level only; one `preserve_quality` held for all."""
    found, moved = _nested(raw, ())
    models = raw.get("models")
    if isinstance(models, Mapping):
        found["models"] = {}
        for name, own in models.items():
            if not isinstance(own, Mapping):
                found["models"][name] = own
                continue
            found["models"][name], more = _nested(own, ("models", name))
            moved |= more
    return {**found, "version": 2}, moved


def _nested(raw: Mapping[str, Any], prefix: Key) -> tuple[dict[str, Any], dict[Key, Key]]:
    found: dict[str, Any] = {}
    moved: dict[Key, Key] = {}

    def put(table: str, name: str, value: Any, old: str) -> None:
        found.setdefault(table, {})[name] = value
        moved[(*prefix, table, name)] = (*prefix, old)
        moved.setdefault((*prefix, table), (*prefix, old))

    for name, value in raw.items():
        head, _, rest = name.partition("_")
        if name == "preserve_quality":
            for kind in _KINDS:
                put("preserve_quality", kind, value, name)
        elif head in _TABLES and rest:
            put(_TABLES[head], rest, _down_to(value) if head == "levels" else value, name)
        elif name not in ("version", "models"):
            found[name] = value
    return found, moved


def _down_to(lowest: Any) -> Any:
    return list(_LEVELS[: _LEVELS.index(lowest) + 1]) if lowest in _LEVELS else lowest


STEPS: Final[Mapping[int, Callable[[Mapping[str, Any]], tuple[Mapping[str, Any], Mapping[Key, Key]]]]] = {1: _from_1}
"""From each older version to the next."""

"""Raw tables against the declaration: the values that hold, and one fault for each that does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from bursar.config.declare import Declared, Key
from bursar.config.entries import COUNTED, entry
from bursar.config.faults import PERSONAL, Checks, Fault, fits
from bursar.config.schema import conforms, expected, shown
from bursar.config.settings import ENTRY_TABLES, MODEL, MODELS_BY_FILE, TOKENIZER_FILES, all_settings

__all__ = ["Checked", "Checks", "Fault", "expected", "validate"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a raw table: values by key (an entry's key ends in its name) and the faults.

    A `doubtful` value names a model that no one has heard of, unless another layer's `models` adds it: the name, the
    value, the fault.
    """

    values: Mapping[Key, Any]
    faults: tuple[Fault, ...]
    doubtful: Mapping[Key, tuple[str, Any, Fault]] = field(default_factory=dict)


def validate(raw: Mapping[str, Any], checks: Checks) -> Checked:
    """Sort a raw table into values and faults; a fault costs its own setting only."""
    values: dict[Key, Any] = {}
    faults: list[Fault] = []
    doubtful: dict[Key, tuple[str, Any, Fault]] = {}
    for key, raw_value in _entries(raw, ()):
        found = raw_value if isinstance(raw_value, Fault) else _value(key, raw_value, checks)
        if isinstance(found, Fault):
            faults.append(found)
        elif fault := _names_no_model(key, found, checks):
            doubtful[key] = (key[1] if fault.unknown else found, found, fault)
        else:
            values[key] = found
    return Checked(values, tuple(faults), doubtful)


def _value(key: Key, found: Any, checks: Checks) -> Any:
    """The value that a setting or an entry states, or a `Fault`."""
    if key[0] in ENTRY_TABLES:
        return entry(key, found, checks)
    declared = all_settings()[key]
    if declared.spec.personal and (message := checks.get(PERSONAL, fits)(declared.name)):
        return Fault(key, message, unknown=True)
    if message := _misfit(declared, found):
        return Fault(key, message)
    return tuple(sorted(found)) if isinstance(found, list) else found


def _names_no_model(key: Key, value: Any, checks: Checks) -> Fault | None:
    """The fault of a value (or of an entry's name) that names a model, where it names none."""
    message = None
    if key == (MODEL,) or (key[0] == MODELS_BY_FILE and value):
        message = checks.get(MODEL, fits)(value)
    elif key[0] == TOKENIZER_FILES:
        message = checks.get(COUNTED, fits)(key[1])
    return Fault(key, message, unknown=key[0] == TOKENIZER_FILES) if message else None


def _entries(raw: Mapping[str, Any], prefix: Key) -> Iterator[tuple[Key, Any]]:
    """Every setting in a raw table with its value, or with the fault of its key."""
    names = dict.fromkeys(key[len(prefix)] for key in all_settings() if key[: len(prefix)] == prefix)
    for name, value in raw.items():
        key = (*prefix, name)
        table = not prefix and name in ENTRY_TABLES
        if name not in names:
            yield key, Fault(key, _unknown(key, tuple(names)), unknown=True)
        elif key in all_settings() and not table:
            yield key, value
        elif not isinstance(value, Mapping):
            yield key, Fault(key, f"`{'.'.join(key)}` must be a table, not {shown(value)}")
        elif table:
            yield from (((name, inner), stated) for inner, stated in value.items())
        else:
            yield from _entries(value, key)


def _unknown(key: Key, siblings: Sequence[str]) -> str:
    name = ".".join(key)
    near = get_close_matches(key[-1], siblings, 1)
    if near:
        return f"unknown setting `{name}`; did you mean `{'.'.join((*key[:-1], near[0]))}`?"
    everywhere = {other[-1]: ".".join(other) for other in all_settings()}
    near = get_close_matches(key[-1], everywhere, 1)
    if near:
        return f"unknown setting `{name}`; did you mean `{everywhere[near[0]]}`?"
    return f"unknown setting `{name}`; known here are {', '.join(siblings)}"


def _misfit(declared: Declared, value: Any) -> str | None:
    if conforms(declared.spec.schema, value):
        return None
    return f"`{declared.name}` must be {expected(declared.spec.schema)}, not {shown(value)}"

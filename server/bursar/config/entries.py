"""The settings that are tables of the user's own entries (`budgets`, `models`, ...): what one entry says.

Such a table is merged by entry, later layers over earlier ones, where any other setting is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from bursar.config.declare import Key
from bursar.config.faults import PATH, Checks, Fault, fits
from bursar.config.schema import conforms, expected, shown
from bursar.config.settings import (
    BUDGETS,
    MODEL_FIELDS,
    MODELS,
    MODELS_BY_FILE,
    TOKENIZER_FILES,
    Limit,
    ModelRow,
    Unit,
)

COUNTED = "counted"
"""What the check is called of the name by which a tokenizer file is found."""

_HARD = "hard"
_UNITS = tuple(unit.value for unit in Unit)
_UNIT_NAMES = ", ".join(_UNITS)
_NO_BUDGET = "write false for no budget"
_CHECKED_AS = {"like": "model", "encoding": "encoding"}


def entry(key: Key, value: Any, checks: Checks) -> Any:
    """What an entry states, or a `Fault`. `key` is the table and the entry's name in it."""
    return _READERS[key[0]](key, value, checks)


def _limits(key: Key, value: Any, _: Checks) -> tuple[Limit, ...] | Fault:
    """The limits that a budget's value states."""
    fault = _pattern_fault(key[1])
    if fault:
        return Fault(key, fault, unknown=True)
    if value is False:
        return ()
    if isinstance(value, Mapping):
        return _limits_of_table(key, value)
    message = _amount_fault(key[1], value)
    return Fault(key, message) if message else (Limit(value, Unit.TOKENS),)


def _limits_of_table(key: Key, value: Mapping[str, Any]) -> tuple[Limit, ...] | Fault:
    for name, amount in value.items():
        inner = (*key, name)
        if name == _HARD:
            if not isinstance(amount, bool):
                return Fault(inner, f"`hard` must be true or false, not {shown(amount)}")
        elif name not in _UNITS:
            return Fault(inner, f"unknown unit `{name}` of a budget; {_nearest(name, (*_UNITS, _HARD))}", unknown=True)
        else:
            message = _amount_fault(key[1], amount)
            if message:
                return Fault(inner, message)
    hard = bool(value.get(_HARD, False))
    limits = tuple(Limit(amount, Unit(name), hard) for name, amount in value.items() if name != _HARD)
    return limits or Fault(key, f"the budget of {key[1]!r} states no limit; {_NO_BUDGET}, or any of {_UNIT_NAMES}")


def _model_row(key: Key, value: Any, checks: Checks) -> ModelRow | Fault:
    """The row of a model that the user adds, or what they say differently of one that the catalogue has."""
    if not key[1].strip():
        return Fault(key, "a model needs a name", unknown=True)
    if not isinstance(value, Mapping):
        return Fault(key, f'the model `{key[1]}` must be a table, such as {{ like = "gpt-5" }}, not {shown(value)}')
    for name, found in value.items():
        fault = _field_fault((*key, name), found, checks)
        if fault:
            return fault
    stated: dict[str, Any] = {name: tuple(found) if isinstance(found, list) else found for name, found in value.items()}
    return _incomplete(key, value, checks) or ModelRow(key[1], **stated)


def _field_fault(key: Key, value: Any, checks: Checks) -> Fault | None:
    name = key[-1]
    if name not in MODEL_FIELDS:
        return Fault(key, f"unknown field `{name}` of a model; {_nearest(name, tuple(MODEL_FIELDS))}", unknown=True)
    if not conforms(MODEL_FIELDS[name], value):
        return Fault(key, f"`{name}` must be {expected(MODEL_FIELDS[name])}, not {shown(value)}")
    message = checks.get(_CHECKED_AS.get(name, ""), fits)(value)
    return Fault(key, message) if message else None


def _incomplete(key: Key, value: Mapping[str, Any], checks: Checks) -> Fault | None:
    """What a row lacks that is neither like another nor about a model of the catalogue."""
    if "like" in value or ("encoding" in value and "window" in value) or not checks.get("model", fits)(key[1]):
        return None
    return Fault(key, f"`{key[1]}` is a new model: say which it is `like`, or state `encoding` and `window`")


def _file_model(key: Key, value: Any, _: Checks) -> str | Fault:
    """The model of the files that match; empty for the configured one."""
    fault = _pattern_fault(key[1])
    if fault:
        return Fault(key, fault, unknown=True)
    if value is False:
        return ""
    if isinstance(value, str) and value.strip():
        return value
    wanted = "must be a model's name, or false for the configured one"
    return Fault(key, f"the model of {key[1]!r} {wanted}, not {shown(value)}")


def _path(key: Key, value: Any, checks: Checks) -> str | Fault:
    if not isinstance(value, str) or not value.strip():
        return Fault(key, f"the tokenizer file of `{key[1]}` must be a path, not {shown(value)}")
    message = checks.get(PATH, fits)(value)
    return Fault(key, message) if message else value


_READERS: Mapping[str, Callable[[Key, Any, Checks], Any]] = {
    BUDGETS: _limits,
    MODELS: _model_row,
    MODELS_BY_FILE: _file_model,
    TOKENIZER_FILES: _path,
}


def _amount_fault(pattern: str, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return None
    return f"the budget of {pattern!r} must be a whole number, 1 or more, not {shown(value)}; {_NO_BUDGET}"


def _pattern_fault(pattern: str) -> str | None:
    from pathspec import GitIgnoreSpec  # here, because only files with such tables need it

    if not pattern.strip() or pattern.startswith(("!", "#")):
        return f"{pattern!r} is no file pattern; write one as in .gitignore, such as '*.prompt.md'"
    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError as error:
        return f"{pattern!r} is no file pattern: {error}"
    return None


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, 1)
    return f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"

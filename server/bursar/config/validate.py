"""Raw tables against the declaration: the values that hold, and one fault for each that does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bursar.config.declare import Declared, Key
from bursar.config.settings import BUDGETS, Limit, Unit, all_settings

Checks = Mapping[str, Callable[[Any], str | None]]
"""By a setting's name: what only a lower room can say about its value (`model`: whether there is such a model)."""

_HARD = "hard"
_UNITS = tuple(unit.value for unit in Unit)
_UNIT_NAMES = ", ".join(_UNITS)
_NO_BUDGET = "write false for no budget"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the value at a key, or with the key itself."""

    key: Key
    message: str
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a raw table: values by key (a budget's key ends in its pattern) and the faults."""

    values: Mapping[Key, Any]
    faults: tuple[Fault, ...]


def validate(raw: Mapping[str, Any], checks: Checks) -> Checked:
    """Sort a raw table into values and faults; a fault costs its own setting only."""
    values: dict[Key, Any] = {}
    faults: list[Fault] = []
    for key, found in _entries(raw, ()):
        if isinstance(found, Fault):
            faults.append(found)
        elif key[0] == BUDGETS:
            limits = _limits(key, found)
            if isinstance(limits, Fault):
                faults.append(limits)
            else:
                values[key] = limits
        else:
            declared = all_settings()[key]
            message = _misfit(declared, found) or checks.get(declared.name, _fits)(found)
            if message:
                faults.append(Fault(key, message))
            else:
                values[key] = tuple(sorted(found)) if isinstance(found, list) else found
    return Checked(values, tuple(faults))


def _entries(raw: Mapping[str, Any], prefix: Key) -> Iterator[tuple[Key, Any]]:
    """Every setting in a raw table with its value, or with the fault of its key."""
    names = dict.fromkeys(key[len(prefix)] for key in all_settings() if key[: len(prefix)] == prefix)
    for name, value in raw.items():
        key = (*prefix, name)
        if name not in names:
            yield key, Fault(key, _unknown(key, tuple(names)), unknown=True)
        elif key in all_settings() and key != (BUDGETS,):
            yield key, value
        elif not isinstance(value, Mapping):
            yield key, Fault(key, f"`{'.'.join(key)}` must be a table, not {_shown(value)}")
        elif key == (BUDGETS,):
            yield from (((BUDGETS, pattern), limits) for pattern, limits in value.items())
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


def _fits(_: Any) -> None:
    return None


def _misfit(declared: Declared, value: Any) -> str | None:
    if _conforms(declared.spec.schema, value):
        return None
    return f"`{declared.name}` must be {expected(declared.spec.schema)}, not {_shown(value)}"


def _conforms(schema: Mapping[str, Any], value: Any) -> bool:
    kind = schema["type"]
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "integer":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and schema["minimum"] <= value <= schema.get("maximum", value)
    if kind == "array":
        return (
            isinstance(value, list)
            and all(_conforms(schema["items"], item) for item in value)
            and len(set(value)) == len(value)
        )
    return isinstance(value, str) and value in schema.get("enum", (value,))


def expected(schema: Mapping[str, Any]) -> str:
    """What a JSON Schema of a setting asks for, in words."""
    kind = schema.get("type")
    if kind == "boolean":
        return "true or false"
    if kind == "integer":
        upper = f"from {schema['minimum']} to {schema['maximum']}" if "maximum" in schema else "or more"
        return f"a whole number {upper}" if "maximum" in schema else f"a whole number, {schema['minimum']} {upper}"
    if kind == "array":
        return f"a list of different values, each {expected(schema['items'])}"
    if kind == "object":
        return "a table"
    return " or ".join(f'"{choice}"' for choice in schema["enum"]) if "enum" in schema else "a text"


def _limits(key: Key, value: Any) -> tuple[Limit, ...] | Fault:
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
                return Fault(inner, f"`hard` must be true or false, not {_shown(amount)}")
        elif name not in _UNITS:
            near = get_close_matches(name, (*_UNITS, _HARD), 1)
            hint = f"did you mean `{near[0]}`?" if near else f"known are {', '.join((*_UNITS, _HARD))}"
            return Fault(inner, f"unknown unit `{name}` of a budget; {hint}", unknown=True)
        else:
            message = _amount_fault(key[1], amount)
            if message:
                return Fault(inner, message)
    hard = bool(value.get(_HARD, False))
    limits = tuple(Limit(amount, Unit(name), hard) for name, amount in value.items() if name != _HARD)
    return limits or Fault(key, f"the budget of {key[1]!r} states no limit; {_NO_BUDGET}, or any of {_UNIT_NAMES}")


def _amount_fault(pattern: str, value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
        return None
    return f"the budget of {pattern!r} must be a whole number, 1 or more, not {_shown(value)}; {_NO_BUDGET}"


def _pattern_fault(pattern: str) -> str | None:
    from pathspec import GitIgnoreSpec  # here, because only files with budgets need it

    if not pattern.strip() or pattern.startswith(("!", "#")):
        return f"{pattern!r} is no file pattern; write one as in .gitignore, such as '*.prompt.md'"
    try:
        GitIgnoreSpec.from_lines([pattern])
    except ValueError as error:
        return f"{pattern!r} is no file pattern: {error}"
    return None


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list" if len(value) > 8 else "[" + ", ".join(map(_shown, value)) + "]"
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."

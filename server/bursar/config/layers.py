"""Layers of settings (files, client, session), each checked by itself, and the settings that they add up to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import PurePath
from typing import Any

from bursar.config.declare import Key, table_of
from bursar.config.locate import KeyPlaces, locate, syntax_fault
from bursar.config.problems import Place, Problem
from bursar.config.settings import BUDGETS, BudgetRule, Settings, all_settings
from bursar.config.validate import Checks, Fault, validate

DEFAULT = "default"
CLIENT = "client"
SESSION = "session"
PYPROJECT = "pyproject.toml"

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says: values by key, and what is wrong with it.

    `origin` is the file's path, or "client" or "session"; `broken` says that nothing in the file could be read.
    """

    origin: str
    values: Mapping[Key, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, where each value came from, and the faults found on the way.

    `origins` has every setting by name (`hints.enabled`, `budgets.CLAUDE.md`). `root` is the folder that file patterns
    are relative to; `file` is the project's settings file, where there is one.
    """

    settings: Settings = field(default_factory=Settings)
    origins: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    layers: tuple[Layer, ...] = ()
    root: str = ""
    file: str | None = None


def parse_settings(text: str, path: PurePath | str, *, checks: Checks | None = None) -> Layer:
    """The layer that a `bursar.toml` or a `pyproject.toml` (its table `tool.bursar`) states. Never raises."""
    origin = str(path)
    text = text.removeprefix("\ufeff")
    prefix = ("tool", "bursar") if PurePath(path).name == PYPROJECT else ()
    try:
        raw: Any = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place, message = syntax_fault(text, error)
        return Layer(origin, problems=(Problem.at(origin, place, f"not valid TOML: {message}"),), broken=True)
    for name in prefix:
        raw = raw.get(name, {}) if isinstance(raw, Mapping) else {}
    if not isinstance(raw, Mapping):
        faults: tuple[Fault, ...] = (Fault((), "`tool.bursar` must be a table"),)
        values: Mapping[Key, Any] = {}
    else:
        checked = validate(raw, checks or {})
        faults, values = checked.faults, checked.values
    places = locate(text) if faults else {}
    return Layer(origin, values, tuple(_problem(origin, fault, places, prefix) for fault in faults))


def settings_in(text: str, path: PurePath | str) -> bool:
    """Whether a file is one of ours: every `bursar.toml`, and a `pyproject.toml` with our table in it."""
    return PurePath(path).name != PYPROJECT or bool(re.search(r"(?m)^\s*\[\[?\s*tool\s*\.\s*bursar\b", text))


def client_layer(raw: Any, *, checks: Checks | None = None) -> Layer:
    """What a client sent (initialization options, changed configuration): names in snake or camel case.

    What is not ours in it (the extension's own settings) is skipped; null means not set.
    """
    table = raw.get("bursar", raw) if isinstance(raw, Mapping) else {}
    checked = validate(_ours(table, ()) if isinstance(table, Mapping) else {}, checks or {})
    return Layer(CLIENT, checked.values, tuple(_problem("", fault, {}, ()) for fault in checked.faults))


def session_layer(raw: Mapping[str, Any], *, checks: Checks | None = None) -> Layer:
    """What the user set for this session by commands, in the shape of a settings file."""
    checked = validate(raw, checks or {})
    return Layer(SESSION, checked.values, tuple(_problem("", fault, {}, ()) for fault in checked.faults))


def merge(layers: Sequence[Layer], *, last: Loaded | None = None, root: str = "", file: str | None = None) -> Loaded:
    """The settings that layers add up to, later ones first; a broken file stands as it last was in `last`."""
    standing = {layer.origin: layer.values for layer in last.layers} if last else {}
    held = tuple(replace(layer, values=standing.get(layer.origin, {})) if layer.broken else layer for layer in layers)
    values: dict[Key, tuple[Any, str]] = {}
    for layer in held:
        for key, value in layer.values.items():
            values.pop(key, None)  # a budget stated again counts as stated last
            values[key] = (value, layer.origin)
    origins = {declared.name: DEFAULT for declared in all_settings().values()}
    origins.update((".".join(key), origin) for key, (_, origin) in values.items())
    problems = tuple(problem for layer in held for problem in layer.problems)
    return Loaded(_built(Settings, (), values), origins, problems, held, root, file)


def _built(kind: type[Any], prefix: Key, values: Mapping[Key, tuple[Any, str]]) -> Any:
    given: dict[str, Any] = {}
    for found in fields(kind):
        key = (*prefix, found.name)
        inner = table_of(found)
        if inner is not None:
            given[found.name] = _built(inner, key, values)
        elif key == (BUDGETS,):
            given[found.name] = tuple(_rules(values))
        elif key in values:
            given[found.name] = values[key][0]
    return kind(**given)


def _rules(values: Mapping[Key, tuple[Any, str]]) -> Iterable[BudgetRule]:
    return (BudgetRule(key[1], limits, origin) for key, (limits, origin) in values.items() if key[0] == BUDGETS)


def _problem(origin: str, fault: Fault, places: Mapping[Key, KeyPlaces], prefix: Key) -> Problem:
    key = (*prefix, *fault.key)
    while key and key not in places:
        key = key[:-1]
    found = places.get(key)
    place = (found.key if fault.unknown else found.value) if found else Place()
    return Problem.at(origin, place, fault.message)


def _ours(raw: Mapping[str, Any], prefix: Key) -> dict[str, Any]:
    """What is declared in a client's table, under the names of the declaration."""
    known = {key[: len(prefix) + 1] for key in all_settings() if key[: len(prefix)] == prefix}
    ours: dict[str, Any] = {}
    for name, value in raw.items():
        plain = _CAMEL.sub("_", str(name)).lower()
        key = (*prefix, plain)
        if value is None or key not in known:
            continue
        nested = isinstance(value, Mapping) and key not in all_settings()
        ours[plain] = _ours(value, key) if nested else value
    return ours

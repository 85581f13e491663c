"""Layers of settings (files, client, session), each checked by itself, and the settings that they add up to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path, PurePath
from typing import Any

from bursar.config.declare import Key, table_of
from bursar.config.locate import KeyPlaces, locate, syntax_fault
from bursar.config.problems import Place, Problem
from bursar.config.settings import (
    BUDGETS,
    ENTRY_TABLES,
    MODELS,
    MODELS_BY_FILE,
    TOKENIZER_FILES,
    BudgetRule,
    FileModelRule,
    Settings,
    all_settings,
)
from bursar.config.validate import Checked, Checks, Fault, validate

DEFAULT = "default"
CLIENT = "client"
SESSION = "session"
PYPROJECT = "pyproject.toml"

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says: values by key, and what is wrong with it.

    `origin` is the file's path, or "client" or "session"; `broken` says that nothing in the file could be read.
    `doubtful` values name a model that only another layer may know; their problems are among `problems` until one does.
    """

    origin: str
    values: Mapping[Key, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken: bool = False
    doubtful: Mapping[Key, tuple[str, Any, Problem]] = field(default_factory=dict)


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
    if isinstance(raw, Mapping):
        checked = validate(raw, checks or {})
    else:
        checked = Checked({}, (Fault((), "`tool.bursar` must be a table"),))
    places = locate(text) if checked.faults or checked.doubtful else {}
    return _layer(origin, checked, lambda fault: _problem(origin, fault, places, prefix))


def settings_in(text: str, path: PurePath | str) -> bool:
    """Whether a file is one of ours: every `bursar.toml`, and a `pyproject.toml` with our table in it."""
    return PurePath(path).name != PYPROJECT or bool(re.search(r"(?m)^\s*\[\[?\s*tool\s*\.\s*bursar\b", text))


def client_layer(raw: Any, *, checks: Checks | None = None) -> Layer:
    """What a client sent (initialization options, changed configuration): names in snake or camel case.

    What is not ours in it (the extension's own settings) is skipped; null means not set.
    """
    table = raw.get("bursar", raw) if isinstance(raw, Mapping) else {}
    checked = validate(_ours(table, ()) if isinstance(table, Mapping) else {}, checks or {})
    return _layer(CLIENT, checked, lambda fault: _problem("", fault, {}, ()))


def session_layer(raw: Mapping[str, Any], *, checks: Checks | None = None) -> Layer:
    """What the user set for this session by commands, in the shape of a settings file."""
    checked = validate(raw, checks or {})
    return _layer(SESSION, checked, lambda fault: _problem("", fault, {}, ()))


def merge(layers: Sequence[Layer], *, last: Loaded | None = None, root: str = "", file: str | None = None) -> Loaded:
    """The settings that layers add up to, later ones first; a broken file stands as it last was in `last`."""
    standing = {layer.origin: layer.values for layer in last.layers} if last else {}
    held = tuple(replace(layer, values=standing.get(layer.origin, {})) if layer.broken else layer for layer in layers)
    held = _settled(held)
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
        elif found.name in ENTRY_TABLES and not prefix:
            stated = ((entry[1], value, origin) for entry, (value, origin) in values.items() if entry[0] == found.name)
            given[found.name] = tuple(_RULES[found.name](*entry) for entry in stated)
        elif key in values:
            given[found.name] = values[key][0]
    return kind(**given)


def _layer(origin: str, checked: Checked, problem: Callable[[Fault], Problem]) -> Layer:
    doubtful = {key: (name, value, problem(fault)) for key, (name, value, fault) in checked.doubtful.items()}
    faults = (*map(problem, checked.faults), *(doubt for *_, doubt in doubtful.values()))
    return Layer(origin, checked.values, faults, doubtful=doubtful)


def _settled(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """The layers without doubts about the models that some layer among them adds."""
    rows = [value for layer in layers for key, value in layer.values.items() if key[0] == MODELS]
    added = {name.strip().lower() for row in rows for name in (row.name, *(row.aliases or ()), row.family or "")}
    return tuple(_cleared(layer, added) if layer.doubtful and added else layer for layer in layers)


def _cleared(layer: Layer, added: set[str]) -> Layer:
    known = {key: found for key, found in layer.doubtful.items() if found[0].strip().lower() in added}
    doubts = {doubt for *_, doubt in known.values()}
    values = {**layer.values, **{key: value for key, (_, value, _) in known.items()}}
    return replace(layer, values=values, problems=tuple(found for found in layer.problems if found not in doubts))


def _tokenizer_file(name: str, path: str, origin: str) -> tuple[str, str]:
    """A path in a settings file is relative to it."""
    return name, str(Path(origin).parent / Path(path).expanduser()) if Path(origin).is_absolute() else path


_RULES: Mapping[str, Callable[[str, Any, str], Any]] = {
    BUDGETS: BudgetRule,
    MODELS: lambda _, row, origin: replace(row, origin=origin),
    MODELS_BY_FILE: lambda pattern, model, origin: FileModelRule(pattern, model or None, origin),
    TOKENIZER_FILES: _tokenizer_file,
}
"""What an entry becomes in the settings: from its name, its value and its origin."""


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
        ours[plain] = _ours(value, key) if nested else _snake_fields(value) if key == (MODELS,) else value
    return ours


def _snake_fields(models: Any) -> Any:
    """The client's `models` with the fields of each under the names of the declaration."""
    if not isinstance(models, Mapping):
        return models
    return {name: _snake(row) if isinstance(row, Mapping) else row for name, row in models.items()}


def _snake(row: Mapping[str, Any]) -> dict[str, Any]:
    return {_CAMEL.sub("_", str(field)).lower(): value for field, value in row.items()}

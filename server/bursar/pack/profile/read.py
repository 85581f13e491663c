"""A profile's file as values by key, or what is wrong in it and where."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from bursar.config import Problem
from bursar.config.declare import Key
from bursar.config.faults import Fault
from bursar.config.locate import locate, syntax_fault
from bursar.config.problems import Place
from bursar.config.schema import conforms, expected, shown
from bursar.pack.profile.declare import VERSION, Tiers, all_keys
from bursar.pack.profile.migrate import migrate

MODELS = "models"
VERSION_KEY = "version"
_TIERS = ("must_have", "important", "supplementary", "optional", "reserve")

Values = Mapping[Key, Any]


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """What a profile's file says: values by key, for all models and for single ones.

    A file with a problem has no values: nothing of it holds. `version` is that of the file as it was found.
    """

    path: str
    values: Values = field(default_factory=dict)
    models: Mapping[str, Values] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    version: int = VERSION


def parse_profile(text: str, path: str) -> ProfileFile:
    """Read a profile of any version that is known. Never raises; each problem has its place."""
    text = text.removeprefix("\ufeff")
    try:
        raw = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place, message = syntax_fault(text, error)
        return ProfileFile(path, problems=(Problem.at(path, place, f"not valid TOML: {message}"),))
    version = raw.get(VERSION_KEY, VERSION)
    fault = _version_fault(version)
    if fault is not None:
        return ProfileFile(path, problems=(_problem(text, path, fault, {}),))
    migrated = migrate(raw, version)
    values, models, faults = _checked(migrated.raw)
    if faults:
        return ProfileFile(path, problems=tuple(_problem(text, path, found, migrated.sources) for found in faults))
    return ProfileFile(path, values, models, version=version)


def _version_fault(version: Any) -> Fault | None:
    key = (VERSION_KEY,)
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return Fault(key, f"`version` must be a whole number from 1 to {VERSION}, not {shown(version)}")
    if version > VERSION:
        return Fault(
            key, f"version {version} is newer than this Bursar knows ({VERSION}); update Bursar to use the profile"
        )
    return None


def _checked(raw: Mapping[str, Any]) -> tuple[Values, Mapping[str, Values], list[Fault]]:
    faults: list[Fault] = []
    own = {name: value for name, value in raw.items() if name not in (VERSION_KEY, MODELS)}
    values = _sorted(own, (), faults)
    models: dict[str, Values] = {}
    stated = raw.get(MODELS, {})
    if not isinstance(stated, Mapping):
        faults.append(Fault((MODELS,), f"`models` must be a table of models, not {shown(stated)}"))
        stated = {}
    for name, found in stated.items():
        if isinstance(found, Mapping):
            models[name] = _sorted(found, (MODELS, name), faults)
        else:
            faults.append(Fault((MODELS, name), f"the profile of `{name}` must be a table, not {shown(found)}"))
    if not faults:
        faults += _sum_faults(values, (), {})
        for name, mine in models.items():
            faults += _sum_faults(mine, (MODELS, name), values)
    return values, models, faults


def _sorted(raw: Mapping[str, Any], prefix: Key, faults: list[Fault]) -> dict[Key, Any]:
    """The values that hold, by key without the prefix; what does not goes to the faults, under its whole key."""
    values: dict[Key, Any] = {}
    for key, value in _entries(raw, ()):
        if isinstance(value, Fault):
            faults.append(Fault((*prefix, *value.key), value.message, value.unknown))
            continue
        schema = all_keys()[key].spec.schema
        if conforms(schema, value):
            values[key] = tuple(value) if isinstance(value, list) else value
        else:
            message = f"`{'.'.join(key)}` must be {expected(schema)}, not {shown(value)}"
            faults.append(Fault((*prefix, *key), message))
    return values


def _entries(raw: Mapping[str, Any], prefix: Key) -> Iterator[tuple[Key, Any]]:
    depth = len(prefix)
    names = dict.fromkeys(key[depth] for key in all_keys() if key[:depth] == prefix and len(key) > depth)
    for name, value in raw.items():
        key = (*prefix, name)
        if name not in names:
            yield key, Fault(key, _unknown(key, tuple(names)), unknown=True)
        elif key in all_keys():
            yield key, value
        elif isinstance(value, Mapping):
            yield from _entries(value, key)
        else:
            yield key, Fault(key, f"`{'.'.join(key)}` must be a table, not {shown(value)}")


def _unknown(key: Key, siblings: tuple[str, ...]) -> str:
    name = ".".join(key)
    everywhere = {other[-1]: ".".join(other) for other in all_keys()}
    near = get_close_matches(key[-1], siblings, 1)
    if near:
        return f"unknown key `{name}`; did you mean `{'.'.join((*key[:-1], near[0]))}`?"
    near = get_close_matches(key[-1], everywhere, 1)
    if near:
        return f"unknown key `{name}`; did you mean `{everywhere[near[0]]}`?"
    return f"unknown key `{name}`; known here are {', '.join(siblings)}"


def _sum_faults(values: Values, prefix: Key, under: Values) -> Iterator[Fault]:
    """Shares that do not add up, where any of them is stated; what is not stated is as below, or the default."""
    if not any(("tiers", name) in values for name in _TIERS):
        return
    tiers = Tiers(
        **{name: {**under, **values}[("tiers", name)] for name in _TIERS if ("tiers", name) in {**under, **values}}
    )
    total = sum(tiers.shares) + tiers.reserve
    if total != 100:
        each = ", ".join(f"{name} {getattr(tiers, name)}" for name in _TIERS)
        yield Fault((*prefix, "tiers"), f"the tiers add up to {total} per cent, not to 100: {each}")


def _problem(text: str, path: str, fault: Fault, sources: Mapping[Key, Key]) -> Problem:
    places = locate(text)
    key = sources.get(fault.key, fault.key)
    while key and key not in places:
        key = key[:-1]
    found = places.get(key)
    place = (found.key if fault.unknown else found.value) if found else Place()
    return Problem.at(path, place, fault.message)

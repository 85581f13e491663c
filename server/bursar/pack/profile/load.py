"""The profile in force for a repository and a model: the repository's own over the user's over the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Protocol

from bursar.config import Problem
from bursar.config.declare import Key, table_of
from bursar.config.load import user_settings_file
from bursar.config.problems import Place
from bursar.errors import StoreError, UnreadableFile
from bursar.files import read_text
from bursar.pack.profile.declare import VERSION, Profile, all_keys
from bursar.pack.profile.read import ProfileFile, parse_profile

PROFILE: Final = ".bursar/profile.toml"
DEFAULT: Final = "default"
FILE_LIMIT_BYTES: Final = 256 * 1024


class GoodTexts(Protocol):
    """Keeps the last text of each profile that was good; `bursar.store.profiles` does so beyond the run."""

    def keep(self, path: str, text: str) -> None:
        """Keep a good one."""

    def last(self, path: str) -> str | None:
        """The last good one."""


class Remembered(dict[str, str]):
    """Good texts for as long as a process lives."""

    def keep(self, path: str, text: str) -> None:
        """Keep a good one."""
        self[path] = text

    def last(self, path: str) -> str | None:
        """The last good one."""
        return self.get(path)


@dataclass(frozen=True, slots=True)
class LoadedProfile:
    """The profile in force, where each value comes from (a file's path, or "default"), and what is wrong in files."""

    profile: Profile = field(default_factory=Profile)
    origins: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def profile_path(root: Path) -> Path:
    """Where a repository's profile is."""
    return root / PROFILE


def user_profile_path() -> Path | None:
    """Where the user's own profile is, which serves all projects: beside their settings."""
    settings = user_settings_file()
    return settings.with_name("profile.toml") if settings else None


def load_profile(root: Path | None, model: str | None = None, good: GoodTexts | None = None) -> LoadedProfile:
    """The profile for a repository (None: only the user's) and a model. Never raises for what the files say.

    A file with a problem is left aside; its last good text, if `good` has one, stays in force.
    """
    values: dict[Key, tuple[Any, str]] = {}
    problems: list[Problem] = []
    notes: list[str] = []
    for path, inside in ((user_profile_path(), None), (profile_path(root) if root else None, root)):
        if path is None or not path.exists():
            continue
        found, said = _file(path, inside, good)
        problems += found.problems
        notes += said
        if found.problems:
            found, more = _last_good(path, good)
            notes += more
        for stated in (found.values, found.models.get(model or "", {})):
            values.update({key: (value, str(path)) for key, value in stated.items()})
    origins = {declared.name: DEFAULT for declared in all_keys().values()}
    origins.update((".".join(key), origin) for key, (_, origin) in values.items())
    profile = built({key: value for key, (value, _) in values.items()})
    return LoadedProfile(profile, origins, tuple(problems), tuple(notes))


def built(values: Mapping[Key, Any]) -> Profile:
    """The profile that some values make; the rest is by default."""
    made = _built(Profile, (), values)
    assert isinstance(made, Profile)
    return made


def _built(kind: type[Any], prefix: Key, values: Mapping[Key, Any]) -> Any:
    given: dict[str, Any] = {}
    for part in fields(kind):
        key = (*prefix, part.name)
        inner = table_of(part)
        if inner is not None:
            given[part.name] = _built(inner, key, values)
        elif key in values:
            given[part.name] = values[key]
    return kind(**given)


def _file(path: Path, inside: Path | None, good: GoodTexts | None) -> tuple[ProfileFile, list[str]]:
    name = str(path)
    if inside is not None and not path.resolve().is_relative_to(inside.resolve()):
        problem = Problem.at(name, Place(), "leads out of the folder, so it is not read")
        return ProfileFile(name, problems=(problem,)), []
    try:
        decoded = read_text(path, FILE_LIMIT_BYTES)
    except UnreadableFile as error:
        return ProfileFile(name, problems=(Problem.at(name, Place(), f"cannot be read: {error}"),)), []
    found = parse_profile(decoded.text, name)
    if found.problems:
        return found, []
    if good is not None:
        with suppress(StoreError):  # it is only not there to fall back on
            if good.last(name) != decoded.text:
                good.keep(name, decoded.text)
    if found.version < VERSION:
        older = f"{name} is of version {found.version} and was read as version {VERSION}"
        return found, [f"{older}; `bursar profile --save` writes it anew"]
    return found, []


def _last_good(path: Path, good: GoodTexts | None) -> tuple[ProfileFile, list[str]]:
    text = None
    if good is not None:
        with suppress(StoreError):
            text = good.last(str(path))
    found = parse_profile(text, str(path)) if text is not None else None
    if found is None or found.problems:
        return ProfileFile(str(path)), [f"{path} is left aside until it is mended"]
    return found, [f"{path}: the last good profile stays in force until it is mended"]

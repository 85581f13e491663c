"""The settings that hold for the files of a command line, and the model that is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from bursar.cli.output import remark
from bursar.config import Loaded, Problem, find_settings_file, load_settings
from bursar.errors import UnknownModel
from bursar.files import find_root, list_files, look
from bursar.models import SETTING_CHECKS, Model, model_for_path, resolve


class Project:
    """The settings of one run: each settings file is read once."""

    def __init__(self) -> None:
        self._loaded: dict[Path, Loaded] = {}
        self._roots: dict[Path, Path] = {}

    def settings_for(self, path: Path) -> Loaded:
        """The settings that hold for a file or folder."""
        absolute = path.absolute()
        folder = absolute if absolute.is_dir() else absolute.parent
        root = self._roots.get(folder) or self._roots.setdefault(folder, find_root(folder))
        key = find_settings_file(folder, root) or root
        if key not in self._loaded:
            self._loaded[key] = load_settings(root, folder, checks=SETTING_CHECKS)
        return self._loaded[key]

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the settings files that were read."""
        return tuple(dict.fromkeys(problem for loaded in self._loaded.values() for problem in loaded.problems))


def model_named(name: str | None, project: Project) -> Model:
    """The model of the option `--model`, otherwise the one that the settings of the current folder name."""
    settings = project.settings_for(Path.cwd()).settings
    if not name:
        return model_for_path("", settings)
    try:
        return resolve(name, settings.models)
    except UnknownModel as error:
        remark_problems(project.problems())  # a fault in the row of a model of one's own is why it is not there
        raise click.BadParameter(str(error), param_hint="'--model'") from None


def model_of_file(path: Path, project: Project) -> Model:
    """The model that a file is counted for: that of the agent that alone reads it, otherwise the configured one."""
    loaded = project.settings_for(path)
    return model_for_path(relative_path(path, loaded), loaded.settings)


def relative_path(path: Path, loaded: Loaded) -> str:
    """A file's path from the root of its settings' patterns; of a file outside, its name."""
    absolute = path.absolute()
    return absolute.relative_to(loaded.root).as_posix() if absolute.is_relative_to(loaded.root) else absolute.name


def files_of(paths: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """The files that paths on a command line mean, each once; True for those named, False for those in a folder."""
    seen: set[str] = set()
    for given in paths:
        if given == "-" or not Path(given).is_dir():
            found: Iterator[tuple[str, bool]] = iter([(given, True)])
        else:
            found = _inside(given)
        for path, named in found:
            plain = os.path.normpath(path)
            if plain not in seen:
                seen.add(plain)
                yield path, named


def remark_problems(problems: tuple[Problem, ...]) -> None:
    """Say what is wrong in settings files: place and fault, one line each."""
    for problem in problems:
        remark(f"{problem.path}:{problem.line + 1}:{problem.column + 1}: {problem.message}")


def _inside(folder: str) -> Iterator[tuple[str, bool]]:
    listing, top = list_files(folder), os.path.realpath(folder)
    for unreadable in listing.unreadable:
        remark(f"{Path(folder, unreadable.path)} cannot be listed: {unreadable.reason}")
    for name in listing.paths:
        path = str(Path(folder, name))
        try:
            is_there = look(path, top) is not None
        except OSError:  # reading it says why
            is_there = True
        if is_there:
            yield path, False

"""All files of a folder that no ignore rule leaves out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bursar.files.paths import find_root

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILES = (".gitignore", ".bursarignore")
ALWAYS_IGNORED = frozenset({".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", ".venv"})
"""Folders that are never entered: version control's own, and what package tools put beside a project."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder that could not be listed, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules of one folder; they say something of the paths below it."""

    base: str
    spec: GitIgnoreSpec


def walk(folder: Path | str) -> Iterator[Path | Unreadable]:
    """The files under a folder in a steady order (each folder's files, then its folders, by name).

    Paths begin with `folder` as it was given. Rules of `.gitignore` and `.bursarignore` hold from the project's root
    downwards. Links to folders are not followed, links to files only inside `folder`.
    """
    top = Path(folder)
    absolute = os.path.abspath(top)
    yield from _walk(top, absolute, _rules_above(absolute), os.path.realpath(absolute))


def _walk(shown: Path, absolute: str, rules: tuple[_Rules, ...], top: str) -> Iterator[Path | Unreadable]:
    pending = [(shown, absolute, rules)]
    while pending:
        shown, absolute, rules = pending.pop()
        try:
            with os.scandir(absolute) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            yield Unreadable(shown, (error.strerror or str(error)).lower())
            continue
        rules = (*rules, *_rules_in(absolute, [entry.name for entry in entries]))
        folders = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in ALWAYS_IGNORED and not _ignored(f"{entry.path}/", rules):
                    folders.append((shown / entry.name, entry.path, rules))
            elif _is_file(entry, top) and not _ignored(entry.path, rules):
                yield shown / entry.name
        pending.extend(reversed(folders))


def _is_file(entry: os.DirEntry[str], top: str) -> bool:
    try:
        if not entry.is_file():
            return False
        if not entry.is_symlink():
            return True
        return os.path.realpath(entry.path).startswith(top.rstrip(os.sep) + os.sep)
    except OSError:  # a link that leads to itself
        return False


def _ignored(path: str, rules: tuple[_Rules, ...]) -> bool:
    """Whether the innermost rules that say anything of a path (a folder's ends in a slash) leave it out."""
    for rule in reversed(rules):
        include = rule.spec.check_file(path[len(rule.base) :].replace(os.sep, "/")).include
        if include is not None:
            return include
    return False


def _rules_above(absolute: str) -> tuple[_Rules, ...]:
    """The rules of the folders from the project's root down to a folder, itself not included."""
    root = str(find_root(absolute))
    chain = []
    folder = absolute
    while folder != root and len(folder) > len(root):
        folder = os.path.dirname(folder)
        chain.append(folder)
    return tuple(rule for folder in reversed(chain) for rule in _rules_in(folder, IGNORE_FILES))


def _rules_in(folder: str, names: list[str] | tuple[str, ...]) -> Iterator[_Rules]:
    for name in IGNORE_FILES:
        if name in names:
            spec = _spec(os.path.join(folder, name))
            if spec is not None:
                yield _Rules(folder.rstrip(os.sep) + os.sep, spec)


def _spec(path: str) -> GitIgnoreSpec | None:
    from pathspec import GitIgnoreSpec  # here, because start-up does without it

    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as stream:
            lines = stream.read().splitlines()
    except OSError:
        return None
    return GitIgnoreSpec.from_lines(line for line in lines if _valid(line, GitIgnoreSpec))


def _valid(line: str, kind: type[GitIgnoreSpec]) -> bool:
    """Whether a line is a rule; Git passes over what is none, and so do we."""
    try:
        kind.from_lines([line])
    except ValueError:
        return False
    return True

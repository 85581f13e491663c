"""All files of a folder that no ignore rule leaves out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bursar.files.paths import find_root, is_too_wide

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

BURSAR_IGNORE = ".bursarignore"
IGNORE_FILES = (".gitignore", BURSAR_IGNORE)
ALWAYS_IGNORED = frozenset({".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", ".venv"})
"""Folders that are never entered: version control's own, and what package tools put beside a project."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A folder that could not be listed, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one folder; they say something of the paths below it, which begin with `base`."""

    base: str
    spec: GitIgnoreSpec


def walk(folder: Path | str) -> Iterator[Path | Unreadable]:
    """The files under a folder in a steady order (each folder's files, then its folders, by name).

    Paths begin with `folder` as it was given. Rules of `.gitignore` and `.bursarignore` hold from the project's root
    downwards. Links to folders are not followed, links to files only inside `folder`.
    """
    top = Path(folder)
    for found in walk_names(folder):
        yield top / found if isinstance(found, str) else Unreadable(top / found.path, found.reason)


def walk_names(folder: Path | str) -> Iterator[str | Unreadable]:
    """The same, with paths relative to the folder, and their parts between forward slashes."""
    absolute = os.path.abspath(folder)
    yield from _walk(absolute, rules_above(absolute), os.path.realpath(absolute))


def project_names(folder: Path | str) -> Iterator[str]:
    """The files that context for a file of the folder may be drawn from, as `walk_names` tells them.

    None where the folder is no project's: what else lies in a home is nobody's context.
    """
    if not is_too_wide(Path(os.path.abspath(folder))):
        yield from (found for found in walk_names(folder) if isinstance(found, str))


def _walk(absolute: str, rules: tuple[Rules, ...], top: str) -> Iterator[str | Unreadable]:
    pending = [("", absolute, rules)]
    while pending:
        shown, absolute, rules = pending.pop()
        try:
            with os.scandir(absolute) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            yield Unreadable(Path(shown), (error.strerror or str(error)).lower())
            continue
        rules = (*rules, *_rules_in(absolute, [entry.name for entry in entries]))
        folders = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in ALWAYS_IGNORED and not _ignored(f"{entry.path}/", rules):
                    folders.append((f"{shown}{entry.name}/", entry.path, rules))
            elif _is_file(entry, top) and not _ignored(entry.path, rules):
                yield shown + entry.name
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


def _ignored(path: str, rules: tuple[Rules, ...]) -> bool:
    """Whether the innermost rules that say anything of a path (a folder's ends in a slash) leave it out."""
    for rule in reversed(rules):
        include = rule.spec.check_file(path[len(rule.base) :].replace(os.sep, "/")).include
        if include is not None:
            return include
    return False


def rules_above(absolute: str, names: tuple[str, ...] = IGNORE_FILES) -> tuple[Rules, ...]:
    """The rules of the folders from the project's root down to a folder, itself not included."""
    root = str(find_root(absolute))
    chain = []
    folder = absolute
    while folder != root and len(folder) > len(root):
        folder = os.path.dirname(folder)
        chain.append(folder)
    return tuple(rule for folder in reversed(chain) for rule in _rules_in(folder, names))


def _rules_in(folder: str, names: list[str] | tuple[str, ...]) -> Iterator[Rules]:
    for name in IGNORE_FILES:
        if name in names:
            spec = spec_of(os.path.join(folder, name))
            if spec is not None:
                yield Rules(folder.rstrip(os.sep) + os.sep, spec)


def spec_of(path: str) -> GitIgnoreSpec | None:
    """The rules in an ignore file, None if it cannot be read; what is no rule in it is passed over."""
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

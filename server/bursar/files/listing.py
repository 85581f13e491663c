"""The files of a folder: as Git lists them, or by the rules of the ignore files where there is no Git."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bursar.files.git import git_listing
from bursar.files.walk import ALWAYS_IGNORED, BURSAR_IGNORE, Unreadable, rules_above, spec_of, walk_names

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_DEEPEST_NESTING: Final = 8
"""Repositories inside repositories are listed down to this depth."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder, in a steady order (each folder's files, then its folders, by name).

    `paths` are relative to the folder, with forward slashes; some may be gone, or be links: `files.look` tells.
    """

    root: str
    paths: tuple[str, ...]
    unreadable: tuple[Unreadable, ...] = ()
    by_git: bool = False


def list_files(folder: Path | str) -> Listing:
    """The files of a folder that no rule leaves out. Blocks; about a second for 100,000 files.

    By Git: tracked files, and new ones that are not ignored. `.bursarignore` leaves out tracked files too.
    """
    root = os.path.abspath(folder)
    found = _by_git(root, 0)
    if found is not None:
        return Listing(root, tuple(sorted(_spared(root, found), key=_order)), by_git=True)
    paths, unreadable = [], []
    for item in walk_names(root):
        if isinstance(item, str):
            paths.append(item)
        else:
            unreadable.append(item)
    return Listing(root, tuple(paths), tuple(unreadable))


def _by_git(folder: str, depth: int) -> list[str] | None:
    listed = git_listing(folder)
    if listed is None:
        return None
    paths = [*listed.tracked, *(path for path in listed.others if _entered(path))]
    for path in listed.nested:
        if _entered(path):
            paths.extend(f"{path}/{inner}" for inner in _nested(f"{folder}/{path}", depth + 1))
    return paths


def _entered(path: str) -> bool:
    return ALWAYS_IGNORED.isdisjoint(path.split("/"))


def _nested(folder: str, depth: int) -> Iterable[str]:
    """The files of a repository inside another: a submodule, or a clone that lies there."""
    if depth > _DEEPEST_NESTING or not os.path.exists(os.path.join(folder, ".git")):
        return ()
    return _by_git(folder, depth) or ()


def _spared(root: str, paths: list[str]) -> Iterator[str]:
    """The paths that no `.bursarignore` leaves out, neither one in the folder nor one above it."""
    rules = _bursar_rules(root, paths)
    if not rules:
        yield from paths
        return
    for path in paths:
        if not _left_out(path, rules):
            yield path


def _left_out(path: str, rules: list[tuple[str, str, GitIgnoreSpec]]) -> bool:
    for base, prefix, spec in rules:  # the innermost first
        if path.startswith(base):
            include = spec.check_file(prefix + path[len(base) :]).include
            if include is not None:
                return include
    return False


def _bursar_rules(root: str, paths: list[str]) -> list[tuple[str, str, GitIgnoreSpec]]:
    """Each `.bursarignore` as: the paths it speaks of begin with this; what it calls them begins with that; rules."""
    found: list[tuple[str, str, GitIgnoreSpec]] = [
        ("", f"{root}/"[len(above.base) :].replace(os.sep, "/"), above.spec)
        for above in rules_above(root, (BURSAR_IGNORE,))
    ]
    inside = [path for path in paths if path.rsplit("/", 1)[-1] == BURSAR_IGNORE]
    for path in sorted(inside, key=lambda path: path.count("/")):
        spec = spec_of(os.path.join(root, path))
        if spec is not None:
            found.append((path[: -len(BURSAR_IGNORE)], "", spec))
    return found[::-1]


def _order(path: str) -> list[tuple[bool, str]]:
    *folders, name = path.split("/")
    return [*((True, folder) for folder in folders), (False, name)]

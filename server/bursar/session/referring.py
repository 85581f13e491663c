"""Which files of a folder a document names: what an agent would load with it, or who works on it opens next.

Nothing is opened and nothing is sure: a name that stands for no file costs nothing, and a file is counted anyway, only
later. So all languages are read by the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

READ_CHARS: Final = 256 * 1024
"""Imports and references stand in the beginning of what is longer."""

MOST: Final = 100

_NAMES: Final = re.compile(
    "|".join(
        (
            r"(?<![\w@])@([\w./\\-]+)",  # an agent's reference to a file
            r"\]\(<?([^()\s<>#?]+)",  # a link in Markdown
            r"""["'<]([\w@.][\w@./\\-]*)["'>]""",  # a path in quotes: imports of most languages, includes
            r"^\s*(?:from|import|use|using|mod|pub mod|require|source|extern crate)\s+([\w.:]+)",
        )
    ),
    re.MULTILINE,
)
_MODULE: Final = 4
"""The group of those rows that names a module."""

_FROM: Final = re.compile(r"^\s*from\s+(\.*[\w.]*)\s+import\s+\(?([\w, \t]+)", re.MULTILINE)
_HERE: Final = frozenset({"crate", "self", "super"})
"""Where a Rust path begins."""

_BARE: Final = frozenset({"index", "__init__", "mod", "main"})
"""Files that a folder's name stands for."""


def referred(text: str, path: str, paths: Iterable[str]) -> list[str]:
    """Those of a folder's paths that the text of the file at `path` names, the nearest first, at most `MOST`.

    Linear in the text and in the number of paths.
    """
    names = _names(text[:READ_CHARS], path)
    if not names:
        return []
    by_last: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        by_last.setdefault(name[-1], []).append(name)
    found = []
    for candidate in paths:
        if candidate != path:
            stem = _stem(candidate)
            wanted = by_last.get(stem[-1]) if stem else None
            if wanted and any(stem[-len(name) :] == name for name in wanted):
                found.append(candidate)
    return sorted(found, key=lambda candidate: (_distance(path, candidate), candidate))[:MOST]


def _names(text: str, path: str) -> set[tuple[str, ...]]:
    """What is named, as the last parts of paths without their endings; relative ones from the root."""
    folder = path.split("/")[:-1]
    names = set()
    for found in _NAMES.finditer(text):
        name = found[found.lastindex or 0]
        names.add(_module(name, folder) if found.lastindex == _MODULE else _file(name, folder))
    for found in _FROM.finditer(text):
        module = _module(found[1], folder)
        names.update((*module, name.strip()) for name in found[2].split(",") if name.strip().isidentifier())
    return {name for name in names if name and name[-1]}


def _file(name: str, folder: list[str]) -> tuple[str, ...]:
    """The parts of a path; one that begins with a dot is from the document's folder."""
    at = list(folder) if name.startswith(".") else []
    for part in name.replace("\\", "/").removeprefix("@/").split("/"):
        if part == "..":
            at = at[:-1]
        elif part not in ("", "."):
            at.append(part)
    return _stem("/".join(at))


def _module(name: str, folder: list[str]) -> tuple[str, ...]:
    """The parts of a module's name, with dots or colons between them; one dot in front is the document's folder."""
    plain = name.replace("::", ".").lstrip(".")
    level = len(name) - len(name.lstrip("."))
    above = folder[: len(folder) - level + 1] if level else []
    return (*above, *(part for part in plain.split(".") if part not in _HERE and part))


def _stem(path: str) -> tuple[str, ...]:
    """The parts of a path without its ending; a folder's own file is the folder."""
    *folders, name = path.split("/")
    stem = name.split(".", 1)[0] if not name.startswith(".") else name
    return tuple(folders) if stem in _BARE and folders else (*folders, stem)


def _distance(one: str, other: str) -> int:
    """How many folders lie between two files."""
    first, second = one.split("/")[:-1], other.split("/")[:-1]
    same = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    shared = min(len(first), len(second)) if same is None else same
    return len(first) + len(second) - 2 * shared

"""The files of the workspace as namespaces see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bursar.index.model import Definition, FileIndex, How
from bursar.index.values import Target
from bursar.outline.references import Syntax

if TYPE_CHECKING:
    from bursar.index.engine import Engine

_TEST: Final = re.compile(
    r"(^|/)(tests?|testing|__tests__|specs?|testdata)/|(^|/)(test_[^/]*|conftest)\.py$|_test\.(py|go|rb|c|cc|cpp)$"
    r"|[._](test|spec)\.[cm]?[jt]sx?$|_spec\.rb$|(Tests?|IT|Spec)\.(java|cs|kt|php|scala)$|(^|/)tests?\.rs$"
)


def is_test(path: str) -> bool:
    """Whether a file holds tests, by the customs of the languages."""
    return _TEST.search(path) is not None


class Files:
    """One state of the workspace: its paths, what the index knows of each, and texts of other files (manifests)."""

    def __init__(
        self,
        paths: Iterable[str],
        read: Callable[[str], str],
        file: Callable[[str], FileIndex | None],
        syntax: Callable[[str], Syntax | None],
        by_name: Callable[[str], list[Definition]],
    ) -> None:
        self._paths = paths
        self.by_name = by_name
        self.read = read
        self.file = file
        self.syntax = syntax
        self.engine: Engine

    @cached_property
    def paths(self) -> frozenset[str]:
        """All paths."""
        return frozenset(self._paths)

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """The paths in each folder."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.paths):
            found.setdefault(path.rpartition("/")[0], []).append(path)
        return found

    def named(self, file_name: str) -> list[str]:
        """The paths of all files of a name, the outermost first."""
        return sorted(self._by_name.get(file_name, ()), key=lambda path: (path.count("/"), path))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self.paths:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found


def as_import(targets: list[Target]) -> list[Target]:
    """What another file's names refer to, seen through an import."""
    return [
        Target(
            How.IMPORT,
            each.definition,
            each.member,
            each.field,
            each.context,
            each.module,
            each.external,
            each.local,
            each.values,
        )
        for each in targets
    ]


def folder_of(path: str) -> str:
    """The folder of a path."""
    return path.rpartition("/")[0]


def joined(folder: str, relative: str) -> str:
    """A relative path from a folder, normalised; it may leave the workspace (`..`)."""
    parts = [part for part in folder.split("/") if part]
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return ".."
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def same_file(files: Files, definition: Definition) -> list[FileIndex]:
    """The file of a definition."""
    found = files.file(definition.path)
    return [found] if found else []

"""The texts of a folder as they stand, open buffers over files, and the engine that evaluates their code.

What was worked out is kept until something changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bursar.index.build import read_file, stamp_of
from bursar.index.engine import Engine
from bursar.index.lookup import Namespace
from bursar.index.model import Definition, FileIndex
from bursar.index.namespaces import (
    Files,
    GoNamespace,
    PlainNamespace,
    PythonNamespace,
    RustNamespace,
    TypeScriptNamespace,
)
from bursar.index.records import Stamp
from bursar.outline import language_of
from bursar.outline.references import Syntax, reads, syntax_of

MAX_SYNTAXES: Final = 400
"""So many parsed files are kept; more, and all are dropped."""


class Code:
    """For one thread at a time. `paths` are all files of the folder, `buffers` the texts of open documents."""

    def __init__(
        self,
        root: Path,
        file: Callable[[str], FileIndex | None],
        named: Callable[[str], list[Definition]],
    ) -> None:
        self.paths: set[str] = set()
        self.buffers: dict[str, str] = {}
        self._root = root
        self._file = file
        self._named = named
        self._syntaxes: dict[str, Syntax | None] = {}
        self._state: tuple[Files, Engine] | None = None
        self._manifests: dict[str, Stamp | None] = {}

    def now(self) -> tuple[Files, Engine]:
        """The files and the engine over them, for one question."""
        if self._state is None or len(self._syntaxes) > MAX_SYNTAXES:
            if len(self._syntaxes) > MAX_SYNTAXES:
                self._syntaxes = {}
            files = Files(self.paths, self.read, self._file, self._syntax, self._named)
            files.engine = Engine(files, _namespaces(files))
            self._state = files, files.engine
        files, engine = self._state
        engine.steps = 0
        return files, engine

    def changed(self, *paths: str) -> None:
        """Drop what was worked out, and what was parsed of some files."""
        self._state = None
        self._manifests = {}
        self.reread(*paths)

    def reread(self, *paths: str) -> None:
        """Drop what was parsed of some files."""
        for path in paths:
            self._syntaxes.pop(path, None)

    def walked(self, paths: set[str]) -> None:
        """Take the files that there are now; what was worked out still holds if they, and their manifests, do."""
        if paths != self.paths or any(_stamp(self._root / path) != stamp for path, stamp in self._manifests.items()):
            self.changed()
        self.paths = paths

    def read(self, path: str) -> str:
        """The text of a file; empty if it cannot be read."""
        if path in self.buffers:
            return self.buffers[path]
        if not is_indexed(path):  # a manifest: `go.mod`, `package.json`
            self._manifests[path] = _stamp(self._root / path)
        found = read_file(self._root, path)
        return found[0] if found is not None else ""

    def _syntax(self, path: str) -> Syntax | None:
        if path not in self._syntaxes:
            language = language_of(path)
            self._syntaxes[path] = syntax_of(self.read(path), language) if language else None
        return self._syntaxes[path]


def is_indexed(path: str) -> bool:
    """Whether the definitions of a file can be read."""
    language = language_of(path)
    return language is not None and reads(language)


def _stamp(path: Path) -> Stamp | None:
    try:
        return stamp_of(path)
    except OSError:
        return None


def _namespaces(files: Files) -> Mapping[str, Namespace]:
    script = TypeScriptNamespace(files)
    return {
        "python": PythonNamespace(files),
        "go": GoNamespace(files),
        "rust": RustNamespace(files),
        "typescript": script,
        "javascript": script,
        **dict.fromkeys(("java", "c", "cpp", "csharp", "ruby", "php"), PlainNamespace(files)),
    }

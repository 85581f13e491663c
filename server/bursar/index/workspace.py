"""The index of one folder: the questions that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bursar.index.filling import FilledIndex
from bursar.index.mentions import mentions
from bursar.index.model import Definition, FileIndex, Resolved
from bursar.index.namespaces import is_test
from bursar.index.uses import enclosing, uses
from bursar.text import Span


class WorkspaceIndex(FilledIndex):
    """Safe for several threads. Everything blocks: reading, parsing and the database are for the executor.

    `database` False keeps everything in memory, None takes the user's cache directory. `encoding` is the one whose
    tokens the definitions have; None counts nothing.
    """

    def files(self) -> list[str]:
        """The paths of all indexed files."""
        with self._lock:
            return self._kept.paths()

    def paths(self) -> list[str]:
        """The paths of all files that no ignore rule leaves out, also of those that are not indexed."""
        with self._lock:
            return sorted(self._code.paths)

    def file(self, path: str) -> FileIndex | None:
        """What is known of a file."""
        with self._lock:
            return self._file(path)

    def definitions(self) -> Iterator[Definition]:
        """All definitions, file by file."""
        for path in self.files():
            file = self.file(path)
            if file is not None:
                yield from file.definitions

    def definition_at(self, path: str, offset: int) -> Definition | None:
        """The innermost definition that holds an offset."""
        file = self.file(path)
        return enclosing(file.definitions, offset) if file else None

    def resolve(self, path: str, span: Span) -> list[Resolved]:
        """What the code in a span refers to, each definition once, the surest first."""
        with self._lock:
            return uses(*self._code.now(), path, span)

    def callers(self, definition: Definition, limit: int = 20) -> list[Resolved]:
        """The definitions outside of tests whose code refers to one."""
        return self._mentions(definition, limit, lambda path: not is_test(path) or is_test(definition.path))

    def tests_of(self, definition: Definition, limit: int = 10) -> list[Resolved]:
        """The definitions in tests whose code refers to one."""
        return self._mentions(definition, limit, is_test)

    def cochanged(self, path: str) -> list[tuple[str, float]]:
        """Files that changed together with one, the most first (0..1); empty without Git."""
        return self._past.now().cochanged(path)

    def recency(self, path: str) -> float:
        """How lately a file changed: 1 in the last commit, towards 0 with every commit since."""
        return self._past.now().recency(path)

    def search(self, query: str, max_tokens: int | None = None, limit: int = 50) -> list[tuple[Definition, float]]:
        """Definitions that hold words of a query, best first, of at most so many tokens; a higher rank is better."""
        with self._lock:
            none: list[tuple[str, int, float]] = []
            found = self._kept.ask(lambda database: database.search(query, max_tokens, limit), none)
            rows = [(self._definition(path, number), rank) for path, number, rank in found]
            return [(definition, rank) for definition, rank in rows if definition is not None]

    def _files_with(self, name: str) -> list[str]:
        """The files in which an identifier stands; the callers and the tests of a definition are looked for there."""
        if name not in self._mentioning:
            none: list[str] = []
            self._mentioning[name] = self._kept.ask(lambda database: database.mentioning(name), none)
        return self._mentioning[name]

    def _mentions(self, definition: Definition, limit: int, wanted: Callable[[str], bool]) -> list[Resolved]:
        with self._lock:
            paths = [path for path in self._files_with(definition.name) if wanted(path)]
            return mentions(*self._code.now(), definition, paths, limit)

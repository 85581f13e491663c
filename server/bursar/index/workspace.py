"""The index of one folder: what is known of each file, and the questions that can be asked of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeVar

from bursar.files import walk
from bursar.index.build import index_file, read_file, stamp_of
from bursar.index.database import Database, DatabaseLost, database_path
from bursar.index.engine import Engine
from bursar.index.history import History, head_of, history_of
from bursar.index.lookup import Namespace
from bursar.index.mentions import distance, mentions
from bursar.index.model import Definition, FileIndex, Resolved
from bursar.index.namespaces import (
    Files,
    GoNamespace,
    PlainNamespace,
    PythonNamespace,
    RustNamespace,
    TypeScriptNamespace,
    is_test,
)
from bursar.index.records import BUFFER, Record, Stamp, digest_of, file_of, record_of
from bursar.index.uses import enclosing, uses
from bursar.index.workers import index_by_workers
from bursar.outline import language_of
from bursar.outline.references import Syntax, reads, syntax_of
from bursar.text import Span
from bursar.tokens.counter import Counter
from bursar.tokens.encodings import load

log = logging.getLogger(__name__)

MANY_FILES: Final = 200
"""More files than this are indexed by worker processes."""

NEAREST_FILES: Final = 24
"""So many of the files nearest to what is asked about are indexed before workers are started: that takes a while."""

ON_DEMAND_FILES: Final = 60
"""So many files that are not indexed yet are indexed when something refers to them."""

BATCH_FILES: Final = 100
MAX_SYNTAXES: Final = 400
"""So many parsed files are kept; more, and all are dropped."""

Progress = Callable[[int, int], None]
Found = TypeVar("Found")


class WorkspaceIndex:
    """Safe for several threads. Everything blocks: reading, parsing and the database are for the executor.

    `database` False keeps everything in memory, None takes the user's cache directory. `encoding` is the one whose
    tokens the definitions have; None counts nothing.
    """

    def __init__(
        self, root: Path | str, database: Path | bool | None = None, encoding: str | None = "o200k_base"
    ) -> None:
        self.root = Path(root)
        self._encoding = encoding
        self._lock = threading.RLock()
        path = None if database is False else database if isinstance(database, Path) else database_path(self.root)
        self._database = _opened(path)
        self._stamps: dict[str, tuple[Stamp, str]] = {}
        self._files: dict[str, FileIndex] = {}
        self._paths: set[str] = set()
        self._missing: set[str] = set()
        self._demanded = 0
        self._buffers: dict[str, str] = {}
        self._syntaxes: dict[str, Syntax | None] = {}
        self._state: tuple[Files, Engine] | None = None
        self._history, self._history_head, self._history_checked = History(), "", False
        self._complete = False
        self._kept(self._read_stamps, None)

    # state

    @property
    def complete(self) -> bool:
        """Whether every file of the folder is indexed, as of the last refresh."""
        return self._complete and not self._missing

    @property
    def missing(self) -> int:
        """How many files are known but not indexed yet."""
        return len(self._missing)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._database.close()

    def refresh(
        self,
        cancelled: Callable[[], bool] | None = None,
        progress: Progress | None = None,
        near: str | None = None,
    ) -> bool:
        """Bring the index up to date with the files on disk; what is unchanged since the last time is not read.

        Begins with the file `near`, then what changed together with it and what stands nearest to it: what is asked
        about it can soon be answered.
        `progress` is told the files done and the files to do. False if it was cancelled; what was done is kept.
        """
        paths: set[str] = set()
        stale: list[str] = []
        for found in walk(self.root):
            if cancelled is not None and cancelled():
                self._complete = False
                return False
            if isinstance(found, Path):
                path = found.relative_to(self.root).as_posix()
                paths.add(path)
                if _indexed(path) and path not in self._buffers and not self._fresh(path, found):
                    stale.append(path)
        with self._lock:
            gone = [path for path in self._stamps if path not in paths and path not in self._buffers]
            self._forget(gone)
            self._paths = paths
            self._missing = set(stale)
            self._demanded = 0
            self._changed()
        self._history_checked = False
        if near is not None and stale:
            together = dict(self.cochanged(near))
            stale.sort(key=lambda path: (path != near, -together.get(path, 0.0), distance(path, near), path))
        nearest = stale[:NEAREST_FILES] if near is not None and len(stale) > MANY_FILES else []
        done = self._index(nearest, cancelled, None) and self._index(stale[len(nearest) :], cancelled, progress)
        if done and self._missing:  # the database was lost on the way, and with it what had been done
            done = self._index(sorted(self._missing), cancelled, progress)
        with self._lock:
            self._complete = done
        return done

    def update(self, path: str, text: str | None) -> None:
        """Take the text of an open buffer for a file; None goes back to what is on disk, or forgets the file."""
        with self._lock:
            if text is not None:
                self._buffers[path] = text
                self._paths.add(path)
                self._store([self._record(path, text, BUFFER)] if _indexed(path) else [])
                self._missing.discard(path)
                self._changed(path)
                return
            self._buffers.pop(path, None)
            found = read_file(self.root, path) if _indexed(path) else None
            if found is not None:
                self._store([self._record(path, *found)])
            else:
                self._forget([path])
                if not (self.root / path).is_file():
                    self._paths.discard(path)
            self._changed(path)

    # questions

    def files(self) -> list[str]:
        """The paths of all indexed files."""
        with self._lock:
            return sorted(self._stamps)

    def paths(self) -> list[str]:
        """The paths of all files that no ignore rule leaves out, also of those that are not indexed."""
        with self._lock:
            return sorted(self._paths)

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

    def named(self, name: str) -> list[Definition]:
        """All definitions of a name."""
        with self._lock:
            none: list[tuple[str, int]] = []
            found = self._kept(lambda: self._database.named(name), none)
            return [each for path, number in found if (each := self._definition(path, number)) is not None]

    def definition_at(self, path: str, offset: int) -> Definition | None:
        """The innermost definition that holds an offset."""
        file = self.file(path)
        return enclosing(file.definitions, offset) if file else None

    def resolve(self, path: str, span: Span) -> list[Resolved]:
        """What the code in a span refers to, each definition once, the surest first."""
        with self._lock:
            files, engine = self._now()
            engine.steps = 0
            return uses(files, engine, path, span)

    def callers(self, definition: Definition, limit: int = 20) -> list[Resolved]:
        """The definitions outside of tests whose code refers to one."""
        return self._mentions(definition, limit, lambda path: not is_test(path) or is_test(definition.path))

    def tests_of(self, definition: Definition, limit: int = 10) -> list[Resolved]:
        """The definitions in tests whose code refers to one."""
        return self._mentions(definition, limit, is_test)

    def test_files(self, definition: Definition) -> list[str]:
        """The tests that mention the name of a definition, the nearest first, also where no function is around it."""
        none: list[str] = []
        with self._lock:
            found = self._kept(lambda: self._database.mentioning(definition.name), none)
        return sorted(filter(is_test, found), key=lambda path: (distance(path, definition.path), path))

    def cochanged(self, path: str) -> list[tuple[str, float]]:
        """Files that changed together with one, the most first (0..1); empty without Git."""
        return self._past().cochanged(path)

    def recency(self, path: str) -> float:
        """How lately a file changed: 1 in the last commit, towards 0 with every commit since."""
        return self._past().recency(path)

    def search(self, query: str, max_tokens: int | None = None, limit: int = 50) -> list[tuple[Definition, float]]:
        """Definitions that hold words of a query, best first, of at most so many tokens; a higher rank is better."""
        with self._lock:
            none: list[tuple[str, int, float]] = []
            found = self._kept(lambda: self._database.search(query, max_tokens, limit), none)
            rows = [(self._definition(path, number), rank) for path, number, rank in found]
            return [(definition, rank) for definition, rank in rows if definition is not None]

    # files

    def _read_stamps(self) -> None:
        self._stamps = self._database.stamps()
        self._paths = set(self._stamps)

    def _fresh(self, path: str, place: Path) -> bool:
        known = self._stamps.get(path)
        if known is None:
            return False
        try:
            stamp = stamp_of(place)
        except OSError:
            return False
        if known[0] == stamp:
            return True
        if known[0].size not in (stamp.size, -1):
            return False
        found = read_file(self.root, path)
        if found is None or digest_of(found[0]) != known[1]:
            return False
        with self._lock:  # touched, or saved as its buffer was
            self._stamps[path] = (found[1], known[1])
            self._kept(lambda: self._database.restamp(path, found[1]), None)
        return True

    def _index(self, paths: list[str], cancelled: Callable[[], bool] | None, progress: Progress | None) -> bool:
        done = 0
        batch: list[Record] = []
        for path, record in self._records(paths, cancelled):
            done += 1
            if record is not None:
                batch.append(record)
            else:
                self._missing.discard(path)
            if len(batch) >= BATCH_FILES:
                self._add(batch)
                batch = []
            if progress is not None:
                progress(done, len(paths))
        self._add(batch)
        return done == len(paths)

    def _records(self, paths: list[str], cancelled: Callable[[], bool] | None) -> Iterator[tuple[str, Record | None]]:
        if len(paths) > MANY_FILES:
            yield from index_by_workers(self.root, paths, self._encoding, cancelled)
            return
        for path in paths:
            if cancelled is not None and cancelled():
                return
            found = read_file(self.root, path)
            yield path, self._record(path, *found) if found is not None else None

    def _record(self, path: str, text: str, stamp: Stamp) -> Record:
        return record_of(index_file(path, text, language_of(path), self._counter()), text, stamp)

    def _counter(self) -> Counter | None:
        return load(self._encoding) if self._encoding else None

    def _add(self, batch: list[Record]) -> None:
        if not batch:
            return
        with self._lock:
            mine = [record for record in batch if record.path not in self._buffers]
            self._store(mine)
            self._missing.difference_update(record.path for record in batch)
            self._changed(*(record.path for record in mine))

    def _store(self, records: list[Record]) -> None:
        for record in records:
            self._stamps[record.path] = (record.stamp, record.digest)
            self._files.pop(record.path, None)
        if records and not self._kept(lambda: self._written(records), False):
            for record in records:
                self._stamps[record.path] = (record.stamp, record.digest)
                self._missing.discard(record.path)
            self._kept(lambda: self._written(records), False)

    def _written(self, records: list[Record]) -> bool:
        self._database.write(records)
        return True

    def _forget(self, paths: Iterable[str]) -> None:
        gone = list(paths)
        for path in gone:
            self._stamps.pop(path, None)
            self._files.pop(path, None)
        if gone:
            self._kept(lambda: self._database.remove(gone), None)

    def _kept(self, work: Callable[[], Found], nothing: Found) -> Found:
        """What the database answers; if it is lost, the index goes on in memory and has to be filled again."""
        try:
            return work()
        except DatabaseLost as lost:
            log.warning("index: the database cannot be used any more (%s); going on without it", lost)
        try:
            self._database.close()
        finally:
            self._database = Database(None)
        self._missing |= set(self._stamps)
        self._stamps = {}
        self._files = {}
        self._complete = False
        return nothing

    def _file(self, path: str) -> FileIndex | None:
        if path in self._missing and self._demanded < ON_DEMAND_FILES:
            self._demand(path)
        found = self._files.get(path)
        if found is None and path in self._stamps:
            record = self._kept(lambda: self._database.record(path), None)
            if record is not None:
                try:
                    found = self._files[path] = file_of(record)
                except ValueError:
                    self._forget([path])
        return found

    def _demand(self, path: str) -> None:
        """Index a file out of turn: something refers to it."""
        self._demanded += 1
        self._missing.discard(path)
        found = read_file(self.root, path) if path not in self._buffers else None
        if found is not None:
            self._store([self._record(path, *found)])
            self._syntaxes.pop(path, None)

    def _definition(self, path: str, number: int) -> Definition | None:
        file = self._file(path)
        return file.definitions[number] if file is not None and number < len(file.definitions) else None

    # the engine

    def _changed(self, *paths: str) -> None:
        self._state = None
        for path in paths:
            self._syntaxes.pop(path, None)

    def _now(self) -> tuple[Files, Engine]:
        if self._state is None or len(self._syntaxes) > MAX_SYNTAXES:
            if len(self._syntaxes) > MAX_SYNTAXES:
                self._syntaxes = {}
            files = Files(self._paths, self._read, self._file, self._syntax, self.named)
            files.engine = Engine(files, _namespaces(files))
            self._state = files, files.engine
        return self._state

    def _read(self, path: str) -> str:
        if path in self._buffers:
            return self._buffers[path]
        found = read_file(self.root, path)
        return found[0] if found is not None else ""

    def _syntax(self, path: str) -> Syntax | None:
        if path not in self._syntaxes:
            language = language_of(path)
            self._syntaxes[path] = syntax_of(self._read(path), language) if language else None
        return self._syntaxes[path]

    def _mentions(self, definition: Definition, limit: int, wanted: Callable[[str], bool]) -> list[Resolved]:
        with self._lock:
            none: list[str] = []
            paths = self._kept(lambda: self._database.mentioning(definition.name), none)
            files, engine = self._now()
            engine.steps = 0
            return mentions(files, engine, definition, [path for path in paths if wanted(path)], limit)

    def _past(self) -> History:
        if not self._history_checked:
            self._history_checked = True
            head = head_of(self.root)
            if head != self._history_head:
                self._history_head, self._history = head, history_of(self.root) if head else History()
        return self._history


def _opened(path: Path | None) -> Database:
    """The database; one that is damaged is begun anew; one that is locked, or if that fails, is kept in memory."""
    try:
        return Database(path)
    except DatabaseLost as lost:
        if path is None:
            raise
        log.info("index: the database at %s cannot be opened (%s)", path, lost)
        if lost.locked:
            return Database(None)
    try:
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        return Database(path)
    except (DatabaseLost, OSError) as lost:
        log.warning("index: no database can be kept at %s (%s)", path, lost)
        return Database(None)


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


def _indexed(path: str) -> bool:
    """Whether the definitions of a file can be read."""
    language = language_of(path)
    return language is not None and reads(language)

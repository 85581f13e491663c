"""Filling the index of a folder and keeping it up to date with the files on disk and the open buffers over them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from bursar.files import is_too_wide, project_names
from bursar.index.build import read_file, record_in
from bursar.index.code import Code, is_indexed
from bursar.index.history import Past
from bursar.index.kept import KeptFiles
from bursar.index.mentions import distance
from bursar.index.model import Definition, FileIndex
from bursar.index.place import database_path
from bursar.index.records import BUFFER, Record
from bursar.index.workers import records_of

MANY_FILES: Final = 200
"""More files than this are indexed by worker processes."""

NEAREST_FILES: Final = 24
"""So many of the files nearest to what is asked about are indexed before workers are started: that takes a while."""

ON_DEMAND_FILES: Final = 60
"""So many files that are not indexed yet are indexed when something refers to them."""

BATCH_FILES: Final = 100

Progress = Callable[[int, int], None]


class FilledIndex:
    """What is known of the files of a folder; `bursar.index.workspace` asks it. Safe for several threads."""

    def __init__(
        self, root: Path | str, database: Path | bool | None = None, encoding: str | None = "o200k_base"
    ) -> None:
        self.root = Path(root)
        self._encoding = encoding
        self._lock = threading.RLock()
        path = None if database is False else database if isinstance(database, Path) else database_path(self.root)
        self._missing: set[str] = set()
        self._demanded = 0
        self._listed = False
        self._complete = False
        self._kept = KeptFiles(path, self._lost)
        self._code = Code(self.root, self._file, self.named)
        self._code.paths = set(self._kept.paths())
        self._mentioning: dict[str, list[str]] = {}
        self._past = Past(self.root)

    @property
    def is_project(self) -> bool:
        """Whether the folder is a project's, whose files are indexed: not a home or a whole disk."""
        return not is_too_wide(self.root)

    @property
    def complete(self) -> bool:
        """Whether every file of the folder is indexed, as of the last refresh."""
        return self._complete and not self._missing

    @property
    def missing(self) -> int:
        """How many files are not indexed yet; 0 until all of them are known."""
        return len(self._missing) if self._listed else 0

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._kept.close()

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
        for path in project_names(self.root):
            if cancelled is not None and cancelled():
                self._listed_so_far(paths, stale)
                return False
            paths.add(path)
            if is_indexed(path) and path not in self._code.buffers and not self._fresh(path):
                stale.append(path)
        with self._lock:
            gone = [path for path in self._kept.paths() if path not in paths and path not in self._code.buffers]
            self._kept.forget(gone)
            if stale or gone:
                self._changed()
            self._code.walked(paths)
            self._missing = set(stale)
            self._listed = True
            self._demanded = 0
        self._past.check()
        if near is not None and stale:
            together = dict(self._past.now().cochanged(near))
            stale.sort(key=lambda path: (path != near, -together.get(path, 0.0), distance(path, near), path))
        nearest = stale[:NEAREST_FILES] if near is not None and len(stale) > MANY_FILES else []
        done = self._index(nearest, cancelled, None) and self._index(stale[len(nearest) :], cancelled, progress)
        if done and self._missing:  # the database was lost on the way, and with it what had been done
            done = self._index(sorted(self._missing), cancelled, progress)
        with self._lock:
            self._complete = done
        return done

    def _listed_so_far(self, paths: set[str], stale: list[str]) -> None:
        """What a folder was known to hold when its listing was broken off: what is referred to can be indexed."""
        with self._lock:
            self._complete = False
            self._code.walked(self._code.paths | paths)
            self._missing |= set(stale)
            self._demanded = 0

    def update(self, path: str, text: str | None) -> None:
        """Take the text of an open buffer for a file; None goes back to what is on disk, or forgets the file."""
        with self._lock:
            if text is not None:
                self._code.buffers[path] = text
                self._code.paths.add(path)
                self._kept.store([record_in(path, text, BUFFER, self._encoding)] if is_indexed(path) else [])
                self._missing.discard(path)
                self._changed(path)
                return
            self._code.buffers.pop(path, None)
            found = read_file(self.root, path) if is_indexed(path) else None
            if found is not None:
                self._kept.store([record_in(path, *found, self._encoding)])
            else:
                self._kept.forget([path])
                if not (self.root / path).is_file():
                    self._code.paths.discard(path)
            self._changed(path)

    def named(self, name: str) -> list[Definition]:
        """All definitions of a name."""
        with self._lock:
            none: list[tuple[str, int]] = []
            found = self._kept.ask(lambda database: database.named(name), none)
            return [each for path, number in found if (each := self._definition(path, number)) is not None]

    def _fresh(self, path: str) -> bool:
        if path not in self._kept:
            return False
        with self._lock:
            return self._kept.fresh(self.root, path)

    def _index(self, paths: list[str], cancelled: Callable[[], bool] | None, progress: Progress | None) -> bool:
        done = 0
        batch: list[Record] = []
        for path, record in records_of(self.root, paths, self._encoding, cancelled, len(paths) > MANY_FILES):
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

    def _add(self, batch: list[Record]) -> None:
        if not batch:
            return
        with self._lock:
            mine = [record for record in batch if record.path not in self._code.buffers]
            self._kept.store(mine)
            self._missing.difference_update(record.path for record in batch)
            self._changed(*(record.path for record in mine))

    def _file(self, path: str) -> FileIndex | None:
        if path in self._missing and self._demanded < ON_DEMAND_FILES:
            self._demand(path)
        return self._kept.file(path)

    def _demand(self, path: str) -> None:
        """Index a file out of turn: something refers to it."""
        self._demanded += 1
        self._missing.discard(path)
        found = read_file(self.root, path) if path not in self._code.buffers else None
        if found is not None:
            self._kept.store([record_in(path, *found, self._encoding)])
            self._mentioning = {}
            self._code.reread(path)

    def _definition(self, path: str, number: int) -> Definition | None:
        file = self._file(path)
        return file.definitions[number] if file is not None and number < len(file.definitions) else None

    def _lost(self, paths: Collection[str]) -> None:
        """The database is gone, and with it all of these files."""
        self._missing |= set(paths)
        self._complete = False

    def _changed(self, *paths: str) -> None:
        self._mentioning = {}
        self._code.changed(*paths)

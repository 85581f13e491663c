"""What is known of each file of a folder: kept in its database; if that is lost, in memory, to be filled again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from bursar.index.build import read_file, stamp_of
from bursar.index.database import Database, DatabaseLost
from bursar.index.model import FileIndex
from bursar.index.records import Record, Stamp, digest_of, file_of

log = logging.getLogger(__name__)

Found = TypeVar("Found")


class KeptFiles:
    """For one thread at a time. `path` None keeps everything in memory.

    `at_loss` is told the files that are not known any more when the database turns out to be unusable.
    """

    def __init__(self, path: Path | None, at_loss: Callable[[Collection[str]], None]) -> None:
        self._database = _opened(path)
        self._at_loss = at_loss
        self._files: dict[str, FileIndex] = {}
        none: dict[str, tuple[Stamp, str]] = {}
        self._stamps = none
        self._stamps = self.ask(lambda database: database.stamps(), none)

    def __contains__(self, path: str) -> bool:
        return path in self._stamps

    def paths(self) -> list[str]:
        """The paths of all files, sorted."""
        return sorted(self._stamps)

    def file(self, path: str) -> FileIndex | None:
        """What is known of a file."""
        found = self._files.get(path)
        if found is None and path in self._stamps:
            record = self.ask(lambda database: database.record(path), None)
            if record is not None:
                try:
                    found = self._files[path] = file_of(record)
                except ValueError:
                    self.forget([path])
        return found

    def fresh(self, root: Path, path: str) -> bool:
        """Whether what is known of a file still holds, by its stamp, or where only that changed, by its text."""
        known = self._stamps.get(path)
        if known is None:
            return False
        try:
            stamp = stamp_of(root / path)
        except OSError:
            return False
        if known[0] == stamp:
            return True
        if known[0].size not in (stamp.size, -1):
            return False
        found = read_file(root, path)
        if found is None or digest_of(found[0]) != known[1]:
            return False
        self._stamps[path] = (found[1], known[1])  # touched, or saved as its buffer was
        self.ask(lambda database: database.restamp(path, found[1]), None)
        return True

    def store(self, records: Sequence[Record]) -> None:
        """Put files in the place of what was known of them; if all others are lost over it, these are not."""
        for record in records:
            self._stamps.pop(record.path, None)
            self._files.pop(record.path, None)
        if records and not self._written(records):
            self._written(records)
        for record in records:
            self._stamps[record.path] = (record.stamp, record.digest)

    def forget(self, paths: Iterable[str]) -> None:
        """Know nothing of these files any more."""
        gone = list(paths)
        for path in gone:
            self._stamps.pop(path, None)
            self._files.pop(path, None)
        if gone:
            self.ask(lambda database: database.remove(gone), None)

    def ask(self, question: Callable[[Database], Found], nothing: Found) -> Found:
        """What the database answers; `nothing` if it is lost over it."""
        try:
            return question(self._database)
        except DatabaseLost as lost:
            log.warning("index: the database cannot be used any more (%s); going on without it", lost)
        try:
            self._database.close()
        finally:
            self._database = Database(None)
        gone, self._stamps, self._files = set(self._stamps), {}, {}
        self._at_loss(gone)
        return nothing

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _written(self, records: Sequence[Record]) -> bool:
        def write(database: Database) -> bool:
            database.write(records)
            return True

        return self.ask(write, False)


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

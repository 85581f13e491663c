"""Token counts in a database: SQLite in the user's cache folder, or whatever a SQLAlchemy URL names.

A database that is corrupt, locked, full, read-only or from a newer version is given up: from then on it finds nothing
and takes nothing, and `problem` says why. No method raises for it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeVar

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from bursar.cache.open import is_busy, open_database, reason_of
from bursar.cache.records import CountRecord, FileRecord
from bursar.cache.rows import (
    Base,
    FileRow,
    FolderRow,
    MetaRow,
    TokenCountRow,
    count_checksum,
    file_checksum,
    folder_checksum,
)

log = logging.getLogger(__name__)

KEPT_DAYS: Final = 90
"""Rows that nobody asked for in this time are dropped."""

RENEWED_DAYS: Final = 7
"""A row's day of last use is written anew when it is older than this."""

BUSY_LIMIT: Final = 3
"""After so many waits in a row for another process's lock the database is given up."""

_AT_ONCE: Final = 500
_DAY_S: Final = 24 * 3600
_FILES: Final[Table] = FileRow.__table__  # type: ignore[assignment]  # declared as a FromClause
_COUNTS: Final[Table] = TokenCountRow.__table__  # type: ignore[assignment]  # as above
_FOLDERS: Final[Table] = FolderRow.__table__  # type: ignore[assignment]  # as above
_META: Final[Table] = MetaRow.__table__  # type: ignore[assignment]  # as above
_FILE_COLUMNS: Final = tuple(_FILES.c)
_COUNT_COLUMNS: Final = tuple(_COUNTS.c[name] for name in ("chars", "tokens", "cjk", "quotes", "signs", "checksum"))

Result = TypeVar("Result")


class CountDatabase:
    """The counts that outlive the process. Thread-safe, and safe beside other processes; opened at the first use."""

    def __init__(self, url: str, *, quiet: bool = False) -> None:
        """`quiet`: what is wrong with it is not logged, only told by `problem`."""
        self.url: Final = url
        self._quiet = quiet
        self.problem: str | None = None
        self._engine: Engine | None = None
        self._lock = threading.RLock()
        self._busy = 0
        self._today = int(time.time() // _DAY_S)
        self._pruned = False

    def find_files(self, paths: Sequence[str], counter: str) -> dict[str, tuple[FileRecord, CountRecord | None]]:
        """What was last kept of files, by their absolute paths, with their contents' counts by a counter."""
        keys = {_key(path): path for path in paths}
        return self._try(lambda connection: self._files(connection, keys, counter), {}) if keys else {}

    def find_counts(self, contents: Sequence[str], counter: str) -> dict[str, CountRecord]:
        """The counts of contents by a counter, by content."""
        wanted = list(dict.fromkeys(contents))
        return self._try(lambda connection: self._counts(connection, wanted, counter), {}) if wanted else {}

    def find_folder(self, folder: str, counter: str) -> bytes | None:
        """What was last kept of a folder as a whole."""
        return self._try(lambda connection: self._folder(connection, _key(folder), counter), None)

    def keep_folder(self, folder: str, counter: str, data: bytes) -> None:
        """Keep what is known of a folder as a whole."""
        key = _key(folder)
        row = {"folder": key, "counter": counter, "data": data, "seen": self._today}
        row["checksum"] = folder_checksum(key, counter, data)
        self._try(lambda connection: _replace(connection, _FOLDERS, [row]), None)

    def keep(
        self, files: Sequence[FileRecord], counts: Sequence[CountRecord], figures: Mapping[str, int] | None = None
    ) -> None:
        """Keep records, all or none of them, and add to the figures."""
        counts = list({(record.content, record.counter): record for record in counts}.values())
        if files or counts or figures:
            self._try(lambda connection: self._keep(connection, files, counts, figures or {}), None)

    def figures(self) -> dict[str, int]:
        """The numbers kept by `keep`, and `files` and `counts`: how many there are of each."""
        return self._try(_figures, {})

    def clear(self) -> bool:
        """Forget everything; says whether it did."""
        return self._try(_clear, False)

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
            self._engine = None

    def _try(self, work: Callable[[Connection], Result], otherwise: Result) -> Result:
        """One transaction; `otherwise` if the database does not do its part."""
        if self.problem is not None:
            return otherwise
        with self._lock:
            try:
                if self._engine is None:
                    self._engine = open_database(self.url)
                with self._engine.begin() as connection:
                    result = work(connection)
            except (SQLAlchemyError, OSError, ValueError, ImportError) as error:
                self._failed(error)
                return otherwise
            self._busy = 0
            return result

    def _failed(self, error: Exception) -> None:
        self._busy += 1
        if is_busy(error) and self._busy < BUSY_LIMIT:
            log.info("the count cache is busy: %s", error)
        elif self.problem is None:
            self.problem = reason_of(self.url, error)
            log.log(logging.INFO if self._quiet else logging.WARNING, "%s", self.problem)
            self.close()

    def _files(
        self, connection: Connection, keys: Mapping[str, str], counter: str
    ) -> dict[str, tuple[FileRecord, CountRecord | None]]:
        found, old, contents = {}, [], []
        counts = (_COUNTS.c.content == _FILES.c.content) & (_COUNTS.c.counter == counter)
        chosen = select(*_FILE_COLUMNS, *_COUNT_COLUMNS).select_from(_FILES.outerjoin(_COUNTS, counts))
        oldest = self._today - RENEWED_DAYS
        for part in _parts(list(keys)):
            for row in connection.execute(chosen.where(_FILES.c.path.in_(part))).fetchall():
                key, size, mtime_ns, ctime_ns, inode, device, content, kind, seen, checksum, *count = row
                if key not in keys:
                    continue  # damaged: the index found it, the row says otherwise
                record = FileRecord(keys[key], (size, mtime_ns, ctime_ns, inode, device), content, kind)
                if checksum == file_checksum(key, record):
                    found[record.path] = record, _checked(content, counter, count)
                    if _is_before(seen, oldest):
                        old.append(key)
                        contents.append(content)
        for part in _parts(old):
            connection.execute(update(_FILES).where(_FILES.c.path.in_(part)).values(seen=self._today))
        for part in _parts(contents):
            connection.execute(update(_COUNTS).where(_COUNTS.c.content.in_(part)).values(seen=self._today))
        return found

    def _counts(self, connection: Connection, contents: Sequence[str], counter: str) -> dict[str, CountRecord]:
        found, old = {}, []
        for part in _parts(contents):
            chosen = select(_COUNTS).where(_COUNTS.c.content.in_(part), _COUNTS.c.counter == counter)
            for *values, seen, checksum in connection.execute(chosen).fetchall():
                record = CountRecord(*values)
                if checksum == count_checksum(record):
                    found[record.content] = record
                    if _is_before(seen, self._today - RENEWED_DAYS):
                        old.append(record.content)
        for part in _parts(old):
            mine = _COUNTS.c.content.in_(part) & (_COUNTS.c.counter == counter)
            connection.execute(update(_COUNTS).where(mine).values(seen=self._today))
        return found

    def _folder(self, connection: Connection, key: str, counter: str) -> bytes | None:
        mine = (_FOLDERS.c.folder == key) & (_FOLDERS.c.counter == counter)
        row = connection.execute(select(_FOLDERS.c.data, _FOLDERS.c.seen, _FOLDERS.c.checksum).where(mine)).first()
        if row is None or not isinstance(row.data, bytes) or row.checksum != folder_checksum(key, counter, row.data):
            return None
        if _is_before(row.seen, self._today - RENEWED_DAYS):
            connection.execute(update(_FOLDERS).where(mine).values(seen=self._today))
        return row.data

    def _keep(
        self,
        connection: Connection,
        files: Sequence[FileRecord],
        counts: Sequence[CountRecord],
        figures: Mapping[str, int],
    ) -> None:
        if not self._pruned:
            for table in (_FILES, _COUNTS, _FOLDERS):
                connection.execute(delete(table).where(table.c.seen < self._today - KEPT_DAYS))
            self._pruned = True
        _replace(connection, _COUNTS, [self._count_row(record) for record in counts])
        _replace(connection, _FILES, [self._file_row(record) for record in files])
        for name, more in figures.items():
            changed = update(_META).where(_META.c.name == name).values(value=_META.c.value + more)
            if connection.execute(changed).rowcount == 0:
                connection.execute(insert(_META).values(name=name, value=more))

    def _file_row(self, record: FileRecord) -> dict[str, Any]:
        key = _key(record.path)
        size, mtime_ns, ctime_ns, inode, device = record.stamp
        return {
            "path": key,
            "size": size,
            "mtime_ns": mtime_ns,
            "ctime_ns": ctime_ns,
            "inode": inode,
            "device": device,
            "content": record.content,
            "kind": record.kind,
            "seen": self._today,
            "checksum": file_checksum(key, record),
        }

    def _count_row(self, record: CountRecord) -> dict[str, Any]:
        return {**record._asdict(), "seen": self._today, "checksum": count_checksum(record)}


def _checked(content: str, counter: str, row: Sequence[int | None]) -> CountRecord | None:
    """The count in a row of sums and a checksum, None if there is none or it is not what was written."""
    *sums, checksum = row
    if checksum is None:
        return None
    record = CountRecord(content, counter, *sums)  # type: ignore[arg-type]  # no column but with all others is None
    return record if checksum == count_checksum(record) else None


def _is_before(day: object, oldest: int) -> bool:
    return isinstance(day, int) and day < oldest


def _replace(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = insert(table)
    if connection.dialect.name == "sqlite":
        statement = statement.prefix_with("OR REPLACE")
    else:
        for row in rows:
            same = [column == row[column.name] for column in table.primary_key]
            connection.execute(delete(table).where(*same))
    connection.execute(statement, rows)


def _figures(connection: Connection) -> dict[str, int]:
    found = {name: value for name, value in connection.execute(select(_META)) if "." in name}
    for name, table in (("files", _FILES), ("counts", _COUNTS)):
        found[name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return found


def _clear(connection: Connection) -> bool:
    for table in reversed(Base.metadata.sorted_tables):
        kept = table.c.name.contains(".") if table is _META else None
        connection.execute(delete(table) if kept is None else delete(table).where(kept))
    return True


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _key(path: str) -> str:
    """A path as the database has it: its hash, the same length for all, whatever bytes are in the path."""
    return sha256(path.encode("utf-8", "surrogateescape")).hexdigest()

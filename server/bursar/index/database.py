"""The workspace database: what the index knows of each file, and the full text of its definitions.

All of it can be built again, so whatever is wrong with the file costs only what was in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bursar.index.identifiers import match_of
from bursar.index.place import note_use
from bursar.index.records import Record, Stamp

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

SCHEMA: Final = 4
BUSY_MS: Final = 1000
_MAX_VARIABLES: Final = 500
"""So many values are given to one statement; SQLite takes 999 at least."""

_TABLES: Final = (
    "CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, inode INTEGER, digest TEXT,"
    " language TEXT, words TEXT, body TEXT, first INTEGER, last INTEGER) WITHOUT ROWID",
    "CREATE TABLE definitions (id INTEGER PRIMARY KEY, path TEXT, number INTEGER, name TEXT, tokens INTEGER)",
    "CREATE INDEX definitions_of_name ON definitions (name)",
    "CREATE VIRTUAL TABLE symbols USING fts5 (name, container, text)",
    # A batch is a segment; to merge each few of them at once takes a fifth of the time of writing them.
    "INSERT INTO symbols (symbols, rank) VALUES ('automerge', 16)",
)
"""The ids of a file's definitions are those from `first` up to `last`, which is not one of them."""

_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = OFF",
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
)


class DatabaseLost(Exception):  # noqa: N818 - caught inside this room only
    """The database cannot be read or written: it is damaged, locked by another process, or the disk is full."""

    @property
    def locked(self) -> bool:
        """Whether another process has it."""
        return "locked" in str(self)


class Database:
    """One connection; for one thread at a time. Every method raises DatabaseLost."""

    def __init__(self, path: Path | None) -> None:
        """Open the database of a path; None keeps it in memory. One of another version is begun anew."""
        self.path = path
        self._engine = _engine(path)
        with self._session() as session:
            for pragma in _PRAGMAS:
                session.exec_driver_sql(pragma)
            if session.exec_driver_sql("PRAGMA user_version").scalar() != SCHEMA:
                _begin_anew(session)

    def close(self) -> None:
        """Close the connection."""
        self._engine.dispose()

    def stamps(self) -> dict[str, tuple[Stamp, str]]:
        """The stamp and the digest of each file."""
        with self._session() as session:
            rows = session.exec_driver_sql("SELECT path, size, mtime, inode, digest FROM files").all()
        return {row[0]: (Stamp(row[1], row[2], row[3]), row[4]) for row in rows}

    def record(self, path: str) -> Record | None:
        """One file."""
        statement = "SELECT path, size, mtime, inode, digest, language, words, body FROM files WHERE path = ?"
        with self._session() as session:
            row = session.exec_driver_sql(statement, (path,)).first()
        return Record(row[0], Stamp(row[1], row[2], row[3]), row[4], row[5], row[6], row[7]) if row else None

    def write(self, records: Sequence[Record]) -> None:
        """Put files in the place of what was known of them."""
        with self._session() as session:
            self._remove(session, [record.path for record in records])
            at = int(session.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM definitions").scalar() or 1)
            files: list[tuple[object, ...]] = []
            definitions: list[tuple[object, ...]] = []
            texts: list[tuple[object, ...]] = []
            for each in records:
                first = at
                for at, (name, *words, tokens) in enumerate(each.entries, first):
                    definitions.append((at, each.path, at - first, name, tokens))
                    texts.append((at, *words))
                at = first + len(each.entries)
                files.append(
                    (each.path, each.stamp.size, each.stamp.mtime_ns, each.stamp.inode, each.digest, each.language,
                     each.words, each.body, first, at)
                )  # fmt: skip  # a row, as a table
            _many(session, "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", files)
            _many(session, "INSERT INTO definitions VALUES (?, ?, ?, ?, ?)", definitions)
            _many(session, "INSERT INTO symbols (rowid, name, container, text) VALUES (?, ?, ?, ?)", texts)

    def restamp(self, path: str, stamp: Stamp) -> None:
        """Note that a file was touched but not changed."""
        with self._session() as session:
            session.exec_driver_sql(
                "UPDATE files SET size = ?, mtime = ?, inode = ? WHERE path = ?",
                (stamp.size, stamp.mtime_ns, stamp.inode, path),
            )

    def remove(self, paths: Sequence[str]) -> None:
        """Forget files."""
        with self._session() as session:
            self._remove(session, paths)

    def named(self, name: str) -> list[tuple[str, int]]:
        """The path and the number of each definition of a name."""
        with self._session() as session:
            rows = session.exec_driver_sql("SELECT path, number FROM definitions WHERE name = ?", (name,)).all()
        return [(row[0], row[1]) for row in rows]

    def mentioning(self, word: str) -> list[str]:
        """The files in which an identifier stands."""
        with self._session() as session:
            rows = session.exec_driver_sql(
                "SELECT path FROM files WHERE instr(words, ?) > 0 ORDER BY path", (f"\n{word}\n",)
            ).all()
        return [row[0] for row in rows]

    def search(self, query: str, max_tokens: int | None, limit: int) -> list[tuple[str, int, float]]:
        """Path, number and rank (higher is better) of the definitions that match a query, best first."""
        match = match_of(query)
        if not match:
            return []
        statement = (
            "SELECT d.path, d.number, bm25(symbols, 10.0, 4.0, 1.0) AS score FROM symbols"
            " JOIN definitions d ON d.id = symbols.rowid WHERE symbols MATCH ?"
            + ("" if max_tokens is None else " AND d.tokens <= ?")
            + " ORDER BY score, d.path, d.number LIMIT ?"
        )
        given = (match, limit) if max_tokens is None else (match, max_tokens, limit)
        with self._session() as session:
            return [(row[0], row[1], -row[2]) for row in session.exec_driver_sql(statement, given).all()]

    def _remove(self, session: Connection, paths: Sequence[str]) -> None:
        """Forget those of some files that are known: of most of a new folder's nothing is. Begins to write."""
        session.exec_driver_sql("BEGIN IMMEDIATE")  # else another process may add what is looked for here
        known: list[tuple[object, ...]] = []
        for start in range(0, len(paths), _MAX_VARIABLES):
            some = tuple(paths[start : start + _MAX_VARIABLES])
            statement = f"SELECT first, last, path FROM files WHERE path IN ({', '.join('?' * len(some))})"
            known += map(tuple, session.exec_driver_sql(statement, some))
        ranges = [row[:2] for row in known]
        _many(session, "DELETE FROM symbols WHERE rowid >= ? AND rowid < ?", ranges)
        _many(session, "DELETE FROM definitions WHERE id >= ? AND id < ?", ranges)
        _many(session, "DELETE FROM files WHERE path = ?", [row[2:] for row in known])

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise DatabaseLost(str(error)) from error


def _engine(path: Path | None) -> Engine:
    import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

    # isort: split
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise DatabaseLost(str(error)) from error
        note_use(path)
    address = f"sqlite:///{path}" if path is not None else "sqlite://"
    return create_engine(address, poolclass=StaticPool, connect_args={"check_same_thread": False})


def _begin_anew(session: Connection) -> None:
    for name in ("symbols", "definitions", "files"):
        session.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    for statement in _TABLES:
        session.exec_driver_sql(statement)
    session.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")


def _many(session: Connection, statement: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        session.exec_driver_sql(statement, rows)

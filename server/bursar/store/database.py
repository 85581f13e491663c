"""The database file: where it is, who may read it, how it is opened and brought up to our version of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bursar.errors import StoreError
from bursar.store.folder import data_folder

FILE: Final = "bursar.db"
BUSY_MS: Final = 5_000
"""How long a writer waits for another process."""


SCHEMA: Final = 1
"""SQLite's `user_version` of the database. Before there were versions it was 0, with the tables of version 1."""

Migration = Callable[[Connection], None]
MIGRATIONS: Final[Mapping[int, Migration]] = {0: lambda connection: None}
"""By the version it starts from, what makes the next version; there is one for each, since nothing here is lost."""


class Base(DeclarativeBase):
    """All tables of the store."""


def open_database(folder: Path, schema: int = SCHEMA, migrations: Mapping[int, Migration] = MIGRATIONS) -> Engine:
    """The database in a folder, made where it is missing; only its user may read it.

    One of an older version is migrated, all or nothing of it. Raises StoreError, of a newer version too: it is left as
    it is.
    """
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)  # no connection outlives its use
        event.listen(engine, "connect", _prepare)
        with engine.begin() as connection:
            _bring_up(connection, path, schema, migrations)
    except (OSError, SQLAlchemyError) as error:
        raise StoreError(f"{path} cannot be used ({_first_line(error)}); mend or remove it") from error
    return engine


class Stored:
    """What keeps rows in the database of a folder, by default the user's data folder. Thread-safe.

    Every method may raise StoreError.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or data_folder()

    def transaction(self) -> Transaction:
        """A session that is committed at its end."""
        return Transaction(self._engine, self._folder / FILE)

    @cached_property
    def _engine(self) -> Engine:
        return open_database(self._folder)


class Transaction:
    """A session that commits at its end, or tells of the database's fault in our terms."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._session = Session(engine, expire_on_commit=False)
        self._path = path

    def __enter__(self) -> Session:
        return self._session

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        try:
            if error is None:
                self._session.commit()
        except SQLAlchemyError as fault:
            error = fault
        finally:
            self._session.close()
        if isinstance(error, SQLAlchemyError):
            raise StoreError(f"{self._path} cannot be used ({_first_line(error)}); mend or remove it") from error


def _bring_up(connection: Connection, path: Path, schema: int, migrations: Mapping[int, Migration]) -> None:
    version = _version_of(connection)
    if version < schema:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # Python's driver begins none for what changes tables
        version = _version_of(connection)  # another process may have been faster
    if version > schema:
        raise StoreError(
            f"{path} is of version {version}, written by a newer bursar; this one knows {schema}: update it"
        )
    while version < schema:
        migrations[version](connection)
        version += 1
        connection.exec_driver_sql(f"PRAGMA user_version={version}")
    Base.metadata.create_all(connection)


def _version_of(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # a crash of the machine may cost the last row, never the rest
    cursor.close()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]

"""The database file: where it is, who may read it, how it is opened."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bursar.errors import StoreError
from bursar.store.folder import data_folder

FILE: Final = "bursar.db"
BUSY_MS: Final = 5_000
"""How long a writer waits for another process."""


class Base(DeclarativeBase):
    """All tables of the store."""


def open_database(folder: Path) -> Engine:
    """The database in a folder, made where it is missing; only its user may read it. Raises StoreError."""
    path = folder / FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)  # no connection outlives its use
        event.listen(engine, "connect", _prepare)
        Base.metadata.create_all(engine)
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


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # a crash of the machine may cost the last row, never the rest
    cursor.close()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]

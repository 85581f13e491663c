"""The database file: where it is, who may read it, how it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bursar.errors import StoreError

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


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]

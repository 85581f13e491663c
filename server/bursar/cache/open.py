"""Opening the database: the file and its rights, SQLite's settings, the schema and its versions."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import bursar.sqlalchemy_whole  # noqa: F401  first: it says why

# isort: split
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from bursar.cache.place import FILE, cache_folder
from bursar.cache.rows import Base, FolderRow, MetaRow

SCHEMA: Final = 2
BUSY_MS: Final = 2_000
"""How long a statement waits for another process."""

Migration = Callable[[Connection], None]


def _add_folders(connection: Connection) -> None:
    """Version 2 has a table for whole folders."""
    Base.metadata.create_all(connection, tables=[Base.metadata.tables[FolderRow.__tablename__]])


MIGRATIONS: Final[Mapping[int, Migration]] = {1: _add_folders}
"""By the version it starts from, what makes the next version of a schema. A version without one is made anew."""

_VERSION: Final = "schema"


class NewerDatabase(ValueError):  # noqa: N818 - named for what it is
    """A later version of ours has written it."""


def default_url() -> str:
    """The database in the user's cache folder."""
    return URL.create("sqlite", database=str(cache_folder() / FILE)).render_as_string(hide_password=False)


def open_database(url: str, schema: int = SCHEMA, migrations: Mapping[int, Migration] = MIGRATIONS) -> Engine:
    """An engine with our tables in it. Raises what SQLAlchemy and the file system raise, and NewerDatabase."""
    place = make_url(url)
    is_sqlite = place.get_backend_name() == "sqlite"
    if is_sqlite and place.database and place.database != ":memory:":
        _own_file(Path(place.database))
    engine = create_engine(place)
    if is_sqlite:
        event.listen(engine, "connect", _prepare)
    try:
        with engine.begin() as connection:
            _bring_up(connection, schema, migrations)
    except OperationalError as error:
        if "already exists" not in str(error):  # another process made the tables at the same moment
            engine.dispose()
            raise
    except Exception:
        engine.dispose()
        raise
    return engine


def place_of(url: str) -> tuple[str, int | None]:
    """Where a database is, for people, and the bytes of its files if it is a file that is there."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or not place.database:
        return place.render_as_string(hide_password=True), None
    sizes = [path.stat().st_size for path in _files_of(place.database) if path.exists()]
    return place.database, sum(sizes) if sizes else None


def remove(url: str) -> bool:
    """Remove the files of a database that cannot be used; False if it is none of files, or they stay."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or not place.database:
        return False
    try:
        for path in _files_of(place.database):
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def is_busy(error: Exception) -> bool:
    """Whether the database only was in another process's hands for too long."""
    return isinstance(error, OperationalError) and any(word in str(error) for word in ("locked", "busy"))


def reason_of(url: str, error: Exception) -> str:
    """What to tell people of a database that is not used any more."""
    try:
        shown = place_of(url)[0]
    except (SQLAlchemyError, OSError):
        shown = "that the settings name"
    if isinstance(error, DatabaseError) and error.orig is not None:
        cause = str(error.orig)
    else:
        cause = (str(error).splitlines() or [type(error).__name__])[0]
    if isinstance(error, NewerDatabase):
        advice = "update bursar, or clear it with `bursar cache clear`"
    else:
        advice = "if that stays so, clear it with `bursar cache clear`"
    return f"the count cache {shown} is not used ({cause}); {advice}"


def _files_of(database: str) -> list[Path]:
    return [Path(f"{database}{ending}") for ending in ("", "-wal", "-shm")]


def _own_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")  # with WAL: a crash loses the last counts, never the file
    cursor.close()


def _bring_up(connection: Connection, schema: int, migrations: Mapping[int, Migration]) -> None:
    """Make the tables, or make those of an older version into ours."""
    if not inspect(connection).has_table(MetaRow.__tablename__):
        _make(connection, schema)
        return
    found = connection.execute(select(MetaRow.value).where(MetaRow.name == _VERSION)).scalar()
    version = 0 if found is None else found
    if version > schema:
        raise NewerDatabase(f"a newer bursar wrote it, in version {version}; this one knows {schema}")
    while version < schema and version in migrations:
        migrations[version](connection)
        version += 1
        connection.execute(update(MetaRow).where(MetaRow.name == _VERSION).values(value=version))
    if version < schema:
        Base.metadata.drop_all(connection)
        _make(connection, schema)


def _make(connection: Connection, schema: int) -> None:
    Base.metadata.create_all(connection)
    connection.execute(insert(MetaRow).values(name=_VERSION, value=schema))

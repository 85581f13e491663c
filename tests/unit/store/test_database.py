"""The versions of the store: an older one is migrated with all that is in it, a newer one is left as it is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bursar.errors import StoreError
from bursar.store.database import FILE, SCHEMA, open_database
from bursar.store.observations import Observation, Observations

FIXTURES = Path(__file__).parents[2] / "fixtures" / "store"
SEEN = Observation("claude-x", "claude", "a", 10, 40, 8, 1, 2, 3)


def version_of(folder: Path) -> int:
    with sqlite3.connect(folder / FILE) as connection:
        found: int = connection.execute("pragma user_version").fetchone()[0]
    connection.close()
    return found


@pytest.fixture
def oldest(tmp_path: Path) -> Path:
    """A folder with a store from before there were versions."""
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.executescript((FIXTURES / "bursar_0.sql").read_text())
    connection.close()
    return tmp_path


def test_the_oldest_version_keeps_what_is_in_it(oldest: Path) -> None:
    assert Observations(oldest).of("claude") == [SEEN]
    assert version_of(oldest) == SCHEMA
    assert Observations(oldest).tally() == {"claude": 1}


def test_a_migration_is_made_once_and_in_order(oldest: Path) -> None:
    steps: list[int] = []

    def adds_a_column(connection: Connection) -> None:
        steps.append(SCHEMA)
        connection.execute(text("alter table observations add column note text"))

    migrations = {0: lambda _: steps.append(0), SCHEMA: adds_a_column}
    for _ in range(2):
        engine = open_database(oldest, SCHEMA + 1, migrations)
        with engine.connect() as connection:
            assert connection.execute(text("select digest, note from observations")).all() == [("a", None)]
        engine.dispose()
    assert steps == [0, SCHEMA]


def test_a_migration_that_fails_changes_nothing(oldest: Path) -> None:
    def fails(connection: Connection) -> None:
        connection.execute(text("alter table observations add column note text"))
        connection.execute(text("no statement"))

    with pytest.raises(StoreError, match="cannot be used"):
        open_database(oldest, SCHEMA + 1, {0: lambda _: None, SCHEMA: fails})
    assert version_of(oldest) == 0
    with sqlite3.connect(oldest / FILE) as connection:
        columns = [row[1] for row in connection.execute("pragma table_info(observations)")]
    connection.close()
    assert "note" not in columns


def test_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    Observations(tmp_path).add([SEEN])
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(StoreError, match=r"version 99, written by a newer bursar; .* update it"):
        Observations(tmp_path).tally()
    assert (tmp_path / FILE).read_bytes() == before

"""The database: what is kept is found, and whatever is wrong with it costs the cache only, with one message."""

from __future__ import annotations

import logging
import random
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, text

from bursar.cache.database import CountDatabase
from bursar.cache.layers import DATABASE, MEMORY, CountCache
from bursar.cache.open import SCHEMA, open_database, place_of, remove
from bursar.cache.records import CountRecord, FileRecord, LayerFigures
from bursar.cache.rows import MetaRow

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cache"
COUNT = CountRecord("c" * 64, "o200k_base", 100, 25, 1, 2, 3)
FILE = FileRecord("/a/b.md", (5, 10, 11, 12, 13), COUNT.content, "text")


def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'own' / 'counts.db'}"


def filled(tmp_path: Path) -> Path:
    database = CountDatabase(url(tmp_path))
    database.keep([FILE], [COUNT], {"files.hits": 1})
    database.close()
    return tmp_path / "own" / "counts.db"


def test_what_is_kept_is_found_by_the_next_process(tmp_path: Path) -> None:
    path = filled(tmp_path)
    database = CountDatabase(url(tmp_path))
    assert database.find_files(["/a/b.md", "/a/none"], "o200k_base") == {"/a/b.md": (FILE, COUNT)}
    assert database.find_files(["/a/b.md"], "cl100k_base") == {"/a/b.md": (FILE, None)}
    assert database.find_counts([COUNT.content, "d" * 64], "o200k_base") == {COUNT.content: COUNT}
    database.keep([], [], {"files.hits": 2})
    assert database.figures() == {"files.hits": 3, "files": 1, "counts": 1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert database.clear()
    assert database.figures() == {"files": 0, "counts": 0}
    database.close()


def test_a_later_record_replaces_an_earlier_one_and_odd_paths_are_kept(tmp_path: Path) -> None:
    database = CountDatabase(url(tmp_path))
    odd = FileRecord("/a/\udcff\n", (1, 2, 3, 4, 5), COUNT.content, "text")
    database.keep([FILE, odd], [COUNT])
    changed = FileRecord(FILE.path, (6, 10, 11, 12, 13), COUNT.content, "binary")
    database.keep([changed], [COUNT, COUNT])
    assert database.find_files([FILE.path, odd.path], "x") == {FILE.path: (changed, None), odd.path: (odd, None)}
    database.close()


def test_a_folder_is_kept_as_a_whole_by_counter(tmp_path: Path) -> None:
    database = CountDatabase(url(tmp_path))
    assert database.find_folder("/a", "o200k_base") is None
    for data in (b"one", b"\0two"):
        database.keep_folder("/a", "o200k_base", data)
        assert database.find_folder("/a", "o200k_base") == data
    assert database.find_folder("/a", "cl100k_base") is None
    assert database.find_folder("/b", "o200k_base") is None
    database.close()
    with sqlite3.connect(tmp_path / "own" / "counts.db") as connection:
        connection.execute("update folders set data = ?", (b"\0twO",))
    connection.close()
    assert database.find_folder("/a", "o200k_base") is None  # damaged
    database.close()


def test_many_at_once(tmp_path: Path) -> None:
    database = CountDatabase(url(tmp_path))
    files = [FileRecord(f"/{number}", (number, 1, 1, 1, 1), f"{number:064}", "text") for number in range(1234)]
    counts = [CountRecord(f"{number:064}", "e", 1, number) for number in range(1234)]
    database.keep(files, counts)
    found = database.find_files([file.path for file in files], "e")
    assert [found[file.path] for file in files] == list(zip(files, counts, strict=True))
    database.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("update meta set value = 99 where name = 'schema'")
    connection.close()


def garbage(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def a_folder(path: Path) -> None:
    remove(f"sqlite:///{path}")
    path.mkdir()


def no_tables(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("drop table files")
    connection.close()


@pytest.mark.parametrize("harm", [newer, garbage, truncated, a_folder, no_tables])
def test_a_database_that_cannot_be_used_costs_the_cache_and_one_message(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: Callable[[Path], None]
) -> None:
    harm(filled(tmp_path))
    cache = CountCache(url(tmp_path))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert cache.find_files(["/a/b.md"], "o200k_base") == {}
            cache.keep([FILE], [COUNT])
            assert cache.find_counts([COUNT.content], "o200k_base") == {COUNT.content: COUNT}  # in memory
    assert len(caplog.records) == 1
    assert "bursar cache clear" in caplog.records[0].message
    assert cache.problem == caplog.records[0].message
    cache.close()


def test_a_full_disk_costs_the_cache_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    database = CountDatabase(url(tmp_path))
    database.keep([FILE], [COUNT])
    assert database._engine is not None
    with database._engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    many = [CountRecord(f"{number:064}", "e", 1, number) for number in range(20_000)]
    database.keep([], many)
    assert "full" in (database.problem or "")
    assert len(caplog.records) == 1


def test_a_database_that_another_process_holds_is_waited_for_and_then_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bursar.cache.open.BUSY_MS", 1)
    path = filled(tmp_path)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin exclusive")
    database = CountDatabase(url(tmp_path))
    database.keep([], [COUNT])
    assert database.problem is None
    assert database.find_counts([COUNT.content], "o200k_base") == {COUNT.content: COUNT}  # readers do not wait
    for _ in range(3):
        database.keep([], [COUNT])
    assert "locked" in (database.problem or "")
    assert len(caplog.records) == 1
    holder.close()


def test_a_wrong_address_costs_the_cache_only(caplog: pytest.LogCaptureFixture) -> None:
    for wrong in ("no url", "nodialect://x", "postgresql://nobody:secret@127.0.0.1:1/x"):
        cache = CountCache(wrong)
        assert cache.find_files(["/a"], "e") == {}
        assert cache.problem
        assert "secret" not in caplog.text
        caplog.clear()


def test_bytes_that_flip_in_the_file_never_change_a_count(tmp_path: Path) -> None:
    counts = [CountRecord(f"{number:064}", "o200k_base", 1000, number * 7919) for number in range(200)]
    files = [FileRecord(f"/{number}", (1, 2, 3, 4, 5), f"{number:064}", "text") for number in range(200)]
    database = CountDatabase(url(tmp_path))
    database.keep(files, counts)
    database.close()
    path = tmp_path / "own" / "counts.db"
    sound, rng = path.read_bytes(), random.Random(4)
    served = 0
    for flips in (1, 4, 30) * 15:
        data = bytearray(sound)
        for _ in range(flips):
            data[rng.randrange(200, len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        hurt = CountDatabase(url(tmp_path), quiet=True)
        found = hurt.find_files([file.path for file in files], "o200k_base")
        for path_found, (file, count) in found.items():
            assert file == files[int(path_found[1:])]
            assert count is None or count == counts[int(path_found[1:])]
            served += count is not None
        hurt.close()
        for ending in ("-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
    assert served > 0


def test_two_processes_share_it(tmp_path: Path) -> None:
    first, second = CountDatabase(url(tmp_path)), CountDatabase(url(tmp_path))
    first.keep([FILE], [COUNT])
    assert second.find_files([FILE.path], "o200k_base") == {FILE.path: (FILE, COUNT)}
    second.keep([], [COUNT._replace(content="d" * 64)])
    assert len(first.find_counts([COUNT.content, "d" * 64], "o200k_base")) == 2
    first.close()
    second.close()


def test_the_first_schema_is_opened_as_it_was_left(tmp_path: Path) -> None:
    path = tmp_path / "own" / "counts.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.executescript((FIXTURES / "counts_1.sql").read_text())
    connection.close()
    database = CountDatabase(url(tmp_path))
    assert database.find_files([FILE.path], "o200k_base") == {FILE.path: (FILE, COUNT)}
    assert database.find_counts([COUNT.content], "o200k_base") == {COUNT.content: COUNT}
    database.keep_folder("/a", "o200k_base", b"packed")
    assert database.find_folder("/a", "o200k_base") == b"packed"
    assert database.figures()["files.hits"] == 1
    assert database.problem is None
    database.close()


def test_an_older_schema_is_migrated_step_by_step_or_made_anew(tmp_path: Path) -> None:
    filled(tmp_path)
    seen = []

    def step(connection: Connection) -> None:
        seen.append(connection.execute(text("select count(*) from files")).scalar_one())
        connection.execute(insert(MetaRow).values(name="step.done", value=1))

    open_database(url(tmp_path), SCHEMA + 1, {SCHEMA: step}).dispose()
    assert seen == [1]
    newest = open_database(url(tmp_path), SCHEMA + 3, {SCHEMA + 1: lambda connection: None})
    with newest.connect() as connection:
        assert connection.execute(text("select value from meta where name = 'schema'")).scalar_one() == SCHEMA + 3
        assert connection.execute(text("select count(*) from files")).scalar_one() == 0
    newest.dispose()


def test_the_layers_are_asked_in_their_order_and_keep_figures(tmp_path: Path) -> None:
    filled(tmp_path)
    cache = CountCache(url(tmp_path))
    for _ in range(2):
        assert cache.find_counts([COUNT.content, "d" * 64], "o200k_base") == {COUNT.content: COUNT}
    assert cache.figures()[MEMORY] == LayerFigures(1, 3)
    assert cache.figures()[DATABASE] == LayerFigures(1, 2)
    cache.close()
    database = CountDatabase(url(tmp_path))
    assert database.figures()["memory.misses"] == 3
    database.close()


def test_without_lasting_there_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURSAR_CACHE", str(tmp_path))
    cache = CountCache(lasting=False)
    cache.keep([FILE], [COUNT])
    cache.close()
    assert list(tmp_path.iterdir()) == []


def test_rows_that_nobody_asks_for_are_dropped(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("update files set seen = seen - 30")
        connection.execute("update token_counts set seen = seen - 100")
    connection.close()
    database = CountDatabase(url(tmp_path))
    assert database.find_files([FILE.path], "o200k_base") == {FILE.path: (FILE, COUNT)}  # which renews both
    database.keep([], [COUNT._replace(content="d" * 64)])
    database.close()
    with sqlite3.connect(path) as connection:
        connection.execute("update files set seen = seen - 100")
    connection.close()
    again = CountDatabase(url(tmp_path))
    again.keep([], [COUNT])
    assert again.figures() == {"files.hits": 1, "files": 0, "counts": 2}
    again.close()
    assert place_of(url(tmp_path))[1]

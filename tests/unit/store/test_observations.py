"""What endpoints answered, kept in a database: found again, renewed, counted; a database that cannot be used."""

from __future__ import annotations

import stat
import sys
import threading

import pytest

from bursar.errors import StoreError
from bursar.store import data_folder
from bursar.store.observations import Observation, Observations


def seen(digest: str, tokens: int = 10, model: str = "claude-x", estimator: str = "claude") -> Observation:
    return Observation(model, estimator, digest, tokens, 40, 8, 1, 2, 3)


def test_answers_last(tmp_path):
    Observations(tmp_path).add([seen("a"), seen("b", 20), seen("a", 30, "other", "gemini")])
    again = Observations(tmp_path)
    assert again.find("claude-x", "a") == 10
    assert again.find("other", "a") == 30
    assert again.find("claude-x", "c") is None
    assert again.of("claude") == [seen("a"), seen("b", 20)]
    assert again.tally() == {"claude": 2, "gemini": 1}


def test_a_newer_answer_replaces_the_older(tmp_path):
    kept = Observations(tmp_path)
    kept.add([seen("a", 10)])
    kept.add([seen("a", 11)])
    kept.add([])
    assert kept.of("claude") == [seen("a", 11)]
    kept.clear()
    assert kept.tally() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits")
def test_only_its_user_may_read_it(tmp_path):
    Observations(tmp_path / "new").add([seen("a")])
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "bursar.db").stat().st_mode) == 0o600


def test_threads_may_write_together(tmp_path):
    kept = Observations(tmp_path)
    threads = [threading.Thread(target=lambda n=n: kept.add([seen(f"{n}")])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.tally() == {"claude": 8}


def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "bursar.db").write_bytes(b"no database at all, whatever its name" * 100)
    with pytest.raises(StoreError, match=r"bursar\.db cannot be used .*; mend or remove it"):
        Observations(tmp_path).tally()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"bursar\.db cannot be used"):
        Observations(tmp_path / "file").tally()


def test_the_folder_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("BURSAR_DATA", str(tmp_path / "own"))
    assert data_folder() == tmp_path / "own"
    monkeypatch.delenv("BURSAR_DATA")
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        assert data_folder() == tmp_path / "bursar"

"""The parts that an index is made by: words, the database, the worker process."""

from __future__ import annotations

import io
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from bursar.index import identifiers
from bursar.index.database import Database
from bursar.index.identifiers import words_of
from bursar.index.records import BUFFER, Record
from bursar.index.worker import SIZE_BYTES, answered

CHATTY = """
import bursar.index.worker as worker
work = worker.work
def chatty(*given):
    print("a library says something" * 99)
    return work(*given)
worker.work = chatty
worker.main()
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("def parse(self)", "def parse self"),
        ("parseHTTPRequest2", "parsehttprequest2 parse http request 2"),
        ("__snake_case__ X", "snake_case snake case x"),
        ("größe: GrößeÄndern", "größe gr öß e größeändern gr öß e ä ndern"),
    ],
)
def test_words_are_followed_by_their_parts(text: str, words: str) -> None:
    assert words_of(text) == words


def test_known_words_are_dropped_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifiers, "KEPT_WORDS", 10)
    many = [f"word{number}" for number in range(100)]
    assert [words_of(word) for word in many] == [f"{word} word {number}" for number, word in enumerate(many)]
    assert len(identifiers._known) <= 10


def test_very_many_files_are_replaced_at_once(tmp_path: Path) -> None:
    def records(name: str) -> list[Record]:
        entries = ((name, name, "", "", 1), ("same", "same", "", "", 2))
        return [Record(f"{number}.py", BUFFER, "", "python", "", "{}", entries) for number in range(1200)]

    database = Database(tmp_path / "index.sqlite3")
    database.write(records("old"))
    database.write(records("new"))
    assert database.named("old") == []
    assert database.search("old", None, 10) == []
    assert sorted(database.named("new")) == sorted((f"{number}.py", 0) for number in range(1200))
    assert len(database.search("same", None, 5000)) == 1200
    database.remove([f"{number}.py" for number in range(1, 1200)])
    assert database.search("new same", None, 10)[0][:2] == ("0.py", 0)
    assert list(database.stamps()) == ["0.py"]
    database.close()


def test_what_a_library_prints_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f(): ...\n", "utf-8")
    asked = f"{json.dumps([str(tmp_path), None])}\n{json.dumps('a.py')}\n{json.dumps('gone.py')}\n"
    done = subprocess.run([sys.executable, "-c", CHATTY], input=asked.encode(), capture_output=True, check=True)
    answers = io.BytesIO(done.stdout)
    path, record = answered(answers)
    assert path == "a.py"
    assert record is not None
    assert record.entries[0][0] == "f"
    assert answered(answers) == ("gone.py", None)
    with pytest.raises(EOFError):
        answered(answers)
    with pytest.raises(pickle.UnpicklingError):
        answered(io.BytesIO(done.stdout[: SIZE_BYTES + 20]))

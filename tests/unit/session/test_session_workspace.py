"""A counted folder: what is read and what is not, what it shows of odd files, two servers on one folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bursar.cache.layers import FILES, MEMORY, CountCache
from bursar.cache.records import LayerFigures
from bursar.models import resolve
from bursar.session import reading
from bursar.session.counting import SHELVED_FILES
from bursar.session.queue import Priority, WorkQueue
from bursar.session.reading import Kind
from bursar.session.ruler import ruler_for
from bursar.session.workspace import Workspace
from bursar.tokens.encodings import load

OLD_NS = 1_600_000_000_123_456_789
PATIENCE_S = 60


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written a moment ago counts as long past: these tests do not write twice in one tick of the clock."""
    monkeypatch.setattr("bursar.files.stamp.FINE_NS", -(10**12))
    monkeypatch.setattr("bursar.files.stamp.COARSE_NS", -(10**12))


class Folder:
    """A folder, and workspaces over it that share a database."""

    def __init__(self, root: Path) -> None:
        self.root = root / "project"
        self.root.mkdir()
        self.url = f"sqlite:///{root / 'counts.db'}"
        self.queue = WorkQueue(2, backoff_s=0.001)
        self.caches: list[CountCache] = []

    def write(self, name: str, data: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def workspace(self, model: str = "gpt-5") -> Workspace:
        self.caches.append(CountCache(self.url))
        return Workspace(self.root, ruler_for(resolve(model)), self.caches[-1], self.queue)

    def counted(self, model: str = "gpt-5") -> Workspace:
        workspace = self.workspace(model)
        workspace.refresh()
        assert self.queue.join(PATIENCE_S)
        return workspace

    def again(self, workspace: Workspace) -> Workspace:
        workspace.refresh()
        assert self.queue.join(PATIENCE_S)
        return workspace


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.queue.stop()
    for cache in made.caches:
        cache.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, as they are."""
    names: list[str] = []
    real = reading.read_content

    def noted(path: str, top: str, stopped: reading.Callable[[], bool]) -> object:
        names.append(os.path.basename(path))
        return real(path, top, stopped)

    monkeypatch.setattr(reading, "read_content", noted)
    return names


def tokens(text: str) -> int:
    return load("o200k_base").count(text)


def total(workspace: Workspace, folder: str = "") -> int:
    found = workspace.totals(folder)
    assert found is not None
    assert found.pending == 0
    return found.count.tokens


def test_sums_of_folders_and_what_is_no_text(folder: Folder) -> None:
    folder.write("a.md", "some text")
    folder.write("src/b.py", "x = 1\n")
    folder.write("src/vendor/c.py", "y = 2\n")
    folder.write("src/lock/go.sum", "z\n")
    folder.write("image.png", b"\x89PNG\0")
    workspace = folder.counted()
    assert total(workspace) == sum(map(tokens, ("some text", "x = 1\n", "y = 2\n", "z\n")))
    assert total(workspace, "src") == sum(map(tokens, ("x = 1\n", "y = 2\n", "z\n")))
    found = workspace.totals()
    assert found is not None
    assert (found.files, found.binary, found.vendored, found.generated) == (4, 1, tokens("y = 2\n"), tokens("z\n"))
    assert workspace.totals("none") is None


def test_a_file_is_not_read_again_while_its_stamp_stands(folder: Folder, reads: list[str]) -> None:
    for number in range(200):
        folder.write(f"f{number}.md", f"file number {number}")
    first = folder.counted()
    assert len(reads) == 200
    reads.clear()
    assert total(folder.again(first)) == total(first)
    second = folder.counted()  # another process: the database only
    assert total(second) == total(first)
    assert reads == []
    assert folder.caches[1].figures()[FILES] == LayerFigures(200, 0)
    assert folder.caches[0].figures()[MEMORY].hits >= 200
    folder.write("f7.md", "changed")
    folder.again(second)
    assert reads == ["f7.md"]
    assert total(second) == total(folder.again(first))


def test_a_file_of_another_length_time_or_place_is_read_again(folder: Folder, reads: list[str]) -> None:
    path = folder.write("a.md", "one")
    stamp = path.stat()
    workspace = folder.counted()
    path.write_text("two")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # as large and as old as before
    assert total(folder.again(workspace)) == tokens("two")
    other = folder.write("b.md", "three more")
    os.replace(other, path)
    assert total(folder.again(workspace)) == tokens("three more")
    assert reads[-1] == "a.md"


def test_a_young_file_is_read_again_for_it_may_change_under_the_same_stamp(
    folder: Folder, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bursar.files.stamp.FINE_NS", 10**15)
    monkeypatch.setattr("bursar.files.stamp.COARSE_NS", 10**15)
    folder.write("a.md", "one")
    workspace = folder.counted()
    reads.clear()
    assert total(folder.again(workspace)) == tokens("one")
    assert reads == ["a.md"]


def test_known_content_under_another_name_is_not_counted_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "the same text under two names"
    folder.write("a.md", text)
    folder.counted()
    (folder.root / "a.md").rename(folder.root / "b.md")
    workspace = folder.workspace()
    monkeypatch.setattr(reading.FileReader, "_measured", None)  # any counting would raise
    assert total(folder.again(workspace)) == tokens(text)


def test_an_estimate_reads_the_measures_of_its_base_encoding(folder: Folder, reads: list[str]) -> None:
    text = 'def f(x):\n    return {"a": [x]}\n' * 30
    folder.write("a.py", text)
    folder.counted()
    reads.clear()
    estimated = folder.counted("claude")
    found = estimated.totals()
    assert found is not None
    assert str(found.count).startswith("≈")
    assert found.count.tokens == estimated.ruler.count(text) != tokens(text)
    assert reads == []


def test_what_cannot_be_read_is_named_and_costs_nothing_else(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("a.md", "fine")
    folder.write("b.md", "refused")
    real = reading.read_content

    def refused(path: str, top: str, stopped: reading.Callable[[], bool]) -> object:
        if path.endswith("b.md"):
            raise PermissionError(13, "Permission denied")
        return real(path, top, stopped)

    monkeypatch.setattr(reading, "read_content", refused)
    workspace = folder.counted()
    found = workspace.file("b.md")
    assert found is not None
    assert (found.kind, found.problem) == (Kind.UNREADABLE, "permission denied")
    assert total(workspace) == tokens("fine")
    monkeypatch.undo()
    assert total(folder.again(workspace)) == tokens("fine") + tokens("refused")


def test_a_passing_fault_is_tried_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write("a.md", "text")
    faults = [OSError(5, os.strerror(5)) for _ in range(2)]
    real = reading.read_content

    def flaky(path: str, top: str, stopped: reading.Callable[[], bool]) -> object:
        if faults:
            raise faults.pop()
        return real(path, top, stopped)

    monkeypatch.setattr(reading, "read_content", flaky)
    assert total(folder.counted()) == tokens("text")


def test_an_engine_that_panics_on_one_file_costs_that_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicError(BaseException):
        pass

    for name in ("a", "b", "c"):
        folder.write(f"{name}.md", f"text {name}")
    real = reading.FileReader._counted

    def panics(self: reading.FileReader, path: str, *rest: object) -> object:
        if path == "b.md":
            raise PanicError("engine")
        return real(self, path, *rest)

    monkeypatch.setattr(reading.FileReader, "_counted", panics)
    workspace = folder.counted()
    assert total(workspace) == tokens("text a") + tokens("text c")
    found = workspace.file("b.md")
    assert found is not None
    assert found.problem == "cannot be counted (PanicError)"


def test_files_and_folders_that_vanish(folder: Folder) -> None:
    folder.write("a.md", "a")
    folder.write("gone/b.md", "b")
    folder.write("gone/c.md", "c")
    workspace = folder.counted()
    for name in ("gone/b.md", "gone/c.md"):
        (folder.root / name).unlink()
    (folder.root / "gone").rmdir()
    assert workspace.touch(["gone/b.md"])
    assert folder.queue.join(PATIENCE_S)
    assert not workspace.knows("gone/b.md")
    assert total(folder.again(workspace)) == tokens("a")
    assert workspace.totals("gone") is None
    (folder.root / "a.md").unlink()
    folder.root.rmdir()
    folder.again(workspace)
    assert total(workspace) == 0
    assert [str(found.path) for found in workspace.unreadable] == ["."]


def test_touching_tells_of_unknown_files(folder: Folder) -> None:
    folder.write("a.md", "a")
    workspace = folder.counted()
    folder.write("a.md", "a much longer text")
    folder.write("b.md", "b")
    assert not workspace.touch(["a.md", "b.md"])
    assert folder.queue.join(PATIENCE_S)
    assert total(workspace) == tokens("a much longer text")
    assert total(folder.again(workspace)) == tokens("a much longer text") + tokens("b")


def test_open_documents_in_the_place_of_files(folder: Folder) -> None:
    folder.write("src/a.md", "on the disk")
    folder.write("b.md", "other")
    workspace = folder.counted()
    for name, expected in (("", 1000 + tokens("other")), ("src", 1000)):
        found = workspace.totals(name, {"src/a.md": 1000, "not/there.md": 5})
        assert found is not None
        assert (found.count.tokens, found.pending) == (expected, 0)
    pending = workspace.totals("", {"src/a.md": None})
    assert pending is not None
    assert (pending.files, pending.pending) == (1, 1)


def test_many_files_are_found_as_a_whole_the_next_time(folder: Folder, reads: list[str]) -> None:
    for number in range(SHELVED_FILES + 20):
        folder.write(f"{number}.md", f"text {number}")
    expected = total(folder.counted())
    reads.clear()
    folder.write("3.md", "another text than it was")
    folder.write("new.md", "a new one")
    (folder.root / "4.md").unlink()
    workspace = folder.workspace()
    workspace._counter.standing = lambda stamps: asked.append(sorted(stamps)) or {}
    asked: list[list[str]] = []
    workspace.refresh()
    assert folder.queue.join(PATIENCE_S)
    changed = tokens("another text than it was") + tokens("a new one") - tokens("text 3") - tokens("text 4")
    assert total(workspace) == expected + changed
    assert sorted(reads) == asked[0] == ["3.md", "new.md"]


def test_open_files_come_first(folder: Folder) -> None:
    for number in range(300):
        folder.write(f"f{number:03}.md", f"text {number} " * 500)
    gate, order = threading.Event(), []
    queue = WorkQueue(1)
    queue.submit("gate", lambda _: bool(gate.wait(PATIENCE_S)) and None, Priority.OPEN)
    cache = CountCache(lasting=False)
    workspace = Workspace(folder.root, ruler_for(resolve("gpt-5")), cache, queue)
    real = workspace._counter.count
    workspace._counter.count = lambda paths, stopped: order.append(list(paths)) or real(paths, stopped)
    workspace.refresh()
    workspace.promote(["f299.md"], Priority.OPEN)
    workspace.promote(["f298.md"], Priority.REFERRED)
    gate.set()
    assert queue.join(PATIENCE_S)
    assert order[:2] == [["f299.md"], ["f298.md"]]
    assert sorted(path for batch in order for path in batch) == sorted(workspace.files())  # each once
    queue.stop()


def test_cancelled_and_ended_counting_takes_nothing_more(folder: Folder) -> None:
    for number in range(100):
        folder.write(f"{number}.md", "text " * 2000)
    workspace = folder.workspace()
    workspace.refresh()
    workspace.cancel()
    assert folder.queue.join(PATIENCE_S)
    assert folder.again(workspace).pending == 0
    workspace.touch(["1.md"])
    workspace.end()
    assert folder.queue.join(PATIENCE_S)
    assert workspace.ended


def test_two_servers_on_one_folder(folder: Folder) -> None:
    for number in range(150):
        folder.write(f"{number}.md", f"text {number} " * 50)
    first, second = folder.workspace(), folder.workspace()
    threads = [threading.Thread(target=workspace.refresh) for workspace in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert folder.queue.join(PATIENCE_S)
    assert total(first) == total(second) == sum(tokens(f"text {number} " * 50) for number in range(150))


def test_large_files_are_counted_in_blocks(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bursar.files.content.WHOLE_BYTES", 1000)
    monkeypatch.setattr("bursar.session.reading.BLOCK_CHARS", 500)
    text = "some words, and 12345 numbers\n" * 1000
    folder.write("large.md", text)
    folder.write("wide.md", ("\ufeff" + text).encode("utf-16-le"))
    folder.write("small.md", "small")
    assert total(folder.counted()) == 2 * tokens(text) + tokens("small")

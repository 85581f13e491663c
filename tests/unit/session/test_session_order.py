"""What is done first: what is open, what that refers to; and indexes are tasks among the others."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bursar.files import uri_of_path
from bursar.session import Session
from bursar.session.queue import Priority, WorkQueue
from bursar.session.reading import FileReader

PATIENCE_S = 60


class Gates:
    """Both threads of a queue, held; once one is let go, the order of what it does is that of the queue."""

    def __init__(self, queue: WorkQueue) -> None:
        self._gates = [threading.Event(), threading.Event()]
        for gate in self._gates:
            queue.submit("gate", self._wait_for(gate), Priority.OPEN)

    def open_one(self) -> None:
        self._gates[0].set()

    def open(self) -> None:
        for gate in self._gates:
            gate.set()

    def _wait_for(self, gate: threading.Event) -> Callable[[object], None]:
        def work(_: object) -> None:
            gate.wait(PATIENCE_S)

        return work


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The batches of files in the order in which they are counted."""
    batches: list[list[str]] = []
    real = FileReader.count

    def noted(self: FileReader, paths: list[str], *rest: object) -> object:
        batches.append(list(paths))
        return real(self, paths, *rest)

    monkeypatch.setattr(FileReader, "count", noted)
    return batches


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(200):
        (tmp_path / f"part{number:03}.md").write_text(f"text {number} " * 500)
    (tmp_path / "zz").mkdir()
    (tmp_path / "zz" / "last.md").write_text("the last one")
    (tmp_path / "CLAUDE.md").write_text("nothing yet")
    return tmp_path


@pytest.mark.parametrize("opened_first", [True, False])
def test_open_files_come_first_and_then_what_they_refer_to(
    folder: Path, order: list[list[str]], opened_first: bool
) -> None:
    async def body() -> None:
        session = Session()
        workspaces, uri = session.workspaces, uri_of_path(folder / "CLAUDE.md")
        gates = Gates(workspaces.queue)
        session.set_folders([folder])
        if opened_first:
            session.open(uri, "markdown", 1, "See @zz/last.md.")
        workspaces.begin(watch=False)
        await workspaces.begun()
        workspace = workspaces.of(folder / "CLAUDE.md")
        assert workspace is not None
        if not opened_first:
            workspace.refresh()
            session.open(uri, "markdown", 1, "See @zz/last.md.")
            while workspaces._tasks:
                await asyncio.sleep(0.01)
        gates.open_one()
        while not order:
            await asyncio.sleep(0.01)
        gates.open()
        await asyncio.wait_for(workspaces.settled(workspace), PATIENCE_S)
        session.stop()
        assert workspaces.queue.join(PATIENCE_S)

    asyncio.run(body())
    assert order[0] == ["CLAUDE.md"]
    assert ["zz/last.md"] in order[1:3]


def test_an_index_is_a_task_of_the_queue(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def f():\n    pass\n")
    queue = WorkQueue(2)
    from bursar.session.indexes import Indexes

    gates = Gates(queue)
    indexes = Indexes(queue)
    found = indexes.of(tmp_path, {}, seconds=0.01)
    assert not found.complete
    assert [(state.name, state.status.value) for state in queue.states()][2:] == [(f"index {tmp_path}", "queued")]
    gates.open()
    assert queue.join(PATIENCE_S)
    assert indexes.of(tmp_path, {}).complete
    queue.stop()
    found.close()

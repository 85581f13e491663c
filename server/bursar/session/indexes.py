"""The index of each folder that bundles are packed from: begun in the background, kept, and brought up to date.

With it the files that bundles before have drawn on.

A bundle waits a little for the files on disk to be indexed; what takes longer goes on in the background.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bursar.index import WorkspaceIndex
from bursar.pack import KeptPages
from bursar.session.queue import Priority, Stopped, Task, WorkQueue
from bursar.text import Text

WAIT_SECONDS = 2.0
"""A bundle is made of what is indexed after this time."""


POLL_SECONDS = 0.1
"""How soon a cancelled bundle stops waiting."""


@dataclass(slots=True)
class _Kept:
    index: WorkspaceIndex
    buffers: dict[str, Text] = field(default_factory=dict)
    refresh: Future[bool] | None = None
    task: Task | None = None
    pages: dict[int, KeptPages] = field(default_factory=dict)


class Indexes:
    """The indexes of one session's folders. `of` blocks: it is for the executor."""

    def __init__(self, queue: WorkQueue) -> None:
        """Indexing is a task of the queue's, told of and stopped like all others."""
        self._kept: dict[Path, _Kept] = {}
        self._lock = threading.Lock()
        self._queue = queue

    def of(
        self,
        root: Path,
        buffers: Mapping[str, Text],
        near: str | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        seconds: float = WAIT_SECONDS,
    ) -> WorkspaceIndex:
        """The index of a folder as of now, with open documents (by their path in it) over the files, or what there is
        of it after some seconds, or as soon as nobody wants it any more. It is made from the file `near` outwards."""
        kept, refresh = self._refreshed(root, near, Priority.OPEN)
        until = time.monotonic() + seconds
        while not cancelled() and (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                refresh.result(min(left, POLL_SECONDS))
                break
        with self._lock:
            _lay_over(kept, buffers)
        return kept.index

    def begin(self, root: Path, near: str | None) -> None:
        """Index a folder in the background, after all that is waited for, unless that was begun before. Blocks."""
        if root not in self._kept:
            self._refreshed(root, near, Priority.REST)

    def kept(self, root: Path) -> WorkspaceIndex | None:
        """The index of a folder as it stands, if it was begun."""
        with self._lock:
            found = self._kept.get(root)
        return found.index if found is not None else None

    def pages(self, root: Path, prompt_chars: int) -> KeptPages:
        """The files of a folder that has an index, as bundles before have read them with the same setting."""
        with self._lock:
            return self._kept[root].pages.setdefault(prompt_chars, KeptPages())

    def _refreshed(self, root: Path, near: str | None, priority: Priority) -> tuple[_Kept, Future[bool]]:
        """A folder's index, and when it will be up to date."""
        with self._lock:
            kept = self._kept.get(root)
            if kept is None:
                kept = self._kept[root] = _Kept(WorkspaceIndex(root))
            if kept.refresh is None or kept.refresh.done():
                kept.refresh = Future()
                kept.task = self._submit(root, kept.index, near, kept.refresh, priority)
            elif kept.task is not None:
                self._queue.promote(kept.task, priority)
            return kept, kept.refresh

    def _submit(
        self, root: Path, index: WorkspaceIndex, near: str | None, done: Future[bool], priority: Priority
    ) -> Task:
        def work(stopped: Stopped) -> None:
            try:
                done.set_result(index.refresh(stopped, None, near))
            except BaseException as fault:
                done.set_exception(fault)
                raise

        return self._queue.submit(f"index {root}", work, priority)


def _lay_over(kept: _Kept, buffers: Mapping[str, Text]) -> None:
    for path in kept.buffers.keys() - buffers.keys():
        kept.index.update(path, None)
        del kept.buffers[path]
    for path, text in buffers.items():
        if kept.buffers.get(path) is not text:
            kept.index.update(path, str(text))
            kept.buffers[path] = text

"""The index of each folder that bundles are packed from: made when one first asks for it, kept, and brought up to date.

A bundle waits a little for the files on disk to be indexed; what takes longer goes on in the background.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bursar.index import WorkspaceIndex
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


class Indexes:
    """The indexes of one session's folders. `of` blocks: it is for the executor."""

    def __init__(self) -> None:
        self._kept: dict[Path, _Kept] = {}
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="bursar-index")

    def of(
        self,
        root: Path,
        buffers: Mapping[str, Text],
        near: str | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        seconds: float = WAIT_SECONDS,
    ) -> WorkspaceIndex:
        """The index of a folder as of now, with open documents (by their path in it) over the files, or what there is
        of it after some seconds, or as soon as nobody wants it any more. It is made
        from the file `near` outwards."""
        with self._lock:
            kept = self._kept.get(root)
            if kept is None:
                kept = self._kept[root] = _Kept(WorkspaceIndex(root))
            if kept.refresh is None or kept.refresh.done():
                kept.refresh = self._worker.submit(kept.index.refresh, self._ended.is_set, None, near)
            refresh = kept.refresh
        until = time.monotonic() + seconds
        while not cancelled() and (left := until - time.monotonic()) > 0:
            with suppress(TimeoutError):
                refresh.result(min(left, POLL_SECONDS))
                break
        with self._lock:
            _lay_over(kept, buffers)
        return kept.index

    def missing(self, root: Path) -> int:
        """How many files of a folder are not indexed yet, as far as is known."""
        with self._lock:
            kept = self._kept.get(root)
        return kept.index.missing if kept is not None else 0

    def stop(self) -> None:
        """Tell what runs to stop; nothing is waited for."""
        self._ended.set()
        self._worker.shutdown(wait=False, cancel_futures=True)


def _lay_over(kept: _Kept, buffers: Mapping[str, Text]) -> None:
    for path in kept.buffers.keys() - buffers.keys():
        kept.index.update(path, None)
        del kept.buffers[path]
    for path, text in buffers.items():
        if kept.buffers.get(path) is not text:
            kept.index.update(path, str(text))
            kept.buffers[path] = text

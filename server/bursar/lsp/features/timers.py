"""One timer per document: work that waits for a pause, and happens once after it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Timers:
    """Calls `work(uri)` on the loop some time after the first `start(uri)` since it last did; O(1) on the edit path."""

    def __init__(self, delay_ms: int, work: Callable[[str], None]) -> None:
        self._delay_s = delay_ms / 1000
        self._work = work
        self._waiting: dict[str, asyncio.TimerHandle] = {}

    def start(self, uri: str) -> None:
        """Have the work done for a document; nothing if it is waiting already."""
        if uri not in self._waiting:
            self._waiting[uri] = asyncio.get_running_loop().call_later(self._delay_s, self._fire, uri)

    def restart(self, uri: str) -> None:
        """Have the work done for a document, and wait for the whole pause again."""
        self.cancel(uri)
        self.start(uri)

    def cancel(self, uri: str) -> None:
        """Forget a document."""
        if waiting := self._waiting.pop(uri, None):
            waiting.cancel()

    def cancel_all(self) -> None:
        """Forget all documents."""
        for uri in list(self._waiting):
            self.cancel(uri)

    def _fire(self, uri: str) -> None:
        del self._waiting[uri]
        self._work(uri)

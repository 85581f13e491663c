"""Work-done progress: counting that takes over half a second is shown, and can be cancelled."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from bursar.lsp.bars import Report
from bursar.lsp.server import BursarServer

AFTER_S = 0.5
EVERY_S = 0.25
TITLE = "Bursar: counting tokens"


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, server.bars.cancel)
    server.session.workspaces.subscribe(CountingProgress(server).moved)


class CountingProgress:
    """One progress bar at a time, for all folders."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._task: asyncio.Task[None] | None = None
        server.at_finish(self._stop)

    def moved(self) -> None:
        """Counts changed: if there is more to count, show it after a while."""
        busy = self._task is not None and not self._task.done()
        if self._server.client.shows_progress and not busy and self._server.session.workspaces.pending:
            self._task = asyncio.get_running_loop().create_task(self._show())

    async def _show(self) -> None:
        await asyncio.sleep(AFTER_S)
        workspaces = self._server.session.workspaces
        if total := workspaces.pending:
            await self._server.bars.show(TITLE, lambda report: self._report(report, total), workspaces.cancel)

    async def _report(self, report: Report, total: int) -> None:
        workspaces, told = self._server.session.workspaces, -1
        while (pending := workspaces.pending) and not workspaces.queue.idle:
            total = max(total, pending)
            percent = 100 * (total - pending) // total
            if percent != told:
                told = percent
                report(f"{total - pending:,} of {total:,} files", percent)
            await asyncio.sleep(EVERY_S)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

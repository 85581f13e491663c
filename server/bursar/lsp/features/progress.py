"""Work-done progress: counting that takes over half a second is shown, and can be cancelled."""

from __future__ import annotations

import asyncio
import logging
from uuid import uuid4

from lsprotocol import types

from bursar.lsp.server import BursarServer

logger = logging.getLogger(__name__)

AFTER_S = 0.5
EVERY_S = 0.25
TITLE = "Bursar: counting tokens"


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    progress = CountingProgress(server)
    server.answer(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, progress.cancel)
    server.session.workspaces.subscribe(progress.moved)


class CountingProgress:
    """One progress bar at a time, for all folders."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._task: asyncio.Task[None] | None = None
        self._token: str | None = None
        server.at_finish(self._stop)

    def moved(self) -> None:
        """Counts changed: if there is more to count, show it after a while."""
        busy = self._task is not None and not self._task.done()
        if self._server.client.shows_progress and not busy and self._server.session.workspaces.pending:
            self._task = asyncio.get_running_loop().create_task(self._show())

    def cancel(self, params: types.WorkDoneProgressCancelParams) -> None:
        """People do not want to wait for the count."""
        if params.token == self._token:
            self._server.session.workspaces.cancel()

    async def _show(self) -> None:
        await asyncio.sleep(AFTER_S)
        workspaces = self._server.session.workspaces
        total = workspaces.pending
        if not total:
            return
        token = f"bursar-{uuid4()}"
        asked = self._server.work_done_progress.create_async(token)
        try:
            # shielded: an answer that comes after a cancellation must still find its question
            await asyncio.shield(asyncio.ensure_future(asked))
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the client refuses: no bar then
            logger.info("no progress is shown: %s", error)
            return
        self._token = token
        self._server.work_done_progress.begin(
            token, types.WorkDoneProgressBegin(title=TITLE, cancellable=True, percentage=0)
        )
        try:
            await self._report(token, total)
        finally:
            self._token = None
            self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())

    async def _report(self, token: str, total: int) -> None:
        workspaces, told = self._server.session.workspaces, -1
        while (pending := workspaces.pending) and not workspaces.queue.idle:
            total = max(total, pending)
            percent = 100 * (total - pending) // total
            if percent != told:
                told = percent
                report = types.WorkDoneProgressReport(
                    message=f"{total - pending:,} of {total:,} files", percentage=percent
                )
                self._server.work_done_progress.report(token, report)
            await asyncio.sleep(EVERY_S)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

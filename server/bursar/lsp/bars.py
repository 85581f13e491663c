"""Progress bars in the client: opened, told of, ended; each may be cancelled by people."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types

if TYPE_CHECKING:
    from bursar.lsp.server import BursarServer

logger = logging.getLogger(__name__)

Token = int | str
Report = Callable[[str, int | None], None]
"""Says how far it is: a message, and per cent if they are known."""


class Bars:
    """The bars of one client."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._cancels: dict[Token, Callable[[], None]] = {}

    def cancel(self, params: types.WorkDoneProgressCancelParams) -> None:
        """People do not want to wait for it."""
        cancel = self._cancels.get(params.token)
        if cancel is not None:
            cancel()

    async def show(
        self,
        title: str,
        run: Callable[[Report], Awaitable[None]],
        cancel: Callable[[], None],
        token: Token | None = None,
    ) -> None:
        """A bar for as long as `run` takes, under the client's own token or under one of ours.

        No bar if the client shows none, or refuses it; then `run` is not run.
        """
        bars = self._server.work_done_progress
        if token is None:
            if not self._server.client.shows_progress:
                return
            token = f"bursar-{uuid4()}"
            try:
                # shielded: an answer that comes after a cancellation must still find its question
                await asyncio.shield(asyncio.ensure_future(bars.create_async(token)))
            except asyncio.CancelledError:
                raise
            except Exception as error:
                logger.info("no progress is shown: %s", error)
                return
        self._cancels[token] = cancel
        bars.begin(token, types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0))
        shown = token

        def report(message: str, percent: int | None) -> None:
            bars.report(shown, types.WorkDoneProgressReport(message=message, percentage=percent))

        try:
            await run(report)
        finally:
            del self._cancels[token]
            bars.end(token, types.WorkDoneProgressEnd())

"""Packing on the executor, with a progress bar that can be cancelled."""

from __future__ import annotations

import asyncio
import threading

from bursar.lsp.bars import Report, Token
from bursar.lsp.server import BursarServer
from bursar.pack import Bundle, PackRequest, Workspace, pack
from bursar.session.folder import LiveFolder

AFTER_S = 0.5
"""A pack that takes longer is shown; one that the client gave a token for is shown at once."""

EVERY_S = 0.25
TITLE = "Bursar: packing context"


async def packed(ls: BursarServer, request: PackRequest, workspace: Workspace, token: Token | None = None) -> Bundle:
    """The bundle for a request; a cancelled one stops where it is, whoever cancelled it: the request or its bar."""
    session, stopped = ls.session, threading.Event()

    def work() -> Bundle:
        index = None
        if isinstance(workspace, LiveFolder):
            index = session.indexes.of(workspace.root, workspace.buffers(), request.path, stopped.is_set)
        return pack(request, workspace, index=index, cancelled=stopped.is_set)

    task = asyncio.current_task()
    assert task is not None, "this is a coroutine"
    bar = asyncio.get_running_loop().create_task(_show(ls, workspace, task, token))
    try:
        return await session.run(work)
    finally:
        stopped.set()
        bar.cancel()


async def _show(ls: BursarServer, workspace: Workspace, task: asyncio.Task[object], token: Token | None) -> None:
    if token is None:
        await asyncio.sleep(AFTER_S)

    async def run(report: Report) -> None:
        told, total = "", 0
        while True:
            missing = ls.session.indexes.missing(workspace.root) if isinstance(workspace, LiveFolder) else 0
            total = max(total, missing)
            message = f"indexing: {total - missing:,} of {total:,} files" if missing else "choosing what fits"
            if message != told:
                told = message
                report(message, 100 * (total - missing) // total if missing else None)
            await asyncio.sleep(EVERY_S)

    def cancel() -> None:
        task.cancel()

    await ls.bars.show(TITLE, run, cancel, token)

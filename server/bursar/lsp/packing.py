"""Packing on the executor, with a progress bar that can be cancelled."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from bursar.config import Settings
from bursar.files import path_of_uri
from bursar.lsp.bars import Report, Token
from bursar.lsp.server import BursarServer
from bursar.pack import Bundle, PackRequest, Workspace, pack
from bursar.session import SnapshotReady
from bursar.session.folder import LiveFolder
from bursar.session.habits import Wanted, kept

logger = logging.getLogger(__name__)

AFTER_S = 0.5
"""A pack that takes longer is shown; one that the client gave a token for is shown at once."""

EVERY_S = 0.25
TITLE = "Bursar: packing context"


@dataclass(frozen=True, slots=True)
class Order:
    """A request with the workspace to draw on, what its folder's habits add to it, and the settings that hold."""

    request: PackRequest
    workspace: Workspace
    wanted: Wanted
    settings: Settings


class EarlyIndex:
    """Has the folder of a document indexed once the document is counted, so that the first bundle need not wait."""

    def __init__(self, server: BursarServer) -> None:
        self._session = server.session
        self._seen: set[str] = set()
        self._begun: set[Path] = set()

    def touched(self, uri: str) -> None:
        """Nothing: not while somebody types."""

    def ready(self, event: SnapshotReady) -> None:
        """Begin, once for each folder of the workspace."""
        if event.uri in self._seen:  # this is told after every pause in typing
            return
        path = path_of_uri(event.uri)
        if path is None:
            return
        root = self._session.settings.root_of(path)
        known = root in self._session.settings.folders and path.is_relative_to(root)
        if not known or not self._session.settings_of(event.uri).workspace.enabled:
            return
        self._seen.add(event.uri)
        if root not in self._begun:
            self._begun.add(root)
            begin = self._session.run(self._session.indexes.begin, root, path.relative_to(root).as_posix())
            asyncio.get_running_loop().create_task(begin).add_done_callback(_said)

    def closed(self, uri: str) -> None:
        """The index stays; a document opened again is looked at again."""
        self._seen.discard(uri)


def _said(begun: asyncio.Task[None]) -> None:
    if not begun.cancelled() and (fault := begun.exception()) is not None:
        logger.warning("the index was not begun: %s", fault)


async def packed(ls: BursarServer, order: Order, token: Token | None = None) -> Bundle:
    """The bundle for a request; a cancelled one stops where it is, whoever cancelled it: the request or its bar."""
    session, workspace, stopped = ls.session, order.workspace, threading.Event()

    def work() -> Bundle:
        if not isinstance(workspace, LiveFolder):
            return pack(order.request, workspace, cancelled=stopped.is_set)
        request = session.habits.applied(order.request, workspace, order.settings, order.wanted)
        index = session.indexes.of(workspace.root, workspace.buffers(), request.path, stopped.is_set)
        pages = session.indexes.pages(workspace.root, workspace.prompt_chars)
        bundle = pack(request, workspace, index=index, cancelled=stopped.is_set, kept=pages)
        kept(workspace.root, request, bundle.report, order.settings)
        return bundle

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
            index = ls.session.indexes.kept(workspace.root) if isinstance(workspace, LiveFolder) else None
            missing = index.missing if index is not None else 0
            total = max(total, missing)
            message = f"indexing: {total - missing:,} of {total:,} files" if missing else "choosing what fits"
            if message != told:
                told = message
                report(message, 100 * (total - missing) // total if missing else None)
            await asyncio.sleep(EVERY_S)

    def cancel() -> None:
        task.cancel()

    await ls.bars.show(TITLE, run, cancel, token)

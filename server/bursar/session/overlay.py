"""Open documents in the place of the files that they are: their tokens by the model that their folder is counted for.

Runs on the event loop; what has to be counted again is counted on the executor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from bursar.session.workspace import Workspace
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text

Run = Callable[..., Awaitable[Any]]


class Overlay:
    """What the open documents hold instead of the files on the disk."""

    def __init__(self, documents: Callable[[], Iterable[DocumentSnapshot]], run: Run, tell: Callable[[], None]) -> None:
        """`documents` gives the open ones, on any thread; `run` runs on the executor; `tell` hears of new counts."""
        self._documents = documents
        self._run = run
        self._tell = tell
        self._recounted: dict[tuple[str, str], tuple[Text, int]] = {}  # by URI and model
        self._counting: dict[tuple[str, str], asyncio.Future[None]] = {}

    def inside(self, workspace: Workspace) -> list[DocumentSnapshot]:
        """The open documents that are in a folder. On any thread."""
        return [
            document
            for document in self._documents()
            if document.path is not None and document.path.is_relative_to(workspace.root)
        ]

    def tokens(self, workspace: Workspace) -> dict[str, int | None]:
        """The tokens of those that are files of a folder, by its model; None while they are counted."""
        found: dict[str, int | None] = {}
        for document in self.inside(workspace):
            assert document.path is not None
            path = document.path.relative_to(workspace.root).as_posix()
            if workspace.knows(path):
                found[path] = self._tokens_of(document, workspace)
        if self._recounted:
            self._forget_closed()
        return found

    def _tokens_of(self, document: DocumentSnapshot, workspace: Workspace) -> int | None:
        """The tokens of one by a folder's ruler; where its own are others, they are counted."""
        counts = document.counts
        if counts is not None and workspace.ruler.reads(counts.encoding):
            return None if counts.pending else counts.total
        key, text = (document.uri, workspace.ruler.model), document.text
        known = self._recounted.get(key)
        if known is not None and known[0] is text:
            return known[1]
        if key not in self._counting:  # else what is counted then is the text as it is then
            self._counting[key] = asyncio.ensure_future(self._recount(key, text, workspace))
        return None

    async def _recount(self, key: tuple[str, str], text: Text, workspace: Workspace) -> None:
        try:
            self._recounted[key] = (text, await self._run(workspace.ruler.count, str(text)))
        finally:
            del self._counting[key]
        self._tell()

    def _forget_closed(self) -> None:
        """Texts of documents that are not open any more are not kept."""
        uris = {document.uri for document in self._documents()}
        self._recounted = {key: known for key, known in self._recounted.items() if key[0] in uris}

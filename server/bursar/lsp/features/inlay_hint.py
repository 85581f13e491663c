"""`textDocument/inlayHint`, and the one refresh when an answer turned out stale."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from lsprotocol import types

from bursar.config import HintSettings
from bursar.lsp import convert
from bursar.lsp.client import COPY_TEXT
from bursar.lsp.server import BursarServer
from bursar.outline import Placed
from bursar.present.hints import HINT_LIMIT, Hint, hints_of, symbols_asked_for
from bursar.session import SnapshotReady
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span

AT_ONCE = 64
"""So many symbols (a screen has fewer) are counted before anything else is done; then others have their turn."""

OPENING_S = 2.0
"""So long a request waits for its document to be opened: Helix may ask just before it opens one, and not again."""


@dataclass(frozen=True, slots=True)
class _Basis:
    """What an answer was made from; one made from something else would look different."""

    pending: bool
    model: str
    settings: HintSettings
    symbols: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    version: int | None
    asked: Span
    basis: _Basis


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    feature = InlayHints(server)
    server.answer(types.TEXT_DOCUMENT_INLAY_HINT, feature.answer)
    server.watch(feature)


class InlayHints:
    """Remembers the last answer for each document, to know whether it has become stale."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._answers: dict[str, _Answer] = {}
        self._opening: dict[str, asyncio.Event] = {}

    def answer(self, params: types.InlayHintParams) -> list[types.InlayHint] | Awaitable[list[types.InlayHint]]:
        """The hints of the asked range; of a document just opened, once there is something to say of it.

        A client that cannot be told to ask again has to wait for what is up to date.
        """
        uri = params.text_document.uri
        snapshot = self._server.snapshot(uri)
        if snapshot is None:
            return self._early(params)
        is_ready = self._is_known if self._server.client.refreshes_hints else self._is_up_to_date
        return self._now(snapshot, params) if is_ready(snapshot) else self._once_ready(params)

    def _is_known(self, snapshot: DocumentSnapshot) -> bool:
        return snapshot.counts is not None and self._server.session.has_outline(snapshot.uri)

    def _is_up_to_date(self, snapshot: DocumentSnapshot) -> bool:
        return not snapshot.pending and self._server.session.outline_is_fresh(snapshot.uri)

    def _now(
        self, snapshot: DocumentSnapshot, params: types.InlayHintParams
    ) -> list[types.InlayHint] | Awaitable[list[types.InlayHint]]:
        """The hints of a document by what is known of it."""
        uri, ls = snapshot.uri, self._server
        asked = convert.span(snapshot.text, params.range, ls.encoding)
        near = symbols_asked_for(snapshot, ls.session.outline(uri), asked)
        first = list(islice(near, AT_ONCE))
        self._answers[uri] = _Answer(snapshot.version, asked, self._basis(snapshot, first))
        if len(first) == AT_ONCE:
            return self._in_turns(snapshot, first, near, self._answers[uri])
        return self._converted(snapshot, self._hints(snapshot, first, asked))

    async def _early(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        """The answer for a document that is not open; if it is opened soon, the one for that."""
        uri = params.text_document.uri
        if self._server.snapshot(uri) is None:
            opened = self._opening.setdefault(uri, asyncio.Event())
            try:
                async with asyncio.timeout(OPENING_S):
                    await opened.wait()
            except TimeoutError:
                return []
            finally:
                self._opening.pop(uri, None)
        return await self._once_ready(params) if self._server.snapshot(uri) is not None else []

    async def _once_ready(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        """The first answer waits: some clients ask once only, others would show that there is nothing."""
        uri, session = params.text_document.uri, self._server.session
        await session.outlined(uri)
        if self._server.snapshot(uri) is not None:
            await session.settled(uri)
        snapshot = self._server.snapshot(uri)
        if snapshot is None or not self._is_known(snapshot):
            return []
        found = self._now(snapshot, params)
        return found if isinstance(found, list) else await found

    def touched(self, uri: str) -> None:
        """Go on with a request that came before its document; after an edit of theirs clients ask again."""
        if uri in self._opening:
            self._opening[uri].set()

    def ready(self, event: SnapshotReady) -> None:
        """Have the client ask again if what it was told of this version is not so any more."""
        answer = self._answers.get(event.uri)
        snapshot = self._server.snapshot(event.uri)
        if answer is None or snapshot is None or answer.version != snapshot.version:
            return
        near = symbols_asked_for(snapshot, self._server.session.outline(event.uri), answer.asked)
        if answer.basis != self._basis(snapshot, near):
            del self._answers[event.uri]
            if self._server.client.refreshes_hints:
                self._server.workspace_inlay_hint_refresh(None)

    def closed(self, uri: str) -> None:
        """Forget the document."""
        self._answers.pop(uri, None)

    async def _in_turns(
        self, snapshot: DocumentSnapshot, first: list[Placed], rest: Iterator[Placed], answer: _Answer
    ) -> list[types.InlayHint]:
        """The hints of very many symbols; between them the loop does what else there is to do.

        Until then `answer` is remembered for them: an outline that comes meanwhile differs from it, as it should.
        """
        seen, asked = first, answer.asked
        found = self._hints(snapshot, first, asked)
        while len(found) < HINT_LIMIT and (more := list(islice(rest, AT_ONCE))):
            await asyncio.sleep(0)
            seen += more
            found += self._hints(snapshot, more, asked)
        if self._answers.get(snapshot.uri) is answer:
            self._answers[snapshot.uri] = replace(answer, basis=self._basis(snapshot, seen))
        return self._converted(snapshot, found)

    def _hints(self, snapshot: DocumentSnapshot, near: Sequence[Placed], asked: Span) -> list[Hint]:
        session = self._server.session
        settings = session.settings_of_snapshot(snapshot).hints
        return list(hints_of(snapshot, near, settings, asked, session.symbol_count))

    def _converted(self, snapshot: DocumentSnapshot, found: Sequence[Hint]) -> list[types.InlayHint]:
        text, encoding = snapshot.text, self._server.encoding
        copies = COPY_TEXT in self._server.client.commands
        made = []
        for hint in islice(found, HINT_LIMIT):
            request = convert.symbol_request(hint.span, snapshot.uri, text, encoding) if copies else None
            made.append(convert.inlay_hint(text, hint, request, encoding))
        return made

    def _basis(self, snapshot: DocumentSnapshot, near: Iterable[Placed]) -> _Basis:
        spans = tuple((placed.symbol.span.start, placed.symbol.span.end) for placed in islice(near, HINT_LIMIT))
        settings = self._server.session.settings_of_snapshot(snapshot).hints
        return _Basis(snapshot.pending, snapshot.model.id, settings, spans)

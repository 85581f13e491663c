"""`textDocument/inlayHint`, and the one refresh when an answer turned out stale."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.present.hints import HINT_LIMIT, hints, symbols_named_in
from bursar.session import SnapshotReady
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span


@dataclass(frozen=True, slots=True)
class _Basis:
    """What an answer was made from; one made from something else would look different."""

    pending: bool
    model: str
    symbols: tuple[Span, ...]


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

    def answer(self, params: types.InlayHintParams) -> list[types.InlayHint]:
        """The hints of the asked range."""
        uri, ls = params.text_document.uri, self._server
        snapshot = ls.snapshot(uri)
        if snapshot is None:
            return []
        asked = convert.span(snapshot.text, params.range, ls.encoding)
        self._answers[uri] = _Answer(snapshot.version, asked, self._basis(snapshot, asked))
        found = hints(snapshot, ls.session.outline(uri), ls.session.settings_of(uri).hints, asked)
        return [convert.inlay_hint(snapshot.text, hint, ls.encoding) for hint in found]

    def touched(self, uri: str) -> None:
        """Nothing: clients ask again after an edit of theirs."""

    def ready(self, event: SnapshotReady) -> None:
        """Have the client ask again if what it was told of this version is not so any more."""
        answer = self._answers.get(event.uri)
        snapshot = self._server.snapshot(event.uri)
        if answer is None or snapshot is None or answer.version != snapshot.version:
            return
        if answer.basis != self._basis(snapshot, answer.asked):
            del self._answers[event.uri]
            if self._server.client.refreshes_hints:
                self._server.workspace_inlay_hint_refresh(None)

    def closed(self, uri: str) -> None:
        """Forget the document."""
        self._answers.pop(uri, None)

    def _basis(self, snapshot: DocumentSnapshot, asked: Span) -> _Basis:
        named = islice(symbols_named_in(self._server.session.outline(snapshot.uri), asked), HINT_LIMIT)
        return _Basis(snapshot.pending, snapshot.model.id, tuple(symbol.span for symbol in named))

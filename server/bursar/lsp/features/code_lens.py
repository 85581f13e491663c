"""`textDocument/codeLens`: the total at the top of a budgeted file, and the count of each symbol where wanted."""

from __future__ import annotations

from collections.abc import Awaitable

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.outline.prompts import is_prompt
from bursar.present.lens import lens, symbol_lenses
from bursar.session import SnapshotReady


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    feature = CodeLenses(server)
    server.answer(types.TEXT_DOCUMENT_CODE_LENS, feature.answer)
    server.watch(feature)


class CodeLenses:
    """Remembers the last title for each document, to know whether it has become stale."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._titles: dict[str, tuple[int | None, str | None]] = {}

    def answer(self, params: types.CodeLensParams) -> list[types.CodeLens] | Awaitable[list[types.CodeLens]]:
        """One lens for a file with a budget, and one for each large symbol if the settings say so."""
        uri = params.text_document.uri
        snapshot = self._server.snapshot(uri)
        if snapshot is None:
            return []
        title = self._title(uri)
        self._titles[uri] = (snapshot.version, title)
        found = [convert.code_lens(title, uri, self._server.client)] if title else []
        return self._with_symbols(uri, found) if self._server.session.settings_of(uri).lens.symbols else found

    async def _with_symbols(self, uri: str, found: list[types.CodeLens]) -> list[types.CodeLens]:
        session = self._server.session
        counted = await session.counted_symbols(uri, lambda _, settings: settings.lens.symbols)
        if counted is None or (total := counted[0].total) is None:
            return found
        snapshot, symbols = counted
        settings = session.settings_of_snapshot(snapshot)
        least = settings.hints.min_tokens_prompts if is_prompt(snapshot.language) else settings.hints.min_tokens
        lenses = symbol_lenses(symbols, total.tokens, least)
        return found + [convert.symbol_lens(snapshot.text, each, self._server.encoding) for each in lenses]

    def touched(self, uri: str) -> None:
        """Nothing: clients ask again after an edit of theirs."""

    def ready(self, event: SnapshotReady) -> None:
        """Have the client ask again if what it was told of this version is not so any more."""
        told = self._titles.get(event.uri)
        snapshot = self._server.snapshot(event.uri)
        if told is None or snapshot is None or told[0] != snapshot.version or told[1] == self._title(event.uri):
            return
        del self._titles[event.uri]
        if self._server.client.refreshes_lenses:
            self._server.workspace_code_lens_refresh(None)

    def closed(self, uri: str) -> None:
        """Forget the document."""
        self._titles.pop(uri, None)

    def _title(self, uri: str) -> str | None:
        session = self._server.session
        if not session.settings_of(uri).lens.enabled:
            return None
        return lens(session.snapshot(uri), session.budgets(uri))

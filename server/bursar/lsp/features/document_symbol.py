"""`textDocument/documentSymbol`: the symbols with their counts, so that outline views show tokens."""

from __future__ import annotations

from collections.abc import Awaitable

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.present.symbols import ListedSymbol, listed, lists_symbols

Answer = list[types.DocumentSymbol] | list[types.SymbolInformation]


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, document_symbol, types.DocumentSymbolOptions(label="Bursar"))


def document_symbol(ls: BursarServer, params: types.DocumentSymbolParams) -> Answer | Awaitable[Answer]:
    """All symbols of a document of a language whose symbols are listed."""
    uri = params.text_document.uri
    snapshot = ls.snapshot(uri)
    if snapshot is None:
        return []
    return _answer(ls, uri)


async def _answer(ls: BursarServer, uri: str) -> Answer:
    counted = await ls.session.counted_symbols(
        uri, lambda language, settings: lists_symbols(language, settings.symbols)
    )
    if counted is None:
        return []
    snapshot, symbols = counted
    encoding, nested = ls.encoding, ls.client.nests_symbols

    def converted() -> Answer:
        found: list[ListedSymbol] = [listed(each) for each in symbols]
        if nested:
            return [convert.document_symbol(snapshot.text, each, encoding) for each in found]
        return [info for each in found for info in convert.symbol_information(snapshot.text, uri, each, encoding)]

    return await ls.session.run(converted)

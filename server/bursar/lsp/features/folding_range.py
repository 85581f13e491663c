"""`textDocument/foldingRange`: the tags of prompts, which no other server folds."""

from __future__ import annotations

from collections.abc import Awaitable

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.present.symbols import folds


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(types.TEXT_DOCUMENT_FOLDING_RANGE, folding_range)


def folding_range(
    ls: BursarServer, params: types.FoldingRangeParams
) -> list[types.FoldingRange] | Awaitable[list[types.FoldingRange]]:
    """The tags that are longer than a line."""
    uri = params.text_document.uri
    return [] if ls.snapshot(uri) is None else _answer(ls, uri)


async def _answer(ls: BursarServer, uri: str) -> list[types.FoldingRange]:
    outline = await ls.session.outlined(uri)
    snapshot = ls.snapshot(uri)
    if snapshot is None or not (await ls.session.configured(snapshot.path)).folding.tags:
        return []
    found = await ls.session.run(lambda: list(folds(snapshot.text, outline.whole())))
    return [convert.folding_range(first, last) for first, last in found]

"""`textDocument/hover`."""

from __future__ import annotations

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.present.hover import hover as present


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(types.TEXT_DOCUMENT_HOVER, hover)


def hover(ls: BursarServer, params: types.HoverParams) -> types.Hover | None:
    """What a symbol costs."""
    uri = params.text_document.uri
    snapshot = ls.snapshot(uri)
    if snapshot is None:
        return None
    at = convert.offset(snapshot.text, params.position, ls.encoding)
    found = present(snapshot, ls.session.outline(uri), ls.session.budgets(uri), at)
    return convert.hover(snapshot.text, found, ls.encoding) if found else None

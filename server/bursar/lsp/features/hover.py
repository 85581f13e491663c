"""`textDocument/hover`."""

from __future__ import annotations

from dataclasses import replace

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.present.hover import hover as present
from bursar.present.workspace import around_line


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
    if found is None:
        return None
    around = ls.session.workspaces.around(snapshot.path) if snapshot.path else None
    if around is not None:
        found = replace(found, markdown=f"{found.markdown}\n\n{around_line(around)}")
    return convert.hover(snapshot.text, found, ls.encoding)

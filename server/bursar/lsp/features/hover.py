"""`textDocument/hover`."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import replace

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.server import BursarServer
from bursar.models import Model
from bursar.present.hover import ModelCount, Named, named_at
from bursar.present.hover import hover as present
from bursar.present.workspace import around_line
from bursar.snapshot import DocumentSnapshot
from bursar.tokens.counter import counter_for


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(types.TEXT_DOCUMENT_HOVER, hover)


def hover(ls: BursarServer, params: types.HoverParams) -> types.Hover | Awaitable[types.Hover] | None:
    """What a symbol costs: at once, unless it must be counted for other models as well."""
    uri = params.text_document.uri
    snapshot = ls.snapshot(uri)
    if snapshot is None:
        return None
    at = convert.offset(snapshot.text, params.position, ls.encoding)
    named = named_at(snapshot, ls.session.outline(uri), at)
    if named is None:
        return None
    others = ls.session.models_in_use(uri)[1:]
    if others and not snapshot.pending:
        return _with_others(ls, snapshot, named, others)
    return _converted(ls, snapshot, named, ())


async def _with_others(
    ls: BursarServer, snapshot: DocumentSnapshot, named: Named, others: Sequence[Model]
) -> types.Hover:
    files = ls.session.settings_of_snapshot(snapshot).tokenizer_files
    text = snapshot.text.slice(named.symbol.span.start, named.symbol.span.end)

    def counted() -> list[ModelCount]:
        counters = [(model, counter_for(model, dict(files))) for model in others]
        return [ModelCount(model, counter.counted(counter.measure(text))) for model, counter in counters]

    return _converted(ls, snapshot, named, await ls.session.run(counted))


def _converted(ls: BursarServer, snapshot: DocumentSnapshot, named: Named, others: Sequence[ModelCount]) -> types.Hover:
    found = present(snapshot, named, ls.session.budgets_of(snapshot), others)
    around = ls.session.workspaces.around(snapshot.path) if snapshot.path else None
    if around is not None:
        found = replace(found, markdown=f"{found.markdown}\n\n{around_line(around)}")
    return convert.hover(snapshot.text, found, ls.encoding)

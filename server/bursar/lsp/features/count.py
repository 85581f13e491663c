"""`bursar/count`: the exact state after all edits sent before it. Waits rather than answers pending."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from bursar.lsp import convert
from bursar.lsp.notebooks import Notebook, notebook
from bursar.lsp.params import CountParams, count_params
from bursar.lsp.server import BursarServer
from bursar.models import Model, resolve
from bursar.session.baselines import Delta
from bursar.snapshot import DocumentSnapshot
from bursar.text import PositionEncoding
from bursar.tokens.count import summed
from bursar.tokens.counter import counter_for, counter_if_loaded
from bursar.tokens.counts import Counts

METHOD = "bursar/count"


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(METHOD, count)


def count(ls: BursarServer, raw: Any) -> dict[str, Any] | Awaitable[dict[str, Any]]:
    """At once where the counts are done, which they are after every keystroke."""
    params = count_params(raw)
    book = notebook(ls, params.uri)
    if book is not None:
        return _count_notebook(ls, book)
    snapshot = ls.session.snapshot(params.uri)
    if params.model is not None:
        model = resolve(params.model, ls.session.settings.standing(snapshot.path).models)
        if model.id != snapshot.model.id:
            return _count_for(ls, params, snapshot, model)
    if snapshot.pending or not ls.session.is_configured(snapshot.uri):  # another model may be about to hold
        return _count_later(ls, params, ls.session.settled(params.uri))
    delta = ls.session.delta(params.uri, snapshot)
    if isinstance(delta, Delta):
        return _result(params, snapshot, ls.encoding, delta)
    return _count_with(ls, params, snapshot, delta)


async def _count_later(ls: BursarServer, params: CountParams, settled: Awaitable[DocumentSnapshot]) -> dict[str, Any]:
    snapshot = await settled
    delta = ls.session.delta(params.uri, snapshot)
    return _result(params, snapshot, ls.encoding, delta if isinstance(delta, Delta) else await delta)


async def _count_with(
    ls: BursarServer, params: CountParams, snapshot: DocumentSnapshot, delta: Awaitable[Delta]
) -> dict[str, Any]:
    return _result(params, snapshot, ls.encoding, await delta)


async def _count_for(ls: BursarServer, params: CountParams, snapshot: DocumentSnapshot, model: Model) -> dict[str, Any]:
    """By another model than the document's: its vocabulary may have to be loaded, the whole text be counted."""
    files = ls.session.settings.standing(snapshot.path).tokenizer_files
    counts = snapshot.counts
    if counts is None or snapshot.pending or counts.encoding is not counter_if_loaded(model, files):
        counts = await ls.session.run(lambda: Counts.of(snapshot.text, counter_for(model, files)))
    counted = snapshot.with_counts(counts, model)
    delta = ls.session.delta(params.uri, counted)
    return _result(params, counted, ls.encoding, delta if isinstance(delta, Delta) else await delta)


async def _count_notebook(ls: BursarServer, book: Notebook) -> dict[str, Any]:
    """Each cell of a notebook, and the sum."""
    cells = [await ls.session.settled(cell.uri) for cell in book.cells]
    totals = [total for cell in cells if (total := cell.total) is not None]
    result = {"version": book.version, **convert.count(summed(totals))}
    if cells:
        first = cells[0].model
        result |= {"encoding": first.encoding, "model": first.id}
    rows = [{"uri": cell.uri, **convert.count(total)} for cell, total in zip(cells, totals, strict=True)]
    return result | {"cells": rows}


def _result(
    params: CountParams, snapshot: DocumentSnapshot, encoding: PositionEncoding, delta: Delta
) -> dict[str, Any]:
    total = snapshot.total
    assert total is not None, "only a snapshot whose counts are done comes here"
    result: dict[str, Any] = {
        "version": snapshot.version,
        **convert.count(total),
        "encoding": snapshot.model.encoding,
        "model": snapshot.model.id,
    }
    if found := _present(delta):
        result["delta"] = found
    if params.ranges is not None:
        spans = [convert.span_of(snapshot.text, asked, encoding) for asked in params.ranges]
        counted = [snapshot.span(span) for span in spans]
        result["ranges"] = [{"tokens": found.tokens if found else 0} for found in counted]
    return result


def _present(delta: Delta) -> dict[str, int]:
    """What is known of a delta."""
    known = {"saved": delta.saved, "head": delta.head}
    return {name: tokens for name, tokens in known.items() if tokens is not None}

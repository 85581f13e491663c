"""`bursar/count`: the exact state after all edits sent before it. Waits rather than answers pending."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from bursar.lsp import convert
from bursar.lsp.params import CountParams, count_params
from bursar.lsp.server import BursarServer
from bursar.models import Model, resolve
from bursar.snapshot import DocumentSnapshot
from bursar.text import PositionEncoding
from bursar.tokens.counter import counter_for
from bursar.tokens.counts import Counts

METHOD = "bursar/count"


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(METHOD, count)


def count(ls: BursarServer, raw: Any) -> dict[str, Any] | Awaitable[dict[str, Any]]:
    """At once where the counts are done, which they are after every keystroke."""
    params = count_params(raw)
    snapshot = ls.session.snapshot(params.uri)
    if params.model is not None and (model := resolve(params.model)).id != snapshot.model.id:
        return _count_for(ls, params, snapshot, model)
    if snapshot.pending or ls.session.settings.known(snapshot.path) is None:  # another model may be about to hold
        return _count_later(ls, params, snapshot)
    return _result(params, snapshot, ls.encoding)


async def _count_later(ls: BursarServer, params: CountParams, asked: DocumentSnapshot) -> dict[str, Any]:
    done = await ls.session.settled(params.uri)
    if done.text is not asked.text and done.counts is not None:  # edited since: the answer is still of what was asked
        counts = await ls.session.run(Counts.of, asked.text, done.counts.encoding)
        done = asked.with_counts(counts, done.model)
    return _result(params, done, ls.encoding)


async def _count_for(ls: BursarServer, params: CountParams, snapshot: DocumentSnapshot, model: Model) -> dict[str, Any]:
    """By another model than the document's: its vocabulary may have to be loaded, the whole text be counted."""
    if snapshot.counts is not None and not snapshot.pending and snapshot.counts.encoding.name == model.encoding:
        return _result(params, snapshot.with_counts(snapshot.counts, model), ls.encoding)
    counts = await ls.session.run(lambda: Counts.of(snapshot.text, counter_for(model)))
    return _result(params, snapshot.with_counts(counts, model), ls.encoding)


def _result(params: CountParams, snapshot: DocumentSnapshot, encoding: PositionEncoding) -> dict[str, Any]:
    total = snapshot.total
    assert total is not None, "only a snapshot whose counts are done comes here"
    result: dict[str, Any] = {
        "version": snapshot.version,
        "tokens": total.tokens,
        "basis": total.basis.value,
        "encoding": snapshot.model.encoding,
        "model": snapshot.model.id,
    }
    if total.band is not None:
        result["band"] = total.band
    if params.ranges is not None:
        spans = [convert.span_of(snapshot.text, asked, encoding) for asked in params.ranges]
        counted = [snapshot.span(span) for span in spans]
        result["ranges"] = [{"tokens": found.tokens if found else 0} for found in counted]
    return result

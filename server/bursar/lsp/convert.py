"""The one place where our data becomes the protocol's objects, and the protocol's positions become ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from lsprotocol import types

from bursar.budgets import Severity
from bursar.lsp.client import COPY_TEXT, PICK_MODEL, Client
from bursar.lsp.params import Range
from bursar.outline import Kind
from bursar.pack import Scope
from bursar.present.actions import PackOffer
from bursar.present.findings import Finding
from bursar.present.hints import Hint
from bursar.present.hover import Hover
from bursar.present.lens import SymbolLens
from bursar.present.status import Status
from bursar.present.symbols import ListedSymbol
from bursar.session.document import Change
from bursar.text import Position, PositionEncoding, Span, Text
from bursar.tokens.count import TokenCount

SOURCE = "bursar"
COPY_KIND = "refactor.copyContext"
FIX_KIND = "quickfix.copyContext"

_SEVERITIES = {
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}

_KINDS = {
    Kind.FUNCTION: types.SymbolKind.Function,
    Kind.METHOD: types.SymbolKind.Method,
    Kind.CLASS: types.SymbolKind.Class,
    Kind.INTERFACE: types.SymbolKind.Interface,
    Kind.STRUCT: types.SymbolKind.Struct,
    Kind.ENUM: types.SymbolKind.Enum,
    Kind.TRAIT: types.SymbolKind.Interface,
    Kind.MODULE: types.SymbolKind.Module,
    Kind.TYPE: types.SymbolKind.TypeParameter,
    Kind.CONSTANT: types.SymbolKind.Constant,
    Kind.SECTION: types.SymbolKind.String,
    Kind.KEY: types.SymbolKind.Key,
    Kind.TAG: types.SymbolKind.Object,
    Kind.BLOCK: types.SymbolKind.Array,
    Kind.LIST: types.SymbolKind.Array,
    Kind.TABLE: types.SymbolKind.Array,
    Kind.PROMPT: types.SymbolKind.String,
}

# ---- from the protocol


def changes(events: Iterable[types.TextDocumentContentChangeEvent]) -> list[Change]:
    """The changes of one didChange."""
    return [_change(event) for event in events]


def offset(text: Text, position: types.Position, encoding: PositionEncoding) -> int:
    """The offset of a position; outside the text, the nearest inside."""
    return text.offset_at(Position(position.line, position.character), encoding)


def span(text: Text, asked: types.Range, encoding: PositionEncoding) -> Span:
    """The span of a range; swapped ends are accepted."""
    start, end = sorted((offset(text, asked.start, encoding), offset(text, asked.end, encoding)))
    return Span(start, end)


def span_of(text: Text, asked: Range, encoding: PositionEncoding) -> Span:
    """The span of a range from the params of our own requests."""
    start, end = sorted((text.offset_at(asked.start, encoding), text.offset_at(asked.end, encoding)))
    return Span(start, end)


def _change(event: types.TextDocumentContentChangeEvent) -> Change:
    if isinstance(event, types.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return Change(Position(start.line, start.character), Position(end.line, end.character), event.text)
    return Change(None, None, event.text)


# ---- to the protocol


def position(text: Text, at: int, encoding: PositionEncoding) -> types.Position:
    """The position of an offset."""
    found = text.position_at(at, encoding)
    return types.Position(found.line, found.character)


def range_of(text: Text, covered: Span, encoding: PositionEncoding) -> types.Range:
    """The range of a span."""
    return types.Range(position(text, covered.start, encoding), position(text, covered.end, encoding))


def inlay_hint(text: Text, hint: Hint, request: dict[str, Any] | None, encoding: PositionEncoding) -> types.InlayHint:
    """A hint at the end of its line; `request` is what clicking it copies, in a client that can."""
    at = position(text, hint.offset, encoding)
    copy = types.Command("Copy packed context", COPY_TEXT, arguments=[request]) if request else None
    part = types.InlayHintLabelPart(hint.label, tooltip=hint.tooltip, command=copy)
    return types.InlayHint(position=at, label=[part], padding_left=True)


def hover(text: Text, found: Hover, encoding: PositionEncoding) -> types.Hover:
    """A hover in Markdown."""
    content = types.MarkupContent(types.MarkupKind.Markdown, found.markdown)
    return types.Hover(content, range_of(text, found.span, encoding))


def code_lens(title: str, uri: str, client: Client) -> types.CodeLens:
    """The lens at the top of a document; it opens the model picker of a client that has one."""
    clickable = PICK_MODEL in client.commands
    command = types.Command(title, PICK_MODEL if clickable else "", arguments=[{"uri": uri}] if clickable else None)
    start = types.Position(0, 0)
    return types.CodeLens(types.Range(start, start), command)


def symbol_lens(text: Text, lens: SymbolLens, encoding: PositionEncoding) -> types.CodeLens:
    """The lens above a symbol; it does nothing when it is clicked."""
    return types.CodeLens(range_of(text, lens.name_span, encoding), types.Command(lens.title, ""))


def document_symbol(text: Text, found: ListedSymbol, encoding: PositionEncoding) -> types.DocumentSymbol:
    """A symbol and all below it."""
    return types.DocumentSymbol(
        name=found.name,
        kind=_KINDS[found.kind],
        range=range_of(text, found.span, encoding),
        selection_range=range_of(text, found.name_span, encoding),
        detail=found.detail,
        children=[document_symbol(text, child, encoding) for child in found.children],
    )


def symbol_information(
    text: Text, uri: str, found: ListedSymbol, encoding: PositionEncoding, container: str | None = None
) -> Iterator[types.SymbolInformation]:
    """A symbol and all below it for a client that knows no nested ones: its count stands behind its name."""
    place = types.Location(uri, range_of(text, found.span, encoding))
    yield types.SymbolInformation(place, f"{found.name} · {found.detail}", _KINDS[found.kind], container_name=container)
    for child in found.children:
        yield from symbol_information(text, uri, child, encoding, found.name)


def folding_range(first: int, last: int) -> types.FoldingRange:
    """A range of lines."""
    return types.FoldingRange(first, last, kind=types.FoldingRangeKind.Region)


def diagnostic(text: Text, finding: Finding, encoding: PositionEncoding, client: Client) -> types.Diagnostic:
    """A finding."""
    tagged = finding.faded and client.diagnostic_tags
    return types.Diagnostic(
        range=range_of(text, finding.span, encoding),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if tagged else None,
    )


def diagnostics(
    text: Text, findings: Sequence[Finding], encoding: PositionEncoding, client: Client
) -> list[types.Diagnostic]:
    """All findings of a document; the faded rest only to clients that can fade it."""
    return [
        diagnostic(text, finding, encoding, client)
        for finding in findings
        if client.diagnostic_tags or not finding.faded
    ]


def code_action(
    offer: PackOffer, request: dict[str, Any], command: str, client: Client, diagnostic: types.Diagnostic | None = None
) -> types.CodeAction | types.Command:
    """An offer as a code action, or as a bare command to clients that know no other."""
    run = types.Command(offer.title, command, arguments=[request])
    if not client.action_literals:
        return run
    kind = FIX_KIND if offer.diagnostic is not None else COPY_KIND
    return types.CodeAction(offer.title, kind=kind, command=run, diagnostics=[diagnostic] if diagnostic else None)


def pack_request(offer: PackOffer, uri: str, text: Text, model: str, encoding: PositionEncoding) -> dict[str, Any]:
    """The request behind an offer, as `bursar.server.pack` takes it."""
    request: dict[str, Any] = {"scope": offer.scope.value, "uri": uri, "budget": offer.budget, "models": [model]}
    if offer.span is not None:
        request["range"] = _json_range(text, offer.span, encoding)
    if offer.diagnostic is not None:
        request["diagnostic"] = offer.diagnostic
    if offer.query is not None:
        request["query"] = offer.query
    return request


def symbol_request(span: Span, uri: str, text: Text, encoding: PositionEncoding) -> dict[str, Any]:
    """The request for the packed context of a symbol, with the budget and the model that hold then."""
    return {"scope": Scope.SYMBOL.value, "uri": uri, "range": _json_range(text, span, encoding)}


def count(found: TokenCount | None) -> dict[str, Any]:
    """A count as requests of ours answer it; `tokens` is null while it is counted."""
    if found is None:
        return {"tokens": None}
    row: dict[str, Any] = {"tokens": found.tokens, "basis": found.basis.value}
    return row if found.band is None else {**row, "band": found.band}


def status(found: Status) -> dict[str, Any]:
    """The params of `bursar/status`: what does not apply is left out."""
    params: dict[str, Any] = {
        "uri": found.uri,
        "version": found.version,
        "tokens": found.tokens,
        "basis": found.basis,
        "model": found.model,
        "pending": found.pending,
    }
    sums = {"folder": found.folder, "workspace": found.workspace}
    return params | _present({"band": found.band, **_budget(found), **sums})


def file_status(found: Status) -> dict[str, Any]:
    """A row of `bursar/files`, likewise."""
    row = {"uri": found.uri, "tokens": found.tokens, "basis": found.basis, "band": found.band, "model": found.model}
    return _present(row | _budget(found))


def _budget(found: Status) -> dict[str, Any]:
    return {
        "budget": found.budget,
        "percent": found.percent,
        "severity": found.severity,
        "crossed": found.crossed and {**found.crossed._asdict(), "unit": found.crossed.unit.value},
    }


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _json_range(text: Text, covered: Span, encoding: PositionEncoding) -> dict[str, Any]:
    start, end = text.position_at(covered.start, encoding), text.position_at(covered.end, encoding)
    return {
        "start": {"line": start.line, "character": start.character},
        "end": {"line": end.line, "character": end.character},
    }

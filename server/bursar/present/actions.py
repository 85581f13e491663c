"""The code actions that copy packed context: one for each scope, named by it."""

from __future__ import annotations

from dataclasses import dataclass

from bursar.outline import Symbol, Symbols
from bursar.pack import Scope
from bursar.text import Span

_NAME_CHARS = 40


@dataclass(frozen=True, slots=True)
class PackOffer:
    """A title and the request behind it; `span` is what the request is about (none for the workspace)."""

    title: str
    scope: Scope
    span: Span | None
    budget: int


def pack_offers(outline: Symbols, selection: Span, budget: int) -> list[PackOffer]:
    """The offers for a selection (or a cursor): the selection if there is one, its symbol if there is one, all."""
    offers = []
    if len(selection):
        offers.append(PackOffer(_title("selection", budget), Scope.SELECTION, selection, budget))
    if symbol := _symbol_of(outline, selection):
        offers.append(PackOffer(_title(_named(symbol), budget), Scope.SYMBOL, symbol.span, budget))
    offers.append(PackOffer(_title("workspace", budget), Scope.WORKSPACE, None, budget))
    return offers


def _symbol_of(outline: Symbols, selection: Span) -> Symbol | None:
    enclosing = outline.enclosing(selection) or outline.enclosing(Span(selection.start, selection.start))
    return enclosing[-1] if enclosing else None


def _title(scope: str, budget: int) -> str:
    return f"Copy packed context for {scope} (≤ {budget:,} tokens)"


def _named(symbol: Symbol) -> str:
    name = " ".join(symbol.name.split())
    if not name:
        return symbol.kind.value
    return f"{symbol.kind.value} {name if len(name) <= _NAME_CHARS else name[: _NAME_CHARS - 1] + '…'}"

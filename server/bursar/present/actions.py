"""The code actions that copy packed context: one for each scope, for a diagnostic, for selected words as a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bursar.outline import Symbol, Symbols
from bursar.pack import Scope
from bursar.text import Span

_NAME_CHARS: Final = 40
_MESSAGE_CHARS: Final = 60

QUERY_CHARS: Final = 80
"""Selected words are offered as a query up to this length, on one line."""

DIAGNOSTICS: Final = 3
"""So many of the diagnostics at a place get an offer of their own."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A diagnostic that somebody else reported: where, and what it says."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class PackOffer:
    """A title and the request behind it; `span` is what the request is about (none for the workspace).

    `diagnostic` is the message that the bundle is to help with, `query` the words that it is for.
    """

    title: str
    scope: Scope
    span: Span | None
    budget: int
    diagnostic: str | None = None
    query: str | None = None


def pack_offers(
    outline: Symbols, selection: Span, budget: int, model: str, words: str = "", changes: bool = False
) -> list[PackOffer]:
    """The offers for a selection (or a cursor): the selection if there is one, its symbol if there is one, what matches
    the selected `words` if they are few, all, and, where `changes` are known of (in a repository), what has changed."""
    offers = []
    if len(selection):
        offers.append(PackOffer(_title("selection", budget, model), Scope.SELECTION, selection, budget))
    if symbol := _symbol_of(outline, selection):
        offers.append(PackOffer(_title(_named(symbol), budget, model), Scope.SYMBOL, symbol.span, budget))
    if query := _query(words):
        title = _title(f"what matches “{_short(query, _NAME_CHARS)}”", budget, model)
        offers.append(PackOffer(title, Scope.WORKSPACE, None, budget, query=query))
    offers.append(PackOffer(_title("workspace", budget, model), Scope.WORKSPACE, None, budget))
    if changes:
        offers.append(PackOffer(f"Copy context of this change ({_limit(budget, model)})", Scope.CHANGE, None, budget))
    return offers


def fix_offers(troubles: Sequence[Trouble], budget: int, model: str) -> list[PackOffer]:
    """An offer for each of the first diagnostics: what is needed to fix it, its message included."""
    return [
        PackOffer(
            f"Copy packed context to fix “{_short(trouble.message, _MESSAGE_CHARS)}” ({_limit(budget, model)})",
            Scope.SELECTION,
            trouble.span,
            budget,
            diagnostic=trouble.message,
        )
        for trouble in troubles[:DIAGNOSTICS]
        if trouble.message.strip()
    ]


def _symbol_of(outline: Symbols, selection: Span) -> Symbol | None:
    enclosing = outline.enclosing(selection) or outline.enclosing(Span(selection.start, selection.start))
    return enclosing[-1] if enclosing else None


def _query(words: str) -> str | None:
    """Selected words that can be searched for: on one line, not too many, with a letter or a digit."""
    plain = words.strip()
    fit = plain and len(plain) <= QUERY_CHARS and len(plain.splitlines()) == 1
    return plain if fit and any(char.isalnum() for char in plain) else None


def _title(scope: str, budget: int, model: str) -> str:
    return f"Copy packed context for {scope} ({_limit(budget, model)})"


def _limit(budget: int, model: str) -> str:
    return f"≤ {budget:,} tokens for {model}"


def _named(symbol: Symbol) -> str:
    name = _short(symbol.name, _NAME_CHARS)
    return f"{symbol.kind.value} {name}" if name else symbol.kind.value


def _short(text: str, chars: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= chars else flat[: chars - 1] + "…"

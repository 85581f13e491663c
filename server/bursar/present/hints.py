"""Inlay hints: one short number at the end of the line that names a symbol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from bursar.config import HintSettings
from bursar.outline import Kind, Placed, Symbol, Symbols
from bursar.present.words import PENDING, counted, heat, percent
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span
from bursar.tokens.count import TokenCount

HINT_LIMIT = 500
"""The most hints of one answer; more on one screen help nobody, and a client may ask for a whole file."""

SYMBOL_LIMIT = 2_000
"""The most symbols that are looked at for one answer."""

_WIDTH = 5
"""Labels have this width up to 9,999 tokens, so that their last digit stands still while one types."""

_PROMPTS = frozenset({Kind.SECTION, Kind.TAG, Kind.PROMPT})
"""The parts of prompts every one of which is worth a number; blocks are so when they are large, as code is."""

_QUIET = frozenset({Kind.LIST, Kind.TABLE})
"""Outlines show what these cost; at the end of a line it would only repeat the number of the heading above."""

CountOf = Callable[[DocumentSnapshot, Placed], TokenCount | None]
"""Counts a symbol of a snapshot, and may remember it; None while pending."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A label at an offset (always the end of a line's content), what is shown when it is pointed at, and of what."""

    offset: int
    label: str
    tooltip: str
    span: Span


def span_count(snapshot: DocumentSnapshot, placed: Placed) -> TokenCount | None:
    """The count of a symbol, counted anew."""
    return snapshot.span(placed.symbol.span)


def hints(
    snapshot: DocumentSnapshot,
    outline: Symbols,
    settings: HintSettings,
    asked: Span,
    count_of: CountOf = span_count,
) -> list[Hint]:
    """The hints on the lines of the asked span. O(symbols in it), at most `HINT_LIMIT`."""
    near = symbols_asked_for(snapshot, outline, asked)
    return list(islice(hints_of(snapshot, near, settings, asked, count_of), HINT_LIMIT))


def hints_of(
    snapshot: DocumentSnapshot, near: Iterable[Placed], settings: HintSettings, asked: Span, count_of: CountOf
) -> Iterator[Hint]:
    """The hints of some symbols, those that stand in the asked span, each counted when it is asked for."""
    if settings.enabled:
        for placed in near:
            hint = _hint(snapshot, placed, settings, count_of)
            if hint is not None and asked.start <= hint.offset <= asked.end:
                yield hint


def symbols_asked_for(snapshot: DocumentSnapshot, outline: Symbols, asked: Span) -> Iterator[Placed]:
    """The symbols whose names stand on the lines of a span, in order, at most `SYMBOL_LIMIT`."""
    text = snapshot.text
    lines = Span(text.line_start(text.line_at(asked.start)), text.line_span(text.line_at(asked.end)).end)
    return islice(outline.named_in(lines), SYMBOL_LIMIT)


def _hint(snapshot: DocumentSnapshot, placed: Placed, settings: HintSettings, count_of: CountOf) -> Hint | None:
    symbol, count = placed.symbol, count_of(snapshot, placed)
    if not _worth_showing(snapshot, symbol, count, settings):
        return None
    line = snapshot.text.line_span(symbol.line(snapshot.text))
    label = f"{str(count) if count else PENDING:>{_WIDTH}}"
    if settings.style == "heat":
        label = f"{_heat(snapshot, count)}{label}"
    return Hint(line.end, label, _tooltip(snapshot, symbol, count), symbol.span)


def _worth_showing(
    snapshot: DocumentSnapshot, symbol: Symbol, count: TokenCount | None, settings: HintSettings
) -> bool:
    if symbol.kind in _QUIET:
        return False
    tokens = count.tokens if count else len(symbol.span) // 4  # pending: some four characters a token
    if tokens < (settings.min_tokens_prompts if symbol.kind in _PROMPTS else settings.min_tokens):
        return False
    if settings.style != "large":
        return True
    part, whole = _share(snapshot, symbol, count)
    return part * 100 >= settings.large_percent * whole


def _heat(snapshot: DocumentSnapshot, count: TokenCount | None) -> str:
    total = snapshot.total
    return " " if count is None or total is None else heat(count.tokens, total.tokens)


def _share(snapshot: DocumentSnapshot, symbol: Symbol, count: TokenCount | None) -> tuple[int, int]:
    total = snapshot.total
    if count is None or total is None:
        return len(symbol.span), len(snapshot.text)
    return count.tokens, total.tokens


def _tooltip(snapshot: DocumentSnapshot, symbol: Symbol, count: TokenCount | None) -> str:
    total = snapshot.total
    if count is None or total is None:
        return f"Counting for {snapshot.model.id} {PENDING}"
    name = symbol.name or f"this {symbol.kind.value}"
    return f"{name}: {counted(count)} for {snapshot.model.id}, {percent(count.tokens, total.tokens)} of the file"

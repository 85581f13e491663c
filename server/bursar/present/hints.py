"""Inlay hints: one short number at the end of the line that names a symbol."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bursar.config import HintSettings
from bursar.outline import Kind, Outline, Symbol
from bursar.present.words import PENDING, counted, percent
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span
from bursar.tokens.count import TokenCount

HINT_LIMIT = 500
"""The most hints of one answer; more on one screen help nobody, and a client may ask for a whole file."""

SYMBOL_LIMIT = 2_000
"""The most symbols that are counted for one answer: each costs some ten microseconds on the event loop."""

_WIDTH = 5
"""Labels have this width up to 9,999 tokens, so that their last digit stands still while one types."""

_CODE = frozenset(
    {
        Kind.FUNCTION,
        Kind.METHOD,
        Kind.CLASS,
        Kind.INTERFACE,
        Kind.STRUCT,
        Kind.ENUM,
        Kind.TRAIT,
        Kind.MODULE,
        Kind.TYPE,
        Kind.CONSTANT,
    }
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A label at an offset (always the end of a line's content), and what is shown when it is pointed at."""

    offset: int
    label: str
    tooltip: str


def hints(snapshot: DocumentSnapshot, outline: Outline, settings: HintSettings, asked: Span) -> list[Hint]:
    """The hints on the lines of the asked span. O(symbols in it), at most `HINT_LIMIT`."""
    if not settings.enabled:
        return []
    text = snapshot.text
    lines = Span(text.line_start(text.line_at(asked.start)), text.line_span(text.line_at(asked.end)).end)
    near = islice(symbols_named_in(outline, lines), SYMBOL_LIMIT)
    found = (_hint(snapshot, symbol, settings) for symbol in near)
    return list(islice((hint for hint in found if hint and asked.start <= hint.offset <= asked.end), HINT_LIMIT))


def symbols_named_in(outline: Outline, asked: Span) -> Iterator[Symbol]:
    """The symbols whose names stand in a span, in order. What lies outside is not looked at: O(log n + found)."""
    waiting = _touching(outline.symbols, asked)
    while waiting:
        symbol = waiting.pop()
        if asked.start <= symbol.name_span.start <= asked.end:
            yield symbol
        waiting.extend(_touching(symbol.children, asked))


def _touching(level: Sequence[Symbol], asked: Span) -> list[Symbol]:
    """The symbols of one level that touch a span, the last one first."""
    first = bisect_left(level, asked.start, key=_end)
    stop = bisect_right(level, asked.end, key=_start)
    return list(reversed(level[first:stop]))


def _start(symbol: Symbol) -> int:
    return symbol.span.start


def _end(symbol: Symbol) -> int:
    return symbol.span.end


def _hint(snapshot: DocumentSnapshot, symbol: Symbol, settings: HintSettings) -> Hint | None:
    least = settings.min_tokens if symbol.kind in _CODE else settings.min_tokens_prompts
    count = snapshot.span(symbol.span)
    if (count.tokens if count else len(symbol.span) // 4) < least:  # pending: some four characters a token
        return None
    line = snapshot.text.line_span(symbol.line(snapshot.text))
    return Hint(line.end, f"{str(count) if count else PENDING:>{_WIDTH}}", _tooltip(snapshot, symbol, count))


def _tooltip(snapshot: DocumentSnapshot, symbol: Symbol, count: TokenCount | None) -> str:
    total = snapshot.total
    if count is None or total is None:
        return f"Counting for {snapshot.model.id} {PENDING}"
    name = symbol.name or f"this {symbol.kind.value}"
    return f"{name}: {counted(count)} for {snapshot.model.id}, {percent(count.tokens, total.tokens)} of the file"

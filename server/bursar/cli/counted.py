"""Counted files and symbols: what `bursar count` shows, and how it comes to be."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bursar.cli.output import remark
from bursar.cli.sources import Source

if TYPE_CHECKING:
    from bursar.config import Settings
    from bursar.models import Model
    from bursar.outline import Symbol
    from bursar.text import Text
    from bursar.tokens.count import TokenCount
    from bursar.tokens.counts import Counts

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class CountedSymbol:
    """A symbol with its count, and `own`: what is left of it outside its children."""

    name: str
    kind: str
    range: tuple[int, int, int, int]
    count: TokenCount
    own: int
    children: tuple[CountedSymbol, ...]

    def to_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "name": self.name,
            "kind": self.kind,
            "range": list(self.range),
            "tokens": self.count.tokens,
            "own": self.own,
            "children": [child.to_json() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class CountedFile:
    """A file with its count for a model; `symbols` is None where they were not asked for."""

    path: str
    model: Model
    encoding: str
    count: TokenCount
    symbols: tuple[CountedSymbol, ...] | None = None

    @property
    def cost(self) -> float | None:
        """US dollars to send it once, where a price is known."""
        return self.model.price.cost(self.count.tokens) if self.model.price else None


def counted_by_symbol(source: Source, model: Model, settings: Settings) -> CountedFile:
    """The counts of a text and of each of its symbols for a model."""
    from bursar.outline import language_of, outline_of
    from bursar.text import Text
    from bursar.tokens.counter import counter_for
    from bursar.tokens.counts import Counts

    text, counter = Text(source.text), counter_for(model, settings.tokenizer_files)
    counted = _Counted(text, Counts.of(text, counter))
    language = language_of(source.path)
    outline = outline_of(text, language, settings.symbols.prompt_chars) if language else None
    for note in outline.notes if outline else ():
        _remark_once(note)
    symbols = tuple(map(counted.symbol, outline.symbols if outline else ()))
    return CountedFile(source.path, model, counter.name, counted.counts.counted, symbols)


@cache
def _remark_once(note: str) -> None:
    """Say why files have no symbols: once, however many they are."""
    remark(note)


class _Counted:
    """A text with its counts; the starts of its lines are found once, for the ranges of many symbols."""

    def __init__(self, text: Text, counts: Counts) -> None:
        self.counts = counts
        self._text = text
        self._line_starts = [0, *(found.end() for found in _LINE_END.finditer(str(text)))]

    def symbol(self, symbol: Symbol) -> CountedSymbol:
        """A symbol and all below it."""
        children = tuple(map(self.symbol, symbol.children))
        count = self._count(symbol.span.start, symbol.span.end)
        own = self._own(symbol) if children else count.tokens
        place = (*self._place(symbol.span.start), *self._place(symbol.span.end))
        return CountedSymbol(symbol.name, symbol.kind.value, place, count, own, children)

    def _own(self, symbol: Symbol) -> int:
        starts = [symbol.span.start, *(child.span.end for child in symbol.children)]
        ends = [*(child.span.start for child in symbol.children), symbol.span.end]
        return sum(self._count(start, end).tokens for start, end in zip(starts, ends, strict=True) if start < end)

    def _count(self, start: int, end: int) -> TokenCount:
        from bursar.text import Span

        return self.counts.span_counted(self._text, Span(start, end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset) - 1
        return line, offset - self._line_starts[line]

"""The immutable views that leave the edit loop: a document at one version, a folder with open buffers over its files.

A snapshot is free (it shares everything with the live document) and never changes. Never talks to an editor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bursar.models import Model
from bursar.outline import Symbol
from bursar.text import Span, Text
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.counts import Counts
from bursar.tokens.spans import span_counts


@dataclass(frozen=True, slots=True)
class DocumentSnapshot:
    """One document at one version. `counts` is None until the vocabulary is loaded; see also `pending`."""

    uri: str
    path: Path | None
    version: int | None
    language: str
    text: Text
    model: Model
    counts: Counts | None = None

    @property
    def pending(self) -> bool:
        """Whether the exact total is not known yet."""
        return self.counts is None or self.counts.pending

    @property
    def total(self) -> TokenCount | None:
        """The document's tokens; None while pending."""
        return None if self.counts is None or self.counts.pending else self.counts.counted

    def span(self, span: Span) -> TokenCount | None:
        """The count of exactly the text of a span; None while pending."""
        if self.counts is None or self.counts.pending:
            return None
        return self.counts.span_counted(self.text, span)

    def with_counts(self, counts: Counts, model: Model | None = None) -> DocumentSnapshot:
        """The same document at the same version with its counts (and the model they are for)."""
        return replace(self, counts=counts, model=model or self.model)


@dataclass(frozen=True, slots=True)
class SymbolCount:
    """A symbol's count, that of its own text (the sum over the stretches outside its children), and its children's."""

    symbol: Symbol
    count: TokenCount
    own: TokenCount
    children: tuple[SymbolCount, ...] = ()

    def walk(self) -> Iterator[SymbolCount]:
        """This symbol and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


def symbol_counts(
    text: str, symbols: Sequence[Symbol], counter: Counter, stopped: Callable[[], bool] = lambda: False
) -> tuple[SymbolCount, ...]:
    """The counts of symbols and all below them, each that of exactly its text. As long as one count of the text.

    `stopped` is asked now and then; raises `tokens.spans.Stopped` when it says so.
    """
    walked = [each for symbol in symbols for each in symbol.walk()]
    spans = [symbol.span for symbol in walked]
    own: dict[int, range] = {}
    for number, symbol in enumerate(walked):
        if symbol.children:
            start = len(spans)
            spans += own_spans(symbol)
            own[number] = range(start, len(spans))
    counts = span_counts(text, spans, counter, stopped)
    numbers = iter(range(len(walked)))

    def counted(symbol: Symbol) -> SymbolCount:
        number = next(numbers)
        count = counts[number]
        if not symbol.children:
            return SymbolCount(symbol, count, count)
        tokens = sum(counts[at].tokens for at in own[number])
        return SymbolCount(symbol, count, count.with_tokens(tokens), tuple(map(counted, symbol.children)))

    return tuple(map(counted, symbols))


def own_spans(symbol: Symbol) -> list[Span]:
    """The stretches of a symbol that are in none of its children, in order."""
    starts = (symbol.span.start, *(child.span.end for child in symbol.children))
    ends = (*(child.span.start for child in symbol.children), symbol.span.end)
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """A workspace folder: its root, and the open documents that lie over its files (by absolute path)."""

    root: Path
    open_documents: Mapping[Path, DocumentSnapshot] = field(default_factory=dict)

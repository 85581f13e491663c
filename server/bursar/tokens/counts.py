"""The counts of a changing text: a measure per chunk (a stretch between safe cuts), made anew where an edit touches.

An exact counter's count is the sum of the chunks' tokens; an estimator makes its own of the sum of their measures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bursar.text import Edit, Span, Text
from bursar.text.sequence import Cursor, MeasuredSequence
from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.cuts import chunks
from bursar.tokens.measure import Measure

CHARS: Final = Measure._fields.index("chars")
TOKENS: Final = Measure._fields.index("tokens")
PENDING: Final = Measure._fields.index("pending")

STRETCH_CHARS: Final = 64 * 1024
"""A chunk longer than this (a stretch without a safe cut) is not counted, nor read, at once but left pending."""

AT_ONCE_CHARS: Final = 256 * 1024
"""An opened or pasted text longer than this is left pending, chunk by chunk."""


class Counts:
    """The counts of one text by one counter (an encoding, a tokenizer file, an estimator).

    Immutable; `after` gives those of the edited text in O(edit). `size` is the counter's own but in tests.
    """

    __slots__ = ("_chunks", "_size", "encoding")

    def __init__(self, encoding: Counter, parts: MeasuredSequence[Measure], size: int | None = None) -> None:
        self.encoding = encoding
        self._chunks = parts
        self._size = size or encoding.chunk_chars

    @classmethod
    def of(cls, text: Text, encoding: Counter, *, size: int | None = None) -> Counts:
        """The counts of a text, all done. O(document): never on the loop for a large one."""
        return cls(
            encoding, MeasuredSequence(map(encoding.measure, chunks(str(text), size or encoding.chunk_chars))), size
        )

    @classmethod
    def opened(cls, text: Text, encoding: Counter, *, size: int | None = None) -> Counts:
        """The counts of a text just opened: done for a small one, pending for one that must leave the loop."""
        return cls(encoding, MeasuredSequence(()), size).after(Edit(0, 0, str(text)), text)

    @classmethod
    def pending_of(cls, text: Text, encoding: Counter, *, size: int | None = None) -> Counts:
        """One pending chunk over the whole text, for `resolved` to count elsewhere."""
        whole = (Measure(len(text), 0, 1),) if len(text) else ()
        return cls(encoding, MeasuredSequence(whole), size)

    @property
    def total(self) -> int:
        """Tokens of the whole text; of a pending one, those counted so far."""
        return self.counted.tokens

    @property
    def counted(self) -> TokenCount:
        """The total with its basis and band."""
        return self.encoding.counted(self._measure)

    @property
    def pending(self) -> bool:
        """Whether some chunk is not counted yet."""
        return self._chunks.total(PENDING) > 0

    def after(self, edit: Edit, text: Text) -> Counts:
        """The counts of `text`, which is the counted text after `edit`. Recounts the touched chunks only."""
        parts = self._chunks
        first = self._before(parts.find(CHARS, edit.start), edit.start)
        stop = parts.find(CHARS, edit.end)
        stop = parts.next(stop) if stop != parts.end else stop
        low = parts.before(CHARS, first)
        high = parts.before(CHARS, stop) + edit.grown
        while low > 0 and high - low < self._size // 4:  # the cuts hold: an edit touches neither's characters
            first = parts.previous(first)
            low = parts.before(CHARS, first)
        while stop != parts.end and high - low < self._size // 4:
            high += parts.item(stop).chars
            stop = parts.next(stop)
        if any(part.chars > STRETCH_CHARS for part in parts.between(first, stop)):
            done: tuple[Measure, ...] = (Measure(high - low, 0, 1),) if high > low else ()
        else:
            done = self._count(text.slice(low, high))
        return Counts(self.encoding, parts.replace(first, stop, done), self._size)

    def resolved(self, text: Text) -> Iterator[Counts]:
        """Count the pending chunks, about `AT_ONCE_CHARS` a step; each step gives the counts so far. Off the loop."""
        counts, reach = self, AT_ONCE_CHARS
        while counts.pending:
            parts = counts._chunks
            at = parts.find(PENDING, 0)
            low, chars = parts.before(CHARS, at), parts.item(at).chars
            window = list(chunks(text.slice(low, low + min(chars, reach)), counts._size))
            if chars > reach:
                window.pop()  # it ends where the slice does, not at a safe cut
            if not window:
                reach *= 2
                continue
            done = [counts.encoding.measure(part) for part in window]
            rest = chars - sum(part.chars for part in done)
            if rest:
                done.append(Measure(rest, 0, 1))
            counts = Counts(counts.encoding, parts.replace(at, parts.next(at), done), counts._size)
            yield counts

    def span(self, text: Text, span: Span) -> int:
        """The count of exactly the text of a span: whole chunks plus two edges. Not for a pending one."""
        return self.span_counted(text, span).tokens

    def span_counted(self, text: Text, span: Span) -> TokenCount:
        """The count of exactly the text of a span, with its basis and band. Not for a pending one."""
        parts, measure = self._chunks, self.encoding.measure
        first = parts.find(CHARS, span.start)
        if parts.before(CHARS, first) < span.start:
            first = parts.next(first)
        last = parts.find(CHARS, span.end)
        low, high = parts.before(CHARS, first), parts.before(CHARS, last)
        if low >= high:
            return self.encoding.counted(measure(text.slice(span.start, span.end)))
        edges = measure(text.slice(span.start, low)).plus(measure(text.slice(high, span.end)))
        inner = self._measured(lambda field: parts.before(field, last) - parts.before(field, first))
        return self.encoding.counted(edges.plus(inner))

    def overflow(self, text: Text, budget: int) -> int | None:
        """Where token number `budget` + 1 begins (inside a character: that character); None if the text fits.

        By an estimator: where the same share of the text ends.
        """
        if self.total <= budget:
            return None
        parts = self._chunks
        limit = self.encoding.base_limit(budget, self._measure)
        at = parts.find(TOKENS, limit)
        low = parts.before(CHARS, at)
        starts = self.encoding.token_starts(text.slice(low, low + parts.item(at).chars))
        return low + starts[limit - parts.before(TOKENS, at)]

    @property
    def _measure(self) -> Measure:
        return self._measured(self._chunks.total)

    def _measured(self, amount: Callable[[int], int]) -> Measure:
        """The measure made of the amounts of its fields: an exact counter needs no more than the tokens."""
        if self.encoding.basis is Basis.EXACT:
            return Measure(0, amount(TOKENS))
        return Measure(*map(amount, range(len(Measure._fields))))

    def _before(self, cursor: Cursor, offset: int) -> Cursor:
        """The chunk whose last characters an edit at `offset` may touch the cut of."""
        parts = self._chunks
        if cursor != parts.start and parts.before(CHARS, cursor) == offset:
            return parts.previous(cursor)
        return cursor

    def _count(self, window: str) -> tuple[Measure, ...]:
        if len(window) > AT_ONCE_CHARS:
            return (Measure(len(window), 0, 1),)
        measure = self.encoding.measure
        return tuple(
            Measure(len(part), 0, 1) if len(part) > STRETCH_CHARS else measure(part)
            for part in chunks(window, self._size)
        )

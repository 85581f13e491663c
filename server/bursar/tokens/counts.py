"""The exact counts of a changing text: a count per chunk, recounted only where an edit touches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from bursar.text import Edit, Span, Text
from bursar.text.sequence import Cursor, MeasuredSequence
from bursar.tokens.cuts import CHUNK_CHARS, chunks, is_safe
from bursar.tokens.encodings import Encoding

CHARS: Final = 0
TOKENS: Final = 1
PENDING: Final = 2

STRETCH_CHARS: Final = 64 * 1024
"""A chunk longer than this (a stretch without a safe cut) is not counted, nor read, at once but left pending."""

AT_ONCE_CHARS: Final = 256 * 1024
"""An opened or pasted text longer than this is left pending, chunk by chunk."""


class Chunk(NamedTuple):
    """A stretch between two safe cuts: its length in code points, its tokens, and 1 while these are still unknown."""

    chars: int
    tokens: int
    pending: int


class Counts:
    """The counts of one text by one encoding. Immutable; `after` gives those of the edited text in O(edit)."""

    __slots__ = ("_chunks", "_size", "encoding")

    def __init__(self, encoding: Encoding, parts: MeasuredSequence[Chunk], size: int = CHUNK_CHARS) -> None:
        self.encoding = encoding
        self._chunks = parts
        self._size = size

    @classmethod
    def of(cls, text: Text, encoding: Encoding, *, size: int = CHUNK_CHARS) -> Counts:
        """The counts of a text, all done. O(document): never on the loop for a large one."""
        count = encoding.count
        parts = (Chunk(len(part), count(part), 0) for part in chunks(str(text), size))
        return cls(encoding, MeasuredSequence(parts), size)

    @classmethod
    def opened(cls, text: Text, encoding: Encoding, *, size: int = CHUNK_CHARS) -> Counts:
        """The counts of a text just opened: done for a small one, pending for one that must leave the loop."""
        return cls(encoding, MeasuredSequence(()), size).after(Edit(0, 0, str(text)), text)

    @classmethod
    def pending_of(cls, text: Text, encoding: Encoding, *, size: int = CHUNK_CHARS) -> Counts:
        """One pending chunk over the whole text, for `resolved` to count elsewhere."""
        whole = (Chunk(len(text), 0, 1),) if len(text) else ()
        return cls(encoding, MeasuredSequence(whole), size)

    @property
    def total(self) -> int:
        """Tokens of the whole text; of a pending one, those counted so far."""
        return self._chunks.total(TOKENS)

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
        while low > 0 and not (high - low >= self._size // 4 and self._cut_holds(text, low)):
            first = parts.previous(first)
            low = parts.before(CHARS, first)
        while stop != parts.end and not (high - low >= self._size // 4 and self._cut_holds(text, high)):
            high += parts.item(stop).chars
            stop = parts.next(stop)
        if any(part.chars > STRETCH_CHARS for part in parts.between(first, stop)):
            done: tuple[Chunk, ...] = (Chunk(high - low, 0, 1),) if high > low else ()
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
            done = [Chunk(len(part), counts.encoding.count(part), 0) for part in window]
            rest = chars - sum(part.chars for part in done)
            if rest:
                done.append(Chunk(rest, 0, 1))
            counts = Counts(counts.encoding, parts.replace(at, parts.next(at), done), counts._size)
            yield counts

    def span(self, text: Text, span: Span) -> int:
        """The count of exactly the text of a span: whole chunks plus two edges. Not for a pending one."""
        parts = self._chunks
        first = parts.find(CHARS, span.start)
        if parts.before(CHARS, first) < span.start:
            first = parts.next(first)
        last = parts.find(CHARS, span.end)
        low, high = parts.before(CHARS, first), parts.before(CHARS, last)
        if low >= high:
            return self.encoding.count(text.slice(span.start, span.end))
        inner = parts.before(TOKENS, last) - parts.before(TOKENS, first)
        count = self.encoding.count
        return count(text.slice(span.start, low)) + inner + count(text.slice(high, span.end))

    def overflow(self, text: Text, budget: int) -> int | None:
        """Where token number `budget` + 1 begins (inside a character: that character); None if the text fits."""
        parts = self._chunks
        if self.total <= budget:
            return None
        at = parts.find(TOKENS, budget)
        low = parts.before(CHARS, at)
        starts = self.encoding.token_starts(text.slice(low, low + parts.item(at).chars))
        return low + starts[budget - parts.before(TOKENS, at)]

    def _before(self, cursor: Cursor, offset: int) -> Cursor:
        """The chunk whose last characters an edit at `offset` may touch the cut of."""
        parts = self._chunks
        if cursor != parts.start and parts.before(CHARS, cursor) == offset:
            return parts.previous(cursor)
        return cursor

    def _cut_holds(self, text: Text, offset: int) -> bool:
        around = text.slice(offset - 1, offset + 1)
        return is_safe(around[:1], around[1:])

    def _count(self, window: str) -> tuple[Chunk, ...]:
        if len(window) > AT_ONCE_CHARS:
            return (Chunk(len(window), 0, 1),)
        count = self.encoding.count
        return tuple(
            Chunk(len(part), 0, 1) if len(part) > STRETCH_CHARS else Chunk(len(part), count(part), 0)
            for part in chunks(window, self._size)
        )

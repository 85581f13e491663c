"""The outline of a text that is being edited: it moves with each edit, and is read again where it changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from bursar.outline.moves import Moves
from bursar.outline.shift import alone, by, moved, shifted
from bursar.outline.symbols import Outline, Placed, Symbol, enclosing, named_in
from bursar.text import Edit, Span
from bursar.text.sequence import Cursor, MeasuredSequence

CHARS: Final = 0


class Top(NamedTuple):
    """A symbol that is in no other, with what stands between it and the one before.

    `base` is where this stretch began when the symbol was read: a symbol that is further along now has moved with all
    that is in it.
    """

    chars: int
    base: int
    symbol: Symbol


class LiveOutline:
    """The symbols of one text and version. Immutable; what follows an edit is moved when it is asked for."""

    __slots__ = ("_broken", "_guessed", "_moves", "_tops", "_whole", "language", "notes")

    def __init__(
        self,
        language: str | None,
        tops: MeasuredSequence[Top] | None = None,
        broken: tuple[Span, ...] = (),
        notes: tuple[str, ...] = (),
        moves: Moves | None = None,
        guessed: tuple[Span, ...] = (),
    ) -> None:
        self.language = language
        self.notes = notes
        self._tops: MeasuredSequence[Top] = MeasuredSequence() if tops is None else tops
        self._broken = broken
        self._moves = moves
        self._guessed = guessed
        self._whole: Outline | None = None

    @classmethod
    def of(cls, outline: Outline, guessed: tuple[Span, ...] = ()) -> LiveOutline:
        """The live form of an outline; `guessed` are the stretches of it that are not what stands there now."""
        read = MeasuredSequence(tops(outline.symbols, 0))
        live = cls(outline.language, read, outline.broken, outline.notes, None, guessed)
        live._whole = outline
        return live

    def after(self, edit: Edit) -> LiveOutline:
        """The outline of the edited text, until it is read again. O(log n)."""
        moves = (self._moves or Moves()).after(edit)
        return LiveOutline(self.language, self._tops, self._broken, self.notes, moves, self._guessed)

    def noted(self, note: str) -> LiveOutline:
        """The same with a note of why it is not up to date."""
        return LiveOutline(self.language, self._tops, self._broken, (note,), self._moves, self._guessed)

    @property
    def tops(self) -> MeasuredSequence[Top]:
        """The symbols that are in no other, as they were read."""
        return self._tops

    @property
    def moves(self) -> Moves:
        """How the text has changed since the symbols were read."""
        return self._moves or Moves()

    @property
    def broken_as_read(self) -> tuple[Span, ...]:
        """What the grammar could not read, where it was then."""
        return self._broken

    @property
    def guessed(self) -> tuple[Span, ...]:
        """Where symbols are shown that cannot be read now, where it was when they were."""
        return self._guessed

    def whole(self) -> Outline:
        """All symbols where they are now. O(symbols)."""
        return self._whole or Outline(self.language, self.symbols, self.broken, self.notes)

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols that are in no other, with all below them, where they are now. O(symbols)."""
        read = placed(self._tops, self._tops.start, self._tops.end)
        return tuple(read) if self._moves is None else shifted(read, self._moves)

    @property
    def broken(self) -> tuple[Span, ...]:
        """What the grammar could not read, where it is now."""
        return self._broken if self._moves is None else tuple(map(self._moves.span, self._broken))

    def walk(self) -> Iterator[Symbol]:
        """All symbols in the order of the text, parents before their children. O(symbols)."""
        return self.whole().walk()

    def enclosing(self, span: Span) -> tuple[Symbol, ...]:
        """The symbols that cover a span whole, outermost first; of an empty span, those that hold its place."""
        return enclosing(self._near(span), span)

    def named_in(self, asked: Span) -> Iterator[Placed]:
        """The symbols whose names begin in a span or at its end, in order. O(log n + found)."""
        around = asked if self._moves is None else self._moves.before(asked)
        for top, start in between(self._tops, around):
            delta = start - top.base
            for symbol in named_in((top.symbol,), Span(around.start - delta, around.end - delta)):
                found = self._placed(symbol, delta)
                if found is not None and asked.start <= found.symbol.name_span.start <= asked.end:
                    yield found

    def _placed(self, symbol: Symbol, delta: int) -> Placed | None:
        here = alone(symbol, delta) if delta else symbol
        if self._moves is None:
            return Placed(here, symbol)
        if self._moves.replaced(here.span):
            return None
        return Placed(moved(here, self._moves), symbol, not self._moves.kept(here.span))

    def _near(self, asked: Span) -> tuple[Symbol, ...]:
        """The symbols around a span that are in no other, with all below them."""
        around = asked if self._moves is None else self._moves.before(asked)
        read = [by(top.symbol, start - top.base) for top, start in between(self._tops, around)]
        return tuple(read) if self._moves is None else shifted(read, self._moves)


def tops(symbols: Iterable[Symbol], start: int) -> Iterator[Top]:
    """The items of symbols that stand where they were read; the first one's stretch begins at `start`."""
    for symbol in symbols:
        yield Top(symbol.span.end - start, start, symbol)
        start = symbol.span.end


def placed(sequence: MeasuredSequence[Top], first: Cursor, stop: Cursor) -> Iterator[Symbol]:
    """The symbols of some items, moved to where their items are."""
    start = sequence.before(CHARS, first)
    for top in sequence.between(first, stop):
        yield by(top.symbol, start - top.base)
        start += top.chars


def between(sequence: MeasuredSequence[Top], span: Span) -> Iterator[tuple[Top, int]]:
    """The items whose symbols touch a span, each with where its stretch begins."""
    at = sequence.find(CHARS, max(span.start, 0))
    if at != sequence.start and sequence.before(CHARS, at) == span.start:
        at = sequence.previous(at)
    start = sequence.before(CHARS, at)
    for top in sequence.between(at, sequence.end):
        if top.symbol.span.start - top.base + start > span.end:
            break
        yield top, start
        start += top.chars

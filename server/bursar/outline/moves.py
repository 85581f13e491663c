"""Where a place of a text has got to after some edits, and where it was before them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from bursar.text import Edit, Span
from bursar.text.sequence import Cursor, MeasuredSequence

OLD: Final = 0
NEW: Final = 1

_ENDLESS: Final = 1 << 60


class _Stretch(NamedTuple):
    """A stretch that was kept (as long as before), or one that was replaced by another of any length."""

    old: int
    new: int
    kept: bool


class Moves:
    """The edits that led from one text to another, as one rising map of offsets. Immutable; O(log n) an edit."""

    __slots__ = ("_stretches",)

    def __init__(self) -> None:
        self._stretches = MeasuredSequence((_Stretch(_ENDLESS, _ENDLESS, True),))

    def after(self, edit: Edit) -> Moves:
        """The map with one more edit."""
        if edit.start == edit.end and not edit.text:
            return self
        seq = self._stretches
        first, low = self._from(edit.start)
        stop, high = self._until(edit.end)
        old = seq.before(OLD, stop) - seq.before(OLD, first)
        head, tail = edit.start - low, high - edit.end
        before, behind = seq.item(first), seq.item(seq.previous(stop)) if stop != first else None
        made = []
        if head and before.kept:
            made.append(_Stretch(head, head, True))
            old, head = old - head, 0
        kept_tail = tail if tail and behind is not None and behind.kept else 0
        made.append(_Stretch(old - kept_tail, head + len(edit.text) + (0 if kept_tail else tail), False))
        if kept_tail:
            made.append(_Stretch(kept_tail, kept_tail, True))
        moves = Moves.__new__(Moves)
        moves._stretches = seq.replace(first, stop, made)
        return moves

    @property
    def first(self) -> int:
        """The old offset of the first edit."""
        found = self._stretches.item(self._stretches.start)
        return found.old if found.kept else 0

    def replacements(self) -> Iterator[Span]:
        """What was put in the place of something else, in the new text, in order."""
        new = 0
        for stretch in self._stretches:
            if not stretch.kept:
                yield Span(new, new + stretch.new)
            new += stretch.new

    def offset(self, old: int) -> int:
        """Where an old offset is now: inside what was replaced, at its end; at an insertion, behind it."""
        seq = self._stretches
        at = seq.find(OLD, old)
        stretch, base, new = seq.item(at), seq.before(OLD, at), seq.before(NEW, at)
        if stretch.kept or old == base:
            return new + old - base
        return new + stretch.new

    def span(self, old: Span) -> Span:
        """Where an old span is now."""
        return Span(self.offset(old.start), self.offset(old.end))

    def before(self, new: Span) -> Span:
        """The least old span whose text, if it was kept, or what replaced it, lies in a new one."""
        seq = self._stretches
        first, low = self._from(new.start)
        stop, high = self._until(new.end)
        start, end = seq.before(OLD, first), seq.before(OLD, stop)
        if seq.item(first).kept:
            start += new.start - low
        if stop != first and seq.item(seq.previous(stop)).kept:
            end -= high - new.end
        return Span(start, max(start, end))

    def kept(self, old: Span) -> bool:
        """Whether no edit touched an old span, nor its ends."""
        seq = self._stretches
        at = seq.find(OLD, old.start)
        base = seq.before(OLD, at)
        stretch = seq.item(at)
        if not stretch.kept or old.end > base + stretch.old:
            return False
        return (old.start > base or base == 0 == at.block == at.item) and old.end < base + stretch.old

    def replaced(self, old: Span) -> bool:
        """Whether an old span lies whole in one that was replaced."""
        seq = self._stretches
        at = seq.find(OLD, old.start)
        return not seq.item(at).kept and old.end <= seq.before(OLD, at) + seq.item(at).old

    def _from(self, new: int) -> tuple[Cursor, int]:
        """The first stretch that ends at or behind a new offset, where it is a replaced one, and where it begins."""
        seq = self._stretches
        at = seq.find(NEW, new)
        while at != seq.start and seq.before(NEW, at) == new and not seq.item(seq.previous(at)).kept:
            at = seq.previous(at)
        return at, seq.before(NEW, at)

    def _until(self, new: int) -> tuple[Cursor, int]:
        """The place after the last stretch that begins before a new offset, or at it if it is a replaced one."""
        seq = self._stretches
        at = seq.find(NEW, new)
        if seq.before(NEW, at) < new or not seq.item(at).kept:
            at = seq.next(at)
        return at, seq.before(NEW, at)

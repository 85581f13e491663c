"""A persistent sequence of small measured items: the one structure behind the text and its token counts.

Items are tuples whose first fields are integers, the *measures* (characters, line breaks, tokens, ...). The sequence
finds the item at a cumulative measure and replaces a run of items in O(items touched + sqrt(n)); the old sequence stays
valid and shares everything untouched, which makes a snapshot free.

The layout is two-level: blocks of at most `BLOCK` items; cumulative sums are computed per block and over the blocks,
lazily and once, with `itertools.accumulate` (at 10 MB in pieces of 1 KiB: some hundred blocks, a few microseconds).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

BLOCK = 128

Item = TypeVar("Item", bound=tuple[Any, ...])


class Cursor(NamedTuple):
    """An item's place: its block and its place therein. The end of a sequence is (number of blocks, 0)."""

    block: int
    item: int


class _Block(Generic[Item]):
    __slots__ = ("_sums", "items")

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items
        self._sums: dict[int, list[int]] = {}

    def sums(self, measure: int) -> list[int]:
        """Cumulative sums of one measure, starting with 0: one entry more than items."""
        found = self._sums.get(measure)
        if found is None:
            found = self._sums[measure] = list(accumulate(map(itemgetter(measure), self.items), initial=0))
        return found


class MeasuredSequence(Generic[Item]):
    """An immutable sequence of measured items; see the module's description."""

    __slots__ = ("_blocks", "_sums", "_totals")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._blocks = _blocks_of(tuple(items))
        self._totals: dict[int, list[int]] = {}  # by measure: the total of each block
        self._sums: dict[int, list[int]] = {}  # by measure: those, accumulated

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(block.items for block in self._blocks)

    def total(self, measure: int) -> int:
        """The sum of one measure over all items."""
        return self._block_sums(measure)[-1]

    def find(self, measure: int, value: int) -> Cursor:
        """The item that holds unit number `value` (from 0) of a measure; past the last one, the end."""
        sums = self._block_sums(measure)
        if value >= sums[-1]:
            return self.end
        block = bisect_right(sums, value) - 1
        return Cursor(block, bisect_right(self._blocks[block].sums(measure), value - sums[block]) - 1)

    def before(self, measure: int, cursor: Cursor) -> int:
        """The sum of a measure over all items before the cursor."""
        base = self._block_sums(measure)[cursor.block]
        return base + (self._blocks[cursor.block].sums(measure)[cursor.item] if cursor.item else 0)

    def item(self, cursor: Cursor) -> Item:
        """The item at a cursor that is not the end."""
        return self._blocks[cursor.block].items[cursor.item]

    @property
    def start(self) -> Cursor:
        """The first item's place (the end, of an empty sequence)."""
        return Cursor(0, 0)

    @property
    def end(self) -> Cursor:
        """The place after the last item."""
        return Cursor(len(self._blocks), 0)

    def next(self, cursor: Cursor) -> Cursor:
        """The place after the item at the cursor."""
        if cursor.item + 1 < len(self._blocks[cursor.block].items):
            return Cursor(cursor.block, cursor.item + 1)
        return Cursor(cursor.block + 1, 0)

    def previous(self, cursor: Cursor) -> Cursor:
        """The place of the item before a cursor that is not the start."""
        if cursor.item:
            return Cursor(cursor.block, cursor.item - 1)
        return Cursor(cursor.block - 1, len(self._blocks[cursor.block - 1].items) - 1)

    def between(self, start: Cursor, stop: Cursor) -> Iterator[Item]:
        """The items from `start` up to, not including, `stop`."""
        for number in range(start.block, min(stop.block + 1, len(self._blocks))):
            first = start.item if number == start.block else 0
            last = stop.item if number == stop.block else None
            yield from self._blocks[number].items[first:last]

    def replace(self, start: Cursor, stop: Cursor, items: Sequence[Item]) -> MeasuredSequence[Item]:
        """A sequence in which the items from `start` up to `stop` are replaced."""
        blocks = self._blocks
        head = blocks[start.block].items[: start.item] if start.item else ()
        tail: tuple[Item, ...] = ()
        after = stop.block
        if stop.item:
            tail = blocks[stop.block].items[stop.item :]
            after += 1
        before = start.block
        middle = (*head, *items, *tail)
        if middle and len(middle) < BLOCK // 4 and before:  # a small rest joins the block before it
            before -= 1
            middle = (*blocks[before].items, *middle)
        return self._with_blocks(before, after, _blocks_of(middle))

    def _with_blocks(self, start: int, stop: int, new: tuple[_Block[Item], ...]) -> MeasuredSequence[Item]:
        """The sequence with some blocks replaced; what is known of the others is carried over at C speed."""
        made: MeasuredSequence[Item] = MeasuredSequence.__new__(MeasuredSequence)
        made._blocks = (*self._blocks[:start], *new, *self._blocks[stop:])
        made._sums = {}
        made._totals = {
            measure: [*totals[:start], *(block.sums(measure)[-1] for block in new), *totals[stop:]]
            for measure, totals in self._totals.items()
        }
        return made

    def _block_sums(self, measure: int) -> list[int]:
        found = self._sums.get(measure)
        if found is None:
            totals = self._totals.get(measure)
            if totals is None:
                totals = self._totals[measure] = [block.sums(measure)[-1] for block in self._blocks]
            found = self._sums[measure] = list(accumulate(totals, initial=0))
        return found


def _blocks_of(items: tuple[Item, ...]) -> tuple[_Block[Item], ...]:
    if len(items) <= BLOCK:
        return (_Block(items),) if items else ()
    half = BLOCK // 2
    return tuple(_Block(items[i : i + half]) for i in range(0, len(items), half))

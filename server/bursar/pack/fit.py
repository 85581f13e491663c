"""Choosing items and levels that fit: by the sum of their parts first, then by recounting the final text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from bursar.pack.layout import Choice, Layout
from bursar.pack.render import Block, render
from bursar.pack.request import Candidate, Format, ItemKey, Level
from bursar.pack.targets import Meter


@dataclass(frozen=True, slots=True)
class Fitted:
    """A choice whose text fits: `estimated` is what its parts promised, `actual` what the text has."""

    choice: Choice
    text: str
    estimated: int
    actual: int


ROOM_TOKENS: Final = 4
"""Less room than this is not offered: no item is smaller."""

OFFERS: Final = 3
"""How often room is offered to the items."""


class Fitting:
    """The fitting of one request: `tail` are the blocks that stand in every bundle, last."""

    def __init__(self, layout: Layout, meter: Meter, form: Format, tail: Sequence[Block]) -> None:
        self._layout = layout
        self._meter = meter
        self._form = form
        self._tail = tuple(tail)
        self._costs: dict[tuple[Candidate, Level], int] = {}
        self._heads: dict[str, int] = {}
        self._headers: dict[str, int] = {}

    def cost(self, candidate: Candidate, level: Level) -> int:
        """Tokens of an item's own text at a level."""
        key = candidate, level
        if key not in self._costs:
            self._costs[key] = self._meter.cost(self._layout.part(candidate, level))
        return self._costs[key]

    def fit(self, rounds: Sequence[Sequence[Level]], items: Sequence[Candidate], stop: Callable[[], None]) -> Fitted:
        """Offer every item, in order, each round's levels, the first that fits is taken; then recount and repair.

        A repair may leave room: it is offered again, a few times.
        """
        best = self._repaired({}, items, self._meter.cost(render(self._tail, self._form)))
        for _ in range(OFFERS):
            choice, estimated = dict(best.choice), best.actual
            opened: set[ItemKey | str] = set()
            for item in choice:
                self._open(opened, item)
            for levels, item in product(rounds, items):
                stop()
                if self._meter.budget - estimated < ROOM_TOKENS:
                    break
                estimated = self._offer(choice, opened, item, levels, estimated)
            fitted = self._repaired(choice, items, estimated)
            if fitted.actual <= best.actual:
                break
            best = fitted
        return best

    def _offer(
        self, choice: Choice, opened: set[ItemKey | str], item: Candidate, levels: Sequence[Level], estimated: int
    ) -> int:
        now = choice.get(item)
        wanted = [level for level in levels if level in item.levels]
        if now is not None:
            wanted = [level for level in wanted if item.levels.index(level) < item.levels.index(now)]
        base = estimated + (self._opening(opened, item) if now is None else -self.cost(item, now))
        for level in wanted:
            cost = self.cost(item, level)
            if cost and base + cost <= self._meter.budget:
                choice[item] = level
                self._open(opened, item)
                return base + cost
        return estimated

    def _opening(self, opened: set[ItemKey | str], item: Candidate) -> int:
        """What an item brings with it: its file's block and the headers it stands under, unless they are there."""
        texts = [text for key, text in self._layout.headers(item) if key not in opened]
        return (0 if item.path in opened else self._head(item)) + sum(map(self._header, texts))

    def _open(self, opened: set[ItemKey | str], item: Candidate) -> None:
        opened.add(item.path)
        opened.update(key for key, _ in self._layout.headers(item))

    def _header(self, text: str) -> int:
        if text not in self._headers:
            self._headers[text] = self._meter.cost(text)
        return self._headers[text]

    def _head(self, item: Candidate) -> int:
        """What opening a file's block costs, as an estimate."""
        if item.path not in self._heads:
            empty = Block(item.path, "python", 100, 999, Level.FULL.value, "\n")
            self._heads[item.path] = self._meter.cost(render((empty,), self._form))
        return self._heads[item.path]

    def _repaired(self, choice: Choice, items: Sequence[Candidate], estimated: int) -> Fitted:
        """Step down the least valuable item until the final text parses and is within the budget."""
        while True:
            blocks = self._layout.blocks(choice)
            if wrong := self._layout.unparsable(blocks):
                for item in [item for item in choice if item.path in wrong]:
                    _mend(choice, item)
                continue
            text = render((*blocks, *self._tail), self._form)
            if not choice or self._meter.fits(text):
                return Fitted(choice, text, estimated, self._meter.cost(text))
            last = next(item for item in reversed(items) if item in choice)
            _step_down(choice, last)


def _mend(choice: Choice, item: Candidate) -> None:
    """A name never breaks a block; anything else that does is left out."""
    if choice[item] is Level.CAPSULE or Level.CAPSULE not in item.levels:
        del choice[item]
    else:
        choice[item] = Level.CAPSULE


def _step_down(choice: Choice, item: Candidate) -> None:
    below = item.levels[item.levels.index(choice[item]) + 1 :]
    if below:
        choice[item] = below[0]
    else:
        del choice[item]

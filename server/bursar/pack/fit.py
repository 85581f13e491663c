"""Choosing items and forms that fit: a multiple-choice knapsack, greedily along each item's efficiency frontier.

Each item may be shown in one of its forms; a form has a gain (the item's value times the form's worth) and a cost in
tokens. Repeatedly the step with the most gain per token is taken, from an item's present form to any higher one: for
this problem that comes within one item of the best choice (Sinha and Zoltners, 1979). The texts of the items are made
and counted only when their turn comes. At the end the final text is recounted, and mended where it is over.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counter
from typing import Final

from bursar.pack.forms import CAPSULE, COMPACT, FULL, HEADER, Form
from bursar.pack.layout import Choice, Layout
from bursar.pack.levels.policy import Level
from bursar.pack.profile.declare import Tiers
from bursar.pack.render import Block, Style, content, render
from bursar.pack.request import Candidate
from bursar.pack.targets import Meter
from bursar.pack.tiers import Shares
from bursar.pack.units import Unit
from bursar.pack.value import tier_of
from bursar.text import Span

ROOM_TOKENS: Final = 6
"""Less room than this is not offered: no item is smaller."""

JOINED_TOKENS: Final = 4
"""By so many tokens a text may be shorter than its parts, where they join."""

ROUNDS: Final = 6
"""How often the room that the sum of the parts overestimated is offered again."""

FAILURES: Final = 24
"""After so many items in a row that do not fit, the room is taken for full."""

CHARS_PER_TOKEN: Final = 3.6
"""Of code, before its text is counted."""

SHARED_VALUE: Final = 0.25
"""Items worth this much are expected to share the heading of their file."""

Key = tuple[str, Span]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A choice whose text fits: `estimated` is what its parts promised, `actual` what the text has."""

    choice: dict[Candidate, Form]
    forms: Choice
    text: str
    estimated: int
    actual: int


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of an item to a form: `ratio` is its gain per token, `inside` the chosen items that it shows as well."""

    ratio: float
    form: Form
    cost: int
    inside: tuple[Key, ...] = ()


class Fitting:
    """The fitting of one request.

    `before` are blocks that stand before the last one in every bundle; `pins` are items that come before all others,
    in the highest form that fits. `tiers` share the budget out among items by their value, in the first round; what
    is left then is for all. `sizes` are the most tokens of single files.
    """

    def __init__(
        self,
        layout: Layout,
        meter: Meter,
        style: Style,
        items: Sequence[Candidate],
        before: Sequence[Block] = (),
        pins: Sequence[Candidate] = (),
        tiers: Tiers = Tiers(),  # noqa: B008 - a frozen value
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self._layout = layout
        self._meter = meter
        self._style = style
        self._items = items
        self._before = tuple(before)
        self._pins = tuple(pins)
        self._tiers = tiers
        self._sizes = dict(sizes or {})
        self._choice: Choice = {}
        self._taken: dict[Key, Candidate] = {}
        self._banned: set[tuple[Candidate, Form]] = set()
        self._mended_items: list[Candidate] = []
        self._done: set[Candidate] = set()
        self._ratios: dict[Key, float] = {}
        self._open: set[object] = set()
        self._costs: dict[tuple[Candidate, Form], int] = {}
        self._counts: dict[str, int] = {}
        self._headings: dict[str, int] = {}
        self._sharing: dict[str, int] = {}
        for item in items:
            if item.value >= SHARED_VALUE:
                self._sharing[item.path] = self._sharing.get(item.path, 0) + 1

    def cost(self, item: Candidate, form: Form) -> int:
        """Tokens of an item's own text in a form."""
        if (item, form) not in self._costs:
            self._costs[item, form] = self._count(self._layout.text(item, form))
        return self._costs[item, form]

    def least(self, item: Candidate) -> int:
        """Tokens that would bring an item in, in its smallest form; an estimate where it was never looked at."""
        known = [cost for (found, _), cost in self._costs.items() if found is item]
        return min(known) if known else max(1, round(min(item.declared, item.chars) / CHARS_PER_TOKEN))

    def shown(self, item: Candidate) -> bool:
        """Whether an item is shown as a part of another one."""
        unit = self._layout.seen(item)
        return unit is not None and (self._shown(item) or (item.path, unit.span) in self._choice)

    def fit(self, stop: Callable[[], None]) -> Fitted:
        """The best choice; the final text, recounted, is within the budget of every target, and its code parses."""
        self._pin(stop)
        text, used = self._trimmed(stop)
        promised = used
        heap, left = self._heap(self._items), list[Candidate]()
        shares = None if self._tiers.sharing == "free" else self._shares(used)
        for _ in range(ROUNDS):
            promised = used = self._take(heap, left, used, stop, shares)
            shares = None
            text, used = self._trimmed(stop)
            if self._meter.budget - used < ROOM_TOKENS or not left:
                if not self._mended():
                    break
                text, used = self._trimmed(stop)
            heap, left = self._heap([*left, *self._mended_items]), []
        while self._mended():
            text, used = self._trimmed(stop)
        chosen = {self._taken[key]: form for key, form in self._choice.items()}
        return Fitted(chosen, dict(self._choice), text, max(promised, used), used)

    def _pin(self, stop: Callable[[], None]) -> None:
        """Choose each pin in its highest form that fits beside those before it; one that has none is offered again.

        The text is made only for forms whose own tokens are within what is left: a change may have a thousand pins.
        """
        used = self._meter.cost(self._render()) if self._pins else 0
        for pin in self._pins:
            stop()
            unit = self._layout.unit(pin)
            if unit is None or self._shown(pin):
                continue
            key = pin.path, unit.span
            self._taken[key], self._ratios[key] = pin, math.inf
            room = self._meter.budget - used - self._opening(pin) + JOINED_TOKENS
            for form in sorted(self._layout.forms(pin), reverse=True):
                if self.cost(pin, form) > room:
                    continue
                self._choice[key] = form
                text = self._render()
                if self._meter.fits(text):
                    used = self._meter.cost(text)
                    self._open.update((pin.path, key, *((pin.path, span) for span, _ in self._layout.around(pin))))
                    break
                del self._choice[key]
            else:
                del self._taken[key], self._ratios[key]

    def _shares(self, used: int) -> Shares:
        return Shares(self._tiers, self._meter.budget, used, map(_tier, self._items))

    def _heap(self, items: Sequence[Candidate]) -> list[tuple[float, int, Candidate]]:
        heap = [(-self._guess(item), number, item) for number, item in enumerate(items)]
        heapq.heapify(heap)
        return heap

    def _guess(self, item: Candidate) -> float:
        """A ratio that no step of an item is likely to exceed, without its text."""
        declared, whole = max(item.declared, 12), max(item.chars, 12)
        shared = max(1, self._sharing.get(item.path, 0))
        opening = 0 if item.path in self._open else self._heading(item.path) / shared
        return (
            item.value
            * 1.4
            * max(0.55 / (declared / CHARS_PER_TOKEN + opening), 1.0 / (0.8 * whole / CHARS_PER_TOKEN + opening))
        )

    def _take(
        self,
        heap: list[tuple[float, int, Candidate]],
        left: list[Candidate],
        used: int,
        stop: Callable[[], None],
        shares: Shares | None = None,
    ) -> int:
        """Take steps until no more fits; items that could go further but do not fit are `left`."""
        budget, number, failed = self._meter.budget, counter(len(self._items)), 0
        while heap and budget - used >= ROOM_TOKENS and failed < FAILURES:
            stop()
            _, _, item = heapq.heappop(heap)
            room = shares.room(_tier(item), budget - used) if shares else budget - used
            room = min(room, self._sizes.get(item.path, room))
            step = self._step(item, room)
            if step is None:
                left.append(item)
                failed += item not in self._done and room == budget - used
                if shares:
                    shares.leave(_tier(item))
                continue
            failed = 0
            if heap and -heap[0][0] > step.ratio + 1e-12:
                heapq.heappush(heap, (-step.ratio, next(number), item))
                continue
            used += step.cost
            if item.path in self._sizes:
                self._sizes[item.path] -= step.cost
            if shares:
                shares.spend(_tier(item), step.cost)
            self._accept(item, step)
            heapq.heappush(heap, (-step.ratio * 0.999, next(number), item))
        left.extend(item for _, _, item in heap if item not in self._done)
        return used

    def _step(self, item: Candidate, room: int) -> _Step | None:
        """The step of an item with the most gain per token that fits the room."""
        unit = self._layout.unit(item)
        if unit is None:
            return None
        key = item.path, unit.span
        if self._taken.get(key, item) is not item or self._shown(item) or self._choice.get(key) is FULL:
            self._done.add(item)
            return None
        while (best := self._best(item, unit, room)) is not None and not self._allowed(item, best.form):
            self._banned.add((item, best.form))
        return best

    def _best(self, item: Candidate, unit: Unit, room: int) -> _Step | None:
        """The step with the most gain per token, whether its form is allowed or not."""
        key = item.path, unit.span
        now = self._choice.get(key)
        opening = 0 if now else self._opening(item)
        amortized = opening / max(1, self._sharing.get(item.path, 0)) if item.path not in self._open else opening
        forms = self._layout.forms(item)
        has = forms[now] if now else 0.0
        spent = self.cost(item, now) if now else 0
        best: _Step | None = None
        for form, worth in forms.items():
            if (now is not None and form <= now) or (item, form) in self._banned:
                continue
            gain = item.value * (worth - has)
            cost = self.cost(item, form) - spent
            inside: tuple[Key, ...] = ()
            if form >= COMPACT and unit.children:
                inside, more, less = self._inside(item.path, unit)
                gain, cost = gain + more, cost - less
            if cost + opening > room or gain <= 0:
                continue
            ratio = gain / max(cost + amortized, 0.5)
            if best is None or ratio > best.ratio:
                best = _Step(ratio, form, cost + opening, inside)
        return best

    def _allowed(self, item: Candidate, form: Form) -> bool:
        """Whether an item may be shown in a form: by what it keeps; of a capsule, by its size and the item's value."""
        if form.level is not Level.CAPSULE:
            return self._layout.keeps(item, form)
        capsules = self._layout.policy.capsules
        larger = next((found for found in self._layout.forms(item) if found > form), None)
        return (
            item.value >= capsules.threshold
            and self.cost(item, form) <= capsules.largest
            and (not capsules.smallest or larger is None or self.cost(item, larger) >= capsules.smallest)
        )

    def _inside(self, path: str, unit: Unit) -> tuple[tuple[Key, ...], float, int]:
        """The chosen items inside a unit, what it gains by showing them whole, and what they cost now."""
        found, gain, cost = [], 0.0, 0
        for below in _below(unit):
            other = path, below.span
            if other in self._choice:
                inner, form = self._taken[other], self._choice[other]
                found.append(other)
                gain += inner.value * (1.0 - self._layout.forms(inner)[form])
                cost += self.cost(inner, form)
        return tuple(found), gain, cost

    def _shown(self, item: Candidate) -> bool:
        """Whether an item is in one that is shown with all its code."""
        return any(self._choice.get((item.path, span), CAPSULE) >= COMPACT for span, _ in self._layout.around(item))

    def _accept(self, item: Candidate, step: _Step) -> None:
        unit = self._layout.unit(item)
        assert unit is not None
        key = item.path, unit.span
        for other in step.inside:
            del self._choice[other]
            del self._taken[other]
        self._choice[key] = step.form
        self._taken[key] = item
        self._ratios[key] = step.ratio
        self._open.add(item.path)
        self._open.update((item.path, span) for span, _ in self._layout.around(item))
        if step.form > CAPSULE:
            self._open.add(key)

    def _opening(self, item: Candidate) -> int:
        """What an item brings with it: its file's heading and the headers it stands under, unless they are there."""
        texts = [text for span, text in self._layout.around(item) if (item.path, span) not in self._open]
        return (0 if item.path in self._open else self._heading(item.path)) + sum(map(self._count, texts))

    def _heading(self, path: str) -> int:
        if path not in self._headings:
            self._headings[path] = self._meter.cost(
                render((Block(path, "python", 100, 999, "mixed", ""),), self._style)
            )
        return self._headings[path]

    def _count(self, text: str) -> int:
        if text not in self._counts:
            self._counts[text] = self._meter.cost(content(text, self._style))
        return self._counts[text]

    def _render(self) -> str:
        blocks = self._layout.blocks(self._choice)
        return render((*blocks[:-1], *self._before, *blocks[-1:]), self._style)

    def _trimmed(self, stop: Callable[[], None]) -> tuple[str, int]:
        """Take back the least efficient steps until the final text fits; recount it."""
        while True:
            stop()
            text = self._render()
            if not self._choice or self._meter.fits(text):
                return text, self._meter.cost(text)
            self._back(min(self._ratios, key=lambda key: self._ratios[key]))

    def _mended(self) -> bool:
        """Take back what does not parse, if something does not: never to be offered in that form again."""
        self._mended_items = []
        mine = {path for path, _ in self._choice}
        wrong = mine.intersection(self._layout.unparsable(self._layout.blocks(self._choice)))
        for path in sorted(wrong):
            keys = [key for key in self._choice if key[0] == path]
            alone = [key for key in keys if self._layout.unparsable(self._layout.blocks({key: self._choice[key]}))]
            for key in alone or keys[-1:]:
                self._banned.add((self._taken[key], self._choice[key]))
                self._mended_items.append(self._taken[key])
                self._back(key, out=not alone)
        return bool(wrong)

    def _back(self, key: Key, out: bool = False) -> None:
        """Show an item in its next lower form, or not at all."""
        item, form = self._taken[key], self._choice[key]
        lower = [found for found in self._layout.forms(item) if found < form and found != HEADER]
        lower = [
            found
            for found in lower
            if self.cost(item, found) < self.cost(item, form)
            and (item, found) not in self._banned
            and self._allowed(item, found)
        ]
        if lower and not out:
            self._choice[key] = lower[-1]
        else:
            del self._choice[key], self._taken[key], self._ratios[key]


def _tier(item: Candidate) -> int:
    return tier_of(item.value)


def _below(unit: Unit) -> Iterator[Unit]:
    for child in unit.children:
        yield child
        yield from _below(child)

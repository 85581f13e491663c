"""The knapsack: which items are shown, and in which forms, by what is known of each."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count as counter
from typing import Final, NamedTuple

from bursar.pack.forms import CAPSULE, COMPACT, FULL, Form
from bursar.pack.layout import Choice
from bursar.pack.offers import CHARS_PER_TOKEN, UNKNOWN, Offer, Offers
from bursar.pack.request import Candidate
from bursar.pack.tiers import Shares
from bursar.pack.value import tier_of

ROOM_TOKENS: Final = 6
"""Less room than this is not offered: no item is smaller."""

FAILURES: Final = 24
"""After so many items in a row that do not fit, the room is taken for full."""

SHARED_VALUE: Final = 0.25
"""Items worth this much are expected to share the heading of their file."""

Waiting = list[tuple[float, int, Candidate]]
"""A heap of items: the best ratio of gain to tokens that each may have, negative; a number; the item."""


class _Step(NamedTuple):
    """A step of an item to a form: `ratio` is its gain per token, `inside` the chosen places that it shows as well."""

    ratio: float
    form: Form
    cost: int
    inside: tuple[int, ...] = ()


class _Known(NamedTuple):
    """The best step of an item `after` its present form's rank, what it brings with it, and its share of that.

    It stays the best while these are the same and it fits: other steps do not fit in less room either.
    """

    step: _Step
    after: tuple[int, int, float]


class Choosing:
    """A choice in the making: of each place the form, the item that it was chosen for, and the ratio of its last step.

    `sizes` are the most tokens of single files.
    """

    def __init__(self, offers: Offers, items: Sequence[Candidate], sizes: Mapping[str, int] | None = None) -> None:
        self.forms: dict[int, Form] = {}
        self.taken: dict[int, Offer] = {}
        self.ratios: dict[int, float] = {}
        self._offers = offers
        self._items = items
        self._sizes = dict(sizes or {})
        self._banned: set[tuple[Offer, int]] = set()
        self._known: dict[Offer, _Known] = {}
        self._done: set[Candidate] = set()
        self._open: set[int | str] = set()
        self._sharing: dict[str, int] = {}
        for item in items:
            if item.value >= SHARED_VALUE:
                self._sharing[item.path] = self._sharing.get(item.path, 0) + 1

    def choice(self) -> Choice:
        """The forms by the files and the lines of the places."""
        return {self._offers.key(place): form for place, form in self.forms.items()}

    def waiting(self, items: Iterable[Candidate]) -> Waiting:
        """Items in the order in which they are to be looked at."""
        openings: dict[str, float] = {}
        heap: Waiting = []
        for number, item in enumerate(items):
            opening = openings.get(item.path)
            if opening is None:
                opening = openings[item.path] = self._expected(item.path)
            heap.append((-_guess(item, opening), number, item))
        heapq.heapify(heap)
        return heap

    def take(
        self,
        heap: Waiting,
        left: list[Candidate],
        room: int,
        stop: Callable[[], None],
        shares: Shares | None = None,
    ) -> int:
        """Take steps until no more fits, and give the tokens they take; items that could go on but do not fit are
        `left`."""
        number, failed, free = counter(len(self._items)), 0, room
        while heap and free >= ROOM_TOKENS and failed < FAILURES:
            stop()
            _, _, item = heapq.heappop(heap)
            offer = self._offers.of(item)
            tier = offer.tier if offer is not None else tier_of(item.value)
            offered = shares.room(tier, free) if shares else free
            if self._sizes:
                offered = min(offered, self._sizes.get(item.path, offered))
            step = self._step(offer, offered) if offer is not None else None
            if step is None or offer is None:
                left.append(item)
                failed += item not in self._done and offered == free
                if shares:
                    shares.leave(tier)
                continue
            failed = 0
            if heap and -heap[0][0] > step.ratio + 1e-12:
                heapq.heappush(heap, (-step.ratio, next(number), item))
                continue
            free -= step.cost
            if item.path in self._sizes:
                self._sizes[item.path] -= step.cost
            if shares:
                shares.spend(tier, step.cost)
            self._accept(offer, step)
            heapq.heappush(heap, (-step.ratio * 0.999, next(number), item))
        left.extend(item for _, _, item in heap if item not in self._done)
        return room - free

    def put(self, offer: Offer, form: Form, ratio: float) -> None:
        """Show an item in a form."""
        self.forms[offer.place] = form
        self.taken[offer.place] = offer
        self.ratios[offer.place] = ratio

    def opened(self, offer: Offer) -> None:
        """The file of an item, what it stands in, and its own header are shown from now on."""
        self._open.add(offer.item.path)
        self._open.update(place for place, _ in offer.around)
        if self.forms[offer.place] > CAPSULE:
            self._open.add(offer.place)

    def drop(self, place: int) -> None:
        """Do not show what is shown at a place."""
        del self.forms[place], self.taken[place], self.ratios[place]

    def ban(self, place: int) -> None:
        """Never show an item again in the form that it has."""
        self._banned.add((self.taken[place], self.forms[place].rank))
        self._known.pop(self.taken[place], None)

    def back(self, place: int, out: bool = False) -> None:
        """Show an item in its next lower form, or not at all."""
        offer, form = self.taken[place], self.forms[place]
        lower = [found for found in self._offers.lower(offer, form) if self._allowed(offer, found)]
        if lower and not out:
            self.forms[place] = lower[-1]
        else:
            self.drop(place)

    def shown(self, offer: Offer) -> bool:
        """Whether an item is in one that is shown with all its code."""
        for place, _ in offer.around:
            form = self.forms.get(place)
            if form is not None and form.rank >= COMPACT.rank:
                return True
        return False

    def opening(self, offer: Offer) -> int:
        """What an item brings with it: its file's heading and the headers it stands under, unless they are there."""
        path = offer.item.path
        heading = 0 if path in self._open else self._offers.heading(path)
        return heading + sum([tokens for place, tokens in offer.around if place not in self._open])

    def _expected(self, path: str) -> float:
        """An item's share of what its file's heading takes, by what is known before the items are looked at."""
        return 0 if path in self._open else self._offers.heading(path) / self._sharers(path)

    def _sharers(self, path: str) -> int:
        """How many items are expected to share the heading of a file."""
        return self._sharing.get(path, 1)

    def _step(self, offer: Offer, room: int) -> _Step | None:
        """The step of an item with the most gain per token that fits the room."""
        place = offer.place
        if self.taken.get(place, offer) is not offer or self.forms.get(place) is FULL or self.shown(offer):
            self._done.add(offer.item)
            return None
        best = self._best(offer, room)
        while best is not None and not self._offers.allows(offer, best.form):
            self._known.pop(offer, None)
            best = self._best(offer, room)  # without the form that is not allowed
        return best

    def _best(self, offer: Offer, room: int) -> _Step | None:
        """The step with the most gain per token, whether its form is allowed or not."""
        value, worths, costs, allowed = offer.item.value, offer.worths, offer.costs, offer.allowed
        now = self.forms.get(offer.place)
        rank, has, spent, opening, shared = 0, 0.0, 0, 0, 0.0
        if now is not None:
            rank, has, spent = now.rank, worths[now.rank], self._offers.cost(offer, now)
        else:
            opening = self.opening(offer)
            shared = opening if offer.item.path in self._open else opening / self._sharers(offer.item.path)
        known = self._known.get(offer)
        if known is not None and known.after == (rank, opening, shared) and known.step.cost <= room:
            return known.step
        inside, more, less = self._inside(offer) if offer.below else ((), 0.0, 0)
        best: Form | None = None
        best_ratio, best_cost = 0.0, 0
        for form in offer.forms:
            new = form.rank
            if new <= rank or allowed[new] is False or (self._banned and (offer, new) in self._banned):
                continue
            cost = costs[new]
            cost = (cost if cost != UNKNOWN else self._offers.cost(offer, form)) - spent
            gain = value * (worths[new] - has)
            if inside and new >= COMPACT.rank:
                gain, cost = gain + more, cost - less
            if cost + opening > room or gain <= 0:
                continue
            taken = cost + shared
            ratio = gain / (taken if taken > 0.5 else 0.5)
            if best is None or ratio > best_ratio:
                best, best_ratio, best_cost = form, ratio, cost + opening
        if best is None:
            return None
        step = _Step(best_ratio, best, best_cost, inside if best.rank >= COMPACT.rank else ())
        if not offer.below:
            self._known[offer] = _Known(step, (rank, opening, shared))
        return step

    def _inside(self, offer: Offer) -> tuple[tuple[int, ...], float, int]:
        """The chosen places inside an item, what it gains by showing them whole, and what they cost now."""
        if self.forms.keys().isdisjoint(offer.below):
            return (), 0.0, 0
        found, gain, cost = [], 0.0, 0
        for place in offer.below:
            if place in self.forms:
                inner, form = self.taken[place], self.forms[place]
                found.append(place)
                gain += inner.item.value * (1.0 - inner.worths[form.rank])
                cost += self._offers.cost(inner, form)
        return tuple(found), gain, cost

    def _allowed(self, offer: Offer, form: Form) -> bool:
        return (offer, form.rank) not in self._banned and self._offers.allows(offer, form)

    def _accept(self, offer: Offer, step: _Step) -> None:
        for place in step.inside:
            self.drop(place)
        self.put(offer, step.form, step.ratio)
        self.opened(offer)


def _guess(item: Candidate, opening: float) -> float:
    """A ratio that no step of an item is likely to exceed, without its text."""
    declared, whole = max(item.declared, 12), max(item.chars, 12)
    small = 0.55 / (declared / CHARS_PER_TOKEN + opening)
    large = 1.0 / (0.8 * whole / CHARS_PER_TOKEN + opening)
    return item.value * 1.4 * (small if small > large else large)

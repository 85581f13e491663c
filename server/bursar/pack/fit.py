"""Choosing items and forms that fit: a multiple-choice knapsack, greedily along each item's efficiency frontier.

Each item may be shown in one of its forms; a form has a gain (the item's value times the form's worth) and a cost in
tokens. Repeatedly the step with the most gain per token is taken, from an item's present form to any higher one: for
this problem that comes within one item of the best choice (Sinha and Zoltners, 1979). The texts of the items are made
and counted only when their turn comes. At the end the final text is recounted, and mended where it is over.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bursar.pack.choosing import ROOM_TOKENS, Choosing
from bursar.pack.forms import Form
from bursar.pack.layout import Choice, Layout
from bursar.pack.offers import Offers
from bursar.pack.profile.declare import Tiers
from bursar.pack.render import Block, Style, render
from bursar.pack.request import Candidate
from bursar.pack.targets import Meter
from bursar.pack.tiers import Shares
from bursar.pack.value import tier_of

JOINED_TOKENS: Final = 4
"""By so many tokens a text may be shorter than its parts, where they join."""

ROUNDS: Final = 6
"""How often the room that the sum of the parts overestimated is offered again."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A choice whose text fits: `estimated` is what its parts promised, `actual` what the text has."""

    choice: dict[Candidate, Form]
    forms: Choice
    text: str
    estimated: int
    actual: int


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
        self._offers = Offers(layout, meter, style)
        self._chosen = Choosing(self._offers, items, sizes)
        self._mended_items: list[Candidate] = []

    def cost(self, item: Candidate, form: Form) -> int:
        """Tokens of an item's own text in a form."""
        offer = self._offers.of(item)
        return self._offers.cost(offer, form) if offer is not None else 0

    def least(self, item: Candidate) -> int:
        """Tokens that would bring an item in, in its smallest form; an estimate where it was never looked at."""
        return self._offers.least(item)

    def shown(self, item: Candidate) -> bool:
        """Whether an item is shown as a part of another one."""
        offer = self._offers.seen(item)
        return offer is not None and (offer.place in self._chosen.forms or self._chosen.shown(offer))

    def fit(self, stop: Callable[[], None]) -> Fitted:
        """The best choice; the final text, recounted, is within the budget of every target, and its code parses."""
        self._pin(stop)
        chosen, budget = self._chosen, self._meter.budget
        text, used = self._trimmed(stop)
        promised = used
        heap, left = chosen.waiting(self._items), list[Candidate]()
        shares = None if self._tiers.sharing == "free" else self._shares(used)
        for _ in range(ROUNDS):
            promised = used = used + chosen.take(heap, left, budget - used, stop, shares)
            shares = None
            text, used = self._trimmed(stop)
            if budget - used < ROOM_TOKENS or not left:
                if not self._mended():
                    break
                text, used = self._trimmed(stop)
            heap, left = chosen.waiting([*left, *self._mended_items]), []
        while self._mended():
            text, used = self._trimmed(stop)
        forms = {chosen.taken[place].item: form for place, form in chosen.forms.items()}
        return Fitted(forms, chosen.choice(), text, max(promised, used), used)

    def _pin(self, stop: Callable[[], None]) -> None:
        """Choose each pin in its highest form that fits beside those before it; one that has none is offered again.

        The text is made only for forms whose own tokens are within what is left: a change may have a thousand pins.
        """
        used = self._meter.cost(self._render()) if self._pins else 0
        for pin in self._pins:
            stop()
            offer = self._offers.of(pin)
            if offer is None or offer.place in self._chosen.forms or self._chosen.shown(offer):
                continue
            room = self._meter.budget - used - self._chosen.opening(offer) + JOINED_TOKENS
            for form in reversed(offer.forms):
                if self._offers.cost(offer, form) > room:
                    continue
                self._chosen.put(offer, form, math.inf)
                text = self._render()
                if self._meter.fits(text):
                    used = self._meter.total(text)
                    self._chosen.opened(offer)
                    break
                self._chosen.drop(offer.place)

    def _shares(self, used: int) -> Shares:
        return Shares(self._tiers, self._meter.budget, used, (tier_of(item.value) for item in self._items))

    def _render(self) -> str:
        blocks = self._layout.blocks(self._chosen.choice())
        return render((*blocks[:-1], *self._before, *blocks[-1:]), self._style)

    def _trimmed(self, stop: Callable[[], None]) -> tuple[str, int]:
        """Take back the least efficient steps until the final text fits; recount it."""
        ratios = self._chosen.ratios
        while True:
            stop()
            text = self._render()
            if not ratios or self._meter.fits(text):
                return text, self._meter.total(text)
            self._chosen.back(min(ratios, key=ratios.__getitem__))

    def _mended(self) -> bool:
        """Take back what does not parse, if something does not: never to be offered in that form again."""
        self._mended_items = []
        choice = self._chosen.choice()
        wrong = {path for path, _ in choice}.intersection(self._layout.unparsable(self._layout.blocks(choice)))
        for path in sorted(wrong):
            places = [place for place, offer in self._chosen.taken.items() if offer.item.path == path]
            alone = [place for place in places if self._unparsable(place)]
            for place in alone or places[-1:]:
                self._chosen.ban(place)
                self._mended_items.append(self._chosen.taken[place].item)
                self._chosen.back(place, out=not alone)
        return bool(wrong)

    def _unparsable(self, place: int) -> bool:
        """Whether what is shown at a place does not parse even alone."""
        alone = {self._offers.key(place): self._chosen.forms[place]}
        return bool(self._layout.unparsable(self._layout.blocks(alone)))

"""What is known of each item that a bundle may be made of: its forms, what they are worth and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bursar.pack.forms import FULL, HEADER, Form
from bursar.pack.layout import Layout
from bursar.pack.levels.policy import Level
from bursar.pack.render import Block, Style, content, render
from bursar.pack.request import Candidate
from bursar.pack.targets import Meter
from bursar.pack.units import Unit
from bursar.pack.value import tier_of
from bursar.text import Span

CHARS_PER_TOKEN: Final = 3.6
"""Of code, before its text is counted."""

UNKNOWN: Final = -1

Key = tuple[str, Span]


class Offer:
    """One item with the unit that it shows: `place` is the number of its lines, `below` those of the units inside.

    `around` are the units that it stands in, with the tokens that each adds. By a form's rank: `worths`, `costs`
    (`UNKNOWN` until its text is counted), and whether the policy `allowed` it, None until that was asked.
    """

    __slots__ = ("allowed", "around", "below", "costs", "forms", "item", "place", "tier", "worths")

    def __init__(
        self,
        item: Candidate,
        place: int,
        forms: tuple[Form, ...],
        worths: list[float],
        around: tuple[tuple[int, int], ...],
        below: tuple[int, ...],
    ) -> None:
        self.item = item
        self.place = place
        self.forms = forms
        self.worths = worths
        self.costs = [UNKNOWN] * len(worths)
        self.around = around
        self.below = below
        self.allowed: list[bool | None] = [None] * len(worths)
        self.tier = tier_of(item.value)


class Offers:
    """The items of one request: an item is looked at, and a form's text is made and counted, when its turn comes."""

    def __init__(self, layout: Layout, meter: Meter, style: Style) -> None:
        self._layout = layout
        self._meter = meter
        self._style = style
        self._offers: dict[Candidate, Offer | None] = {}
        self._places: dict[Key, int] = {}
        self._keys: list[Key] = []
        self._counts: dict[str, int] = {}
        self._headings: dict[str, int] = {}

    def of(self, item: Candidate) -> Offer | None:
        """What is known of an item; None if it is not there."""
        found = self._offers.get(item)
        if found is None and item not in self._offers:
            unit = self._layout.unit(item)
            found = self._offers[item] = self._offer(item, unit) if unit is not None else None
        return found

    def seen(self, item: Candidate) -> Offer | None:
        """What is known of an item that was looked at."""
        return self._offers.get(item)

    def key(self, place: int) -> Key:
        """The file and the lines of a unit by its number."""
        return self._keys[place]

    def cost(self, offer: Offer, form: Form) -> int:
        """Tokens of an item's own text in a form."""
        cost = offer.costs[form.rank]
        if cost == UNKNOWN:
            cost = offer.costs[form.rank] = self._count(self._layout.text(offer.item, form))
        return cost

    def least(self, item: Candidate) -> int:
        """Tokens that would bring an item in, in its smallest form; an estimate where it was never looked at."""
        offer = self.seen(item)
        known = [cost for cost in offer.costs if cost != UNKNOWN] if offer else []
        return min(known) if known else max(1, round(min(item.declared, item.chars) / CHARS_PER_TOKEN))

    def allows(self, offer: Offer, form: Form) -> bool:
        """Whether an item may be shown in a form: by what it keeps; of a capsule, by its size and the item's value."""
        allowed = offer.allowed[form.rank]
        if allowed is None:
            capsule = form.level is Level.CAPSULE
            allowed = self._capsule(offer, form) if capsule else self._layout.keeps(offer.item, form)
            offer.allowed[form.rank] = allowed
        return allowed

    def lower(self, offer: Offer, form: Form) -> Iterator[Form]:
        """The forms of an item that take less than one, the least first."""
        for found in offer.forms:
            if found < form and found != HEADER and self.cost(offer, found) < self.cost(offer, form):
                yield found

    def heading(self, path: str) -> int:
        """Tokens of what announces a file."""
        if path not in self._headings:
            self._headings[path] = self._meter.cost(
                render((Block(path, "python", 100, 999, "mixed", ""),), self._style)
            )
        return self._headings[path]

    def _capsule(self, offer: Offer, form: Form) -> bool:
        capsules = self._layout.policy.capsules
        larger = next((found for found in offer.forms if found > form), None)
        return (
            offer.item.value >= capsules.threshold
            and self.cost(offer, form) <= capsules.largest
            and (not capsules.smallest or larger is None or self.cost(offer, larger) >= capsules.smallest)
        )

    def _offer(self, item: Candidate, unit: Unit) -> Offer:
        forms = self._layout.forms(item)
        worths = [0.0] * (FULL.rank + 1)
        for form, worth in forms.items():
            worths[form.rank] = worth
        around = tuple((self._place(item.path, span), self._count(text)) for span, text in self._layout.around(item))
        below = tuple(self._place(item.path, each.span) for each in _below(unit))
        return Offer(item, self._place(item.path, unit.span), tuple(forms), worths, around, below)

    def _place(self, path: str, span: Span) -> int:
        key = path, span
        found = self._places.setdefault(key, len(self._keys))
        if found == len(self._keys):
            self._keys.append(key)
        return found

    def _count(self, text: str) -> int:
        if text not in self._counts:
            self._counts[text] = self._meter.cost(content(text, self._style))
        return self._counts[text]


def _below(unit: Unit) -> Iterator[Unit]:
    for child in unit.children:
        yield child
        yield from _below(child)

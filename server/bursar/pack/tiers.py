"""What each tier of items may take of a budget while another tier still wants its share."""

from __future__ import annotations

from collections.abc import Iterable

from bursar.pack.profile.declare import Tiers


class Shares:
    """The shares of one fitting. `spent` tokens, the selection's, are the first tier's; `tiers` are those of items.

    A guarded share is kept from the tiers two or more below it, a strict one from all others; strict tiers leave the
    reserve too.
    A tier of which no item waits any more guards nothing: what it leaves falls to the others.
    """

    def __init__(self, tiers: Tiers, budget: int, spent: int, items: Iterable[int]) -> None:
        self._strict = tiers.sharing == "strict"
        self._due = [budget * share // 100 for share in tiers.shares]
        self._due[0] -= spent
        self._reserve = budget * tiers.reserve // 100 if self._strict else 0
        self._waiting = [0] * len(self._due)
        for tier in items:
            self._waiting[tier] += 1

    def room(self, tier: int, left: int) -> int:
        """How many of the tokens that are left an item of a tier may take now."""
        guarded = self._reserve
        for other, due in enumerate(self._due):
            if due > 0 and self._waiting[other] and (other < tier - 1 or (self._strict and other != tier)):
                guarded += due
        return left - guarded

    def spend(self, tier: int, tokens: int) -> None:
        """An item of a tier took so many."""
        self._due[tier] -= tokens

    def leave(self, tier: int) -> None:
        """An item of a tier waits no more: it has all it wants, or what it wants does not fit."""
        self._waiting[tier] -= 1

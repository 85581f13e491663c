"""How much of a budget a request deserves, by how much it needs: the rule of dynamic budgets, which are off by default.

A request is the more complex the more definitions its selection probably needs (of value 0.3 or more): up to 3 it is
simple and gets 40 per cent of the budget, up to 10 moderate with 70 per cent, above that complex with all of it. The
selection itself is never cut for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bursar.pack.request import Candidate

NEEDED: Final = 0.3
"""An item of at least this value counts as needed."""


@dataclass(frozen=True, slots=True)
class Complexity:
    """A row of the rule: requests that need up to `most` definitions get `percent` of the budget."""

    name: str
    most: int
    percent: int


RULE: Final = (Complexity("simple", 3, 40), Complexity("moderate", 10, 70))


def complexity_of(items: Iterable[Candidate]) -> tuple[Complexity | None, int]:
    """The row that holds for a request with these items (None: it is complex), and how many of them it needs."""
    needed = sum(item.value >= NEEDED for item in items)
    return next((row for row in RULE if needed <= row.most), None), needed

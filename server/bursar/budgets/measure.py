"""What a text uses of a budget, and where the budget runs out in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from bursar.budgets.budget import Budget, Crossing, check
from bursar.config import Unit
from bursar.text import Text


class TokenCounts(Protocol):
    """The part of `tokens.counts.Counts` that budgets need."""

    @property
    def total(self) -> int:
        """Tokens of the whole text."""

    def overflow(self, text: Text, budget: int) -> int | None:
        """Where token number `budget` + 1 begins, None if the text fits."""


def used(text: Text, counts: TokenCounts | None, unit: Unit) -> int | None:
    """What a text has of a unit; None for tokens while they are not counted. O(log n)."""
    if unit is Unit.TOKENS:
        return counts.total if counts else None
    if unit is Unit.BYTES:
        return text.utf8_length
    if unit is Unit.CHARS:
        return len(text)
    return text.line_count - (text.line_start(text.line_count - 1) == len(text))  # nothing after the last line's end


def overflow_offset(text: Text, counts: TokenCounts | None, budget: Budget) -> int | None:
    """Where the first thing over the limit begins (inside a character: that character); None if all fits."""
    if budget.unit is Unit.TOKENS:
        return counts.overflow(text, budget.limit) if counts else None
    amount = used(text, counts, budget.unit)
    if amount is None or amount <= budget.limit:
        return None
    if budget.unit is Unit.BYTES:
        return text.offset_of_utf8(budget.limit)
    return budget.limit if budget.unit is Unit.CHARS else text.line_start(budget.limit)


def passed(
    text: Text, counts: TokenCounts | None, budgets: Iterable[Budget], thresholds: Iterable[int]
) -> tuple[Crossing, ...]:
    """The crossings of a text's budgets, without saying where each runs out: O(log n) each."""
    marks = tuple(thresholds)
    amounts = ((budget, used(text, counts, budget.unit)) for budget in budgets)
    found = (check(budget, amount, marks) for budget, amount in amounts if amount is not None)
    return tuple(crossing for crossing in found if crossing)


def crossings(
    text: Text, counts: TokenCounts | None, budgets: Iterable[Budget], thresholds: Iterable[int]
) -> tuple[Crossing, ...]:
    """The crossings of a text's budgets with their overflows. Without counts, those of the other units.

    Costs one encoding of the chunk in which a budget runs out: of a text without a safe cut, of all of it.
    """
    return tuple(
        replace(crossing, overflow=overflow_offset(text, counts, crossing.budget))
        for crossing in passed(text, counts, budgets, thresholds)
    )

"""A budget, and what it means to pass one of its thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from bursar.config import Unit

FULL_PERCENT = 100
"""From here on a threshold is passed only by what exceeds it: a file that is exactly full still fits."""

_WARNING_PERCENT = 95
_INFORMATION_PERCENT = 85


class Severity(IntEnum):
    """How much a crossing matters; the values are the protocol's for diagnostics (1 would be an error)."""

    WARNING = 2
    INFORMATION = 3
    HINT = 4


@dataclass(frozen=True, slots=True)
class Budget:
    """A limit of a file in a unit.

    `hard` where an agent really stops reading there; otherwise it is advice. `origin` says who set it: a settings
    file's path, "client", "session" or "default"; `note` says why, for a default.
    """

    limit: int
    unit: Unit
    hard: bool = False
    origin: str = "default"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Crossing:
    """The highest threshold of a budget that a file has passed.

    `percent` is rounded down. `overflow` is the offset at which the first thing over the limit begins; None where
    nothing is over it, or where it was not asked for.
    """

    budget: Budget
    used: int
    percent: int
    threshold: int
    severity: Severity
    overflow: int | None = None

    @property
    def over(self) -> int:
        """By how much the limit is exceeded, in the budget's unit; 0 where it is not."""
        return max(self.used - self.budget.limit, 0)


def check(budget: Budget, used: int, thresholds: Iterable[int]) -> Crossing | None:
    """The crossing of a budget by an amount, None below its lowest threshold.

    A threshold below 100 per cent is passed when it is reached; one of 100 or more when it is exceeded.
    """
    passed = [threshold for threshold in thresholds if _passes(budget, used, threshold)]
    if not passed:
        return None
    threshold = max(passed)
    return Crossing(budget, used, used * 100 // budget.limit, threshold, severity_of(threshold))


def severity_of(threshold: int) -> Severity:
    """How much passing a threshold matters: a hint below 85 per cent, information below 95, then a warning."""
    if threshold >= _WARNING_PERCENT:
        return Severity.WARNING
    return Severity.INFORMATION if threshold >= _INFORMATION_PERCENT else Severity.HINT


def _passes(budget: Budget, used: int, threshold: int) -> bool:
    amount, mark = used * 100, threshold * budget.limit
    return amount > mark if threshold >= FULL_PERCENT else amount >= mark

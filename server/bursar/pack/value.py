"""What an item is worth to a request: the probability that it is needed, from independent reasons.

Each reason is a term of the table below: its weight is the probability that an item is needed if the reason holds
fully and there is no other. Reasons join as independent causes do (noisy or): p = 1 - (1 - w1 s1)(1 - w2 s2)...,
where s is how strongly a reason holds, from 0 to 1. `tests/bench/tune_pack.py` fits the weights to public cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from bursar.outline import language_of
from bursar.pack.intent import Shift
from bursar.pack.levels.kinds import kind_of
from bursar.pack.levels.policy import ContentKind
from bursar.pack.profile.declare import Priorities
from bursar.pack.request import Reason

WEIGHTS: Final[Mapping[str, float]] = {
    # What the selection refers to, by how the reference was resolved; the strength is the resolver's confidence.
    "local": 0.97,
    "import": 0.97,
    "type": 0.95,
    "receiver": 0.93,
    "inherited": 0.9,
    "name": 0.35,
    "field": 0.3,
    # The type that a member referred to belongs to; what the headers of needed items refer to; what their bodies do.
    "container": 0.1,
    "signature": 0.05,
    "second": 0.012,
    # Who refers to the selection, and the tests that mention it.
    "caller": 0.05,
    "test": 0.08,
    # Files that changed together with the selection's, by their weight.
    "cochanged": 0.05,
    # The query's full-text rank, relative to the best.
    "query": 0.80,
    # Words of the selection that name an item, where nothing better is known.
    "word": 0.50,
    # The imports and constants of the file that the selection uses.
    "holds": 0.15,
    # Where an item stands.
    "sibling": 0.012,
    "file": 0.008,
    "folder": 0.004,
    "workspace": 0.003,
}
"""The table of terms: the one place where weights are."""

MODULES: Final = 0.5
"""By what the value of a whole module is multiplied: seldom is all of one needed."""

PRIORITY_OF: Final[Mapping[ContentKind, str]] = {
    ContentKind.CODE: "code",
    ContentKind.TEST: "tests",
    ContentKind.DOCUMENT: "docs",
    ContentKind.PROMPT: "docs",
    ContentKind.CONFIGURATION: "config",
    ContentKind.DATA: "config",
}
"""Which of a profile's priorities holds for a kind of content."""

TIERS: Final = (0.5, 0.1, 0.02, 0.0)
"""The least value of an item in each of a profile's tiers, the first one first."""

UNLISTED: Final = 0.5
"""The weight of a way of resolving that the table does not name."""

CERTAIN: Final = 0.99


@dataclass(frozen=True, slots=True)
class Weighing:
    """What makes values of reasons, for one request: the profile's priorities, shifted by what the request is for."""

    priorities: Priorities = field(default_factory=Priorities)
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS, hash=False)

    def shifted(self, shift: Shift) -> Weighing:
        """The same, shifted once more."""
        moved = {name: getattr(self.priorities, name) * factor for name, factor in shift.priorities.items()}
        weights = {term: min(CERTAIN, weight * shift.terms.get(term, 1.0)) for term, weight in self.weights.items()}
        return Weighing(replace(self.priorities, **moved), weights)

    def value(self, reasons: Iterable[Reason], path: str, kind: str) -> float:
        """The value of a symbol of a kind: the probability that it is needed times its file's priority, 1 at most."""
        found = probability(reasons, self.weights) * self.priority(path)
        return min(1.0, found * MODULES if kind == "module" else found)

    def priority(self, path: str) -> float:
        """The priority of a file's kind of content."""
        return float(getattr(self.priorities, _priority_of(path)))


@lru_cache(maxsize=8192)
def _priority_of(path: str) -> str:
    return PRIORITY_OF[kind_of(path, language_of(path))]


def tier_of(value: float) -> int:
    """The number of the tier of an item: 0 for what one must have."""
    return next(number for number, least in enumerate(TIERS) if value >= least)


def probability(reasons: Iterable[Reason], weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that an item with these reasons is needed."""
    missing = 1.0
    for reason in reasons:
        missing *= 1.0 - min(CERTAIN, weights.get(reason.term, UNLISTED) * reason.strength)
    return 1.0 - missing

"""What an item is worth to a request: the probability that it is needed, from independent reasons.

Each reason is a term of the table below: its weight is the probability that an item is needed if the reason holds
fully and there is no other. Reasons join as independent causes do (noisy or): p = 1 - (1 - w1 s1)(1 - w2 s2)...,
where s is how strongly a reason holds, from 0 to 1. `tests/bench/tune_pack.py` fits the weights to public cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

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

KINDS: Final[Mapping[str, float]] = {
    "module": 0.5,
    "section": 0.6,
    "key": 0.5,
    "prompt": 0.5,
}
"""The priority of a kind, by which its value is multiplied; 1 for all others."""

LEAST: Final = 0.001
"""An item worth less is never offered."""

UNLISTED: Final = 0.5
"""The weight of a way of resolving that the table does not name."""

CERTAIN: Final = 0.99


def probability(reasons: Iterable[Reason], kind: str, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability that an item with these reasons is needed."""
    missing = 1.0
    for reason in reasons:
        missing *= 1.0 - min(CERTAIN, weights.get(reason.term, UNLISTED) * reason.strength)
    return (1.0 - missing) * KINDS.get(kind, 1.0)

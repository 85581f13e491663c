"""Sharing a limit of tokens out among several that want some of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LARGEST: Final = 1e9
"""The largest priority: what is beyond it, infinity above all, has no share that could be told."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one of several wants of a limit: its tokens, and how much it matters beside the others (2 twice as 1)."""

    name: str
    tokens: int
    priority: float = 1.0


def allocate(shares: Sequence[Share], total: int) -> list[int]:
    """How many tokens each gets, in their order: by priority, none more than it wants, together all that is wanted.

    The sum is exactly the lesser of `total` and what is wanted. What one does not want the others share by priority;
    a priority of 0 gets what is left when the others have all they want. Raises TypeError for a total that is no int,
    ValueError for negative amounts, and for priorities below 0, above `LARGEST`, or that are no number.
    """
    if not isinstance(total, int):
        raise TypeError(f"an allocation is in whole tokens, an int, not {type(total).__name__}")
    if total < 0 or any(share.tokens < 0 for share in shares):
        raise ValueError("an allocation needs amounts of 0 or more")
    if not all(0 <= share.priority <= LARGEST for share in shares):
        raise ValueError(f"an allocation needs priorities from 0 to {LARGEST:,.0f}")
    given = [0] * len(shares)
    ranked = [[index for index, share in enumerate(shares) if share.priority > 0]]
    ranked.append([index for index, share in enumerate(shares) if share.priority == 0])
    for group in ranked:
        total -= _share_out(shares, group, total, given)
    return given


def _share_out(shares: Sequence[Share], group: list[int], total: int, given: list[int]) -> int:
    """Give a group what it wants as far as `total` reaches, in rounds; returns what was given."""
    left = total
    while True:
        open_ = [index for index in group if given[index] < shares[index].tokens]
        if not open_ or not left:
            return total - left
        weights = [shares[index].priority or 1.0 for index in open_]
        parts = _parts(left, weights)
        for index, part in zip(open_, parts, strict=True):
            more = min(part, shares[index].tokens - given[index])
            given[index] += more
            left -= more


def _parts(total: int, weights: Sequence[float]) -> list[int]:
    """A total in whole parts by weight, the largest remainders rounded up."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts

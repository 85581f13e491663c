"""Cutting a text to what a limit of tokens holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bursar.tokens.blocks import blocks, counted
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.cuts import is_safe
from bursar.tokens.measure import Measure

LOOK_BACK_CHARS: Final = 200
"""How far back from the limit a cut between words is looked for."""

_CLUSTER_CHARS: Final = 64
"""Where a character as people see it may have begun: longer clusters are cut."""


@dataclass(frozen=True, slots=True)
class FittedText:
    """The beginning of a text that a limit holds: `cut` is its end in the text in code points, None if all fits.

    `limit` is the tokens there were for it.
    """

    text: str
    count: TokenCount
    limit: int
    cut: int | None = None


def fit(text: str, limit: int, counter: Counter) -> FittedText:
    """The longest beginning of a text, cut at a safe place, that has no more than `limit` tokens by its own count.

    The place is a safe cut (between words, before a sign) where one is near, otherwise between two characters as people
    see them. What is beyond the limit is not counted. Raises ValueError for a limit below zero.
    """
    if limit < 0:
        raise ValueError(f"a limit of {limit} tokens holds nothing; give 0 or more")
    end = _overflow(text, limit, counter)
    if end is None:
        return FittedText(text, counted(text, counter), limit)
    while True:
        end = _safe_end(text, end)
        fitted = counted(text[:end], counter)
        if fitted.tokens <= limit or end == 0:
            return FittedText(text[:end], fitted, limit, end)
        end = min(end - 1, end * limit // fitted.tokens)


def _overflow(text: str, limit: int, counter: Counter) -> int | None:
    """Where the token begins that is one too many; None if there is none."""
    before, start = Measure(0, 0), 0
    for block in blocks(text, counter.chunk_chars):
        whole = before.plus(counter.measure(block))
        if counter.counted(whole).tokens > limit:
            room = max(0, counter.base_limit(limit, whole) - before.tokens)
            starts = counter.token_starts(block)
            return start + (starts[room] if room < len(starts) else len(block))
        before, start = whole, start + len(block)
    return None


def _safe_end(text: str, end: int) -> int:
    for place in range(end, max(0, end - LOOK_BACK_CHARS), -1):
        if is_safe(text[place - 1 : place], text[place : place + 1]):
            return place
    return _cluster_start(text, end)


def _cluster_start(text: str, end: int) -> int:
    """The end itself, or the start of the character (with its marks and joiners) that lies across it."""
    if text[max(0, end - 1) : end + 1].isascii():
        return end
    import regex

    low = max(0, end - _CLUSTER_CHARS)
    found: Any
    for found in regex.finditer(r"\X", text[low : end + _CLUSTER_CHARS]):
        if low + found.end() > end:
            start: int = low + found.start()
            return start if start > low or low == 0 else end
    return end

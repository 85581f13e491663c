"""Counting a text that is too long to be counted at once, or of which only the beginning matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.cuts import chunks
from bursar.tokens.measure import Measure

FIRST_BLOCK_CHARS: Final = 4 * 1024
BLOCK_CHARS: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class CountUpTo:
    """The tokens of a text as far as they were counted: `complete` says whether that is all of it."""

    count: TokenCount
    complete: bool


def count_up_to(text: str | Iterable[str], limit: int, counter: Counter) -> CountUpTo:
    """Count until a text is known to have more than `limit` tokens; then stop.

    A stream (an iterable of texts of any length) is read no further than that, and never held as a whole. Raises
    ValueError for a limit below zero.
    """
    if limit < 0:
        raise ValueError(f"a limit of {limit} tokens cannot be reached; give 0 or more")
    measure, done = Measure(0, 0), counter.counted(Measure(0, 0))
    for block in blocks(text, counter.chunk_chars):
        measure = measure.plus(counter.measure(block))
        done = counter.counted(measure)
        if done.tokens > limit:
            return CountUpTo(done, complete=False)
    return CountUpTo(done, complete=True)


def counted(text: str, counter: Counter) -> TokenCount:
    """The count of a text, in blocks if it is long: bounds the memory that the engine takes for its tokens."""
    if len(text) <= BLOCK_CHARS:
        return counter.counted(counter.measure(text))
    measure = Measure(0, 0)
    for block in chunks(text, max(BLOCK_CHARS, counter.chunk_chars)):
        measure = measure.plus(counter.measure(block))
    return counter.counted(measure)


def blocks(text: str | Iterable[str], least_chars: int) -> Iterator[str]:
    """A text cut at safe cuts into blocks, small ones first. What is left without a safe cut is one block."""
    first = max(FIRST_BLOCK_CHARS, least_chars)
    most = max(BLOCK_CHARS, least_chars)
    if isinstance(text, str):
        yield from chunks(text, first, most)
        return
    rest, wanted = "", first
    for part in text:
        rest += part
        if len(rest) > 2 * wanted:
            *done, rest = chunks(rest, min(wanted, most))
            yield from done
            wanted = max(len(rest), min(2 * wanted, most))  # no safe cut: not searched for again before it has doubled
    yield from chunks(rest, most)

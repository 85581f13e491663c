"""The counts of many spans of one text, nested as they may be, for little more than one count of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from typing import Final

from bursar.text import Span
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.cuts import SAFE_CUTS, chunks
from bursar.tokens.encodings import JOINED_CHARS, Encoding
from bursar.tokens.exact import WHOLE
from bursar.tokens.measure import Measure

_SAFE: Final = re.compile("|".join(SAFE_CUTS))
_TO_LAST_SAFE: Final = re.compile(f"(?s:.*)(?:{'|'.join(SAFE_CUTS)})")
"""From a place up to the last safe cut behind it."""

_PIECES: Final = 128
"""So many stretches between two cuts are counted by one call of the engine: half a megabyte at most."""

_BACK_CHARS: Final = 32
"""How far before a span's end a safe cut is looked for first; twice as far each time after that."""


class Stopped(Exception):  # noqa: N818 - not a fault
    """Raised by a count that was told to stop."""


def span_counts(
    text: str, spans: Sequence[Span], counter: Counter, stopped: Callable[[], bool] = lambda: False
) -> list[TokenCount]:
    """The count of exactly the text of each span. O(text + spans), where the text has safe cuts. Blocks: off the loop.

    Between the first and the last safe cut in it, a span's count is a difference of two sums over the text; what is
    outside of these is a word or two on each side. `stopped` is asked at each block; raises Stopped when it says so.
    """
    inner = [None if counter.chunk_chars == WHOLE else _inner(text, span.start, span.end) for span in spans]
    cuts = sorted({cut for found in inner if found for cut in found})
    if isinstance(counter, Encoding):
        return _counted_exactly(text, spans, inner, _tokens_before(text, cuts, counter, stopped), counter)
    edges = _Edges(text, counter)
    parts = (counter.measure(text[start:end]) for start, end in pairwise((0, *cuts)) if _go_on(stopped))
    sums = dict(zip(cuts, accumulate(parts, Measure.plus), strict=True))
    counted = []
    for span, found in zip(spans, inner, strict=True):
        first, last = found or (span.end, span.end)
        measure = edges.measure(span.start, first).plus(edges.measure(last, span.end))
        if found:
            measure = measure.plus(Measure(*map(int.__sub__, sums[last], sums[first])))
        counted.append(counter.counted(measure))
    return counted


def _counted_exactly(
    text: str,
    spans: Sequence[Span],
    inner: Sequence[tuple[int, int] | None],
    before: Mapping[int, int],
    encoding: Encoding,
) -> list[TokenCount]:
    """The same where a count is no more than a number of tokens. Equal counts are one object."""
    edges: list[tuple[str, str, int]] = []
    for span, found in zip(spans, inner, strict=True):
        first, last = found or (span.end, span.end)
        edges.append((text[span.start : first], text[last : span.end], before[last] - before[first] if found else 0))
    different = list(dict.fromkeys(stretch for head, tail, _ in edges for stretch in (head, tail)))
    tokens = dict(zip(different, encoding.count_many(different), strict=True))
    count = cache(TokenCount)
    return [count(tokens[head] + between + tokens[tail]) for head, tail, between in edges]


def _tokens_before(text: str, cuts: Sequence[int], encoding: Encoding, stopped: Callable[[], bool]) -> dict[int, int]:
    """How many tokens lie between the first of these safe cuts and each."""
    pieces: list[str] = []
    for start, end in pairwise(cuts):
        if end - start <= JOINED_CHARS:
            pieces.append(text[start:end])
        else:
            pieces += chunks(text[start:end], JOINED_CHARS // 2)
    at, tokens = cuts[0] if cuts else 0, 0
    before = {at: 0}
    for first in range(0, len(pieces), _PIECES):
        _go_on(stopped)
        some = pieces[first : first + _PIECES]
        for piece, count in zip(some, encoding.count_many(some), strict=True):
            at, tokens = at + len(piece), tokens + count
            before[at] = tokens
    return before


def _go_on(stopped: Callable[[], bool]) -> bool:
    if stopped():
        raise Stopped
    return True


class _Edges:
    """The measures of short stretches, most of which come again: a word `def`, an indent."""

    def __init__(self, text: str, counter: Counter) -> None:
        self._text = text
        self._counter = counter
        self._known: dict[str, Measure] = {}

    def measure(self, start: int, end: int) -> Measure:
        """The measure of exactly a stretch of the text."""
        stretch = self._text[start:end]
        found = self._known.get(stretch)
        if found is None:
            found = self._counter.measure(stretch)
            if len(stretch) <= _BACK_CHARS:
                self._known[stretch] = found
        return found


def _inner(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The first and the last safe cut in a span; None if there are no two."""
    found = _SAFE.search(text, start and start - 1, end)
    if found is None:
        return None
    first, back = found.end(), _BACK_CHARS
    while end - back >= first:
        found = _TO_LAST_SAFE.match(text, end - back, end + 1)  # with the character that the last cut looks at
        if found is not None:
            return first, found.end()
        back *= 2
    found = _TO_LAST_SAFE.match(text, first, end + 1)
    return None if found is None else (first, found.end())

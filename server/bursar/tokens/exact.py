"""What all exact counters share: their tokens are the count."""

from __future__ import annotations

from typing import Final

from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.cuts import CHUNK_CHARS
from bursar.tokens.measure import Measure


class ExactCounter:
    """The part of `bursar.tokens.counter.Counter` that follows from an exact `count`."""

    basis: Basis = Basis.EXACT
    band: float | None = None
    chunk_chars: int = CHUNK_CHARS

    def __init__(self, name: str) -> None:
        self.name: Final = name

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        raise NotImplementedError

    def token_starts(self, text: str) -> list[int]:
        """Where each token begins, in code points."""
        raise NotImplementedError

    def measure(self, text: str) -> Measure:
        """The measure of a stretch between safe cuts."""
        return Measure(len(text), self.count(text))

    def counted(self, measure: Measure) -> TokenCount:
        """The count that a measure comes to."""
        return TokenCount(measure.tokens, self.basis, self.band)

    def base_limit(self, limit: int, measure: Measure) -> int:
        """How many tokens of the counting vocabulary a limit is: as many."""
        return limit


WHOLE: Final = 1 << 62
"""The chunk size of a counter whose tokens may cross every cut: each text is one chunk."""

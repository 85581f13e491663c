"""Estimates for families without a public tokenizer: the exact count of a base encoding times a factor.

The factor is that of the text's kind of content. Most texts are mixed, so the kinds are shares of the text, not
classes: an estimate moves with each edit and never jumps. The shares come from sums over the text (see `measure`), so
an estimate does not depend on how its text was edited.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.cuts import CHUNK_CHARS
from bursar.tokens.encodings import Encoding
from bursar.tokens.families import FamilyRow
from bursar.tokens.measure import Measure, measured

JSON_MEMBERS: Final = (0.004, 0.012)
"""JSON quotes per character: below the first no JSON (95 % of Python), above the second all JSON (95 % of JSON)."""

CODE_SIGNS: Final = (0.006, 0.018)
"""Code signs per character: below the first no code, above the second all code (nine in ten Python files)."""

CJK_TOKENS: Final = 0.75
"""Tokens of `o200k_base` for one CJK character, about."""


class Mix(NamedTuple):
    """A number for each kind of content: the shares in a text, which add up to 1, or a family's factors."""

    code: float
    prose: float
    json: float
    cjk: float


def mix_of(measure: Measure) -> Mix:
    """Which kinds of content a text of this measure is made of."""
    cjk = min(1.0, CJK_TOKENS * measure.cjk / measure.tokens) if measure.tokens else 0.0
    chars = max(1, measure.chars - measure.cjk)
    json = _between(measure.quotes / chars, JSON_MEMBERS)
    code = (1 - json) * _between(measure.signs / chars, CODE_SIGNS)
    rest = 1 - cjk
    return Mix(code * rest, (1 - json - code) * rest, json * rest, cjk)


class Estimator:
    """Counts for one family by its factors. Thread-safe.

    As a mere estimate (for a model that is only thought to share the family's tokenizer) they have no band.
    """

    chunk_chars = CHUNK_CHARS

    def __init__(self, row: FamilyRow, base: Encoding, basis: Basis = Basis.CALIBRATED) -> None:
        self.name: Final = row.name
        self.basis: Final = basis
        self.row: Final = row
        self.base: Final = base
        self._ratios: Final = Mix(*(float(factor.ratio) for factor in row.factors))
        self._bands: Final = Mix(*(float(factor.band) for factor in row.factors))
        known = basis is Basis.CALIBRATED
        self.band: float | None = max(row.code.band, row.prose.band, row.json.band) if known else None

    def __repr__(self) -> str:
        return f"<Estimator {self.name}>"

    def count(self, text: str) -> int:
        """About how many tokens a text has."""
        return self.counted(self.measure(text)).tokens

    def token_starts(self, text: str) -> list[int]:
        """Where each token of the base encoding begins."""
        return self.base.token_starts(text)

    def measure(self, text: str) -> Measure:
        """The measure of a stretch between safe cuts."""
        return measured(text, self.base.count(text))

    def counted(self, measure: Measure) -> TokenCount:
        """The estimate that a measure comes to, with its band."""
        mix = mix_of(measure)
        tokens = round(measure.tokens * _mixed(mix, self._ratios))
        band = None if self.band is None else float(math.ceil(_mixed(mix, self._bands)))
        return TokenCount(tokens, self.basis, band)

    def base_limit(self, limit: int, measure: Measure) -> int:
        """How many base tokens of a text a limit is, if the text exceeds it: fewer than the text has."""
        return max(0, min(int(limit / _mixed(mix_of(measure), self._ratios)), measure.tokens - 1))


def _mixed(mix: Mix, values: Mix) -> float:
    """The mean of the kinds' values by their shares."""
    return sum(map(float.__mul__, mix, values))


def _between(value: float, bounds: tuple[float, float]) -> float:
    """How far a value is from the first bound (0) to the second (1)."""
    low, high = bounds
    return min(1.0, max(0.0, (value - low) / (high - low)))

"""A number of tokens together with how it was come by, and how both are shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Basis(Enum):
    """How a count was come by."""

    EXACT = "exact"
    CALIBRATED = "calibrated"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class TokenCount:
    """Tokens and their basis; a calibrated count carries its error band in per cent (12.0: plus or minus 12 %)."""

    tokens: int
    basis: Basis = Basis.EXACT
    band: float | None = None

    def __str__(self) -> str:
        """`412` when exact, `≈412` otherwise; thousands are separated by commas."""
        sign = "" if self.basis is Basis.EXACT else "≈"
        return f"{sign}{self.tokens:,}"

    def with_tokens(self, tokens: int) -> TokenCount:
        """Another number on the same basis."""
        return TokenCount(tokens, self.basis, self.band)


class Tokens(int):
    """A number of tokens as `import bursar` gives it: an integer that knows its basis and its band in per cent."""

    basis: Basis
    band: float | None

    def __new__(cls, count: TokenCount) -> Tokens:
        """The number of a count."""
        made = super().__new__(cls, count.tokens)
        made.basis, made.band = count.basis, count.band
        return made

    def __str__(self) -> str:
        """`412` when exact, `≈412` otherwise."""
        return str(TokenCount(int(self), self.basis, self.band))

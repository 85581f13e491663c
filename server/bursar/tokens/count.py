"""A number of tokens together with how it was come by, and how both are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Basis(Enum):
    """How a count was come by, the best first."""

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

    @property
    def worth(self) -> str:
        """How it was come by: `exact`, `calibrated ±15 %`, `estimated`."""
        return self.basis.value if self.band is None else f"{self.basis.value} ±{self.band:g} %"

    def with_tokens(self, tokens: int) -> TokenCount:
        """Another number on the same basis."""
        return TokenCount(tokens, self.basis, self.band)


NONE: Final = TokenCount(0)
"""No tokens, exactly."""


def summed(counts: Iterable[TokenCount]) -> TokenCount:
    """The sum of counts, on the weakest basis and with the widest band among them; exact if there are none."""
    found = tuple(counts)
    order = tuple(Basis)
    basis = max((count.basis for count in found), key=order.index, default=Basis.EXACT)
    band = max((count.band for count in found if count.band is not None), default=None)
    return TokenCount(sum(count.tokens for count in found), basis, band)


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

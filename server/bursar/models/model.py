"""One row of the catalogue."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

RECOMMENDED_PERCENT = 70
"""How much of a window content should fill; the rest is for the system prompt, the conversation and the answer."""

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Tier:
    """The prices of a request of which the input has more than `above` tokens: they hold for all of its tokens."""

    above: int
    input: float
    output: float
    cached: float | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens: of input, of output, and of input that the provider has cached (None: as any).

    `source` names the row of the price table that says so. Batches, flexible tiers and promotions are not in it.
    """

    input: float
    output: float
    cached: float | None = None
    tiers: tuple[Tier, ...] = ()
    source: str = ""

    def cost(self, input_tokens: int, output_tokens: int = 0, cached_tokens: int = 0) -> float:
        """US dollars for a request; `cached_tokens` are those of its input that come from the provider's cache."""
        rate: Price | Tier = self
        for tier in self.tiers:
            if input_tokens > tier.above:
                rate = tier
        cached = rate.input if rate.cached is None else rate.cached
        fresh = input_tokens - cached_tokens
        return (fresh * rate.input + cached_tokens * cached + output_tokens * rate.output) / _MILLION


@dataclass(frozen=True, slots=True)
class Model:
    """What a user names.

    `basis` is how its tokens are counted ("exact", "calibrated" or "estimated", the values of `tokens.count.Basis`),
    and `band` how far a calibrated count may be off, in per cent; a counter may know better (`tokens.counter`).
    `encoding` names the vocabulary or estimator; `window`, `max_output` and `recommended_budget` are tokens, and so is
    `max_input`, where the provider takes less input than the window holds. A retired model is no longer served by its
    maker; `retires` is the day (ISO 8601) when it is or was to end, where it is known.
    """

    id: str
    family: str
    basis: str
    encoding: str
    window: int
    max_output: int
    aliases: tuple[str, ...] = field(default=())
    band: float | None = None
    price: Price | None = None
    best_use: str = ""
    retired: bool = False
    retires: str | None = None
    max_input: int | None = None

    @property
    def recommended_budget(self) -> int:
        """Tokens of content that leave the model room to work: 70 per cent of the window."""
        return self.window * RECOMMENDED_PERCENT // 100

    @property
    def reserve(self) -> int:
        """Tokens to keep for the answer where nobody says how many: all it may have, or what is not for content."""
        return min(self.max_output, self.window - self.recommended_budget)


def dollars(amount: float) -> str:
    """US dollars with two digits that say something: `1.35`, `0.0021`, `<0.0001`; `0` for nothing."""
    if amount <= 0:
        return "0"
    if amount < 0.0001:
        return "<0.0001"
    decimals = 2 if amount >= 0.1 else 1 - math.floor(math.log10(amount))
    return f"{amount:,.{decimals}f}"

"""The few phrases that are the same everywhere: amounts, percentages, pending numbers."""

from __future__ import annotations

from bursar.models.model import dollars as dollar_digits
from bursar.tokens.count import TokenCount

PENDING = "…"
"""Stands where a number will be: never a wrong number, never an empty place."""


def amount(number: int, unit: str) -> str:
    """`1 token`, `3,412 tokens`; a unit without a plural in -s is given in its plural."""
    word = unit.removesuffix("s") if number == 1 else unit
    return f"{number:,} {word}"


def counted(count: TokenCount | None) -> str:
    """`3,412 tokens`, `≈3,412 tokens`, or `… tokens` while pending."""
    if count is None:
        return f"{PENDING} tokens"
    return f"{count} token" if count.tokens == 1 else f"{count} tokens"


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, rounded down: as thresholds are passed. What is not nothing is never `0 %`."""
    if whole <= 0:
        return "0 %" if part <= 0 else "over 100 %"
    if 0 < part * 100 < whole:
        return "<1 %"
    return f"{100 * part // whole:,} %"


_BARS = "▁▂▃▄▅▆▇█"


def heat(part: int, whole: int) -> str:
    """A share as one bar: the lowest for an eighth or less, the highest for the whole."""
    if whole <= 0:
        return _BARS[0]
    return _BARS[min(max(-(-part * len(_BARS) // whole) - 1, 0), len(_BARS) - 1)]


def dollars(amount: float) -> str:
    """US dollars with two digits that mean something: `$1.25`, `$0.0031`, `<$0.0001`."""
    digits = dollar_digits(amount)
    return f"<${digits[1:]}" if digits.startswith("<") else f"${digits}"

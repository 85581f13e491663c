"""What several named texts come to against a budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bursar.tokens.count import Basis, TokenCount

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a report: its name and its own count."""

    name: str
    count: TokenCount


@dataclass(frozen=True, slots=True)
class TokenReport:
    """Texts against a budget, in tokens: `estimated` is the sum of their own counts, `actual` the count of all joined.

    The two differ where tokens join at the seams. `basis` and `band` are those of `actual`.
    """

    model: str
    budget: int
    estimated: int
    actual: int
    basis: Basis
    band: float | None
    breakdown: tuple[Line, ...]

    @property
    def usage_percentage(self) -> float:
        """The part of the budget that is used, in per cent, to a tenth."""
        return round(100 * self.actual / self.budget, 1)

    @property
    def fits(self) -> bool:
        """Whether all is within the budget."""
        return self.actual <= self.budget

    def to_json(self) -> dict[str, Any]:
        """The published shape."""
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "model": self.model,
            "budget": self.budget,
            "estimated": self.estimated,
            "actual": self.actual,
            "usagePercentage": self.usage_percentage,
            "basis": self.basis.value,
            "breakdown": [_row(line) for line in self.breakdown],
        }
        return found if self.band is None else {**found, "band": self.band}


def report(counts: Mapping[str, TokenCount], whole: TokenCount, budget: int, model: str) -> TokenReport:
    """The report of counted texts by name and of the count of all of them joined. Raises ValueError for no budget."""
    if budget < 1:
        raise ValueError(f"a budget of {budget} tokens holds nothing; give 1 or more")
    lines = tuple(Line(name, count) for name, count in counts.items())
    estimated = sum(line.count.tokens for line in lines)
    return TokenReport(model, budget, estimated, whole.tokens, whole.basis, whole.band, lines)


def _row(line: Line) -> dict[str, Any]:
    row: dict[str, Any] = {"name": line.name, "tokens": line.count.tokens, "basis": line.count.basis.value}
    return row if line.count.band is None else {**row, "band": line.count.band}

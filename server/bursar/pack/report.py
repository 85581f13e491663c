"""What came of a request: the bundle's text and the account of its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bursar.pack.intent import Recognised
from bursar.pack.levels.policy import Level
from bursar.pack.quality import Quality
from bursar.tokens.count import NONE, TokenCount

SCHEMA: Final = 1
"""The version of the report's JSON shape."""

SHOWN: Final = 20
"""People are shown so many of the items that were left out: the likeliest; what follows is worth little."""


@dataclass(frozen=True, slots=True)
class Packed:
    """An item of a bundle; `tokens` are those of its own text at its level, without the wrapper around it.

    `quality` is measured on that text; None where nothing is lost but comments and blank lines.
    """

    path: str
    symbol: str | None
    level: Level
    tokens: int
    why: str
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """An item that was left out; `tokens` would bring it in at its smallest level."""

    path: str
    symbol: str | None
    tokens: int
    why: str


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a bundle takes of the budget for one of the models it was packed for, by that model's own counter."""

    model: str
    budget: int
    actual: TokenCount

    @property
    def usage_percentage(self) -> float:
        """The share of the budget that is used, with one decimal."""
        return _percentage(self.actual.tokens, self.budget)

    def to_json(self) -> dict[str, Any]:
        """One of the report's `models`."""
        return {
            "model": self.model,
            "budget": self.budget,
            "actual": self.actual.tokens,
            **_basis(self.actual),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The account of a bundle: `estimated` is what its parts promised, `actual` the recount of its final text.

    `intent` is what the bundle is for, where something says so; `worth` is a count on the basis of all counts here,
    which are those of `model`, the one with the tightest budget. `models` are all that the bundle was packed for.
    """

    model: str
    budget: int
    estimated: int
    actual: int
    breakdown: tuple[Packed, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    redacted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    intent: Recognised | None = None
    worth: TokenCount = NONE
    models: tuple[ModelUse, ...] = ()

    def shown(self, tokens: int) -> str:
        """A count as it is shown: `412`, or `≈412` where it is not exact."""
        return str(self.worth.with_tokens(tokens))

    @property
    def usage_percentage(self) -> float:
        """The share of the budget that the bundle uses, with one decimal."""
        return _percentage(self.actual, self.budget)

    def other_models(self) -> tuple[ModelUse, ...]:
        """The models beside the one with the tightest budget."""
        return tuple(use for use in self.models if use.model != self.model)

    def worth_most(self) -> tuple[tuple[Dropped, ...], int]:
        """Of what was left out the items a person is shown, the likeliest first, and how many more there are."""
        return self.dropped[:SHOWN], max(0, len(self.dropped) - SHOWN)

    def to_json(self) -> dict[str, Any]:
        """The report in its published JSON shape."""
        return {
            "schema": SCHEMA,
            "model": self.model,
            "budget": self.budget,
            "estimated": self.estimated,
            "actual": self.actual,
            **_basis(self.worth),
            "usagePercentage": self.usage_percentage,
            "models": [use.to_json() for use in self.models],
            "breakdown": [
                {
                    "path": item.path,
                    "symbol": item.symbol,
                    "level": item.level.value,
                    "tokens": item.tokens,
                    "why": item.why,
                    "quality": round(item.quality.score, 2) if item.quality else 1.0,
                    "kept": item.quality.shares() if item.quality else {},
                }
                for item in self.breakdown
            ],
            "dropped": [
                {"path": item.path, "symbol": item.symbol, "tokens": item.tokens, "why": item.why}
                for item in self.dropped
            ],
            "redacted": list(self.redacted),
            "notes": list(self.notes),
            "intent": {"name": self.intent.intent.value, "why": self.intent.why} if self.intent else None,
        }


@dataclass(frozen=True, slots=True)
class Bundle:
    """The packed text and its report."""

    text: str
    report: Report


def _percentage(part: int, whole: int) -> float:
    return round(100 * part / whole, 1)


def _basis(count: TokenCount) -> dict[str, Any]:
    return {"basis": count.basis.value, **({} if count.band is None else {"band": count.band})}

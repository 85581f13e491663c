"""Which models a bundle must fit, and the measure that says whether it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from bursar.errors import PackError
from bursar.models import Model, resolve
from bursar.pack.request import PackRequest
from bursar.tokens.count import NONE, TokenCount
from bursar.tokens.counter import counter_for

TOKEN_CHARS: Final = 128
"""No token of the encodings that ship is longer (128 spaces); a text with more than so many each cannot fit."""

SOON_COUNTED_CHARS: Final = 10_000
"""A text up to this length is always counted."""

KEPT_TOTALS: Final = 4
"""So many whole bundles are known with their counts."""

Count = Callable[[str], int]

_ORDINARY: Final = """
def overdue(invoices: list[Invoice], day: date) -> list[Invoice]:
    # The oldest come first; what was paid in part counts as open.
    return sorted((one for one in invoices if one.due < day), key=lambda one: one.due)

Every invoice has a number, a customer and an amount in whole cents. A letter names all of them.
"""
"""What bundles are made of: by how many tokens it takes, budgets of different models are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """A model, the tokens the bundle may have for it, and its count of a text; `worth` is a count on its basis.

    `budget` is what is left of the `asked` tokens where some are kept in reserve.
    """

    model: Model
    asked: int
    budget: int
    count: Count
    worth: TokenCount = NONE


class Meter:
    """Measures texts against all targets, of whose budgets so many `percent` may be used; `cost` is by the tightest."""

    def __init__(self, targets: Sequence[Target], percent: int = 100) -> None:
        self.targets = tuple(replace(target, budget=target.budget * percent // 100) for target in targets)
        self.tightest = min(self.targets, key=_room)
        self.budget = self.tightest.budget
        self._totals = {target: lru_cache(maxsize=KEPT_TOTALS)(target.count) for target in self.targets}

    def limited(self, percent: int, least: int) -> Meter:
        """One for so many per cent of the same budgets, but not for fewer than the `least` tokens."""
        return Meter(
            [replace(one, budget=max(one.budget * percent // 100, min(least, one.budget))) for one in self.targets]
        )

    def cost(self, text: str) -> int:
        """Tokens of a text by the tightest target."""
        return self.tightest.count(text)

    def total(self, text: str) -> int:
        """The same of a whole bundle, which is asked for more than once."""
        return self.total_for(self.tightest, text)

    def total_for(self, target: Target, text: str) -> int:
        """Tokens of a whole bundle by one of the targets."""
        return self._totals[target](text)

    def hopeless(self, text: str) -> bool:
        """Whether a text is too long to fit whatever it says: known without counting, which can take seconds."""
        return len(text) > max(self.budget * TOKEN_CHARS, SOON_COUNTED_CHARS)

    def fits(self, text: str) -> bool:
        """Whether a text is within every target's budget, counted exactly."""
        return not self.hopeless(text) and all(count(text) <= target.budget for target, count in self._totals.items())


def _room(target: Target) -> float:
    """How much of an ordinary text fits: the same number of tokens holds less of it for one model than for another."""
    return target.budget / max(1, target.count(_ORDINARY))


def targets_of(request: PackRequest, count: Count | None = None) -> tuple[Target, ...]:
    """The targets of a request; `count` stands in for the models' own encodings.

    Raises PackError when a budget leaves nothing, UnknownModel for a model's name.
    """
    models = dict.fromkeys(resolve(name, request.model_rows) for name in request.models)
    if not models:
        raise PackError("a bundle needs a model to count for; name one")
    return tuple(_target(request, model, count) for model in models)


def _target(request: PackRequest, model: Model, count: Count | None) -> Target:
    budget = _budget(request, model)
    if count is not None:
        return Target(model, budget, budget, count)
    counter = counter_for(model, request.tokenizer_files)
    return Target(model, budget, budget, counter.count, TokenCount(0, counter.basis, counter.band))


def _budget(request: PackRequest, model: Model) -> int:
    if request.budget is not None:
        if request.budget <= 0:
            raise PackError(f"a budget of {request.budget:,} tokens holds nothing; ask for at least 1")
        return request.budget
    reserve = model.reserve if request.reserve is None else request.reserve
    takes = min(model.window - reserve, model.max_input or model.window)
    left = takes - request.used
    if left <= 0:
        raise PackError(
            f"{request.used:,} tokens used and {model.window - takes:,} kept for the answer"
            f" leave nothing of the {model.window:,} that {model.id} holds"
        )
    return left if request.ceiling is None else min(left, request.ceiling)

"""Models beside each other for one repository: how its code counts, what a bundle is of their window, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bursar.models import Model
from bursar.pack.levels.policy import ContentKind
from bursar.pack.profile.facts import Facts
from bursar.pack.profile.learn import Learned, learn
from bursar.tokens.counter import counter_for


@dataclass(frozen=True, slots=True)
class Compared:
    """A model for a repository: `code_tokens` are its code's, about, from a sample; `budget` is what a bundle may have.

    `window_percent` is the code's share of the window, `cost` US dollars for one bundle (None: no price known);
    `learned` is what suits this model's budget.
    """

    model: Model
    budget: int
    code_tokens: int
    window_percent: float
    cost: float | None
    learned: tuple[Learned, ...]


def compare(facts: Facts, models: Sequence[Model], ceiling: int) -> list[Compared]:
    """Compare models for a repository. Counts a sample of its code once for each encoding."""
    ratios: dict[str, float] = {}
    found = []
    for model in models:
        if model.encoding not in ratios:
            count = counter_for(model).count(facts.sample) if facts.sample else 0
            ratios[model.encoding] = count / len(facts.sample) if facts.sample else 0.0
        code = round(facts.sizes.get(ContentKind.CODE, 0) * ratios[model.encoding])
        budget = budget_for(model, ceiling)
        cost = model.price.cost(budget) if model.price else None
        percent = round(100 * code / model.window, 1)
        found.append(Compared(model, budget, code, percent, cost, learn(facts, budget)))
    return found


def budget_for(model: Model, ceiling: int) -> int:
    """What a bundle for a model may have: the budget in force, if its window leaves that much beside the answer."""
    return max(1, min(ceiling, model.window - model.reserve, model.max_input or model.window))

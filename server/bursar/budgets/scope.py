"""Which budgets hold for a file: the defaults for rule and prompt files, and over them what the settings say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bursar.budgets.budget import Budget
from bursar.config import BudgetRule, Settings, Unit

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_PATTERNS_KEPT = 1024


@dataclass(frozen=True, slots=True)
class DefaultRule:
    """One row of `defaults.toml`: a budget of the files that match any of the patterns, and where it is from.

    `certainty` is "spec", "code" or "doc" for what a specification, a tool's source or its documentation says,
    "secondary" for what others say of it, and "house" for our own advice.
    """

    patterns: tuple[str, ...]
    budget: Budget
    source: str
    certainty: str
    verified_on: str


def budgets_for(path: str, settings: Settings) -> tuple[Budget, ...]:
    """The budgets of a file, at most one of each unit, advice first; `path` is relative to the patterns' root.

    The last rule in the settings that matches wins. It replaces all advice among the defaults, and the hard limits of
    the units it states; other hard limits stay, since an agent cuts there whatever one wishes. A rule without limits
    (`false`) takes all away.
    """
    plain = path.replace("\\", "/").removeprefix("./").lstrip("/")
    budgets = {rule.budget.unit: rule.budget for rule in default_rules() if _matches_any(plain, rule.patterns)}
    rule = _last_match(plain, settings.budgets)
    if rule is not None:
        kept = {unit: budget for unit, budget in budgets.items() if budget.hard and rule.limits}
        own = {limit.unit: Budget(limit.amount, limit.unit, limit.hard, rule.origin) for limit in rule.limits}
        budgets = {**own, **{unit: budget for unit, budget in kept.items() if unit not in own}}
    return tuple(sorted(budgets.values(), key=lambda budget: budget.hard))


def own_budget(tokens: int, *, over: Iterable[Budget] = (), origin: str = "session") -> tuple[Budget, ...]:
    """The budgets of a file whose own is set by a command: it replaces all advice in `over`; hard limits stay."""
    kept = (budget for budget in over if budget.hard and budget.unit is not Unit.TOKENS)
    return (Budget(tokens, Unit.TOKENS, origin=origin), *kept)


@cache
def default_rules() -> tuple[DefaultRule, ...]:
    """The shipped table; of the rows for one file and unit the last holds."""
    table = tomllib.loads(files(__package__).joinpath("defaults.toml").read_text("utf-8"))
    return tuple(map(_rule, table["budget"]))


def literal_pattern(path: str) -> str:
    """The pattern that matches one file only, whatever characters its path (relative to the root) has."""
    plain = path.replace("\\", "/").lstrip("/")
    escaped = "".join(f"\\{char}" if char in "\\*?[]!# " else char for char in plain)
    return f"/{escaped}"


def _last_match(path: str, rules: tuple[BudgetRule, ...]) -> BudgetRule | None:
    return next((rule for rule in reversed(rules) if _matcher(rule.pattern).match_file(path)), None)


def _matches_any(path: str, patterns: tuple[str, ...]) -> bool:
    return any(_matcher(pattern).match_file(path) for pattern in patterns)


@lru_cache(maxsize=_PATTERNS_KEPT)
def _matcher(pattern: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # here, because start-up does without it

    return GitIgnoreSpec.from_lines([pattern])


def _rule(row: dict[str, Any]) -> DefaultRule:
    unit = next(unit for unit in Unit if unit.value in row)
    budget = Budget(row[unit.value], unit, row.get("hard", False), "default", row["note"])
    return DefaultRule(tuple(row["files"]), budget, row["source"], row["certainty"], str(row["verified_on"]))

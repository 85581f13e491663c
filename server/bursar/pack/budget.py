"""How many tokens a bundle may have where the request does not say: what was set, by whom, and for what."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bursar.config import Settings
from bursar.errors import StoreError
from bursar.store.budgets import Budgets, Reach, SetBudget

SESSION: Final = "BURSAR_SESSION"
"""The environment variable that names a session; without it there is one session, called `default`."""

DEFAULT_SESSION: Final = "default"


@dataclass(frozen=True, slots=True)
class BudgetInForce:
    """A budget in tokens, and the words for where it is from."""

    tokens: int
    origin: str


def session_name(environment: Mapping[str, str] = os.environ) -> str:
    """The name of the session that a command runs in."""
    return environment.get(SESSION, "").strip() or DEFAULT_SESSION


def repository_name(root: Path) -> str:
    """What a repository is called in the store: its folder, links resolved."""
    return str(root.resolve())


def budget_in_force(
    root: Path,
    model: str,
    settings: Settings,
    budgets: Budgets | None = None,
    environment: Mapping[str, str] = os.environ,
) -> BudgetInForce:
    """The budget for a repository and a model: the most particular one that was set.

    A session that has a name comes first, then the repository, then the session without a name, then `pack.budget` in
    the settings. A store that cannot be read is passed over.
    """
    kept, session = budgets or Budgets(), session_name(environment)
    asked = [(Reach.SESSION, session)] if session != DEFAULT_SESSION else []
    asked += [(Reach.REPOSITORY, repository_name(root)), (Reach.SESSION, DEFAULT_SESSION)]
    try:
        found = next((budget for reach, name in asked if (budget := kept.find(reach, name, model))), None)
    except StoreError:
        found = None
    if found is None:
        return BudgetInForce(settings.pack.budget, "the settings")
    return BudgetInForce(found.tokens, _words(found))


def _words(budget: SetBudget) -> str:
    if budget.reach is Reach.REPOSITORY:
        return "this repository"
    return "this session" if budget.name == DEFAULT_SESSION else f"the session {budget.name!r}"

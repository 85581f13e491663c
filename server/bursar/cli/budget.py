"""`bursar budget`: the budget for packing of a session or a repository: set, shown, compared, with how it was used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.options import model_option, repo_option
from bursar.cli.output import remark, say, write_json
from bursar.cli.project import Project, model_named, remark_problems
from bursar.files import find_root

if TYPE_CHECKING:
    from datetime import datetime

    from bursar.models import Model, Recommendation
    from bursar.pack.budget import BudgetInForce
    from bursar.store.runs import Run, Tally

SCHEMA = 1
LATEST = 5


@dataclass(frozen=True, slots=True)
class _Account:
    """All that is told of a budget."""

    root: Path
    model: Model
    budget: BudgetInForce
    better: tuple[Recommendation, str] | None
    tally: Tally
    latest: list[tuple[datetime, Run]]

    @property
    def percent(self) -> float:
        """The budget's share of the model's window, in per cent."""
        return round(100 * self.budget.tokens / self.model.window, 1)


@click.command("budget", short_help="Set or show the budget for packing, and how it was used.")
@click.argument("tokens", required=False, type=click.IntRange(min=1), metavar="[N]")
@model_option("For this model only (default to show: the one in the settings).")
@repo_option("The budget of this repository (default: of the session).")
@click.option("--clear", is_flag=True, help="Forget what was set for the session, or with --repo for the repository.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/budget.json).")
def command(tokens: int | None, model: str | None, repo: Path | None, clear: bool, as_json: bool) -> None:
    """Set the budget of N tokens for packing, or show the one in force, its share of the window and how it was used.

    The environment variable BURSAR_SESSION names a session; without it there is one. The most particular budget holds:
    --budget of a command, a named session's, the repository's, the session's, then `pack.budget` in the settings.

    Exit codes: 0 done, 2 wrong usage.
    """
    if clear and tokens is not None:
        raise click.UsageError("Give N to set a budget or --clear to forget it, not both.")
    from bursar.store.budgets import Budgets

    root = (repo.absolute() if repo else find_root(Path.cwd())).resolve()
    project, budgets = Project(), Budgets()
    asked = model_named(model or project.settings_for(root).settings.model, project)
    remark_problems(project.problems())
    if clear:
        count = budgets.clear(*_reach(repo, root))
        remark(f"{count} {'budget' if count == 1 else 'budgets'} forgotten")
    if tokens is not None:
        _set(tokens, asked, model is not None, repo, root)
    account = _account(root, asked, project)
    if as_json:
        write_json(_document(account))
    else:
        for line in _lines(account):
            say(line)


def _reach(repo: Path | None, root: Path) -> tuple[Any, str]:
    from bursar.pack.budget import repository_name, session_name
    from bursar.store.budgets import Reach

    return (Reach.REPOSITORY, repository_name(root)) if repo else (Reach.SESSION, session_name())


def _set(tokens: int, model: Model, for_model: bool, repo: Path | None, root: Path) -> None:
    from bursar.store.budgets import Budgets, SetBudget

    Budgets().set(SetBudget(*_reach(repo, root), model.id if for_model else "", tokens))
    if tokens > model.window:
        remark(f"{tokens:,} tokens are more than the {model.window:,} that {model.id} holds")


def _account(root: Path, model: Model, project: Project) -> _Account:
    from bursar.models import better_for
    from bursar.pack.budget import budget_in_force, repository_name
    from bursar.store.runs import Runs

    settings = project.settings_for(root).settings
    budget = budget_in_force(root, model.id, settings)
    runs, name = Runs(), repository_name(root)
    better = better_for(model, budget.tokens, settings.models)
    return _Account(root, model, budget, better, runs.tally(name), runs.latest(name, LATEST))


def _lines(account: _Account) -> Iterator[str]:
    model, budget, tally = account.model, account.budget, account.tally
    yield f"{budget.tokens:,} tokens for {model.id}, from {budget.origin}"
    yield f"  {account.percent:g} % of its window of {model.window:,}; {model.recommended_budget:,} are recommended"
    if account.better is None:
        yield f"  {model.id} holds them with room to spare"
    else:
        better, why = account.better
        yield f"  {why}; {better.model.id} would serve better: {'; '.join(better.reasons)}"
    if not tally.runs:
        yield f"  nothing was packed yet for {account.root}"
        return
    bundles = "1 bundle" if tally.runs == 1 else f"{tally.runs:,} bundles"
    yield f"  {bundles} for {account.root} used {tally.usage:g} % of their budgets, on average"
    for at, run in account.latest:
        intent = f", to {run.intent}" if run.intent else ""
        yield (
            f"    {at:%Y-%m-%d %H:%M}  {run.used:>7,} of {run.budget:,} for {run.model}: "
            f"{run.items:,} items, {run.dropped:,} left out{intent}"
        )


def _document(account: _Account) -> dict[str, Any]:
    better, tally = account.better, account.tally
    return {
        "schema": SCHEMA,
        "root": str(account.root),
        "model": account.model.id,
        "budget": account.budget.tokens,
        "origin": account.budget.origin,
        "window": account.model.window,
        "percent": account.percent,
        "recommendedBudget": account.model.recommended_budget,
        "better": {"model": better[0].model.id, "why": better[1], "reasons": list(better[0].reasons)}
        if better
        else None,
        "history": {
            "runs": tally.runs,
            "usage": tally.usage,
            "latest": [
                {
                    "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
                    "model": run.model,
                    "budget": run.budget,
                    "used": run.used,
                    "items": run.items,
                    "dropped": run.dropped,
                    "intent": run.intent or None,
                }
                for at, run in account.latest
            ],
        },
    }

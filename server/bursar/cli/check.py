"""`bursar check`: which files are near their budgets or over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.cached import CachedCounts, Wanted
from bursar.cli.counted import CountedFile
from bursar.cli.options import model_option
from bursar.cli.output import say, write_json
from bursar.cli.progress import with_bar
from bursar.cli.project import Project, files_of, model_named, relative_path, remark_problems
from bursar.cli.sources import Reading, Source

if TYPE_CHECKING:
    from bursar.budgets import Budget, Crossing
    from bursar.config import Problem, Settings
    from bursar.models import Model
    from bursar.tokens.count import Basis

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class CheckedBudget:
    """What a file uses of one budget; `overflow` is the line and column, from 0, where the budget runs out."""

    budget: Budget
    used: int
    crossing: Crossing | None
    overflow: tuple[int, int] | None

    @property
    def exceeded(self) -> bool:
        """Whether the file is over the limit."""
        return self.used > self.budget.limit

    @property
    def percent(self) -> int:
        """The share of the budget that is used, rounded down."""
        return self.used * 100 // self.budget.limit


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file with its budgets, the model its tokens are for, and how they were counted."""

    path: str
    model: Model
    encoding: str
    basis: Basis
    band: float | None
    budgets: tuple[CheckedBudget, ...]

    @property
    def exceeded(self) -> bool:
        """Whether the file is over any of its limits."""
        return any(found.exceeded for found in self.budgets)


@click.command("check", short_help="Check files against their budgets.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True), metavar="[PATH...]")
@model_option()
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/check.json).")
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], model: str | None, as_json: bool) -> None:
    """Check files, or all of a folder (default: the current one), against their budgets.

    Exit codes: 0 all within their budgets, 1 a budget is exceeded, 2 wrong usage, a file that cannot be read, or a
    fault in a settings file.
    """
    project, reading = Project(), Reading()
    fixed = model_named(model, project) if model else None
    counts = CachedCounts()
    checked = list(_checked(paths or (".",), project, reading, fixed, counts))
    counts.close()
    problems = project.problems()
    remark_problems(problems)
    if as_json:
        write_json(_document(checked, problems))
    else:
        for line in _lines(checked):
            say(line)
    ctx.exit(1 if any(file.exceeded for file in checked) else 2 if problems or reading.failed else 0)


def _checked(
    paths: tuple[str, ...], project: Project, reading: Reading, fixed: Model | None, counts: CachedCounts
) -> Iterator[CheckedFile]:
    from bursar.budgets import budgets_for
    from bursar.models import model_for_path

    for path, named in with_bar(files_of(paths), "checked"):
        loaded = project.settings_for(Path(path))
        inside = relative_path(Path(path), loaded)
        budgets = budgets_for(inside, loaded.settings)
        if budgets:
            model = fixed or model_for_path(inside, loaded.settings)
            for source in reading.sources([(path, named)]):
                yield _check(counts.count([Wanted(source, model, loaded)])[0], source, budgets, loaded.settings)


def _check(file: CountedFile, source: Source, budgets: tuple[Budget, ...], settings: Settings) -> CheckedFile:
    from bursar.budgets import Unit, check, overflow_offset, used
    from bursar.text import PositionEncoding, Text
    from bursar.tokens.counter import counter_for
    from bursar.tokens.counts import Counts

    text, total = Text(source.text), file.count.tokens
    over = any(budget.unit is Unit.TOKENS and total > budget.limit for budget in budgets)
    counts = Counts.of(text, counter_for(file.model, settings.tokenizer_files)) if over else None
    found = []
    for budget in budgets:
        amount = total if budget.unit is Unit.TOKENS else used(text, None, budget.unit) or 0
        offset = overflow_offset(text, counts, budget)
        place = text.position_at(offset, PositionEncoding.UTF32) if offset is not None else None
        crossing = check(budget, amount, settings.thresholds)
        found.append(CheckedBudget(budget, amount, crossing, (place.line, place.character) if place else None))
    return CheckedFile(source.path, file.model, file.encoding, file.count.basis, file.count.band, tuple(found))


def _lines(checked: Sequence[CheckedFile]) -> Iterator[str]:
    close = 0
    for file in checked:
        for found in file.budgets:
            if found.exceeded or found.crossing:
                yield _line(file, found)
        close += not file.exceeded and any(found.crossing for found in file.budgets)
    over = sum(file.exceeded for file in checked)
    files = "1 file with a budget" if len(checked) == 1 else f"{len(checked):,} files with a budget"
    yield f"{files}: {over:,} over, {close:,} close, {len(checked) - over - close:,} well within"


def _line(file: CheckedFile, found: CheckedBudget) -> str:
    from bursar.budgets import Unit
    from bursar.tokens.count import Basis, TokenCount

    place = f":{found.overflow[0] + 1}:{found.overflow[1] + 1}" if found.overflow else ""
    in_tokens = found.budget.unit is Unit.TOKENS
    used = str(TokenCount(found.used, file.basis if in_tokens else Basis.EXACT))
    over = f", {found.used - found.budget.limit:,} over" if found.exceeded else ""
    unit = "characters" if found.budget.unit is Unit.CHARS else found.budget.unit.value
    line = f"{file.path}{place}: {used} of {found.budget.limit:,} {unit} ({found.percent} %{over})"
    return f"{line}: {found.budget.note}" if found.budget.note else line


def _document(checked: Sequence[CheckedFile], problems: Sequence[Problem]) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "files": [
            {
                "path": file.path,
                "model": file.model.id,
                "basis": file.basis.value,
                **({} if file.band is None else {"band": file.band}),
                "encoding": file.encoding,
                "exceeded": file.exceeded,
                "budgets": [_row(found) for found in file.budgets],
            }
            for file in checked
        ],
        "total": {"files": len(checked), "exceeded": sum(file.exceeded for file in checked)},
        "problems": [
            {"path": problem.path, "line": problem.line, "column": problem.column, "message": problem.message}
            for problem in problems
        ],
    }


def _row(found: CheckedBudget) -> dict[str, Any]:
    return {
        "unit": found.budget.unit.value,
        "limit": found.budget.limit,
        "used": found.used,
        "percent": found.percent,
        "hard": found.budget.hard,
        "origin": found.budget.origin,
        "threshold": found.crossing.threshold if found.crossing else None,
        "severity": found.crossing.severity.name.lower() if found.crossing else None,
        "overflow": list(found.overflow) if found.overflow else None,
    }

"""The figures of a status line: one document's total against its tightest budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bursar.budgets import Budget, Crossing, passed
from bursar.config import Settings, Unit
from bursar.session.closed import BudgetedFile
from bursar.session.workspaces import Around
from bursar.snapshot import DocumentSnapshot


class Crossed(NamedTuple):
    """How much of a budget is used, in its unit."""

    unit: Unit
    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class Status:
    """What `bursar/status` tells: `budget` is the smallest in tokens, `severity` and `crossed` are of the worst one.

    `folder` and `workspace` are the tokens of all files there, by the workspace's model; None until all are counted.
    """

    uri: str
    version: int | None
    tokens: int | None
    basis: str
    band: float | None
    model: str
    pending: bool
    budget: int | None = None
    percent: int | None = None
    severity: str | None = None
    crossed: Crossed | None = None
    folder: int | None = None
    workspace: int | None = None


def status(snapshot: DocumentSnapshot, budgets: Sequence[Budget], settings: Settings) -> Status:
    """The status of a document as it stands; the number is None, never a wrong one, while it is pending."""
    limit = min((budget.limit for budget in budgets if budget.unit is Unit.TOKENS), default=None)
    total = snapshot.total
    found = passed(snapshot.text, None if snapshot.pending else snapshot.counts, budgets, settings.thresholds)
    severity, crossed = _worst(found)
    return Status(
        uri=snapshot.uri,
        version=snapshot.version,
        tokens=total.tokens if total else None,
        basis=total.basis.value if total else snapshot.model.basis,
        band=total.band if total else snapshot.model.band,
        model=snapshot.model.id,
        pending=snapshot.pending,
        budget=limit,
        percent=total.tokens * 100 // limit if total and limit else None,
        severity=severity,
        crossed=crossed,
    )


def within(found: Status, around: Around) -> Status:
    """A status with the sums of the folder and the workspace that the document stands in."""
    folder, whole = around.in_folder, around.in_workspace
    return replace(
        found,
        folder=folder.count.tokens if folder is not None and not folder.pending else None,
        workspace=whole.count.tokens if not whole.pending else None,
    )


def status_of_file(file: BudgetedFile, opened: DocumentSnapshot | None = None) -> Status:
    """The status of a budgeted file: as it is on the disk, or as it stands in the editor where it is open."""
    if opened is not None:
        return status(opened, file.budgets, file.settings)
    limit = min((budget.limit for budget in file.budgets if budget.unit is Unit.TOKENS), default=None)
    severity, crossed = _worst(file.crossings)
    return Status(
        uri=file.uri,
        version=None,
        tokens=file.count.tokens,
        basis=file.count.basis.value,
        band=file.count.band,
        model=file.model.id,
        pending=False,
        budget=limit,
        percent=file.count.tokens * 100 // limit if limit else None,
        severity=severity,
        crossed=crossed,
    )


def _worst(found: Iterable[Crossing]) -> tuple[str | None, Crossed | None]:
    """Of the crossing that matters most (of equals the fullest budget's): how much it matters, and what it is of."""
    worst = min(found, key=lambda crossing: (crossing.severity, -crossing.percent), default=None)
    if worst is None:
        return None, None
    return worst.severity.name.lower(), Crossed(worst.budget.unit, worst.used, worst.budget.limit)

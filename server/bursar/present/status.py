"""The figures of a status line: one document's total against its tightest budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bursar.budgets import Budget, crossings
from bursar.config import Settings, Unit
from bursar.snapshot import DocumentSnapshot


@dataclass(frozen=True, slots=True)
class Status:
    """What `bursar/status` tells: `budget` is the smallest one in tokens, `severity` the worst of all."""

    uri: str
    version: int | None
    tokens: int | None
    basis: str
    model: str
    pending: bool
    budget: int | None = None
    percent: int | None = None
    severity: str | None = None


def status(snapshot: DocumentSnapshot, budgets: Sequence[Budget], settings: Settings) -> Status:
    """The status of a document as it stands; the number is None, never a wrong one, while it is pending."""
    limit = min((budget.limit for budget in budgets if budget.unit is Unit.TOKENS), default=None)
    total = snapshot.total
    passed = crossings(snapshot.text, None if snapshot.pending else snapshot.counts, budgets, settings.thresholds)
    worst = min((crossing.severity for crossing in passed), default=None)
    return Status(
        uri=snapshot.uri,
        version=snapshot.version,
        tokens=total.tokens if total else None,
        basis=snapshot.model.basis,
        model=snapshot.model.id,
        pending=snapshot.pending,
        budget=limit,
        percent=total.tokens * 100 // limit if total and limit else None,
        severity=worst.name.lower() if worst is not None else None,
    )

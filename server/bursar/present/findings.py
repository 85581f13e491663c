"""What is to be said about a document as findings: crossed budgets, cut text, faults in a settings file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bursar.budgets import Budget, Crossing, Severity, crossings
from bursar.config import Problem, Settings
from bursar.present.words import amount
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span, Text
from bursar.tokens.count import Basis


@dataclass(frozen=True, slots=True)
class Finding:
    """A message about a span. `code` is `budget`, `cut` or `config`; `faded` asks that the text be drawn as unread."""

    span: Span
    severity: Severity
    code: str
    message: str
    faded: bool = False


def findings(snapshot: DocumentSnapshot, budgets: Sequence[Budget], settings: Settings) -> list[Finding]:
    """The findings of a document with its counts done; none while they are pending. O(log n) and one chunk a budget."""
    if not settings.diagnostics.enabled:
        return []
    counts = None if snapshot.pending else snapshot.counts
    found: list[Finding] = []
    for crossing in crossings(snapshot.text, counts, budgets, settings.thresholds):
        found += _of_crossing(snapshot, crossing)
    return found


def config_findings(text: Text, problems: Iterable[Problem]) -> list[Finding]:
    """The faults of a settings file, each at its place."""
    return [Finding(_place(text, problem), Severity.WARNING, "config", problem.message) for problem in problems]


def over_message(snapshot: DocumentSnapshot, crossing: Crossing) -> str:
    """`3,412 of 3,000 tokens (113 %): trim 412, or raise the budget`."""
    if crossing.budget.hard:
        return f"{_state(snapshot, crossing)}: what follows is not read; trim {crossing.over:,}"
    return f"{_state(snapshot, crossing)}: trim {crossing.over:,}, or raise the budget"


def near_message(snapshot: DocumentSnapshot, crossing: Crossing) -> str:
    """`2,713 of 3,000 tokens (90 %): 287 left`."""
    return f"{_state(snapshot, crossing)}: {crossing.budget.limit - crossing.used:,} left"


def _of_crossing(snapshot: DocumentSnapshot, crossing: Crossing) -> list[Finding]:
    text = snapshot.text
    if crossing.overflow is None:
        return [Finding(text.line_span(0), crossing.severity, "budget", near_message(snapshot, crossing))]
    line_end = text.line_span(text.line_at(crossing.overflow)).end
    first = Span(crossing.overflow, max(crossing.overflow, line_end))
    found = [Finding(first, Severity.WARNING, "budget", over_message(snapshot, crossing))]
    if crossing.budget.hard:
        rest = Span(crossing.overflow, len(text))
        limit = amount(crossing.budget.limit, crossing.budget.unit.value)
        found.append(Finding(rest, Severity.HINT, "cut", f"Not read: beyond {limit}", faded=True))
    return found


def _state(snapshot: DocumentSnapshot, crossing: Crossing) -> str:
    unit = crossing.budget.unit.value
    total = snapshot.total
    about = "≈" if unit == "tokens" and total is not None and total.basis is not Basis.EXACT else ""
    return f"{about}{crossing.used:,} of {amount(crossing.budget.limit, unit)} ({crossing.percent:,} %)"


def _place(text: Text, problem: Problem) -> Span:
    line = text.line_span(problem.line)
    start = min(line.start + problem.column, line.end)
    return Span(start, min(max(start, line.start + problem.end_column), line.end))

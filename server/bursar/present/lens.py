"""The code lens at the top of a budgeted file: its total beside its budget."""

from __future__ import annotations

from collections.abc import Sequence

from bursar.budgets import Budget
from bursar.config import Unit
from bursar.present.words import PENDING, counted, percent
from bursar.snapshot import DocumentSnapshot


def lens(snapshot: DocumentSnapshot, budgets: Sequence[Budget]) -> str | None:
    """The lens's title: `2,713 of 3,000 tokens (90 %) · gpt-5`; None for a file without a budget."""
    if not budgets:
        return None
    total = snapshot.total
    tokens = [budget for budget in budgets if budget.unit is Unit.TOKENS]
    if not tokens:
        return f"{counted(total)} · {snapshot.model.id}"
    limit = min(budget.limit for budget in tokens)
    if total is None:
        return f"{PENDING} of {limit:,} tokens · {snapshot.model.id}"
    return f"{total} of {limit:,} tokens ({percent(total.tokens, limit)}) · {snapshot.model.id}"

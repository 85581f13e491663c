"""Code lenses: a budgeted file's total beside its budget at its top, and a symbol's count above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bursar.budgets import Budget
from bursar.config import Unit
from bursar.present.words import PENDING, counted, percent
from bursar.snapshot import DocumentSnapshot, SymbolCount
from bursar.text import Span

SYMBOL_LIMIT = 2_000
"""The most lenses of one document."""


@dataclass(frozen=True, slots=True)
class SymbolLens:
    """A title above the line of a symbol's name."""

    name_span: Span
    title: str


def symbol_lenses(
    counts: Sequence[SymbolCount], total: int, least_tokens: int, limit: int = SYMBOL_LIMIT
) -> list[SymbolLens]:
    """The lenses of the symbols of that many tokens or more: `412 tokens, 35 its own · 12 % of the file`."""
    found = islice((each for top in counts for each in _large(top, least_tokens)), limit)
    return [SymbolLens(each.symbol.name_span, _title(each, total)) for each in found]


def _large(found: SymbolCount, least_tokens: int) -> Iterator[SymbolCount]:
    return (each for each in found.walk() if each.count.tokens >= least_tokens)


def _title(found: SymbolCount, total: int) -> str:
    own = f", {found.own} its own" if found.children else ""
    return f"{counted(found.count)}{own} · {percent(found.count.tokens, total)} of the file"


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

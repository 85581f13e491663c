"""The hover on a symbol: its tokens, their share of the document and of its budgets, and the model they are for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bursar.budgets import Budget
from bursar.config import Unit
from bursar.outline import Outline, Symbol
from bursar.present.words import PENDING, counted, percent
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")
_NAME_CHARS = 80


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown, and the span it is about."""

    markdown: str
    span: Span


def hover(snapshot: DocumentSnapshot, outline: Outline, budgets: Sequence[Budget], offset: int) -> Hover | None:
    """The hover at an offset: on a line that names a symbol, that symbol's; nothing elsewhere."""
    line = snapshot.text.line_at(offset)
    named = [found for found in outline.enclosing(Span(offset, offset)) if _heads(found, snapshot, line)]
    if not named:
        return None
    symbol = named[-1]
    return Hover(_markdown(snapshot, symbol, budgets), symbol.name_span)


def _heads(symbol: Symbol, snapshot: DocumentSnapshot, line: int) -> bool:
    return symbol.line(snapshot.text) == line


def _markdown(snapshot: DocumentSnapshot, symbol: Symbol, budgets: Sequence[Budget]) -> str:
    count, total = snapshot.span(symbol.span), snapshot.total
    name = _escaped(symbol.name) or symbol.kind.value
    lines = [f"**{name}** · {counted(count)}"]
    if count is not None and total is not None:
        shares = [f"{percent(count.tokens, total.tokens)} of the file ({total})"]
        shares += [
            f"{percent(count.tokens, budget.limit)} of its budget ({budget.limit:,})"
            for budget in budgets
            if budget.unit is Unit.TOKENS
        ]
        lines.append(" · ".join(shares))
    else:
        lines.append(f"still counting {PENDING}")
    lines.append(f"{snapshot.model.id} · {_basis(snapshot)}")
    return "\n\n".join(lines)


def _basis(snapshot: DocumentSnapshot) -> str:
    return f"{snapshot.model.basis}, {snapshot.model.encoding}"


def _escaped(name: str) -> str:
    short = name if len(name) <= _NAME_CHARS else name[: _NAME_CHARS - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", " ".join(short.split()))

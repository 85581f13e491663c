"""The hover on a symbol: what it, its own text and its parts cost, their shares, and that for each model in use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bursar.budgets import Budget
from bursar.config import Unit
from bursar.models import Model
from bursar.outline import Symbol, Symbols
from bursar.present.words import PENDING, amount, counted, dollars, percent
from bursar.snapshot import DocumentSnapshot, own_spans
from bursar.text import Span
from bursar.tokens.count import TokenCount

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")
_NAME_CHARS = 80

PARTS_LIMIT = 200
"""A symbol of more parts is not told apart from them: each costs some hundred microseconds on the event loop."""


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown, and the span it is about."""

    markdown: str
    span: Span


@dataclass(frozen=True, slots=True)
class ModelCount:
    """A text's count for a model."""

    model: Model
    count: TokenCount


@dataclass(frozen=True, slots=True)
class Named:
    """A symbol, and the one directly `around` it, if there is one."""

    symbol: Symbol
    around: Symbol | None


def named_at(snapshot: DocumentSnapshot, outline: Symbols, offset: int) -> Named | None:
    """What a hover at an offset is about: the symbol that the line names; None elsewhere."""
    text = snapshot.text
    line, chain = text.line_at(offset), outline.enclosing(Span(offset, offset))
    for depth in reversed(range(len(chain))):
        if chain[depth].line(text) == line:
            return Named(chain[depth], chain[depth - 1] if depth else None)
    return None


def hover(
    snapshot: DocumentSnapshot, named: Named, budgets: Sequence[Budget], others: Sequence[ModelCount] = ()
) -> Hover:
    """The hover on a symbol; `others` are its counts for other models than the document's."""
    symbol = named.symbol
    count, total = snapshot.span(symbol.span), snapshot.total
    lines = [f"**{_title(symbol)}** · {counted(count)}"]
    if count is not None and total is not None:
        if named.around is not None and (whole := snapshot.span(named.around.span)) is not None:
            lines[0] += f" · {percent(count.tokens, whole.tokens)} of {_title(named.around)}"
        lines.append(_table(snapshot, symbol, count, total, budgets))
        lines.append(_models([ModelCount(snapshot.model, count), *others]))
    else:
        lines += [f"still counting {PENDING}", snapshot.model.id]
    return Hover("\n\n".join(lines), symbol.name_span)


def _title(symbol: Symbol) -> str:
    return _escaped(symbol.name) or symbol.kind.value


def _table(
    snapshot: DocumentSnapshot, symbol: Symbol, count: TokenCount, total: TokenCount, budgets: Sequence[Budget]
) -> str:
    limits = [budget.limit for budget in budgets if budget.unit is Unit.TOKENS]
    limit = min(limits, default=None)
    rows = [("all of it", count)]
    if 0 < len(symbol.children) <= PARTS_LIMIT:
        rows += _own_and_parts(snapshot, symbol, count)
    rows.append(("the file", total))
    head = ["", "tokens", "of the file", *([f"of the budget ({limit:,})"] if limit else [])]
    lines = [_row(head), _row(["---", *["--:"] * (len(head) - 1)])]
    for label, row in rows:
        shares = [percent(row.tokens, total.tokens), *([percent(row.tokens, limit)] if limit else [])]
        lines.append(_row([label, str(row), *shares]))
    return "\n".join(lines)


def _own_and_parts(snapshot: DocumentSnapshot, symbol: Symbol, count: TokenCount) -> list[tuple[str, TokenCount]]:
    def total(spans: Sequence[Span]) -> TokenCount:
        found = (snapshot.span(span) for span in spans)
        return count.with_tokens(sum(each.tokens for each in found if each))

    parts = amount(len(symbol.children), "parts")
    return [("its own", total(own_spans(symbol))), (f"its {parts}", total([one.span for one in symbol.children]))]


def _models(rows: Sequence[ModelCount]) -> str:
    lines = [_row(["model", "tokens", "as input", "basis"]), _row(["---", "--:", "--:", "---"])]
    for row in rows:
        price = row.model.price
        cost = dollars(price.cost(row.count.tokens)) if price else "?"
        basis = f"{row.count.worth}, {row.model.encoding}"
        lines.append(_row([_escaped(row.model.id), str(row.count), cost, _escaped(basis)]))
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(name: str) -> str:
    short = name if len(name) <= _NAME_CHARS else name[: _NAME_CHARS - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", " ".join(short.split()))

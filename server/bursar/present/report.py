"""The report of a bundle as a Markdown document: what is in it and why, what was left out and what it would take.

Editors show it as it is written, so its tables are set in columns and no more is escaped than has to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bursar.pack import Packed, Report

_INCLUDED = ("file", "symbol", "level", "tokens", "why", "keeps")
_DROPPED = ("file", "symbol", "tokens to bring it in", "why")
_MODELS = ("model", "tokens", "budget", "used", "counts are")
_NUMBERS = frozenset({"tokens", "tokens to bring it in", "budget", "used"})

WIDEST: Final = 60
"""Columns are as wide as their longest cell, up to so many characters; the last one is as wide as its cells."""

_MARKUP = re.compile(r"[\\|`*<\[]")
_UNDERSCORES = re.compile(r"\b_+|_+\b")
"""Those at the ends of words: two such are emphasis, one is not, nor is one within a word."""


def report_document(report: Report) -> str:
    """The whole account of a bundle."""
    included = [
        (item.path, item.symbol or "", item.level.value, report.shown(item.tokens), item.why, _kept(item))
        for item in report.breakdown
    ]
    shown, more = report.worth_most()
    dropped = [(item.path, item.symbol or "", report.shown(item.tokens), item.why) for item in shown]
    total = sum(item.tokens for item in report.dropped)
    used = f"{report.shown(report.actual)} of {report.budget:,} tokens ({report.usage_percentage} %)"
    parts = [
        "# Packed context\n",
        f"{used} for {report.model}.\n",
        *([f"Packed to {report.intent.intent.value}: {_plain(report.intent.why)}.\n"] if report.intent else []),
        *_list("Notes", report.notes),
        *_models(report),
        *_table("What is in it", _INCLUDED, included),
        *_table("What was left out", _DROPPED, dropped),
        *([f"And {more:,} more, worth less.\n"] if more else []),
        *([f"All of it would take about {total:,} tokens more.\n"] if dropped else []),
        *_list("Secrets that were replaced", report.redacted),
    ]
    return "\n".join(parts)


def _models(report: Report) -> list[str]:
    """What the bundle comes to for each model, if there are several."""
    if len(report.models) < 2:
        return []
    rows = [
        (use.model, str(use.actual), f"{use.budget:,}", f"{use.usage_percentage} %", use.actual.worth)
        for use in report.models
    ]
    return _table("What it takes of each model's budget", _MODELS, rows)


def _kept(item: Packed) -> str:
    """What an item keeps of its facts: all, or the share with the shares of each kind."""
    if item.quality is None:
        return "all"
    each = ", ".join(f"{fact} {share:.0%}" for fact, share in item.quality.shares().items())
    return f"{item.quality.score:.0%} ({each})" if each else f"{item.quality.score:.0%}"


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}\n", "".join(f"- {_plain(item)}\n" for item in items)] if items else []


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    cells = [[_plain(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [min(WIDEST, max(map(len, column))) for column in zip(names, *cells, strict=True)]
    widths[-1] = len(names[-1])
    rule = [
        "-" * (width - 1) + ":" if name in _NUMBERS else "-" * width for name, width in zip(names, widths, strict=True)
    ]
    return [f"## {title}\n", "".join(_line(names, row, widths) for row in (names, rule, *cells))]


def _line(names: Sequence[str], row: Sequence[str], widths: Sequence[int]) -> str:
    """A line of a table: numbers stand at the right of their column."""
    placed = (
        cell.rjust(width) if name in _NUMBERS else cell.ljust(width)
        for name, cell, width in zip(names, row, widths, strict=True)
    )
    return f"| {' | '.join(placed)} |\n"


def _plain(text: str) -> str:
    """A text that stays in its cell, as it is written."""
    plain = _MARKUP.sub(r"\\\g<0>", " ".join(text.split()))
    if len(_UNDERSCORES.findall(plain)) < 2:
        return plain
    return _UNDERSCORES.sub(lambda found: "\\_" * len(found[0]), plain)

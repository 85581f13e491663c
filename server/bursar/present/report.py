"""The report of a bundle as a Markdown document: what is in it and why, what was left out and what it would take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bursar.pack import Packed, Report

_INCLUDED = ("tokens", "level", "keeps", "file", "symbol", "why")
_DROPPED = ("tokens to bring it in", "file", "symbol", "why")


def report_document(report: Report) -> str:
    """The whole account of a bundle."""
    included = [
        (report.shown(item.tokens), item.level.value, _kept(item), item.path, item.symbol or "", item.why)
        for item in report.breakdown
    ]
    shown, more = report.worth_most()
    dropped = [(report.shown(item.tokens), item.path, item.symbol or "", item.why) for item in shown]
    total = sum(item.tokens for item in report.dropped)
    used = f"{report.shown(report.actual)} of {report.budget:,} tokens ({report.usage_percentage} %)"
    parts = [
        "# Packed context\n",
        f"{used} for {report.model}.\n",
        *([f"Packed to {report.intent.intent.value}: {report.intent.why}.\n"] if report.intent else []),
        *_list("Notes", report.notes),
        *_table("What is in it", _INCLUDED, included),
        *_table("What was left out", _DROPPED, dropped),
        *([f"And {more:,} more, worth less.\n"] if more else []),
        *([f"All of it would take about {total:,} tokens more.\n"] if dropped else []),
        *_list("Secrets that were replaced", report.redacted),
    ]
    return "\n".join(parts)


def _kept(item: Packed) -> str:
    """What an item keeps of its facts: all, or the share with the shares of each kind."""
    if item.quality is None:
        return "all"
    each = ", ".join(f"{fact} {share:.0%}" for fact, share in item.quality.shares().items())
    return f"{item.quality.score:.0%} ({each})" if each else f"{item.quality.score:.0%}"


def _list(title: str, items: Sequence[str]) -> list[str]:
    return [f"## {title}\n", "".join(f"- {_plain(item)}\n" for item in items)] if items else []


def _table(title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(map(_plain, row))} |\n" for row in rows]
    if not lines:
        return []
    rule = f"|{'---|' * len(names)}\n"
    return [f"## {title}\n", f"| {' | '.join(names)} |\n{rule}{''.join(lines)}"]


def _plain(text: str) -> str:
    """A text that stays in its cell, as it is written."""
    flat = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\|`*_<>[]" else char for char in flat)

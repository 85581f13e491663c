"""A few files that are packed together: their parts compete, each worth its share of its file's facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bursar.pack.levels.facts import WEIGHTS, Facts
from bursar.pack.levels.policy import ContentKind
from bursar.pack.quality import facts_of
from bursar.pack.request import Candidate
from bursar.pack.units import Page, Unit
from bursar.text import Span

FEW_FILES: Final = 12
"""So many files are packed by their parts, more as whole files."""

LEAST_SHARE: Final = 0.002
"""A part without a fact of its own (imports, a licence) is worth this much."""

WHY: Final = "a part of the few files"


def parts_of(pages: Sequence[Page], priority: Callable[[str], float]) -> list[Candidate]:
    """The innermost parts of some files, the most valuable first; data is one part.

    All files are worth the same, times the priority of their kind.
    """
    found = [part for page in pages for part in _parts(page, priority(page.path))]
    found.sort(key=lambda item: (-item.value, item.path, item.anchor.start))
    return found


def _parts(page: Page, priority: float) -> Iterator[Candidate]:
    units = list(_innermost(page.units))
    stated = [_stated(facts_of(page, unit.span), page.kind) for unit in units]
    total = _total(stated)
    for unit, facts in zip(units, stated, strict=True):
        share = sum(
            facts[fact] / total[fact] * weight for fact, weight in WEIGHTS[page.kind].items() if facts.get(fact)
        )
        weights = sum(weight for fact, weight in WEIGHTS[page.kind].items() if total.get(fact))
        value = max(share / weights if weights else 1.0 / len(units), LEAST_SHARE) * min(priority, 1.0)
        symbol = unit.symbol
        named = symbol is not None and bool(symbol.name)
        anchor = symbol.name_span if symbol is not None and named else Span(unit.span.start, unit.span.start)
        name = symbol.name if symbol is not None and named else None
        declared = len(unit.header) if symbol else len(unit.span)
        yield Candidate(page.path, name, anchor, value, WHY, len(unit.span), declared, part=True)


def _innermost(units: Sequence[Unit]) -> Iterator[Unit]:
    for unit in units:
        if unit.children and not unit.broken:
            yield from _innermost(unit.children)
        else:
            yield unit


def _stated(facts: Facts, kind: ContentKind) -> dict[object, int]:
    return {fact: facts[fact].total() for fact in WEIGHTS[kind] if facts.get(fact)}


def _total(stated: Sequence[dict[object, int]]) -> dict[object, int]:
    total: dict[object, int] = {}
    for facts in stated:
        for fact, times in facts.items():
            total[fact] = total.get(fact, 0) + times
    return total

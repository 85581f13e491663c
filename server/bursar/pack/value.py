"""What an item is worth to a request, in a table that the full packer will tune."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bursar.pack.request import Candidate, Level
from bursar.pack.units import Page, Unit
from bursar.pack.views import file_levels, levels_of
from bursar.text import Span

NAMED_HERE: Final = 0.9
NAMED_NEARBY: Final = 0.8
USED_HERE: Final = 0.7
SAME_FILE: Final = 0.6
STEM_NAMED: Final = 0.5
SAME_FOLDER: Final = 0.4
ELSEWHERE: Final = 0.2

_WORD: Final = re.compile(r"[^\W\d]\w+")


def words_of(text: str) -> frozenset[str]:
    """The identifiers and words of a text."""
    return frozenset(_WORD.findall(text))


def unit_candidates(page: Page, hidden: Span, words: frozenset[str]) -> Iterator[Candidate]:
    """What a file offers besides the lines that the bundle shows anyway."""
    yield from _candidates(page, page.units, hidden, words)


def file_candidate(page: Page, words: frozenset[str], near: bool) -> Candidate:
    """A whole file, worth more when the selection names something in it."""
    levels = file_levels(page)
    if named := words.intersection(unit.symbol.name for unit in page.units if unit.symbol):
        return Candidate(page.path, None, page.whole, levels, NAMED_NEARBY, f"defines {min(named)}")
    stem = page.path.rpartition("/")[2].partition(".")[0]
    if stem in words:
        return Candidate(page.path, None, page.whole, levels, STEM_NAMED, f"{stem} is named in the selection")
    value, why = (SAME_FOLDER, "same folder") if near else (ELSEWHERE, "in the workspace")
    return Candidate(page.path, None, page.whole, levels, value, why)


def _candidates(page: Page, units: tuple[Unit, ...], hidden: Span, words: frozenset[str]) -> Iterator[Candidate]:
    for unit in units:
        if unit.span.covers(hidden) and unit.symbol and len(unit.span) > len(hidden):
            yield from _candidates(page, unit.children, hidden, words)
        elif unit.span.end <= hidden.start or hidden.end <= unit.span.start:
            yield _candidate(page, unit, words)


def _candidate(page: Page, unit: Unit, words: frozenset[str]) -> Candidate:
    if unit.symbol is None:
        used = words & words_of(page.source[unit.span.start : unit.span.end])
        value, why = (USED_HERE, f"holds {min(used)}") if used else (SAME_FILE, "same file")
        return Candidate(page.path, None, unit.span, (Level.FULL,), value, why)
    name = unit.symbol.name
    value, why = (NAMED_HERE, "named in the selection") if name in words else (SAME_FILE, "same file")
    return Candidate(page.path, name, unit.span, levels_of(page, unit), value, why)

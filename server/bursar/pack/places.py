"""The further selections of a request: which join the first one, and which are items of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bursar.errors import UnreadableFile
from bursar.pack.focus import selected_units
from bursar.pack.pages import Pages
from bursar.pack.request import Candidate, Place
from bursar.pack.units import Page, Unit
from bursar.text import Span

WHY: Final = "selected"


def joined(page: Page, selection: Span, also: Iterable[Place]) -> tuple[Span, tuple[Place, ...]]:
    """The first selection with those that share its symbols, as one; and the places that are left.

    Two cursors in one function are one selection: from the first line to the last one.
    """
    left = tuple(also)
    while True:
        near = [place for place in left if place.path == page.path and _meets(page, selection, place.span)]
        if not near:
            return selection, left
        spans = [selection, *(place.span or page.whole for place in near)]
        selection = Span(min(span.start for span in spans), max(span.end for span in spans))
        left = tuple(place for place in left if place not in near)


def pinned(places: Sequence[Place], pages: Pages) -> tuple[list[Candidate], list[str]]:
    """The units that hold each place, as certain items, each once; and what is to be said of places without any."""
    found: dict[tuple[str, Span], Candidate] = {}
    notes: list[str] = []
    for place in places:
        try:
            page = pages.get(place.path) or pages.own(place.path)
        except UnreadableFile as error:
            notes.append(f"{place.path} was selected, but left out: {error}")
            continue
        if place.span is None:
            found[page.path, page.whole] = _item(page, Unit(page.whole, None, Span(0, 0), ""), whole=True)
            continue
        length = len(page.text)
        span = Span(min(place.span.start, length), min(place.span.end, length))
        for unit in selected_units(page, span):
            found[page.path, unit.span] = _item(page, unit)
    return list(found.values()), notes


def _meets(page: Page, selection: Span, span: Span | None) -> bool:
    """Whether two selections touch a unit that both stand in."""
    mine = selected_units(page, selection)
    others = selected_units(page, span) if span is not None else page.units
    return any(one.span.start < other.span.end and other.span.start < one.span.end for one in mine for other in others)


def _item(page: Page, unit: Unit, whole: bool = False) -> Candidate:
    symbol = unit.symbol
    named = symbol is not None and bool(symbol.name)
    anchor = symbol.name_span if symbol is not None and named else Span(unit.span.start, unit.span.start)
    name = symbol.name if symbol is not None and named else None
    return Candidate(page.path, name, anchor, 1.0, WHY, len(unit.span), len(unit.header), whole)

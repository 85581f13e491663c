"""Cutting what is too large: down the levels of its symbols, after a line, or inside one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bursar.pack.forms import CAPSULE, COMPACT_DOC, FULL, SKELETON_DOC, Form, forms_of
from bursar.pack.units import Page, Unit
from bursar.pack.views import composed
from bursar.text import Span

if TYPE_CHECKING:
    from bursar.pack.focus import Fits, Focus

PARSES: Final = 64
"""How many shorter cuts are tried until one parses."""

STEPS: Final = (CAPSULE, SKELETON_DOC, FULL)
PROSE_STEPS: Final = (CAPSULE, SKELETON_DOC, COMPACT_DOC, FULL)


def most(limit: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to `limit` that fits, 0 if 1 does not: O(log n) trials, the first ones small."""
    low, step = 0, 1
    while low < limit and fits(min(low + step, limit)):
        low = min(low + step, limit)
        step *= 2
    high = min(low + step, limit)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(middle):
            low = middle
        else:
            high = middle
    return low


def ladder(page: Page, lines: Span, form: Callable[[str, str], Focus], fits: Fits) -> Focus | None:
    """The symbols that some lines hold whole: as many as fit as capsules, then as skeletons, then in full.

    Of prose the innermost sections, with one step more between the last two.
    """
    units = _covered(page.units, lines)
    steps = STEPS if page.dialect.code else PROSE_STEPS
    if not page.dialect.code:
        units = [leaf for unit in units for leaf in _leaves(unit)]
    if not units:
        return None

    def at(step: int) -> Focus:
        rounds, more = divmod(step, len(units))
        forms: dict[Span, Form] = {}
        for number, unit in enumerate(units):
            rung = rounds + (number < more)
            if rung:
                allowed = [found for found in forms_of(page, unit) if found <= steps[rung - 1]]
                if allowed:
                    forms[unit.span] = allowed[-1]
        text = composed(page, page.units, forms)
        return form(text, "mixed")

    step = most(len(units) * len(steps), lambda step: fits(at(step)))
    found = at(step) if step else None
    return found if found and found.text else None


def cut_lines(
    page: Page, lines: Span, form: Callable[[Span, str], Focus], fits: Fits, sound: Callable[[Focus], bool]
) -> Focus | None:
    """The first lines that fit with a mark after them, cut where what is left parses."""
    first, last = page.line_at(lines.start), page.line_at(max(lines.start, lines.end - 1))

    def at(count: int) -> Focus:
        end = page.line_start(first + count)
        rest = page.source[end : min(end + 2000, lines.end)]
        nonblank = len(rest) - len(rest.lstrip())
        indent = page.indent_of(end + nonblank) if page.dialect.code else ""
        return form(Span(lines.start, end), indent)

    count = most(last - first, lambda count: fits(at(count)))
    for fewer in range(count, max(count - PARSES, 0), -1):
        focus = at(fewer)
        if sound(focus) and fits(focus):
            return focus
    return None


def cut_characters(page: Page, lines: Span, form: Callable[[str, Span], Focus], fits: Fits) -> Focus | None:
    """The first characters that fit with a mark after them."""

    def at(count: int) -> Focus:
        span = Span(lines.start, lines.start + count)
        return form(page.source[span.start : span.end].rstrip() + " [...]\n", span)

    count = most(len(lines), lambda count: fits(at(count)))
    return at(count) if count else None


def _covered(units: tuple[Unit, ...], lines: Span) -> list[Unit]:
    found: list[Unit] = []
    for unit in units:
        if lines.covers(unit.span):
            found.append(unit)
        elif unit.span.covers(lines):
            found.extend(_covered(unit.children, lines))
    return found


def _leaves(unit: Unit) -> list[Unit]:
    """The units inside a unit that hold no others, or itself."""
    return [leaf for child in unit.children for leaf in _leaves(child)] if unit.children else [unit]

"""What a request is about, in whole lines that parse: the selection, what encloses it, how it is cut if it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from bursar.pack.compact import compact
from bursar.pack.forms import FULL, closer, elision, text_of
from bursar.pack.levels.policy import Level
from bursar.pack.parsing import parses
from bursar.pack.truncation import cut_characters, cut_lines, ladder
from bursar.pack.units import Page, Unit
from bursar.pack.views import within
from bursar.text import Span

WIDENINGS: Final = 8
"""How often a selection is widened in search of whole statements before its whole symbol is taken."""


SAID: Final = {
    "truncated": "cut to",
    "mixed": "only names and signatures of some of",
    "shortened": "less than all is said of some of",
    "compact": "without its comments:",
}
"""What a note says of a selection that was cut, by the label of its block."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The selection as shown: `span` are its lines, `level` and `label` say how much of them, `note` what was done.

    `text` stands inside the headers of `chain`, outermost first.
    """

    path: str
    language: str | None
    span: Span
    text: str
    level: Level
    label: str
    why: str
    symbol: str | None = None
    note: str | None = None
    chain: tuple[Unit, ...] = ()


Fits = Callable[[Focus], bool]


def focus_on(page: Page, selection: Span, fits: Fits, fits_cut: Fits | None = None) -> tuple[Focus | None, Unit | None]:
    """The best form of a selection that fits, and the symbol it is a part of; (None, ...) when nothing fits.

    A form that had to be cut is held to `fits_cut`, if that is given: so it can leave room for what it needs.
    """
    lines = page.lines(selection)
    selected = page.source[lines.start : lines.end].strip()
    around = _around(page.units, lines)
    enclosing = around[-1] if around and around[-1].span != lines else None
    chain, lines = _below_headers(around, lines)
    found = next((form for form in _forms(page, chain, lines) if fits(form)), None)
    if found is not None:
        return found, enclosing
    cut = _degraded(page, *_touched(page, chain, lines), fits_cut or fits)
    if page.dialect.code and (cut is None or selected not in cut.text):
        plain = _plain(page, lines)
        cut = plain if fits(plain) else cut
    return cut, enclosing


def selected_units(page: Page, selection: Span) -> tuple[Unit, ...]:
    """The smallest whole units that hold a selection: a symbol's when it stands in one, else all that it touches."""
    chain, lines = _below_headers(_around(page.units, page.lines(selection)), page.lines(selection))
    units = chain[-1].children if chain else page.units
    touched = tuple(unit for unit in units if unit.span.start < lines.end and lines.start < unit.span.end)
    return touched or chain[-1:]


def enclosing_form(page: Page, unit: Unit) -> Focus:
    """The whole symbol that a selection is a part of."""
    around = tuple(found for found in _around(page.units, unit.span) if found.span != unit.span)
    text = text_of(page, unit, FULL)
    return replace(_full(page, unit.span, text, "the enclosing symbol of the selection", unit), chain=around)


def shorter_form(page: Page, whole: Focus, selection: Span) -> Focus | None:
    """A whole symbol without its comments, with all that was selected; None if there is no such form."""
    unit = page.unit_at(whole.span)
    text = compact(page, whole.span, unit.symbol if unit else None, docs=True) if page.dialect.code else None
    lines = page.lines(selection)
    if text is None or page.source[lines.start : lines.end].strip() not in text:
        return None
    found = replace(whole, text=text, level=Level.COMPACT, label=Level.COMPACT.value)
    return found if _sound(page, whole.span, within(page, whole.chain, text)) else None


def _around(units: Sequence[Unit], lines: Span) -> list[Unit]:
    """The units of symbols that hold some lines, outermost first."""
    found: list[Unit] = []
    while True:
        unit = next((unit for unit in units if unit.symbol and unit.span.covers(lines)), None)
        if unit is None:
            return found
        found.append(unit)
        units = unit.children


def _below_headers(around: Sequence[Unit], lines: Span) -> tuple[tuple[Unit, ...], Span]:
    """Lines that begin in a symbol's header are shown from its first line on, under the headers of those around it."""
    chain = list(around)
    while chain and lines.start < chain[-1].header.end:
        lines = Span(chain.pop().span.start, lines.end)
    return tuple(chain), lines


def _forms(page: Page, chain: tuple[Unit, ...], lines: Span) -> Iterator[Focus]:
    """The selection with no more around it than it takes to parse."""
    for wider in _widened(page, chain, lines):
        outer, text = _in_context(page, chain, wider)
        if _sound(page, wider, within(page, outer, text)):
            why = "the selection" if wider == lines else "the selection, widened to whole statements"
            yield replace(_full(page, wider, text, why, _unit_of(page, chain, wider)), chain=outer)
            break
    else:
        touched, whole = _touched(page, chain, lines)
        outer, text = _in_context(page, touched, whole)
        yield replace(_full(page, whole, text, "the selection, widened to whole symbols", None), chain=outer)


def _plain(page: Page, lines: Span) -> Focus:
    text = page.source[lines.start : lines.end]
    note = "the selection is shown as plain text: with what it takes to parse it does not fit"
    return replace(_full(page, lines, text, "the selection", None), language="text", note=note)


def _widened(page: Page, chain: tuple[Unit, ...], lines: Span) -> Iterator[Span]:
    yield lines
    if not page.dialect.code:
        return
    area = Span(chain[-1].header.end, chain[-1].span.end) if chain else page.whole
    for _ in range(WIDENINGS):
        wider = _widen(page, area, lines)
        if wider == lines:
            return
        lines = wider
        yield lines


def _widen(page: Page, area: Span, lines: Span) -> Span:
    """Lines with the line before them that is indented no deeper, and all after them that are indented deeper."""
    source = page.source
    depth = min((len(page.indent_of(at)) for at in _line_starts(page, lines)), default=0)
    start, end = lines.start, lines.end
    while start > area.start:
        start = page.line_start(page.line_at(start - 1))
        stop = page.line_start(page.line_at(start) + 1)
        if source[start:stop].strip() and len(page.indent_of(start)) <= depth:
            break
    while end < area.end:
        stop = min(page.line_start(page.line_at(end) + 1), area.end)
        stop = stop if stop > end else area.end
        if source[end:stop].strip() and len(page.indent_of(end)) <= depth:
            break
        end = stop
    return Span(start, end)


def _line_starts(page: Page, lines: Span) -> Iterator[int]:
    for line in range(page.line_at(lines.start), page.line_at(max(lines.start, lines.end - 1)) + 1):
        start = page.line_start(line)
        if page.source[start : page.line_start(line + 1)].strip():
            yield start


def _touched(page: Page, chain: tuple[Unit, ...], lines: Span) -> tuple[tuple[Unit, ...], Span]:
    """The whole units that some lines touch, and the units around those."""
    units = chain[-1].children if chain else page.units
    touched = [unit for unit in units if unit.span.start < lines.end and lines.start < unit.span.end]
    if touched:
        return chain, Span(min(lines.start, touched[0].span.start), max(lines.end, touched[-1].span.end))
    if chain:
        return chain[:-1], chain[-1].span
    return (), lines


def _in_context(page: Page, chain: tuple[Unit, ...], lines: Span) -> tuple[tuple[Unit, ...], str]:
    """Lines under the headers of the functions that hold them, with marks for what is left out; and the units around.

    Those units are shown with others of their members; a function is shown for these lines alone.
    """
    text = page.source[lines.start : lines.end]
    text = text if text.endswith("\n") or not text else text + "\n"
    outer = tuple(takewhile(lambda unit: unit.children, chain))
    inner = chain[len(outer) :]
    if not chain or (not inner and page.dialect.bodies):
        return outer, within(page, inner, text)
    if inner:
        starts = _line_starts(page, lines)
        indent = page.indent_of(next(starts, lines.start)) or chain[-1].indent
        mark = elision(page, indent)
        before = mark if page.source[chain[-1].header.end : lines.start].strip() else ""
        after = mark if page.source[lines.end : chain[-1].closer.start].strip() else ""
        text = before + text + after
    return outer, within(page, inner, text)


def _sound(page: Page, lines: Span, text: str) -> bool:
    if not page.dialect.code or page.broken(lines):
        return True
    return parses(text, page.language) or not page.sound


def _full(page: Page, span: Span, text: str, why: str, unit: Unit | None) -> Focus:
    name = unit.symbol.name if unit and unit.symbol else None
    text = text if text.endswith("\n") or not text else text + "\n"
    return Focus(page.path, page.language, span, text, Level.FULL, "full", why, name)


def _unit_of(page: Page, chain: tuple[Unit, ...], lines: Span) -> Unit | None:
    """The unit that some lines are, or are a part of."""
    units = chain[-1].children if chain else page.units
    around = chain[-1] if chain else None
    return next((unit for unit in units if unit.span == lines), around)


def _degraded(  # noqa: C901 - one inner function per way
    page: Page, chain: tuple[Unit, ...], lines: Span, fits: Fits
) -> Focus | None:
    """The selection does not fit: its symbols at lower levels, or its first lines, or its first characters."""

    def form(text: str, span: Span, label: str, language: str | None = page.language) -> Focus:
        first, last = page.line_at(span.start) + 1, page.line_at(max(span.start, span.end - 1)) + 1
        note = f"{page.path}: the selection alone exceeds the budget; {SAID[label]} lines {first} to {last}"
        return Focus(page.path, language, span, text, Level.SKELETON, label, "the selection, cut to fit", None, note)

    def shorter() -> Focus | None:
        unit = next((unit for unit in (chain[-1].children if chain else page.units) if unit.span == lines), None)
        text = compact(page, lines, unit.symbol if unit else None, docs=False) if page.dialect.code else None
        if text is None:
            return None
        found = replace(form(text, lines, "compact"), level=Level.COMPACT, chain=chain)
        return found if fits(found) and _sound(page, lines, within(page, chain, text)) else None

    def whole_symbols() -> Focus | None:
        found = ladder(page, lines, lambda text, label: form(text, lines, label), fits)
        if found is None or page.dialect.code:
            return found
        return replace(found, note=form("", lines, "shortened").note)

    def first_lines() -> Focus | None:
        outer = tuple(takewhile(lambda unit: unit.children, chain))
        inner = chain[len(outer) :]

        def cut(span: Span, indent: str) -> Focus:
            ended = "".join(closer(page, unit) for unit in reversed(_opened(page, chain, span)))
            text = within(page, inner, page.source[span.start : span.end] + elision(page, indent) + ended)
            return replace(form(text, span, "truncated"), chain=outer)

        def sound(focus: Focus) -> bool:
            return _sound(page, focus.span, within(page, focus.chain, focus.text))

        return cut_lines(page, lines, cut, fits, sound)

    def first_characters() -> Focus | None:
        language = "text" if page.dialect.code else page.language
        return cut_characters(page, lines, lambda text, span: form(text, span, "truncated", language), fits)

    units = [unit for unit in page.units if unit.symbol and lines.covers(unit.span)]
    several = len(units) > 1 or not page.dialect.code
    ways = (whole_symbols, first_lines) if several else (shorter, first_lines, whole_symbols)
    for way in (*ways, first_characters):
        found: Focus | None = way()
        if found is not None:
            return found
    return None


def _opened(page: Page, chain: tuple[Unit, ...], span: Span) -> list[Unit]:
    """The units that begin within some lines and end after them, outermost first."""
    found: list[Unit] = []
    units = chain[-1].children if chain else page.units
    while True:
        unit = next((unit for unit in units if unit.symbol and unit.span.start < span.end < unit.span.end), None)
        if unit is None or unit.header.end > span.end:
            return found
        found.append(unit)
        units = unit.children

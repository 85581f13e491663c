"""What a request is about, in whole lines that parse: the selection, what encloses it, how it is cut if it must be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bursar.pack.parsing import parses
from bursar.pack.request import Level
from bursar.pack.truncation import cut_characters, cut_lines, ladder
from bursar.pack.units import Page, Unit
from bursar.pack.views import elision, unit_at, within
from bursar.text import Span

WIDENINGS: Final = 8
"""How often a selection is widened in search of whole statements before its whole symbol is taken."""


SAID: Final = {"truncated": "cut to", "mixed": "only names and signatures of some of"}
"""What a note says of a selection that was cut, by the label of its block."""


@dataclass(frozen=True, slots=True)
class Focus:
    """The selection as shown: `span` are its lines, `level` and `label` say how much of them, `note` what was done."""

    path: str
    language: str | None
    span: Span
    text: str
    level: Level
    label: str
    why: str
    symbol: str | None = None
    note: str | None = None


Fits = Callable[[Focus], bool]


def focus_on(page: Page, selection: Span, fits: Fits) -> tuple[Focus | None, Unit | None]:
    """The best form of a selection that fits, and the symbol it is a part of; (None, ...) when nothing fits."""
    lines = page.lines(selection)
    around = _around(page.units, lines)
    enclosing = around[-1] if around and around[-1].span != lines else None
    chain, lines = _below_headers(around, lines)
    forms = _forms(page, chain, lines)
    found = next((form for form in forms if fits(form)), None)
    if found is not None:
        return found, enclosing
    return _degraded(page, chain, lines, fits), enclosing


def enclosing_form(page: Page, unit: Unit) -> Focus:
    """The whole symbol that a selection is a part of."""
    around = [found for found in _around(page.units, unit.span) if found.span != unit.span]
    text = within(page, around, unit_at(page, unit, Level.FULL))
    return _full(page, unit.span, text, "the enclosing symbol of the selection", unit)


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
    """The selection with no more around it than it takes to parse; as plain text when even its symbol does not fit."""
    for wider in _widened(page, chain, lines):
        text = _in_context(page, chain, wider)
        if _sound(page, wider, text):
            why = "the selection" if wider == lines else "the selection, widened to whole statements"
            yield _full(page, wider, text, why, _unit_of(page, chain, wider))
            break
    else:
        outer, whole = _touched(page, chain, lines)
        yield _full(page, whole, _in_context(page, outer, whole), "the selection, widened to whole symbols", None)
    if page.dialect.code:
        text = page.source[lines.start : lines.end]
        note = "the selection is shown as plain text: with what it takes to parse it does not fit"
        yield replace(_full(page, lines, text, "the selection", None), language="text", note=note)


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
    text, source = page.text, page.source
    depth = min((len(page.indent_of(at)) for at in _line_starts(page, lines)), default=0)
    start, end = lines.start, lines.end
    while start > area.start:
        start = text.line_start(text.line_at(start - 1))
        stop = text.line_start(text.line_at(start) + 1)
        if source[start:stop].strip() and len(page.indent_of(start)) <= depth:
            break
    while end < area.end:
        stop = min(text.line_start(text.line_at(end) + 1), area.end)
        stop = stop if stop > end else area.end
        if source[end:stop].strip() and len(page.indent_of(end)) <= depth:
            break
        end = stop
    return Span(start, end)


def _line_starts(page: Page, lines: Span) -> Iterator[int]:
    text = page.text
    for line in range(text.line_at(lines.start), text.line_at(max(lines.start, lines.end - 1)) + 1):
        start = text.line_start(line)
        if page.source[start : text.line_start(line + 1)].strip():
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


def _in_context(page: Page, chain: tuple[Unit, ...], lines: Span) -> str:
    """Lines under the headers of what holds them, with marks for what is left out of a body."""
    text = page.source[lines.start : lines.end]
    text = text if text.endswith("\n") or not text else text + "\n"
    if not chain or (chain[-1].children and page.dialect.bodies):
        return within(page, chain, text)
    starts = _line_starts(page, lines)
    indent = page.indent_of(next(starts, lines.start)) or chain[-1].indent
    mark = elision(page, indent)
    before = mark if page.source[chain[-1].header.end : lines.start].strip() else ""
    after = mark if page.source[lines.end : chain[-1].span.end].strip() else ""
    return within(page, chain, before + text + after)


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


def _degraded(page: Page, chain: tuple[Unit, ...], lines: Span, fits: Fits) -> Focus | None:
    """The selection does not fit: its symbols at lower levels, or its first lines, or its first characters."""

    def form(text: str, span: Span, label: str, language: str | None = page.language) -> Focus:
        first, last = page.text.line_at(span.start) + 1, page.text.line_at(max(span.start, span.end - 1)) + 1
        note = f"{page.path}: the selection alone exceeds the budget; {SAID[label]} lines {first} to {last}"
        return Focus(page.path, language, span, text, Level.SKELETON, label, "the selection, cut to fit", None, note)

    def whole_symbols() -> Focus | None:
        return ladder(page, lines, lambda text, label: form(text, lines, label), fits)

    def first_lines() -> Focus | None:
        def cut(span: Span, indent: str) -> Focus:
            return form(
                within(page, chain, page.source[span.start : span.end]) + elision(page, indent), span, "truncated"
            )

        return cut_lines(page, lines, cut, fits, lambda focus: _sound(page, focus.span, focus.text))

    def first_characters() -> Focus | None:
        language = "text" if page.dialect.code else page.language
        return cut_characters(page, lines, lambda text, span: form(text, span, "truncated", language), fits)

    units = [unit for unit in page.units if unit.symbol and lines.covers(unit.span)]
    ways = (whole_symbols, first_lines) if len(units) > 1 else (first_lines, whole_symbols)
    for way in (*ways, first_characters):
        found = way()
        if found is not None:
            return found
    return None

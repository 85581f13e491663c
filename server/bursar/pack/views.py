"""The text of a unit, of some units of a file, or of a whole file, at a level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bursar.pack.request import Level
from bursar.pack.units import Page, Unit
from bursar.text import Span

STRETCH_CHARS: Final = 600
"""A skeleton shows a stretch of code between symbols (imports, constants) up to this length."""

MEMBERS: Final = 12
"""A capsule names this many of the symbols inside."""


def levels_of(page: Page, unit: Unit) -> tuple[Level, ...]:
    """The levels at which a unit can be shown, the best first."""
    if unit.symbol is None:
        return (Level.FULL,)
    if unit.broken or unit.symbol.body is None:
        return Level.FULL, Level.CAPSULE
    return Level.FULL, Level.SKELETON, Level.CAPSULE


def file_levels(page: Page) -> tuple[Level, ...]:
    """The levels at which a whole file can be shown, the best first."""
    if not any(unit.symbol for unit in page.units):
        return (Level.FULL,)
    if page.broken(page.whole):
        return Level.FULL, Level.CAPSULE
    return Level.FULL, Level.SKELETON, Level.CAPSULE


def file_at(page: Page, level: Level) -> str:
    """A whole file at a level."""
    if level is Level.FULL:
        return _closed(page.source)
    return "".join(unit_at(page, unit, level) for unit in page.units if unit.symbol or level is Level.SKELETON)


def unit_at(page: Page, unit: Unit, level: Level) -> str:
    """A unit at a level, at its own indentation; ends with a line end unless it is empty."""
    if level is Level.FULL:
        return _closed(page.source[unit.span.start : unit.span.end])
    if level is Level.CAPSULE:
        return _capsule(page, unit)
    if unit.symbol is None:
        return _stretch(page, unit)
    if unit.broken or unit.symbol.body is None:
        return _capsule(page, unit)
    inner = "".join(unit_at(page, child, Level.SKELETON) for child in unit.children)
    if not inner or (page.dialect.bodies and not any(child.symbol for child in unit.children)):
        inner += elision(page, unit.indent)  # a stretch may be nothing but comments
    return header(page, unit) + inner


def chosen(page: Page, units: Iterable[Unit], levels: Mapping[Span, Level]) -> str:
    """Those units that have a level, members inside the headers of their classes."""
    parts = []
    for unit in units:
        level = levels.get(unit.span)
        if level is not None:
            parts.append(unit_at(page, unit, level))
        elif inner := chosen(page, unit.children, levels):
            parts.append(header(page, unit) + inner)
            if page.dialect.bodies and not any(_is_statement(child, levels) for child in unit.children):
                parts.append(elision(page, unit.indent))
    return "".join(parts)


def within(page: Page, chain: Sequence[Unit], inner: str) -> str:
    """A text inside the headers of the units around it, outermost first."""
    return "".join(header(page, unit) for unit in chain) + inner


def header(page: Page, unit: Unit) -> str:
    """What declares a symbol, with the first sentence of its doc."""
    declared = page.source[unit.header.start : unit.header.end].rstrip() + "\n"
    doc = unit.symbol.doc if unit.symbol else None
    if doc is None or doc.start < unit.header.end:
        return declared
    sentence = page.dialect.first_sentence(page.source[doc.start : doc.end])
    return f"{declared}{unit.indent}{sentence}\n" if sentence else declared


def elision(page: Page, indent: str) -> str:
    """The line that stands for what is left out."""
    return f"{indent}{page.dialect.elision}\n"


def _is_statement(unit: Unit, levels: Mapping[Span, Level]) -> bool:
    if unit.symbol is None:
        return False  # may be nothing but comments
    return levels.get(unit.span, Level.NOTHING) in {Level.FULL, Level.SKELETON} or any(
        _is_statement(child, levels) for child in unit.children
    )


def _stretch(page: Page, unit: Unit) -> str:
    text = page.source[unit.span.start : unit.span.end]
    if page.dialect.code:
        return _closed(text) if len(text) <= STRETCH_CHARS else ""
    sentence = page.dialect.first_sentence(text)
    if not sentence or "```" in sentence or "~~~" in sentence:
        return ""
    return sentence + "\n"


def _capsule(page: Page, unit: Unit) -> str:
    symbol = unit.symbol
    if symbol is None:
        return ""
    if not page.dialect.code:
        return header(page, unit)
    names = [child.name for child in symbol.children[:MEMBERS]]
    more = ["..."] if len(symbol.children) > MEMBERS else []
    members = f" ({', '.join(names + more)})" if names else ""
    first, last = page.text.line_at(unit.span.start) + 1, page.text.line_at(unit.span.end - 1) + 1
    indent = page.indent_of(symbol.span.start)
    return (
        f"{indent}{page.dialect.comment.format(f'{symbol.kind.value} {symbol.name}{members}, lines {first}-{last}')}\n"
    )


def _closed(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"

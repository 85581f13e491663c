"""A file cut into units that can be shown one by one: symbols, and the stretches between them, all in whole lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bursar.outline import Outline, Symbol
from bursar.pack.levels import DialectRow, dialect_of
from bursar.pack.parsing import parses
from bursar.pack.workspace import Document
from bursar.text import Span, Text

_INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A symbol with the units inside it, or (`symbol` None) what stands between symbols. `span` is whole lines.

    `header` are the lines up to the body; `indent` is the white space before the body's lines.
    """

    span: Span
    symbol: Symbol | None
    header: Span
    indent: str
    children: tuple[Unit, ...] = ()
    broken: bool = False


class Page:
    """A file as the packer sees it."""

    def __init__(self, document: Document) -> None:
        self.path = document.path
        self.language = document.language
        self.text: Text = document.text
        self.dialect: DialectRow = dialect_of(document.language)
        self._document = document

    @cached_property
    def source(self) -> str:
        """The whole text."""
        return str(self.text)

    @property
    def whole(self) -> Span:
        """The span of the whole text."""
        return Span(0, len(self.text))

    @cached_property
    def outline(self) -> Outline:
        """The outline of the text."""
        return self._document.outline

    @cached_property
    def sound(self) -> bool:
        """Whether the file itself parses."""
        return parses(self.source, self.language)

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The file's units in order; together they cover all but blank stretches."""
        return tuple(self._units(self.outline.symbols, self.whole, ""))

    def lines(self, span: Span) -> Span:
        """The whole lines that hold a span; one that ends at a line's start does not touch that line."""
        first = self.text.line_start(self.text.line_at(span.start))
        last = self.text.line_at(max(span.start, span.end - 1))
        end = len(self.text) if last + 1 >= self.text.line_count else self.text.line_start(last + 1)
        return Span(first, end)

    def broken(self, span: Span) -> bool:
        """Whether the source has an error within a span."""
        return any(
            fault.start < span.end and span.start < max(fault.end, fault.start + 1) for fault in self.outline.broken
        )

    def indent_of(self, offset: int) -> str:
        """The white space at the start of the line that holds an offset."""
        found = _INDENT.match(self.source, self.text.line_start(self.text.line_at(offset)))
        return found.group() if found else ""

    @cached_property
    def chains(self) -> dict[Span, tuple[Unit, ...]]:
        """For each unit's lines the unit, after those around it."""
        found: dict[Span, tuple[Unit, ...]] = {}

        def note(units: tuple[Unit, ...], around: tuple[Unit, ...]) -> None:
            for unit in units:
                note(unit.children, (*around, unit))
                found[unit.span] = (*around, unit)

        note(self.units, ())
        return found

    def _units(self, symbols: Sequence[Symbol], area: Span, indent: str) -> Iterator[Unit]:
        at = area.start
        for number, symbol in enumerate(symbols):
            span = self.lines(symbol.span)
            limit = symbols[number + 1].span.start if number + 1 < len(symbols) else area.end
            before = self.source[span.start : symbol.span.start]
            if span.start < at or span.end > min(limit, area.end) or before != indent:
                continue  # shares its lines, or is nested in a statement: part of the stretch around it
            yield from self._between(Span(at, span.start), indent)
            yield self._unit(symbol, span, indent)
            at = span.end
        yield from self._between(Span(at, area.end), indent)

    def _between(self, span: Span, indent: str) -> Iterator[Unit]:
        if self.source[span.start : span.end].strip():
            yield Unit(span, None, Span(span.start, span.start), indent, (), self.broken(span))

    def _unit(self, symbol: Symbol, span: Span, indent: str) -> Unit:
        body = symbol.body
        if body is None:
            return Unit(span, symbol, Span(span.start, span.end), indent, (), self.broken(span))
        start = self.text.line_start(self.text.line_at(body.start))
        own_lines = start > span.start and not self.source[start : body.start].strip()
        header_end = start if own_lines else body.start
        inner = self.indent_of(body.start) if own_lines else indent + self.dialect.indent
        children: tuple[Unit, ...] = ()
        if own_lines and self.dialect.opens(symbol.kind.value):
            doc = symbol.doc
            inside = self.lines(doc).end if doc and body.covers(doc) else header_end
            children = tuple(self._units(symbol.children, Span(inside, span.end), inner))
        return Unit(span, symbol, Span(span.start, header_end), inner, children, self.broken(span))

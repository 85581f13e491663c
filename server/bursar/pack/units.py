"""A file cut into units that can be shown one by one: symbols, and the stretches between them, all in whole lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bursar.outline import Kind, Outline, Symbol
from bursar.outline.marks import Marks, marks_of
from bursar.outline.trivia import Trivia, trivia_of
from bursar.pack.levels.dialects import DialectRow, dialect_of
from bursar.pack.levels.kinds import kind_of
from bursar.pack.levels.policy import ContentKind
from bursar.pack.parsing import parses
from bursar.pack.sources import HEAD_CHARS
from bursar.pack.workspace import Document
from bursar.text import Span, Text

_LINE_END = re.compile(r"\r\n|\r|\n")
_INDENT = re.compile(r"[ \t]*")
_COUNTER = re.compile(r"\biota\b")


@dataclass(frozen=True, slots=True)
class Unit:
    """A symbol with the units inside it, or (`symbol` None) what stands between symbols. `span` is whole lines.

    `header` are the lines up to the body, `closer` those after it; `indent` is the white space before the body's lines.
    """

    span: Span
    symbol: Symbol | None
    header: Span
    indent: str
    children: tuple[Unit, ...] = ()
    broken: bool = False
    closer: Span = Span(0, 0)  # noqa: RUF009 - a frozen value


def with_values(symbols: Sequence[Symbol], values: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """Symbols and, in their order, values that they leave out: those of the module and of its types."""
    if not values:
        return tuple(symbols)
    found: list[Symbol] = []
    for symbol in symbols:
        inner = [value for value in values if symbol.span.covers(value.span)]
        known = {child.name_span for child in symbol.walk()}
        inner = [value for value in inner if value.name_span not in known]
        opens = inner and symbol.kind not in {Kind.FUNCTION, Kind.METHOD, Kind.CONSTANT}
        found.append(replace(symbol, children=with_values(symbol.children, inner)) if opens else symbol)
    apart = [value for value in values if not any(_meet(value.span, symbol.span) for symbol in symbols)]
    return tuple(sorted([*found, *apart], key=lambda symbol: symbol.span))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


class Page:
    """A file as the packer sees it; in one that is `numbered`, lines shown to the letter carry their numbers.

    `clean` takes the secrets out of a text of a path. `structured`: capsules name what is inside.
    """

    def __init__(
        self,
        document: Document,
        numbered: bool = False,
        values: Sequence[Symbol] = (),
        clean: Callable[[str, str], str] = lambda path, text: text,
        structured: bool = True,
    ) -> None:
        self.structured = structured
        self._values = tuple(values)
        self.clean = clean
        self.numbered = numbered
        self.path = document.path
        self.texts: dict[tuple[Span, bool, object], str] = {}
        self.language = document.language
        self.text: Text = document.text
        self.dialect: DialectRow = dialect_of(document.language)
        self._document = document

    def shows(self, document: Document, values: Sequence[Symbol]) -> bool:
        """Whether this is the page of a document: what was made of it holds for it as well."""
        same = document.language == self.language and tuple(values) == self._values
        return same and (document.text is self.text or str(document.text) == self.source)

    @cached_property
    def source(self) -> str:
        """The whole text."""
        return str(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _LINE_END.finditer(self.source))]

    def line_at(self, offset: int) -> int:
        """The number, from 0, of the line that holds an offset: as the text's own, faster on many calls."""
        return bisect_right(self._starts, offset) - 1

    def line_start(self, line: int) -> int:
        """Where a line begins; past the last one, the end of the text."""
        return self._starts[line] if line < len(self._starts) else len(self.source)

    @property
    def whole(self) -> Span:
        """The span of the whole text."""
        return Span(0, len(self.source))

    @cached_property
    def outline(self) -> Outline:
        """The outline of the text."""
        return self._document.outline

    @cached_property
    def trivia(self) -> Trivia | None:
        """The comments and strings of the text; None where they are not known."""
        return trivia_of(self.text, self.language) if self.language else None

    @cached_property
    def kind(self) -> ContentKind:
        """What kind of content the file holds."""
        return kind_of(self.path, self.language, self.source[:HEAD_CHARS])

    @cached_property
    def marks(self) -> Marks | None:
        """The branches, assertions and numbers of the text; None where they are not known."""
        return marks_of(self.text, self.language) if self.language else None

    @cached_property
    def symbols(self) -> tuple[Symbol, ...]:
        """The outline's symbols with the values that it leaves out."""
        return with_values(self.outline.symbols, [value for value in self._values if self._holds(value)])

    def plain(self, span: Span) -> str:
        """Some of the text without its secrets: from here on nobody can tell where they were."""
        return self.clean(self.path, self.source[span.start : span.end])

    @cached_property
    def string_starts(self) -> list[int]:
        """Where the strings of the text begin."""
        return [string.start for string in self.trivia.strings] if self.trivia else []

    @cached_property
    def sound(self) -> bool:
        """Whether the file itself parses."""
        return not self.outline.broken and (self.language != "python" or parses(self.source, self.language))

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The file's units in order; together they cover all but blank stretches."""
        if self.kind is ContentKind.DATA and not self.dialect.code:  # a part of it has no shape of its own
            return tuple(self._between(self.whole, ""))
        symbols = self._grouped()
        margin = self.indent_of(symbols[0].span.start) if symbols and self.language == "json" else ""
        return tuple(self._units(symbols, self.whole, margin))

    def lines(self, span: Span) -> Span:
        """The whole lines that hold a span; one that ends at a line's start does not touch that line."""
        first = self.line_start(self.line_at(span.start))
        last = self.line_at(max(span.start, span.end - 1))
        return Span(first, self._next_line(last))

    def broken(self, span: Span) -> bool:
        """Whether the source has an error within a span."""
        return any(
            fault.start < span.end and span.start < max(fault.end, fault.start + 1) for fault in self.outline.broken
        )

    def indent_of(self, offset: int) -> str:
        """The white space at the start of the line that holds an offset."""
        found = _INDENT.match(self.source, self.line_start(self.line_at(offset)))
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

    def unit_at(self, span: Span) -> Unit | None:
        """The innermost unit that holds a span."""
        units, found = self.units, None
        while True:
            inner = next((unit for unit in units if unit.span.covers(span)), None)
            if inner is None:
                return found
            found, units = inner, inner.children

    def _holds(self, value: Symbol) -> bool:
        """Whether a value stands in this text: what is known of it may be of an older one."""
        return self.source[value.name_span.start : value.name_span.end] == value.name

    def _next_line(self, line: int) -> int:
        return self.line_start(line + 1)

    def _grouped(self) -> tuple[Symbol, ...]:
        """The symbols of the file; those that a group of declarations holds stand in a symbol of the group."""
        symbols = self.symbols
        if self.dialect.groups is None:
            return symbols
        found: list[Symbol] = []
        group: Symbol | None = None
        for symbol in symbols:
            if group is not None and group.span.covers(symbol.span):
                members = () if _COUNTER.search(self.source, group.span.start, group.span.end) else (symbol,)
                found[-1] = group = Symbol(
                    "", Kind.BLOCK, group.span, group.name_span, body=group.body, children=(*group.children, *members)
                )
                continue
            group = self._group_around(symbol)
            found.append(group or symbol)
            if group is not None and not _COUNTER.search(self.source, group.span.start, group.span.end):
                found[-1] = group = Symbol(
                    "", Kind.BLOCK, group.span, group.name_span, body=group.body, children=(symbol,)
                )
        return tuple(found)

    def _group_around(self, symbol: Symbol) -> Symbol | None:
        """The group that holds a symbol which does not begin its line at the margin."""
        line = self.line_at(symbol.span.start)
        if not self.indent_of(symbol.span.start):
            return None
        while line > 0:
            line -= 1
            start = self.line_start(line)
            opened = self.source[start : self._next_line(line)].rstrip()
            if opened and not opened[0].isspace():
                break
        else:
            return None
        if self.dialect.groups is None or not self.dialect.groups.match(opened):
            return None
        end = re.compile(rf"^{re.escape(self.dialect.group_end)}", re.MULTILINE).search(self.source, symbol.span.end)
        if end is None:
            return None
        body = Span(self._next_line(line), self.line_start(self.line_at(end.start())))
        return Symbol("", Kind.BLOCK, Span(start, end.end()), Span(start, start), body=body)

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
        broken, none = self.broken(span), Span(span.end, span.end)
        body = symbol.body
        if body is None:
            return Unit(span, symbol, Span(span.start, span.end), indent, (), broken, none)
        inner = self._with_doc_of_first(symbol, self._own_lines(body, span))
        if inner is None:
            return Unit(span, symbol, Span(span.start, body.start), indent + self.dialect.indent, (), broken, none)
        first = self.source[inner.start : inner.end]
        at = inner.start + len(first) - len(first.lstrip())
        step = self.indent_of(at) if first.strip() else indent + self.dialect.indent
        children: tuple[Unit, ...] = ()
        if self.dialect.opens(symbol.kind.value) or symbol.kind is Kind.BLOCK:
            doc = symbol.doc
            start = self.lines(doc).end if doc and body.covers(doc) else inner.start
            children = tuple(self._units(symbol.children, Span(start, inner.end), step))
        return Unit(span, symbol, Span(span.start, inner.start), step, children, broken, Span(inner.end, span.end))

    def _with_doc_of_first(self, symbol: Symbol, inner: Span | None) -> Span | None:
        """A body's lines with those above it that document its first symbol: some grammars begin a body after them."""
        if inner is None or not symbol.children:
            return inner
        first = self.line_start(self.line_at(symbol.children[0].span.start))
        declared = symbol.signature.end if symbol.signature else symbol.name_span.end
        return Span(first, inner.end) if declared <= first < inner.start else inner

    def _own_lines(self, body: Span, span: Span) -> Span | None:
        """The lines of a body alone, between its header and its closer; None where they share a line."""
        source = self.source
        if source[body.start : body.start + 1] == "{" and source[body.end - 1 : body.end] == "}":
            start, end = self._next_line(self.line_at(body.start)), self.line_start(self.line_at(body.end - 1))
            alone = not source[body.start + 1 : start].strip() and not source[end : body.end - 1].strip()
            return Span(start, end) if alone and start <= end else None
        start = self.line_start(self.line_at(body.start))
        if start <= span.start or source[start : body.start].strip():
            return None
        if self.dialect.bodies or not self.dialect.code:
            return Span(start, span.end)
        end = self._next_line(self.line_at(max(body.start, body.end - 1)))
        return Span(start, min(end, span.end)) if source[body.end : min(end, span.end)].strip() == "" else None

"""What an outline is made of: symbols with their spans, nested."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from bursar.text import Span, Text


class Kind(Enum):
    """What a symbol is; the values are shown to users and are keys of every JSON output."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    INTERFACE = "interface"
    STRUCT = "struct"
    ENUM = "enum"
    TRAIT = "trait"
    MODULE = "module"
    TYPE = "type"
    CONSTANT = "constant"
    SECTION = "section"
    KEY = "key"
    TAG = "tag"
    BLOCK = "block"
    LIST = "list"
    TABLE = "table"
    PROMPT = "prompt"


Parts = tuple[str, Kind, Span, Span | None, Span | None, Span | None, tuple["Symbol", ...]]
"""All of a symbol but its span, in the order of its fields."""


class _Unread:
    """Where a symbol has what makes it, until it is first asked for more than its span."""

    __slots__ = ("_make",)


@dataclass(frozen=True, slots=True, init=False)
class Symbol(_Unread):
    """A named part of a text. Spans are code points; those of the parts lie inside `span`.

    `span` covers the symbol whole: decorators, a leading doc comment, and of a Markdown section everything up to the
    next heading of the same or a higher level. `signature` is what declares it (a function's header without its
    decorators, a heading as typed), `body` what it holds, `doc` its docstring or doc comment. `name` is on one line;
    a heading without text has the empty name. Children never overlap and lie inside their parent.

    Of a text that was just read only spans are known; the rest of a symbol is made when someone first looks at it, for
    most symbols of a large text are never looked at.
    """

    name: str
    kind: Kind
    span: Span
    name_span: Span
    signature: Span | None = None
    body: Span | None = None
    doc: Span | None = None
    children: tuple[Symbol, ...] = ()

    def __init__(
        self,
        name: str,
        kind: Kind,
        span: Span,
        name_span: Span,
        signature: Span | None = None,
        body: Span | None = None,
        doc: Span | None = None,
        children: tuple[Symbol, ...] = (),
    ) -> None:
        _set_name(self, name)
        _set_kind(self, kind)
        _set_span(self, span)
        _set_name_span(self, name_span)
        _set_signature(self, signature)
        _set_body(self, body)
        _set_doc(self, doc)
        _set_children(self, children)

    @staticmethod
    def later(span: Span, make: Callable[[], Parts]) -> Symbol:
        """A symbol of which so far only the span is known; `make` gives all the rest."""
        symbol = object.__new__(Symbol)
        _set_span(symbol, span)
        _set_make(symbol, make)
        return symbol

    if not TYPE_CHECKING:  # would let any attribute pass

        def __getattr__(self, name: str) -> Any:
            """What is not there yet. Two threads may both make it: the same twice."""
            if name not in _MADE:
                raise AttributeError(name)
            make = self._make
            if make is not None:
                for put, part in zip(_MADE.values(), make(), strict=True):
                    put(self, part)
                _set_make(self, None)
            return object.__getattribute__(self, name)

    def line(self, text: Text) -> int:
        """The line of the name, at whose end a hint stands (the decorators of a function are above it)."""
        return text.line_at(self.name_span.start)

    def walk(self) -> Iterator[Symbol]:
        """This symbol and all below it, in the order of the text."""
        return _walk((self,))


# A third of what the constructor of a frozen dataclass takes, and most of what a symbol costs beside its query.
_set_name, _set_kind, _set_span, _set_name_span, _set_signature, _set_body, _set_doc, _set_children = (
    Symbol.__dict__[each.name].__set__ for each in fields(Symbol)
)
_set_make = _Unread.__dict__["_make"].__set__
_MADE = {each.name: Symbol.__dict__[each.name].__set__ for each in fields(Symbol) if each.name != "span"}


class Symbols(Protocol):
    """What is asked of the symbols of a text, however they are kept: an `Outline` or a `LiveOutline`."""

    @property
    def language(self) -> str | None:
        """The language that the text was read as."""

    def walk(self) -> Iterator[Symbol]:
        """All symbols in the order of the text, parents before their children. O(symbols)."""

    def enclosing(self, span: Span) -> tuple[Symbol, ...]:
        """The symbols that cover a span whole, outermost first; of an empty span, those that hold its place."""

    def named_in(self, asked: Span) -> Iterator[Placed]:
        """The symbols whose names begin in a span or at its end, in order. O(log n + found)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A symbol where it stands now (without its children), and as it was read: the same object until it is read again.

    `touched` says whether its text may have changed since.
    """

    symbol: Symbol
    read: Symbol
    touched: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """The symbols of one text.

    `broken` are the stretches that the grammar could not read, in order; what is outlined there is a guess. `notes`
    say, for people, why an outline is empty or not up to date.
    """

    language: str | None
    symbols: tuple[Symbol, ...] = ()
    broken: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()

    def walk(self) -> Iterator[Symbol]:
        """All symbols in the order of the text, parents before their children."""
        return _walk(self.symbols)

    def enclosing(self, span: Span) -> tuple[Symbol, ...]:
        """The symbols that cover a span whole, outermost first; of an empty span, those that hold its place."""
        return enclosing(self.symbols, span)

    def named_in(self, asked: Span) -> Iterator[Placed]:
        """The symbols whose names begin in a span or at its end, in order. O(log n + found)."""
        return (Placed(symbol, symbol) for symbol in named_in(self.symbols, asked))


def enclosing(level: Sequence[Symbol], span: Span) -> tuple[Symbol, ...]:
    """The symbols of a level, and below it, that cover a span whole, outermost first."""
    found: list[Symbol] = []
    while level:
        at = bisect_right(level, span.start, key=_start) - 1
        if at < 0 or not level[at].span.covers(span) or span.start == level[at].span.end:
            break
        found.append(level[at])
        level = level[at].children
    return tuple(found)


def named_in(level: Sequence[Symbol], asked: Span) -> Iterator[Symbol]:
    """The symbols of a level, and below it, whose names begin in a span or at its end. Looks at nothing outside."""
    waiting = _touching(level, asked)
    while waiting:
        symbol = waiting.pop()
        if asked.start <= symbol.name_span.start <= asked.end:
            yield symbol
        waiting.extend(_touching(symbol.children, asked))


def _touching(level: Sequence[Symbol], asked: Span) -> list[Symbol]:
    """The symbols of one level that touch a span, the last one first."""
    first = bisect_left(level, asked.start, key=_end)
    stop = bisect_right(level, asked.end, key=_start)
    return list(reversed(level[first:stop]))


def _start(symbol: Symbol) -> int:
    return symbol.span.start


def _end(symbol: Symbol) -> int:
    return symbol.span.end


def _walk(symbols: tuple[Symbol, ...]) -> Iterator[Symbol]:
    waiting = list(reversed(symbols))
    while waiting:
        symbol = waiting.pop()
        yield symbol
        waiting.extend(reversed(symbol.children))

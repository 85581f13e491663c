"""Moving symbols to where their text has got to, for the time until it is parsed again."""

from __future__ import annotations

from collections.abc import Iterable

from bursar.outline.moves import Moves
from bursar.outline.symbols import Outline, Symbol
from bursar.text import Edit, Span


def shift(outline: Outline, edit: Edit) -> Outline:
    """The outline with every span moved by an edit; symbols that it replaces whole are left out.

    What is inserted where a symbol ends belongs to it, unless another one begins there: that one moves on. Names stay
    as they were. O(symbols): see `LiveOutline` for one that moves at no cost.
    """
    moves = Moves().after(edit)
    broken = tuple(moves.span(span) for span in outline.broken)
    return Outline(outline.language, shifted(outline.symbols, moves), broken, outline.notes)


def shifted(symbols: Iterable[Symbol], moves: Moves) -> tuple[Symbol, ...]:
    """Symbols and all below them, moved; those before all edits are the same objects."""
    kept: list[Symbol] = []
    for symbol in symbols:
        if symbol.span.end < moves.first:
            kept.append(symbol)
        elif not moves.replaced(symbol.span):
            kept.append(moved(symbol, moves, shifted(symbol.children, moves) if symbol.children else ()))
    return tuple(kept)


def moved(symbol: Symbol, moves: Moves, children: tuple[Symbol, ...] = ()) -> Symbol:
    """One symbol moved, with other children."""
    return Symbol(
        symbol.name,
        symbol.kind,
        moves.span(symbol.span),
        moves.span(symbol.name_span),
        _part(symbol.signature, moves),
        _part(symbol.body, moves),
        _part(symbol.doc, moves),
        children,
    )


def by(symbol: Symbol, delta: int) -> Symbol:
    """A symbol and all below it, moved by a distance."""
    return symbol if not delta else alone(symbol, delta, tuple(by(child, delta) for child in symbol.children))


def alone(symbol: Symbol, delta: int, children: tuple[Symbol, ...] = ()) -> Symbol:
    """One symbol moved by a distance, with other children."""
    return Symbol(
        symbol.name,
        symbol.kind,
        _far(symbol.span, delta),
        _far(symbol.name_span, delta),
        symbol.signature and _far(symbol.signature, delta),
        symbol.body and _far(symbol.body, delta),
        symbol.doc and _far(symbol.doc, delta),
        children,
    )


def _part(part: Span | None, moves: Moves) -> Span | None:
    span = None if part is None else moves.span(part)
    return span or None  # an empty span is false: a part without text is none


def _far(span: Span, delta: int) -> Span:
    return Span(span.start + delta, span.end + delta)

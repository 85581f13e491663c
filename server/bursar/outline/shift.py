"""Moving an outline by edits, for the time until the text is parsed again."""

from __future__ import annotations

from bursar.outline.symbols import Outline, Symbol
from bursar.text import Edit, Span


def shift(outline: Outline, edit: Edit) -> Outline:
    """The outline with every span moved by an edit; symbols that it replaces whole are left out.

    What is inserted where a symbol ends belongs to it, unless another one begins there: that one moves on. Names stay
    as they were. Symbols before the edit are shared, not copied: O(symbols that are touched or come after).
    """
    if edit.start == edit.end and not edit.text:
        return outline
    symbols = _symbols(outline.symbols, edit)
    broken = tuple(_span(span, edit) for span in outline.broken)
    return Outline(outline.language, symbols, broken, outline.notes)


def _symbols(symbols: tuple[Symbol, ...], edit: Edit) -> tuple[Symbol, ...]:
    kept: list[Symbol] = []
    for symbol in symbols:
        if symbol.span.end < edit.start:
            kept.append(symbol)
            continue
        replaced = edit.start <= symbol.span.start and symbol.span.end <= edit.end
        if not replaced:
            kept.append(_symbol(symbol, edit))
    return tuple(kept)


def _symbol(symbol: Symbol, edit: Edit) -> Symbol:
    return Symbol(
        symbol.name,
        symbol.kind,
        _span(symbol.span, edit),
        _span(symbol.name_span, edit),
        _part(symbol.signature, edit),
        _part(symbol.body, edit),
        _part(symbol.doc, edit),
        _symbols(symbol.children, edit) if symbol.children else (),
    )


def _part(part: Span | None, edit: Edit) -> Span | None:
    moved = None if part is None else _span(part, edit)
    return moved or None  # an empty span is false: a part without text is none


def _span(span: Span, edit: Edit) -> Span:
    if span.end < edit.start:
        return span
    return Span(_offset(span.start, edit), _offset(span.end, edit))


def _offset(offset: int, edit: Edit) -> int:
    """One rising map for starts and ends alike: so nothing that was nested or apart can come to overlap."""
    if offset >= edit.end:
        return offset + edit.grown
    return offset if offset <= edit.start else edit.new_end

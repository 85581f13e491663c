"""Broken code keeps the symbols it had: what cannot be read now is where it was when it could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bursar.outline.symbols import Symbol
from bursar.text import Span, Text


def rescued(
    fresh: tuple[Symbol, ...], last: Sequence[Symbol], broken: Sequence[Span], text: Text
) -> tuple[tuple[Symbol, ...], list[Span]]:
    """The symbols of a text with those that a broken stretch has swallowed, and where these are.

    `last` are the symbols as they were known before, moved to where their text is. One of them is missed if it touches
    a broken stretch, its name stands where it stood, and no symbol has this name now; it comes back with all that was
    in it, in the place of what was made of its pieces. One that has grown over others gives them back.
    """
    found = list(fresh)
    guesses: list[Span] = []
    for symbol in last:
        if not any(span.start <= symbol.span.end and symbol.span.start <= span.end for span in broken):
            continue
        twin = next((at for at, one in enumerate(found) if one.name_span == symbol.name_span), None)
        if twin is not None and _swallows(found[twin], symbol, last):
            guesses.append(found[twin].span)
            found[twin] = symbol
        elif twin is not None:
            inside = [child for child in symbol.children if found[twin].span.covers(child.span)]
            children, more = rescued(found[twin].children, inside, broken, text)
            if more:
                found[twin] = replace(found[twin], children=children)
                guesses += more
        elif _is_named(symbol, text):
            pieces = [at for at, one in enumerate(found) if _overlap(one.span, symbol.span)]
            if all(symbol.span.covers(found[at].span) for at in pieces):
                kept = (one for at, one in enumerate(found) if at not in pieces)
                found = sorted((*kept, symbol), key=_start)
                guesses.append(symbol.span)
    return tuple(found), guesses


def _swallows(fresh: Symbol, symbol: Symbol, last: Sequence[Symbol]) -> bool:
    """Whether a symbol has grown over the name of one that stood beside it."""
    grown = fresh.span.end > symbol.span.end
    return grown and any(fresh.span.covers(one.span) and one.span.start >= symbol.span.end for one in last)


def _is_named(symbol: Symbol, text: Text) -> bool:
    name = symbol.name
    return bool(name) and " ".join(text.slice(symbol.name_span.start, symbol.name_span.end).split()) == name


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _start(symbol: Symbol) -> int:
    return symbol.span.start

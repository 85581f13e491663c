"""The stretch of a file that a request is about."""

from __future__ import annotations

from bursar.errors import PackError
from bursar.outline import Symbol
from bursar.pack.request import PackRequest, Scope
from bursar.pack.units import Page
from bursar.text import Span, Text


def selection_of_line(text: Text, line: int, path: str) -> Span:
    """The selection that a line number (from 1) means; raises PackError when the file has no such line."""
    if not 1 <= line <= text.line_count:
        lines = "1 line" if text.line_count == 1 else f"{text.line_count:,} lines"
        raise PackError(f"{path} has no line {line:,}: it has {lines}")
    return text.line_span(line - 1)


def selection_of(request: PackRequest, page: Page) -> tuple[Span, list[str]]:
    """What to show of the request's file, and what to say about how it was found."""
    if request.scope is Scope.FILE or (request.scope is Scope.CHANGE and request.selection is None):
        return page.whole, []
    if request.scope is Scope.SYMBOL and request.selection is None and request.query:
        return _named(page, request.query).span, []
    if request.selection is None:
        raise PackError(f"to pack a {request.scope.value} of {page.path} its place must be given")
    selection = _within(page, request.selection)
    if request.scope in (Scope.SELECTION, Scope.CHANGE):
        return selection, []
    around = page.outline.enclosing(_stripped(page, selection))
    if around:
        return around[-1].span, []
    line = page.text.line_at(selection.start) + 1
    return selection, [f"no symbol of {page.path} holds line {line:,}: the line itself was packed"]


def _within(page: Page, selection: Span) -> Span:
    length = len(page.text)
    if 0 <= selection.start <= selection.end <= length:
        return selection
    raise PackError(
        f"characters {selection.start:,} to {selection.end:,} are no selection of {page.path}:"
        f" it has {length:,} characters on {page.text.line_count:,} lines"
    )


def _stripped(page: Page, selection: Span) -> Span:
    """A selection without the white space at its ends, so that the line of a method is within the method."""
    text = page.source[selection.start : selection.end]
    if not text.strip():
        return selection
    start = selection.start + len(text) - len(text.lstrip())
    return Span(start, start + len(text.strip()))


def _named(page: Page, name: str) -> Symbol:
    found = [symbol for symbol in page.outline.walk() if symbol.name == name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise PackError(f"{page.path} has no symbol {name!r}")
    lines = ", ".join(f"{symbol.line(page.text) + 1:,}" for symbol in found)
    raise PackError(f"{page.path} has {len(found)} symbols {name!r}, on lines {lines}; give the line")

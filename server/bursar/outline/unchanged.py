"""Whether an edit of Markdown leaves all its parts as they were, but for their place: seen on the lines around it.

Then nothing has to be read again, however long the text is. In doubt the answer is no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bursar.outline.layout import tables_and_lists
from bursar.outline.live import LiveOutline
from bursar.outline.moves import Moves
from bursar.outline.pairs import LOOK_BACK_CHARS, fences, line_marks
from bursar.outline.symbols import Kind, Symbol
from bursar.text import Span, Text

AROUND_LINES: Final = 3
"""A list or a table may grow or shrink by a change so many lines behind it: an empty line, then one that goes on."""

LARGEST_CHARS: Final = 64 * 1024
"""By a longer list the whole text is read: looking at it costs as much."""

_TEMPLATE_CHARS: Final = 400
"""No mark of a template is longer, over however many lines."""

_RUNS: Final = frozenset({Kind.LIST, Kind.TABLE})
_FRONT_MATTER_END: Final = re.compile(r"(?:---|\+\+\+)[ \t]*")


class _Part(NamedTuple):
    """A list or a table, and what it is called."""

    kind: Kind
    span: Span
    name_span: Span
    name: str


def leaves_parts(changed: Sequence[Span], before: Text, text: Text, moves: Moves, live: LiveOutline) -> bool:
    """Whether the parts of a text are those of `before`, moved by what was done since.

    `changed` is what was typed and what has another syntax; `live` are the parts of `before`, moved. Headings are not
    looked at. O(lines around the changes, with the lists and tables that they stand in).
    """
    return all(_leaves(_whole_lines(span, text), before, text, moves, live) for span in changed)


def _leaves(lines: Span, before: Text, text: Text, moves: Moves, live: LiveOutline) -> bool:
    was = moves.before(lines)
    old, new = before.slice(was.start, was.end), text.slice(lines.start, lines.end)
    if not _same_marks(old, new) or _beside_a_mark(new, lines.start, moves):
        return False
    if _in_a_template(lines, text) or _at_front_matter(lines, text) or _at_front_matter(was, before):
        return False
    return any(_is_fenced(symbol, text) for symbol in live.enclosing(lines)) or _same_runs(
        lines, before, text, moves, live
    )


def _whole_lines(span: Span, text: Text) -> Span:
    return Span(text.line_start(text.line_at(span.start)), text.line_span(text.line_at(span.end)).end)


def _same_marks(old: str, new: str) -> bool:
    """Whether lines have the same tags and fences as before, and nothing of a template."""
    if any(mark in lines for lines in (old, new) for mark in "{}"):
        return old == new
    if any("</" in lines and len(lines) > LOOK_BACK_CHARS for lines in (old, new)):
        return old == new
    return [mark[:-1] for mark in line_marks(old)] == [mark[:-1] for mark in line_marks(new)]


def _beside_a_mark(new: str, start: int, moves: Moves) -> bool:
    """Whether something was typed in a mark or right beside it, where its span would take it in."""
    places = [mark.span for mark in line_marks(new)]
    return bool(places) and any(
        typed.start <= start + place.end and start + place.start <= typed.end
        for typed in moves.replacements()
        for place in places
    )


def _in_a_template(lines: Span, text: Text) -> bool:
    """Whether a mark of a template that began on an earlier line may reach here."""
    above = text.slice(lines.start - _TEMPLATE_CHARS, lines.start)
    return above.rfind("{") > above.rfind("}")


def _at_front_matter(lines: Span, text: Text) -> bool:
    """Whether front matter may begin or end on these lines or on the one above them."""
    start = text.line_start(max(text.line_at(lines.start) - 1, 0))
    return any(_FRONT_MATTER_END.fullmatch(line) for line in re.split("[\r\n]+", text.slice(start, lines.end)))


def _is_fenced(symbol: Symbol, text: Text) -> bool:
    start = symbol.span.start
    return symbol.kind is Kind.BLOCK and text.slice(start, start + 3) in ("```", "~~~")


def _same_runs(lines: Span, before: Text, text: Text, moves: Moves, live: LiveOutline) -> bool:
    """Whether the lists and tables around some lines are those that were there: both are read."""
    window = _window(lines, text, live)
    was = moves.before(window)
    if len(window) > LARGEST_CHARS or moves.span(was) != window:
        return False
    old = [
        part._replace(span=moves.span(part.span), name_span=moves.span(part.name_span)) for part in _runs(before, was)
    ]
    return old == list(_runs(text, window))


def _window(lines: Span, text: Text, live: LiveOutline) -> Span:
    """Some lines with those around them, and the whole of the lists, tables and fences that any of these stands in."""
    first = max(text.line_at(lines.start) - AROUND_LINES, 0)
    last = min(text.line_at(lines.end) + AROUND_LINES, text.line_count - 1)
    start, end = text.line_start(first), _line_end(last, text)
    for line in range(first, last + 1):
        at = text.line_start(line)
        for symbol in live.enclosing(Span(at, at)):
            if symbol.kind in _RUNS or _is_fenced(symbol, text):
                start = min(start, text.line_start(text.line_at(symbol.span.start)))
                end = max(end, _line_end(text.line_at(max(symbol.span.end - 1, 0)), text))
    return Span(start, end)


def _line_end(line: int, text: Text) -> int:
    return text.line_start(line + 1) if line + 1 < text.line_count else len(text)


def _runs(text: Text, window: Span) -> Iterator[_Part]:
    lines = text.slice(window.start, window.end)
    for run in tables_and_lists(lines, [whole for whole, _ in fences(lines)]):
        span, name = (Span(part.start + window.start, part.end + window.start) for part in (run.span, run.name_span))
        yield _Part(run.kind, span, name, lines[run.name_span.start : run.name_span.end])

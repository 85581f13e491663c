"""Tests with less of their code: names and assertions. What sets a test up is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bursar.outline import Kind
from bursar.outline.marks import Marks
from bursar.pack.units import Page
from bursar.text import Span


def asserted(page: Page, span: Span) -> str | None:
    """Some lines of a file with the bodies of functions and test cases reduced to their assertions.

    None where the language's assertions are not known, or there is no body to reduce.
    """
    marks = page.marks
    if marks is None:
        return None
    bodies = [
        symbol.body for symbol in page.outline.walk() if symbol.kind in {Kind.FUNCTION, Kind.METHOD} and symbol.body
    ]
    found = _Cases(page, marks, _outermost(span, [*bodies, *marks.case_bodies]))
    return found.reduced(span) if found.bodies else None


def cases_in(page: Page, span: Span) -> list[Span]:
    """Where the names of the test cases in some lines are."""
    return [name for name in (page.marks.case_names if page.marks else ()) if span.covers(name)]


def is_case(page: Page, span: Span) -> bool:
    """Whether a symbol is a call that holds tests, and no function."""
    return page.marks is not None and any(case.start == span.start for case in page.marks.cases)


_ENDED: Final = frozenset({"ruby", "lua", "shellscript"})
"""Languages in which a word ends a body."""

_REMARKS: Final = re.compile(r"(?:\n[ \t]*#[^\n]*)+(?=\n[ \t]*\Z)")
_BLANK: Final = re.compile(r"\n[ \t\r]*(?=\n)")


@dataclass(frozen=True, slots=True)
class _Cases:
    page: Page
    marks: Marks
    bodies: Sequence[Span]

    def reduced(self, span: Span) -> str:
        """A span in which each of the outermost bodies holds nothing but cases and assertions."""
        parts: list[str] = []
        at = span.start
        inside = (body for body in (*self.bodies, *self.marks.case_bodies) if body != span)
        for body in _outermost(span, inside):
            parts += self._before(Span(at, body.start)), self._body(body)
            at = body.end
        parts.append(self.page.source[at : span.end])
        text = "".join(parts)
        return text if text.endswith("\n") or not text else text + "\n"

    def _before(self, span: Span) -> str:
        """What stands before a body, without blank lines, and without comments between the header and the body."""
        text = self.page.source[span.start : span.end]
        if self._quotes_lines(span):
            return text
        return _BLANK.sub("", _REMARKS.sub("", text) if self.page.dialect.bodies else text)

    def _body(self, body: Span) -> str:
        source, dialect = self.page.source, self.page.dialect
        braces = source[body.start] == "{"
        inner = Span(body.start + 1, body.end - 1) if braces else body
        statements = _outermost(inner, [*self.marks.cases, *self.marks.assertions])
        closing = self.page.indent_of(body.start)
        indent = self._indent(inner, closing) if braces else self._margin(body, closing)
        shown = [self._statement(statement, indent) for statement in statements]
        if not shown and not braces and not dialect.bodies and not self._is_ended(body):
            return source[body.start : body.end]  # an expression
        if not shown:
            return "{}" if braces else dialect.elision if dialect.bodies else dialect.comment.format("...")
        if braces:
            return "{\n" + "".join(f"{indent}{text}\n" for text in shown) + closing + "}"
        return f"\n{indent}".join(shown)

    def _statement(self, span: Span, indent: str) -> str:
        """A statement as it stands, moved to an indentation; a case without what sets it up."""
        text = self.reduced(span) if span in self.marks.cases else self.page.source[span.start : span.end]
        moved = self.page.indent_of(span.start)
        first, *rest = text.rstrip().split("\n")
        if self._quotes_lines(span):
            return "\n".join([first, *rest])
        rest = [indent + line.removeprefix(moved) if line.startswith(moved) else line for line in rest]
        return "\n".join([first, *rest])

    def _quotes_lines(self, span: Span) -> bool:
        """Whether a string of a statement runs over lines: then its lines stay where they are."""
        strings = self.page.trivia.strings if self.page.trivia else ()
        return any(span.covers(string) and "\n" in self.page.source[string.start : string.end] for string in strings)

    def _is_ended(self, body: Span) -> bool:
        """Whether a word on a line of its own ends a body, so that nothing may stand in it."""
        line = self.page.line_start(self.page.line_at(body.start))
        return self.page.language in _ENDED and not self.page.source[line : body.start].strip()

    def _margin(self, body: Span, around: str) -> str:
        """The indentation of a body without braces."""
        line = self.page.line_start(self.page.line_at(body.start))
        alone = not self.page.source[line : body.start].strip()
        return around if alone else around + self.page.dialect.indent

    def _indent(self, inner: Span, around: str) -> str:
        text = self.page.source[inner.start : inner.end]
        at = inner.start + len(text) - len(text.lstrip())
        own = self.page.indent_of(at)
        return own if len(own) > len(around) else around + self.page.dialect.indent


def _outermost(area: Span, spans: Iterable[Span]) -> list[Span]:
    """The spans inside an area, but none that lies in another."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if area.covers(span) and (not found or span.start >= found[-1].end):
            found.append(span)
    return found

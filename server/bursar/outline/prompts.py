"""The parts that prompts are made of, laid over an outline: tags, blocks, front matter, code, paragraphs, roles.

The grammar knows headings; what stands here is what people mark the parts of a prompt with beside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from bursar.outline.layout import Run, tables_and_lists
from bursar.outline.pairs import ROLE, Pair, blocks, fences, tags
from bursar.outline.symbols import Kind, Outline, Parts, Symbol
from bursar.text import Span, Text

MARKDOWN: Final = "markdown"
PLAIN: Final = frozenset({"plaintext", "text", "plain", "txt"})
TEMPLATES: Final = frozenset(
    {"jinja", "jinja2", "j2", "jinja-html", "jinja-md", "django-html", "django-txt", "handlebars", "mustache", "liquid"}
)

FRONT_MATTER: Final = "front matter"

LARGEST_CHARS: Final = 1_000_000
"""Longer texts without a grammar have no outline: finding paragraphs holds the interpreter's lock."""

MAX_DEPTH: Final = 64
"""Parts nested deeper are left out, as symbols of code are."""

_NAME_CHARS: Final = 40

_FRONT_MATTER: Final = re.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(?:.*?\r?\n)??\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINE: Final = re.compile(r"[^\r\n]+")
_ROLE_LEVEL: Final = 100
"""In Markdown what a role says ends at the next role, and at every heading."""


def with_parts(text: str, sections: Iterable[tuple[Symbol, int]]) -> tuple[Symbol, ...]:
    """The sections of a Markdown text with its front matter, tags, template blocks, roles and fenced code. O(text).

    Each section comes with how deep it stands; those of one depth end one another.
    """
    front = _FRONT_MATTER.match(text)
    if front:  # a setext heading may seem to be in it
        end = front.end()
        sections = [each for each in sections if each[0].span.start >= end or each[0].name_span.start >= end]
    code = fences(text)
    pairs = (*tags(text, 0, len(text), [whole for whole, _ in code]), *blocks(text, 0, len(text)))
    parts = [_Part(Kind.SECTION, "", symbol.span, symbol.span, level=depth, read=symbol) for symbol, depth in sections]
    parts += (*_of_pairs(pairs), *(_fenced(text, whole, info) for whole, info in code))
    parts += (_run(text, run) for run in tables_and_lists(text, [whole for whole, _ in code]))
    parts += _spoken(text, _roles_in(text, [whole for whole, _ in code]), _ROLE_LEVEL)
    if front:
        opening = Span(0, len(front[1]))
        parts.append(_Part(Kind.BLOCK, FRONT_MATTER, Span(*front.span()), opening, opening))
    return _tree(parts, len(text))


def flattened(symbols: Iterable[Symbol]) -> Iterator[tuple[Symbol, int]]:
    """Symbols and all below them in the order of the text, each with its depth (from 1)."""
    waiting = [(symbol, 1) for symbol in reversed(tuple(symbols))]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth
        waiting.extend((child, depth + 1) for child in reversed(found.children))


def parts_of(text: Text, language: str) -> Outline:
    """The outline of a prompt without a grammar: plain text by its roles or paragraphs, a template by its blocks."""
    if len(text) > LARGEST_CHARS:
        return Outline(language, notes=(f"No outline: this text has more than {LARGEST_CHARS:,} characters.",))
    whole = str(text)
    parts = list(_of_pairs((*tags(whole, 0, len(whole), ()), *blocks(whole, 0, len(whole)))))
    if language in PLAIN:
        roles = list(ROLE.finditer(whole))
        if len(roles) > 1:
            parts += _spoken(whole, roles, 1)
        elif not parts:
            parts = [_paragraph(whole, span) for span in _paragraphs(whole)]
    return Outline(language, _tree(parts, len(whole)))


def with_tags(symbols: tuple[Symbol, ...], string: str, span: Span) -> tuple[Symbol, ...]:
    """The symbols in a string of code that is a prompt, which stands at a span, with the tags in it."""
    found = [_moved(part, span.start) for part in _of_pairs(tags(string, 0, len(string), ()))]
    if not found:
        return symbols
    inside = (_Part(each.kind, "", each.span, each.span, body=each.body, read=each) for each, _ in flattened(symbols))
    return _tree((*inside, *found), span.end)


def _moved(part: _Part, by: int) -> _Part:
    def there(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    return part._replace(
        span=there(part.span),
        name_span=there(part.name_span),
        signature=None if part.signature is None else there(part.signature),
        body=None if part.body is None else there(part.body),
    )


def is_plain(language: str) -> bool:
    """Whether a language has no grammar, only the parts that are found here."""
    return language in PLAIN or language in TEMPLATES


def is_prompt(language: str | None) -> bool:
    """Whether files of a language are prompts (or other prose), all of whose parts are worth a number."""
    return language is not None and (language == MARKDOWN or is_plain(language))


class _Part(NamedTuple):
    """A part found by its marks: like a symbol without children. A section has the level that ends it.

    Of what was read by the grammar all but the span is taken from there when it is looked at.
    """

    kind: Kind
    name: str
    span: Span
    name_span: Span
    signature: Span | None = None
    body: Span | None = None
    level: int = 0
    read: Symbol | None = None


def _run(text: str, run: Run) -> _Part:
    name = " ".join(text[run.name_span.start : run.name_span.end].split())
    return _Part(run.kind, name, run.span, run.name_span, run.name_span if len(run.name_span) else None)


def _fenced(text: str, whole: Span, info: Span) -> _Part:
    language = text[info.start : info.end].split()
    name = language[0] if language else "code"
    at = info.start + text[info.start : info.end].find(name) if language else whole.start
    name_span = Span(at, at + len(name)) if language else Span(whole.start, whole.start)
    return _Part(Kind.BLOCK, name if language else "", whole, name_span, Span(whole.start, info.end))


def _roles_in(text: str, code: Sequence[Span]) -> list[re.Match[str]]:
    """Where roles begin to speak in Markdown. One role alone is a line of prose; with a `#` it is a heading."""
    starts = [span.start for span in code]
    roles = []
    for found in ROLE.finditer(text):
        before = bisect_right(starts, found.start()) - 1
        if "#" not in found[0] and (before < 0 or code[before].end <= found.start()):
            roles.append(found)
    return roles if len({found[1].lower() for found in roles}) > 1 else []


def _spoken(text: str, roles: Sequence[re.Match[str]], level: int) -> Iterator[_Part]:
    """What each role says, up to the next one."""
    ends = [*(found.start() for found in roles), len(text)][1:]
    for found, end in zip(roles, ends, strict=True):
        name = Span(*found.span(1))
        yield _Part(Kind.BLOCK, found[1], Span(found.start(), end), name, Span(*found.span()), level=level)


def _paragraphs(text: str) -> Iterator[Span]:
    """Runs of lines with something on them."""
    start = end = 0
    for line in _LINE.finditer(text):
        if line[0].isspace():
            continue
        if end and text[end : line.start()].strip("\r\n") == "" and _breaks(text[end : line.start()]) == 1:
            end = line.end()
            continue
        if end:
            yield Span(start, end)
        start, end = line.span()
    if end:
        yield Span(start, end)


def _breaks(between: str) -> int:
    return between.count("\n") + between.count("\r") - between.count("\r\n")


def _paragraph(text: str, span: Span) -> _Part:
    line = _LINE.match(text, span.start)
    first = text[span.start : line.end() if line else span.end][: 4 * _NAME_CHARS].strip() or "…"
    name = (
        first
        if len(first) <= _NAME_CHARS
        else first[: max(first.rfind(" ", 1, _NAME_CHARS + 1), 0) or _NAME_CHARS].rstrip()
    )
    start = max(text.find(name, span.start, span.end), span.start)
    return _Part(Kind.BLOCK, name, span, Span(start, start + len(name)))


def _of_pairs(pairs: Iterable[Pair]) -> Iterator[_Part]:
    for pair in pairs:
        body = Span(pair.opening.end, pair.closing.start)
        yield _Part(pair.kind, pair.name, pair.span, pair.name_span, pair.opening, body if len(body) else None)


class _Open:
    """A part whose end has not come yet; `limit` is how far what stands in it may reach."""

    __slots__ = ("children", "end", "limit", "part")

    def __init__(self, part: _Part, end: int, around: int) -> None:
        self.part = part
        self.end = end
        inner = part.body.end if part.body is not None else end
        self.limit = around if part.level else min(inner, around)
        self.children: list[Symbol] = []


def _tree(parts: Iterable[_Part], length: int) -> tuple[Symbol, ...]:
    """Parts as nested symbols.

    A part with a level reaches to the next one of its level or above, or to the end of what it stands in. Any other
    keeps its span, and is left out where it would cross one of its kind.
    """
    top: list[Symbol] = []
    stack: list[_Open] = []

    def close(until: int, level: int = 0) -> None:
        while stack and (stack[-1].end <= until or (level and stack[-1].part.level >= level)):
            done = stack.pop()
            (stack[-1].children if stack else top).append(_later(done, min(done.end, until)))

    for part in sorted(parts, key=lambda part: (part.span.start, -part.span.end)):
        close(part.span.start, part.level)
        around = stack[-1].limit if stack else length
        end = around if part.level else part.span.end
        if len(stack) < MAX_DEPTH and part.span.start < end <= around:
            stack.append(_Open(part, end, around))
    close(length)
    return tuple(top)


def _later(done: _Open, end: int) -> Symbol:
    return Symbol.later(Span(done.part.span.start, end), partial(_known, done, end))


def _known(done: _Open, end: int) -> Parts:
    part, read = done.part, done.part.read
    known = read or part
    body = known.body
    if body is not None and part.level:
        body = Span(body.start, end) if body.start < end else None
    doc = None if read is None else read.doc
    return known.name, known.kind, known.name_span, known.signature, body, doc, tuple(done.children)

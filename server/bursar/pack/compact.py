"""Code without what carries nothing: comments, blank runs, trailing space. Strings and code stay to the letter."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from bursar.outline import Symbol
from bursar.pack.units import Page
from bursar.text import Span

_SPACE = re.compile(r"[ \t]+(?=\r?\n|\Z)")
_BLANK = re.compile(r"(?m)^[ \t]*\r?\n")

Cut = tuple[int, int, str]


def compact(page: Page, span: Span, symbol: Symbol | None, docs: bool) -> str | None:
    """Whole lines of a file in their shorter form, with the first sentences of docs or without; None if unknown."""
    trivia = page.trivia
    if trivia is None:
        return None
    cuts = list(_docs(page, span, symbol, docs))
    cuts += _comments(page, span, [(cut[0], cut[1]) for cut in cuts])
    cuts += _spaces(page, span)
    return _applied(page.source, span, cuts)


def _applied(source: str, span: Span, cuts: list[Cut]) -> str:
    cuts.sort(key=lambda cut: (cut[0], -cut[1]))
    parts: list[str] = []
    at = span.start
    for start, end, new in cuts:
        if start < at or end > span.end:
            continue
        parts += source[at:start], new
        at = end
    parts.append(source[at : span.end])
    text = "".join(parts)
    return text if text.endswith("\n") or not text else text + "\n"


def _docs(page: Page, span: Span, symbol: Symbol | None, docs: bool) -> Iterator[Cut]:
    if symbol is None:
        return
    for found in (symbol,) if page.dialect.doc_inside else symbol.walk():  # inside, members keep theirs
        doc = found.doc
        if doc is None or not span.covers(doc):
            continue
        lines = page.lines(doc)
        if page.source[lines.start : doc.start].strip() or page.source[doc.end : lines.end].strip():
            continue  # shares its lines with code
        sentence = page.dialect.first_sentence(page.source[doc.start : doc.end])
        indent = page.indent_of(doc.start)
        if not page.dialect.doc_inside:
            yield (
                lines.start,
                lines.end,
                f"{indent}{page.dialect.doc_line.format(sentence)}\n" if docs and sentence else "",
            )
            continue
        body = found.body
        alone = body is None or not page.source[doc.end : body.end].strip()
        if alone:
            kept = sentence if docs and sentence else page.dialect.elision
        else:  # a comment is shorter than a string, and as good where other statements follow
            kept = page.dialect.comment.format(_unquoted(sentence)) if docs and sentence else ""
        yield lines.start, lines.end, f"{indent}{kept}\n" if kept else ""


def _unquoted(literal: str) -> str:
    return literal.lstrip("rRuU").strip("\"'")


def _comments(page: Page, span: Span, taken: list[tuple[int, int]]) -> Iterator[Cut]:
    comments = page.trivia.comments if page.trivia else ()
    source = page.source
    for comment in comments[bisect_left(comments, span.start, key=lambda found: found.start) :]:
        if comment.start >= span.end:
            return
        end = comment.end - 1 if source[comment.end - 1 : comment.end] == "\n" else comment.end
        if any(start <= comment.start < stop for start, stop in taken):
            continue
        if page.dialect.carries.search(source[comment.start : end]):
            continue
        lines = page.lines(Span(comment.start, end))
        if source[end : lines.end].strip():
            continue  # code follows on its line
        before = source[lines.start : comment.start]
        if before.strip():
            yield lines.start + len(before.rstrip()), end, ""
        else:
            yield lines.start, lines.end, ""


def _spaces(page: Page, span: Span) -> Iterator[Cut]:
    strings = page.trivia.strings if page.trivia else ()
    starts = page.string_starts
    for pattern in (_BLANK, _SPACE):
        for found in pattern.finditer(page.source, span.start, span.end):
            before = bisect_left(starts, found.start() + 1) - 1
            if any(
                string.start < found.end() and found.start() < string.end
                for string in strings[max(0, before - 2) : before + 2]
            ):
                continue
            yield found.start(), found.end(), ""

"""Indexing one file: a pure function of its path, text and language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from bursar.errors import UnreadableFile
from bursar.files import read_text
from bursar.index.model import Definition, FileIndex
from bursar.index.records import Stamp
from bursar.outline.references import Fact, facts_of
from bursar.text import Span, Text
from bursar.tokens.counter import Counter
from bursar.tokens.counts import Counts

FILE_LIMIT_BYTES: Final = 4 * 1024 * 1024
"""A larger file is not indexed."""

LARGE_CHARS: Final = 4096
"""Definitions of this size and more are counted by the chunks that they share."""


def index_file(path: str, text: str, language: str | None, counter: Counter | None = None) -> FileIndex:
    """The index of a file, with the tokens of each definition if there is a counter."""
    facts = facts_of(text, language or "")
    count = _counting(text, counter)
    definitions = tuple(_definition(path, fact, count) for fact in facts.definitions)
    return FileIndex(path, facts.family, definitions, facts.implements, facts.words)


def read_file(root: Path, path: str) -> tuple[str, Stamp] | None:
    """The text of a file and its stamp from before it was read; None of one that is not text, or too large."""
    try:
        stamp = stamp_of(root / path)
        decoded = read_text(root / path, FILE_LIMIT_BYTES)
    except (OSError, UnreadableFile):
        return None
    return None if decoded.binary else (decoded.text, stamp)


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file; raises OSError."""
    found = path.stat()
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ino)


def _definition(path: str, fact: Fact, count: Callable[[Span], int] | None) -> Definition:
    span = Span(*fact.span)
    return Definition(
        path,
        fact.name,
        fact.container,
        fact.kind,
        span,
        Span(*fact.name_span),
        Span(*fact.signature) if fact.signature else None,
        Span(*fact.body) if fact.body else None,
        Span(*fact.doc) if fact.doc else None,
        count(span) if count is not None else None,
    )


def _counting(text: str, counter: Counter | None) -> Callable[[Span], int] | None:
    """Counts spans of a text: small ones as they are, large ones by whole chunks and two edges."""
    if counter is None:
        return None
    kept: list[tuple[Text, Counts]] = []

    def count(span: Span) -> int:
        if len(span) < LARGE_CHARS:
            return counter.counted(counter.measure(text[span.start : span.end])).tokens
        if not kept:
            whole = Text(text)
            kept.append((whole, Counts.of(whole, counter)))
        return kept[0][1].span(kept[0][0], span)

    return count

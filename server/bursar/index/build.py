"""Indexing one file: a pure function of its path, text and language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bursar.errors import UnreadableFile
from bursar.files import read_text
from bursar.index.model import Definition, FileIndex
from bursar.index.records import Record, Stamp, record_of
from bursar.outline import language_of
from bursar.outline.references import Fact, facts_of
from bursar.text import Span
from bursar.tokens.counter import Counter
from bursar.tokens.encodings import load
from bursar.tokens.spans import span_counts

FILE_LIMIT_BYTES: Final = 4 * 1024 * 1024
"""A larger file is not indexed."""


def index_file(path: str, text: str, language: str | None, counter: Counter | None = None) -> FileIndex:
    """The index of a file, with the tokens of each definition if there is a counter."""
    facts = facts_of(text, language or "")
    counts = _counted(text, [Span(*fact.span) for fact in facts.definitions], counter)
    definitions = tuple(_definition(path, fact, count) for fact, count in zip(facts.definitions, counts, strict=True))
    return FileIndex(path, facts.family, definitions, facts.implements, facts.words)


def record_in(path: str, text: str, stamp: Stamp, encoding: str | None) -> Record:
    """What is kept of a file with this text, with its tokens by an encoding unless there is none."""
    counter = load(encoding) if encoding else None
    return record_of(index_file(path, text, language_of(path), counter), text, stamp)


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


def _definition(path: str, fact: Fact, tokens: int | None) -> Definition:
    return Definition(
        path,
        fact.name,
        fact.container,
        fact.kind,
        Span(*fact.span),
        Span(*fact.name_span),
        Span(*fact.signature) if fact.signature else None,
        Span(*fact.body) if fact.body else None,
        Span(*fact.doc) if fact.doc else None,
        tokens,
    )


def _counted(text: str, spans: Sequence[Span], counter: Counter | None) -> Sequence[int | None]:
    """The tokens of exactly the text of each span."""
    if counter is None:
        return [None] * len(spans)
    return [found.tokens for found in span_counts(text, spans, counter)]

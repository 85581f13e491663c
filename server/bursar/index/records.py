"""File indexes as rows of the database and back: JSON, so that a damaged cache can at worst be wrong."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from bursar.index.identifiers import words_of
from bursar.index.model import Definition, FileIndex
from bursar.outline import Kind
from bursar.text import Span


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a file on disk is known to be unchanged. `size` is -1 for the text of an open buffer."""

    size: int
    mtime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Record:
    """One file as the database keeps it; `body` is its definitions as JSON.

    `entries` are what is searched of each definition: its name, the words of the name, of its container and of its
    signature and documentation, and its tokens; empty in a record that was read.
    """

    path: str
    stamp: Stamp
    digest: str
    language: str | None
    words: str
    body: str
    entries: tuple[tuple[str, str, str, str, int | None], ...] = ()


ABOUT_CHARS: Final = 400
"""So much of a signature and of a documentation is searched."""

BUFFER: Final = Stamp(-1, 0, 0)


def digest_of(text: str) -> str:
    """What a text is known by."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def record_of(file: FileIndex, text: str, stamp: Stamp) -> Record:
    """A file's row."""
    rows = [
        [
            each.name,
            each.container,
            each.kind.value,
            each.tokens,
            *_ends(each.span),
            *_ends(each.name_span),
            *_ends(each.signature),
            *_ends(each.body),
            *_ends(each.doc),
        ]
        for each in file.definitions
    ]
    body = json.dumps({"definitions": rows, "implements": file.implements}, separators=(",", ":"))
    entries = tuple(
        (each.name, words_of(each.name), words_of(each.container), words_of(_about(each, text)), each.tokens)
        for each in file.definitions
    )
    return Record(file.path, stamp, digest_of(text), file.language, file.words, body, entries)


def file_of(record: Record) -> FileIndex:
    """The file of a row. Raises ValueError for a row that is not ours."""
    try:
        found = json.loads(record.body)
        definitions = tuple(
            Definition(
                record.path,
                row[0],
                row[1],
                Kind(row[2]),
                Span(row[4], row[5]),
                Span(row[6], row[7]),
                _span(row[8], row[9]),
                _span(row[10], row[11]),
                _span(row[12], row[13]),
                row[3],
            )
            for row in found["definitions"]
        )
        implements = tuple((str(one), str(other)) for one, other in found["implements"])
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"the row of {record.path} cannot be read") from error
    return FileIndex(record.path, record.language, definitions, implements, record.words)


def _about(definition: Definition, text: str) -> str:
    spans = [span for span in (definition.signature, definition.doc) if span is not None]
    return " ".join(text[span.start : min(span.end, span.start + ABOUT_CHARS)] for span in spans)


def _ends(span: Span | None) -> tuple[int, int]:
    return (span.start, span.end) if span is not None else (-1, -1)


def _span(start: int, end: int) -> Span | None:
    return Span(start, end) if start >= 0 else None

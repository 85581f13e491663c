"""A change as the places of a request: the symbols that its lines stand in, and what is to be said of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bursar.errors import PackError, UnreadableFile
from bursar.files.changes import FileChange, How
from bursar.outline import Kind, language_of
from bursar.pack.levels.kinds import kind_of
from bursar.pack.levels.policy import ContentKind
from bursar.pack.request import Place
from bursar.pack.secrets import is_secret_file
from bursar.pack.sources import is_generated
from bursar.pack.workspace import Document, Workspace
from bursar.text import Span, Text

_MARK: Final = re.compile(r"(?m)^(?:<{7}|>{7})(?: |$)")

_WHOLE: Final = frozenset({Kind.FUNCTION, Kind.METHOD})
"""Symbols that a change in them is about as a whole; of a class only the lines."""

_ORDER: Final = (ContentKind.CODE, ContentKind.PROMPT, ContentKind.CONFIGURATION, ContentKind.TEST)
"""The kinds of content that a request about a change is rather about, first to last."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Where a change is, the place that matters most first, and what is to be said of files that are not shown."""

    places: tuple[Place, ...]
    notes: tuple[str, ...] = ()


def changed_places(changes: Sequence[FileChange], workspace: Workspace) -> Changed:
    """The places of a change, as the workspace's files are now. Raises PackError where there is nothing to show."""
    if not changes:
        raise PackError("nothing has changed, so there is nothing to pack")
    found: list[tuple[FileChange, list[Place]]] = []
    notes: list[str] = []
    for change in changes:
        note = _left_out(change)
        if note is not None:
            notes.append(note)
            continue
        try:
            document = workspace.read(change.path)
        except UnreadableFile as error:
            notes.append(f"{change.path} changed, but was left out: {error}")
            continue
        notes += _said(change, document.text)
        places = _places(change, document)
        if places:
            found.append((change, places))
    if not found:
        raise PackError("; ".join(["of what has changed nothing can be shown", *notes]))
    found.sort(key=lambda entry: _rank(entry[0]))
    return Changed(tuple(place for _, places in found for place in places), tuple(notes))


def _left_out(change: FileChange) -> str | None:
    """Why nothing of a file can be shown."""
    if change.how is How.DELETED:
        return f"{change.path} was deleted: there is nothing of it to show"
    if change.how is How.BINARY:
        return f"{change.path} changed, but was left out: it is not text"
    if is_generated(change.path):
        return f"{change.path} changed, but was left out: it is generated or copied"
    if is_secret_file(change.path):
        return f"{change.path} changed, but was left out: it holds secrets"
    return None


def _said(change: FileChange, text: Text) -> Iterator[str]:
    if change.how is How.RENAMED:
        same = "" if change.lines else ", and its text is as it was"
        yield f"{change.path} was renamed from {change.old}{same}"
    if change.how is How.CONFLICTED:
        marks = [text.line_at(found.start()) + 1 for found in _MARK.finditer(str(text))]
        where = f":{marks[0]}: unresolved conflict, up to line {marks[-1]}" if marks else ": unresolved conflict"
        yield f"{change.path}{where}; it is shown as it stands"


def _places(change: FileChange, document: Document) -> list[Place]:
    """The symbols that the changed lines stand in, each once, then what stands in none."""
    if change.how in (How.ADDED, How.CONFLICTED):
        return [Place(change.path)]
    symbols: dict[Span, None] = {}
    others: list[Span] = []
    for start, end in change.lines:
        span = _span(document.text, start, end)
        around = document.outline.enclosing(span)
        if around and (around[-1].kind in _WHOLE or not around[-1].children):
            symbols[around[-1].span] = None
        else:
            others.append(span)
    return [Place(change.path, span) for span in (*symbols, *others)]


def _span(text: Text, start: int, end: int) -> Span:
    """The code points of some lines, without the white space before the first one; of no lines, the place."""
    last = text.line_count - 1
    first = text.line_span(min(start, last))
    line = text.slice(first.start, first.end)
    begin = first.start + len(line) - len(line.lstrip())
    return Span(begin, begin if start == end else max(begin, text.line_span(min(end - 1, last)).end))


def _rank(change: FileChange) -> tuple[bool, int, int, str]:
    kind = kind_of(change.path, language_of(change.path))
    size = sum(end - start for start, end in change.lines)
    torn = change.how is How.CONFLICTED
    return not torn, _ORDER.index(kind) if kind in _ORDER else len(_ORDER), -size, change.path

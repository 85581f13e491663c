"""Documents to present: a snapshot with its counts done (or not), its outline, its text with what is said of it."""

from __future__ import annotations

import re
from pathlib import Path

from bursar.models import resolve
from bursar.outline import Outline, outline_of
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text
from bursar.tokens import encodings
from bursar.tokens.counts import Counts

_MARK = re.compile(r" ?‹[^›]*›$", re.MULTILINE)


def snapshot_of(text: str, language: str = "markdown", *, pending: bool = False) -> DocumentSnapshot:
    model = resolve("gpt-5")
    document = Text(text)
    counts = None if pending else Counts.of(document, encodings.load(model.encoding))
    return DocumentSnapshot("file:///a.md", Path("/a.md"), 1, language, document, model, counts)


def outline(snapshot: DocumentSnapshot) -> Outline:
    return outline_of(snapshot.text, snapshot.language)


def unmarked(fixture: str) -> str:
    """The text of a fixture without the labels at its lines' ends."""
    return _MARK.sub("", fixture)

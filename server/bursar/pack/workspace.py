"""What the packer reads: files with their outlines, open buffers already laid over them by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bursar.outline import Outline
from bursar.text import Text


class Document(Protocol):
    """One file as it is now. `path` is what the bundle shows: relative to the folder, with forward slashes."""

    @property
    def path(self) -> str:
        """The file's name in the bundle."""

    @property
    def language(self) -> str | None:
        """The language's id, if it is known."""

    @property
    def text(self) -> Text:
        """The text as the user sees it."""

    @property
    def outline(self) -> Outline:
        """The outline of exactly this text."""


class Workspace(Protocol):
    """The files that a request may draw on."""

    def files(self) -> Sequence[str]:
        """Paths of the files that may be packed: ignored and binary ones are left out by the caller."""

    def read(self, path: str) -> Document:
        """One file; raises UnreadableFile."""

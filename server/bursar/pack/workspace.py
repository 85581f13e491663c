"""What the packer reads: files with their outlines, open buffers already laid over them by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bursar.index import Definition, FileIndex, Resolved
from bursar.outline import Outline
from bursar.text import Span, Text


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


class Knowledge(Protocol):
    """What is known of the workspace as a whole, as far as it goes; `bursar.index.WorkspaceIndex` is one."""

    @property
    def is_project(self) -> bool:
        """Whether the workspace is a project's: of anything else only what is open or asked about is known."""

    @property
    def complete(self) -> bool:
        """Whether all files of the workspace are known."""

    @property
    def missing(self) -> int:
        """How many files are known to be there, and nothing of them; 0 until all files are known."""

    def files(self) -> Sequence[str]:
        """The files that are known."""

    def paths(self) -> Sequence[str]:
        """All files of the workspace, also those that nothing can be known of."""

    def file(self, path: str) -> FileIndex | None:
        """What is known of a file."""

    def definition_at(self, path: str, offset: int) -> Definition | None:
        """The innermost definition around a place."""

    def resolve(self, path: str, span: Span) -> Sequence[Resolved]:
        """What some code refers to, the best first."""

    def callers(self, definition: Definition) -> Sequence[Resolved]:
        """Definitions whose code refers to one."""

    def tests_of(self, definition: Definition) -> Sequence[Resolved]:
        """Tests that mention one."""

    def cochanged(self, path: str) -> Sequence[tuple[str, float]]:
        """Files that changed together with one, with weights up to 1."""

    def recency(self, path: str) -> float:
        """How lately a file changed: 1 for the last one."""

    def search(self, query: str) -> Sequence[tuple[Definition, float]]:
        """Definitions that match words, with ranks: higher is better."""

"""A folder as the packer sees it: open documents as they stand in the editor, all other files as they are on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bursar.errors import UnreadableFile
from bursar.files import read_text, walk
from bursar.outline import PROMPT_CHARS, Outline, language_of, outline_of
from bursar.snapshot import DocumentSnapshot, FolderSnapshot
from bursar.text import Text

FILE_LIMIT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class FolderFile:
    """One file; `path` is relative to the folder, with forward slashes."""

    path: str
    language: str | None
    text: Text
    prompt_chars: int

    @cached_property
    def outline(self) -> Outline:
        """The outline, made when it is first asked for."""
        return outline_of(self.text, self.language, self.prompt_chars) if self.language else Outline(None)


class LiveFolder:
    """A `bursar.pack.Workspace` over a snapshot. Reads and parses, so it is for the executor.

    A string of `prompt_chars` or more is a prompt.
    """

    def __init__(self, snapshot: FolderSnapshot, prompt_chars: int = PROMPT_CHARS) -> None:
        self.root = snapshot.root
        self._prompt_chars = prompt_chars
        self._open = {self.name_of(path): document for path, document in snapshot.open_documents.items()}

    def name_of(self, path: Path) -> str:
        """What a file is called here: its path in the folder, or the whole one outside."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def buffers(self) -> dict[str, Text]:
        """The texts of the open documents that lie in the folder, by path."""
        inside = (path for path in self._open if not Path(path).is_absolute())
        return {path: self._open[path].text for path in inside}

    def files(self) -> Sequence[str]:
        """The paths of all files that no ignore rule leaves out."""
        return self._files

    def read(self, path: str) -> FolderFile:
        """One file; raises UnreadableFile."""
        document = self._open.get(path)
        if document is not None:
            return FolderFile(path, document.language, document.text, self._prompt_chars)
        decoded = read_text(self.root / path, FILE_LIMIT_BYTES)
        if decoded.binary:
            raise UnreadableFile(f"{path} is not text ({decoded.problems[-1]})")
        return FolderFile(path, language_of(path), Text(decoded.text), self._prompt_chars)

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return tuple(found.relative_to(self.root).as_posix() for found in walk(self.root) if isinstance(found, Path))


class LoneDocument:
    """A `bursar.pack.Workspace` of one document that has no file: an untitled buffer."""

    def __init__(self, document: DocumentSnapshot, prompt_chars: int = PROMPT_CHARS) -> None:
        self._document = document
        self._prompt_chars = prompt_chars

    def files(self) -> Sequence[str]:
        """The document alone."""
        return (self._document.uri,)

    def read(self, path: str) -> FolderFile:
        """The document."""
        return FolderFile(path, self._document.language, self._document.text, self._prompt_chars)

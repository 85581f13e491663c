"""A folder as the packer sees it: open documents as they stand in the editor, all other files as they are on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bursar.files import is_too_wide
from bursar.outline import PROMPT_CHARS
from bursar.pack.folder import FolderFile, FolderOnDisk
from bursar.snapshot import DocumentSnapshot, FolderSnapshot
from bursar.text import Text


class LiveFolder(FolderOnDisk):
    """A `bursar.pack.Workspace` over a snapshot. Reads and parses, so it is for the executor."""

    def __init__(self, snapshot: FolderSnapshot, prompt_chars: int = PROMPT_CHARS) -> None:
        super().__init__(snapshot.root, prompt_chars)
        self._open = {self.name_of(path): document for path, document in snapshot.open_documents.items()}

    def name_of(self, path: Path) -> str:
        """What a file is called here: its path in the folder, or the whole one outside."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def files(self) -> Sequence[str]:
        """The paths of the folder's files; where it is no project (a home, a whole disk) those that are open."""
        return tuple(self.buffers()) if is_too_wide(self.root) else super().files()

    def buffers(self) -> dict[str, Text]:
        """The texts of the open documents that lie in the folder, by path."""
        inside = (path for path in self._open if not Path(path).is_absolute())
        return {path: self._open[path].text for path in inside}

    def read(self, path: str) -> FolderFile:
        """One file; raises UnreadableFile."""
        document = self._open.get(path)
        if document is None:
            return super().read(path)
        return FolderFile(path, document.language, document.text, self.prompt_chars)


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

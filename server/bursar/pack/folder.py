"""A folder on disk as the packer sees it: its files without the ignored and binary ones, each with its outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bursar.errors import UnreadableFile
from bursar.files import project_names, read_text
from bursar.outline import PROMPT_CHARS, Outline, language_of, outline_of
from bursar.text import Text

FILE_LIMIT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class FolderFile:
    """One file as it was read, from disk or from an editor; `path` is relative to the folder, with forward slashes."""

    path: str
    language: str | None
    text: Text
    prompt_chars: int = PROMPT_CHARS

    @cached_property
    def outline(self) -> Outline:
        """The outline, made when it is first asked for."""
        return outline_of(self.text, self.language, self.prompt_chars) if self.language else Outline(None)


class FolderOnDisk:
    """A `bursar.pack.Workspace` without an editor: every file as it is saved.

    A string of `prompt_chars` or more is a prompt.
    """

    def __init__(self, root: Path, prompt_chars: int = PROMPT_CHARS) -> None:
        self.root = root
        self.prompt_chars = prompt_chars

    def files(self) -> Sequence[str]:
        """The paths of all files that no ignore rule leaves out; of a home or a whole disk none."""
        return self._files

    def read(self, path: str) -> FolderFile:
        """One file; raises UnreadableFile."""
        decoded = read_text(self.root / path, FILE_LIMIT_BYTES)
        if decoded.binary:
            raise UnreadableFile(f"{path} is not text ({decoded.problems[-1]})")
        return FolderFile(path, language_of(path), Text(decoded.text), self.prompt_chars)

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return tuple(project_names(self.root))

"""What has changed in a folder, as a workspace and the places of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bursar.files.changes import changes, staged_text
from bursar.files.decode import decode
from bursar.outline import language_of
from bursar.pack import PackRequest, Scope
from bursar.pack.changes import changed_places
from bursar.pack.folder import FolderFile, FolderOnDisk
from bursar.text import Text


class StagedFolder(FolderOnDisk):
    """A folder in which some files read as they are staged."""

    def __init__(self, root: Path, prompt_chars: int, texts: Mapping[str, str]) -> None:
        super().__init__(root, prompt_chars)
        self._texts = texts

    def read(self, path: str) -> FolderFile:
        """One file; raises UnreadableFile."""
        text = self._texts.get(path)
        if text is None:
            return super().read(path)
        return FolderFile(path, language_of(path), Text(text), self.prompt_chars)


@dataclass(frozen=True, slots=True)
class ChangedFolder:
    """The folder to draw on, the request about the change, and texts that are not those on disk."""

    folder: FolderOnDisk
    request: PackRequest
    texts: Mapping[str, str]


def changed_folder(
    root: Path, request: PackRequest, prompt_chars: int, *, staged: bool = False, since: str | None = None
) -> ChangedFolder:
    """A request about what Git says has changed. Raises ChangesError, and PackError where nothing can be shown."""
    found = changes(str(root), since=since, staged=staged)
    texts: dict[str, str] = {}
    for change in found if staged else ():
        content = staged_text(str(root), change.path)
        decoded = decode(content) if content is not None else None
        if decoded is not None and not decoded.binary:
            texts[change.path] = decoded.text
    folder = StagedFolder(root, prompt_chars, texts) if staged else FolderOnDisk(root, prompt_chars)
    changed = changed_places(found, folder)
    first, *also = changed.places
    about = replace(
        request,
        scope=Scope.CHANGE,
        path=first.path,
        selection=first.span,
        also=tuple(also),
        notes=(*request.notes, *changed.notes),
    )
    return ChangedFolder(folder, about, texts)

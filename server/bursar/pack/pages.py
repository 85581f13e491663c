"""The files of a workspace as the packer reads them: each once, and only when its turn comes."""

from __future__ import annotations

from collections.abc import Callable

from bursar.errors import UnreadableFile
from bursar.outline import Kind, Symbol
from bursar.pack.sources import is_generated
from bursar.pack.units import Page
from bursar.pack.workspace import Knowledge, Workspace

FILE_CHARS = 1_000_000
"""Other files larger than this stay out."""


class Pages:
    """Reads files on demand; `notes` say which were left out."""

    def __init__(
        self,
        workspace: Workspace,
        index: Knowledge | None = None,
        numbered: bool = False,
        clean: Callable[[str, str], str] = lambda path, text: text,
        structured: bool = True,
    ) -> None:
        self.workspace = workspace
        self._index = index
        self.notes: list[str] = []
        self._numbered = numbered
        self._clean = clean
        self._structured = structured
        self._pages: dict[str, Page | None] = {}

    def own(self, path: str) -> Page:
        """The file that a request is about; raises UnreadableFile."""
        page = self._page(path)
        self._pages[page.path] = page
        return page

    def get(self, path: str) -> Page | None:
        """Another file; None if it cannot be drawn on."""
        if path not in self._pages:
            self._pages[path] = self._read(path)
        return self._pages[path]

    def _read(self, path: str) -> Page | None:
        try:
            page = self._page(path)
        except UnreadableFile as error:
            self.notes.append(f"{path} was left out: {error}")
            return None
        if len(page.text) > FILE_CHARS:
            self.notes.append(f"{path} was left out: it has {len(page.text):,} characters")
            return None
        return None if is_generated(path, page.text.slice(0, 1000)) else page

    def _page(self, path: str) -> Page:
        return Page(self.workspace.read(path), self._numbered, self._values(path), self._clean, self._structured)

    def _values(self, path: str) -> list[Symbol]:
        """The constants and variables of a file that its outline may leave out."""
        file = self._index.file(path) if self._index is not None else None
        return [
            Symbol(found.name, found.kind, found.span, found.name_span, found.signature, found.body, found.doc)
            for found in (file.definitions if file else ())
            if found.kind is Kind.CONSTANT
        ]

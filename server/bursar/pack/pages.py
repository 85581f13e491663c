"""The files of a workspace as the packer reads them: each once, and only when its turn comes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from bursar.errors import UnreadableFile
from bursar.outline import Kind, Symbol
from bursar.pack.sources import is_generated
from bursar.pack.units import Page
from bursar.pack.workspace import Document, Knowledge, Workspace

FILE_CHARS: Final = 1_000_000
"""Other files larger than this stay out."""

KEPT_CHARS: Final = 2_000_000
"""Files of so many characters together are kept from one request to the next."""

Clean = Callable[[str, str], str]


class KeptPages:
    """The files of one workspace as requests before have read, parsed and cut them: `chars` in all. Thread-safe.

    A file is read for each request; its page is used again if the text is still the same, and what the index adds.
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, bool, bool], Page] = OrderedDict()
        self.chars = 0
        self._lock = threading.Lock()

    def page(self, document: Document, numbered: bool, values: list[Symbol], clean: Clean, structured: bool) -> Page:
        """The page of a document."""
        key = document.path, numbered, structured
        with self._lock:
            found = self._pages.get(key)
            if found is not None and found.shows(document, values):
                self._pages.move_to_end(key)
                found.clean = clean
                return found
            page = Page(document, numbered, values, clean, structured)
            self._pages[key] = page
            self._pages.move_to_end(key)
            self.chars += len(page.text) - (len(found.text) if found is not None else 0)
            while self.chars > KEPT_CHARS:
                _, oldest = self._pages.popitem(last=False)
                self.chars -= len(oldest.text)
            return page


class Pages:
    """Reads files on demand, each once for a request; `notes` say which were left out."""

    def __init__(
        self,
        workspace: Workspace,
        index: Knowledge | None = None,
        numbered: bool = False,
        clean: Clean = lambda path, text: text,
        structured: bool = True,
        kept: KeptPages | None = None,
    ) -> None:
        self._kept = kept or KeptPages()
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
            self.notes.append(f"left out: {error}")
            return None
        if len(page.text) > FILE_CHARS:
            self.notes.append(f"left out: {path} has {len(page.text):,} characters")
            return None
        return None if is_generated(path, page.text.slice(0, 1000)) else page

    def _page(self, path: str) -> Page:
        document = self.workspace.read(path)
        return self._kept.page(document, self._numbered, self._values(path), self._clean, self._structured)

    def _values(self, path: str) -> list[Symbol]:
        """The constants and variables of a file that its outline may leave out."""
        file = self._index.file(path) if self._index is not None else None
        return [
            Symbol(found.name, found.kind, found.span, found.name_span, found.signature, found.body, found.doc)
            for found in (file.definitions if file else ())
            if found.kind is Kind.CONSTANT
        ]

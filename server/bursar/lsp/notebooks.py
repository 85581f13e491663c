"""Documents without a file of their own: the cells of notebooks, and untitled buffers."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from bursar.files import path_of_uri
from bursar.lsp.server import BursarServer
from bursar.tokens.count import TokenCount, summed


@dataclass(frozen=True, slots=True)
class CountedDocument:
    """An open document and its count; None while it is counted."""

    uri: str
    count: TokenCount | None


@dataclass(frozen=True, slots=True)
class Notebook:
    """An open notebook: its cells in their order."""

    uri: str
    version: int
    cells: tuple[CountedDocument, ...]

    @property
    def count(self) -> TokenCount | None:
        """The sum of the cells; None while one is counted."""
        known = [cell.count for cell in self.cells if cell.count is not None]
        return summed(known) if len(known) == len(self.cells) else None


def notebooks(ls: BursarServer) -> list[Notebook]:
    """The open notebooks."""
    return [_notebook(ls, book) for book in ls.protocol.documents().notebook_documents.values()]


def notebook(ls: BursarServer, uri: str) -> Notebook | None:
    """An open notebook by its URI."""
    found = next((book for book in ls.protocol.documents().notebook_documents.values() if book.uri == uri), None)
    return None if found is None else _notebook(ls, found)


def untitled(ls: BursarServer) -> list[CountedDocument]:
    """The open documents that are neither files nor cells."""
    cells = {cell.uri for book in notebooks(ls) for cell in book.cells}
    return [_counted(ls, uri) for uri in ls.session.uris() if path_of_uri(uri) is None and uri not in cells]


def _notebook(ls: BursarServer, book: types.NotebookDocument) -> Notebook:
    return Notebook(book.uri, book.version, tuple(_counted(ls, str(cell.document)) for cell in book.cells))


def _counted(ls: BursarServer, uri: str) -> CountedDocument:
    snapshot = ls.snapshot(uri)
    return CountedDocument(uri, snapshot.total if snapshot is not None else None)

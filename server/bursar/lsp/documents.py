"""The workspace pygls asks for, with our documents in it: no pygls document is ever built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from lsprotocol import types
from pygls.workspace import Workspace

from bursar.lsp import convert
from bursar.lsp.arrivals import Arrivals
from bursar.text import PositionEncoding

if TYPE_CHECKING:
    from bursar.session.session import Session


class SessionWorkspace(Workspace):
    """Routes every change of a document to the session, in the position encoding agreed with the client."""

    def __init__(self, session: Session, initial: Workspace) -> None:
        folders = list(initial.folders.values())
        super().__init__(initial.root_uri, types.TextDocumentSyncKind.Incremental, folders, initial.position_encoding)
        self._session = session
        self.encoding = PositionEncoding(initial.position_encoding)
        self._arrivals: dict[str, Arrivals] = {}

    def put_text_document(self, text_document: types.TextDocumentItem, notebook_uri: str | None = None) -> None:
        """Open a document."""
        item = text_document
        self._session.open(item.uri, str(item.language_id), item.version, item.text)
        self._arrivals[item.uri] = Arrivals(item.version, self.encoding)

    def update_text_document(
        self, text_doc: types.VersionedTextDocumentIdentifier, change: types.TextDocumentContentChangeEvent
    ) -> None:
        """Apply one change."""
        self.update(text_doc, [change])

    def update(
        self, identifier: types.VersionedTextDocumentIdentifier, changes: list[types.TextDocumentContentChangeEvent]
    ) -> None:
        """Apply the changes of one notification, in their order, as one version. O(edit)."""
        uri, now = identifier.uri, self._session.snapshot(identifier.uri).text
        version, ordered = self._arrivals[uri].in_order(identifier.version, now, convert.changes(changes))
        self._session.change(uri, version, ordered, self.encoding)

    def remove_text_document(self, doc_uri: str) -> None:
        """Close a document."""
        self._arrivals.pop(doc_uri, None)
        self._session.close(doc_uri)

    def get_text_document(self, doc_uri: str) -> NoReturn:
        """Never: features take snapshots from the session."""
        raise NotImplementedError(f"pygls documents are not kept; take a snapshot of {doc_uri} from the session")

    def _create_text_document(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError("pygls documents are not kept; take a snapshot from the session")

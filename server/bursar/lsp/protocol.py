"""The protocol's own methods: the conversation's beginning and end, documents, commands.

Our workspace is installed behind the one that pygls makes, so that no pygls document is ever built.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from lsprotocol import types
from pygls.protocol import lsp_method

from bursar.lsp.documents import SessionWorkspace
from bursar.lsp.exchange import Exchange
from bursar.lsp.refusals import InvalidParams


class BursarProtocol(Exchange):
    """One client's conversation. All methods run on the event loop."""

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Install our workspace behind the one pygls makes, then negotiate."""
        try:
            result = yield from super().lsp_initialize(params)
            self._workspace = SessionWorkspace(self._server.session, self.workspace)
            return self._server.meet(params, result)
        except Exception:
            self._workspace = None  # it did not happen: the client may try again
            raise

    @lsp_method(types.INITIALIZED)
    def lsp_initialized(self, *_: Any) -> None:
        """Begin what is slow, now that the client has its answer."""
        self._server.begin()

    def documents(self) -> SessionWorkspace:
        """The workspace, once `initialize` has been answered. No property: pygls reads all of those on construction."""
        if not isinstance(self._workspace, SessionWorkspace):
            raise RuntimeError("initialize comes first")
        return self._workspace

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Open a document."""
        self.documents().put_text_document(params.text_document)
        self._server.touched(params.text_document.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Apply the changes of one notification as one version. O(edit)."""
        self.documents().update(params.text_document, list(params.content_changes))
        self._server.touched(params.text_document.uri)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Close a document."""
        self.documents().remove_text_document(params.text_document.uri)
        self._server.closed(params.text_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """Open a notebook: each of its cells is a document."""
        self.documents().put_notebook_document(params)
        for cell in params.cell_text_documents:
            self._server.touched(cell.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Change a notebook: which cells it has, or their texts."""
        self.documents().update_notebook_document(params)
        cells = params.change.cells
        structure = cells.structure if cells is not None else None
        for opened in (structure.did_open if structure is not None else None) or ():
            self._server.touched(opened.uri)
        for closed in (structure.did_close if structure is not None else None) or ():
            self._server.closed(closed.uri)
        for edited in (cells.text_content if cells is not None else None) or ():
            self._server.touched(edited.document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """Close a notebook and its cells."""
        self.documents().remove_notebook_document(params)
        for cell in params.cell_text_documents:
            self._server.closed(cell.uri)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Any:
        """Run a command of ours with its one object."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise InvalidParams(f"no command is called {params.command!r}; there are {', '.join(self.fm.commands)}")
        arguments = params.arguments or []
        if len(arguments) != 1 or not isinstance(arguments[0], dict):
            raise InvalidParams(f"{params.command} takes one object")
        return handler(arguments[0], params.work_done_token)

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *_: Any) -> None:  # type: ignore[override]  # no user handler to yield to
        """Cancel what runs (each request still gets its reply) and let the session end."""
        for future in list(self._request_futures.values()):
            future.cancel()
        self._shutdown = True
        self._server.session.stop()

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]  # as above
        """End the server: with 0 after a shutdown, else with 1, as the protocol asks."""
        self._server.finish(0 if self._shutdown else 1)

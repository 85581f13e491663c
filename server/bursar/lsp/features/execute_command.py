"""`workspace/executeCommand`: packing, and settings for a file, a folder or the session. Each takes one object."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types

from bursar.errors import PackError
from bursar.files import path_of_uri, uri_of_path
from bursar.lsp import convert
from bursar.lsp.bars import Token
from bursar.lsp.packing import EarlyIndex, Order, packed
from bursar.lsp.params import OF_FOLDERS, PackParams, pack_params, set_budget_params, set_model_params
from bursar.lsp.server import BursarServer
from bursar.lsp.temporary import PrivateFiles
from bursar.models import model_for_path
from bursar.pack import Format, PackRequest, Place, Report, Workspace
from bursar.present.report import report_document
from bursar.session.folder import LiveFolder, LoneDocument
from bursar.session.habits import Wanted
from bursar.session.settings import anything_in
from bursar.snapshot import DocumentSnapshot, FolderSnapshot
from bursar.text import Span

PACK = "bursar.server.pack"
PACK_TO_FILE = "bursar.server.packToFile"
SHOW_REPORT = "bursar.server.showReport"
SET_MODEL = "bursar.server.setModel"
SET_BUDGET = "bursar.server.setBudget"

_SUFFIXES = {Format.XML: ".xml", Format.MARKDOWN: ".md", Format.JSON: ".json"}


def register(server: BursarServer) -> None:
    """Add the commands to a server."""
    commands = Commands(server)
    server.watch(EarlyIndex(server))
    server.run_for(PACK, commands.pack)
    server.run_for(PACK_TO_FILE, commands.pack_to_file)
    server.run_for(SHOW_REPORT, commands.show_report)
    server.run_for(SET_MODEL, commands.set_model)
    server.run_for(SET_BUDGET, commands.set_budget)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A pack request with the documents as they stood when it came.

    `path` names its document in the workspace; `near` is what lies where the settings are those that hold.
    """

    params: PackParams
    document: DocumentSnapshot | None
    near: Path | None
    selections: tuple[Span, ...]
    workspace: Workspace
    path: str | None


class Commands:
    """The server's own commands."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._files = PrivateFiles()
        self._last: Report | None = None
        server.at_finish(self._files.remove)

    def pack(self, raw: dict[str, Any], token: Token | None) -> Awaitable[dict[str, Any]]:
        """Pack from the documents as they stand now."""
        return self._packed(self._taken(pack_params(raw)), token)

    def pack_to_file(self, raw: dict[str, Any], token: Token | None) -> Awaitable[dict[str, Any]]:
        """The same, into a file that the client shows."""
        return self._packed_to_file(self._taken(pack_params(raw)), token)

    def show_report(self, raw: dict[str, Any], token: Token | None) -> Awaitable[dict[str, Any]]:
        """The report of the last bundle as a document, in a file that the client shows."""
        if self._last is None:
            raise PackError("nothing was packed yet: there is no report to show")
        return self._written(report_document(self._last), ".md", "report")

    async def set_model(self, raw: dict[str, Any], token: Token | None) -> dict[str, Any]:
        """Count by another model, which may be one of the settings' own."""
        params, session = set_model_params(raw), self._server.session
        path = path_of_uri(params.uri) if params.uri is not None else None
        await session.configured(session.settings.near(path))
        return {"model": session.set_model(params.scope, params.model, params.uri).id}

    def set_budget(self, raw: dict[str, Any], token: Token | None) -> dict[str, Any]:
        """Set a budget in tokens."""
        params = set_budget_params(raw)
        self._server.session.set_budget(params.scope, params.tokens, params.uri)
        return {"budget": params.tokens}

    async def _packed(self, taken: _Taken, token: Token | None) -> dict[str, Any]:
        bundle = await packed(self._server, await self._order(taken), token)
        return {"text": bundle.text, **await self._told(bundle.report)}

    async def _packed_to_file(self, taken: _Taken, token: Token | None) -> dict[str, Any]:
        order = await self._order(taken)
        bundle = await packed(self._server, order, token)
        written = await self._written(bundle.text, _SUFFIXES.get(order.request.format, ".txt"), "packed context")
        return {**written, **await self._told(bundle.report)}

    async def _told(self, report: Report) -> dict[str, Any]:
        """The account of a bundle for programs and for people; of hundreds of items it takes some milliseconds."""
        self._last = report
        document = await self._server.session.run(report_document, report)
        return {"report": report.to_json(), "document": document}

    async def _written(self, text: str, suffix: str, what: str) -> dict[str, Any]:
        path = await self._server.session.run(self._files.write, text, suffix)
        self._show(path, what)
        return {"text": text, "uri": uri_of_path(path)}

    def _taken(self, params: PackParams) -> _Taken:
        """What is asked for, and this moment's snapshots of what it is about."""
        document = self._document(params)
        encoding = self._server.encoding
        ranges = params.ranges if document is not None else ()
        selections = tuple(convert.span_of(document.text, found, encoding) for found in ranges if document)
        if document is not None and document.path is None:
            prompt_chars = self._server.session.settings.standing(None).symbols.prompt_chars
            return _Taken(params, document, None, selections, LoneDocument(document, prompt_chars), document.uri)
        root = self._root(document.uri if document else params.uri)
        near = document.path if document and document.path else anything_in(root)
        folder = self._folder(root, near)
        return _Taken(params, document, near, selections, folder, folder.name_of(near) if document else None)

    def _document(self, params: PackParams) -> DocumentSnapshot | None:
        """The open document that is asked about; what is about a folder may name anything in that, open or not."""
        if params.uri is None or (params.scope in OF_FOLDERS and self._server.snapshot(params.uri) is None):
            return None
        return self._server.session.snapshot(params.uri)

    def _root(self, uri: str | None) -> Path:
        """The folder of a document or of anything else, or the first one that is open."""
        settings = self._server.session.settings
        path = path_of_uri(uri) if uri is not None else None
        if path is None and not settings.folders:
            raise PackError("no folder is open to draw on")
        return settings.root_of(path) if path else settings.folders[0]

    def _folder(self, root: Path, near: Path) -> LiveFolder:
        session = self._server.session
        opened = (session.snapshot(uri) for uri in session.uris())
        buffers = {found.path: found for found in opened if found.path is not None}
        return LiveFolder(FolderSnapshot(root, buffers), session.settings.standing(near).symbols.prompt_chars)

    async def _order(self, taken: _Taken) -> Order:
        """The packer's request, once the settings are read that say what was left open."""
        session, params, document = self._server.session, taken.params, taken.document
        settings = await session.configured(taken.near)
        now = self._server.snapshot(document.uri) if document else None
        model = now.model if now else model_for_path("", settings)
        request = PackRequest(
            scope=params.scope,
            path=taken.path,
            selection=next(iter(taken.selections), None),
            also=tuple(Place(taken.path, span) for span in taken.selections[1:]) if taken.path else (),
            query=params.query,
            diagnostic=params.diagnostic,
            budget=params.budget,
            ceiling=settings.pack.budget,
            used=params.used,
            models=params.models or (model.id,),
            model_rows=settings.models,
            tokenizer_files=settings.tokenizer_files,
            format=params.format or Format(settings.pack.format),
            intent=params.intent,
            aggressive=params.aggressive,
        )
        said = session.settings.packed_budget(taken.near)
        return Order(request, taken.workspace, Wanted(params.since, params.own_profile, said), settings)

    def _show(self, path: Path, what: str) -> None:
        if not self._server.client.shows_documents:
            self._server.tell(f"The {what} is in {path}", types.MessageType.Info)
            return
        params = types.ShowDocumentParams(uri_of_path(path), take_focus=True)
        shown = self._server.window_show_document(params)
        shown.add_done_callback(lambda answer: self._shown(answer, path, what))

    def _shown(self, answer: Any, path: Path, what: str) -> None:
        if answer.cancelled():
            return
        if answer.exception() is not None or not getattr(answer.result(), "success", False):
            self._server.tell(f"The {what} is in {path}", types.MessageType.Info)

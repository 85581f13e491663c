"""The server: one client, one session, and the features between them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from bursar.errors import NotOpen
from bursar.files import path_of_uri
from bursar.lsp.bars import Bars, Token
from bursar.lsp.client import Client, client_of, settings_of
from bursar.lsp.protocol import BursarProtocol
from bursar.outline import language_named
from bursar.outline.grammars import MissingGrammar, grammar_of
from bursar.session import Session, SnapshotReady
from bursar.text import PositionEncoding
from bursar.version import __version__

if TYPE_CHECKING:
    from bursar.snapshot import DocumentSnapshot

logger = logging.getLogger(__name__)


_NOTEBOOKS = types.NotebookDocumentSyncOptions([types.NotebookDocumentFilterWithNotebook(notebook="*")])
"""Every notebook, all of its cells."""


class Watcher(Protocol):
    """A feature that speaks without being asked."""

    def touched(self, uri: str) -> None:
        """A document was opened or changed; its counts may be pending. Must be cheap: it is on the edit path."""

    def ready(self, event: SnapshotReady) -> None:
        """The counts and the outline of a version are there."""

    def closed(self, uri: str) -> None:
        """A document was closed."""


class BursarServer(LanguageServer):
    """One client's server. Everything here runs on the event loop."""

    protocol: BursarProtocol

    def __init__(self, session: Session | None = None) -> None:
        super().__init__("bursar", __version__, protocol_cls=BursarProtocol, notebook_document_sync=_NOTEBOOKS)
        self.session = session or Session()
        self.client = Client()
        self.bars = Bars(self)
        self.exit_code = 0
        self.finished = asyncio.Event()
        self._watchers: list[Watcher] = []
        self._cleanups: list[Callable[[], None]] = []
        self._told: set[str] = set()
        self._failed = False
        self.session.subscribe(self._ready)

    @property
    def encoding(self) -> PositionEncoding:
        """The position encoding agreed with the client."""
        return self.protocol.documents().encoding

    def snapshot(self, uri: str) -> DocumentSnapshot | None:
        """A document as it stands; None if it is not open."""
        try:
            return self.session.snapshot(uri)
        except NotOpen:
            return None

    def answer(self, method: str, function: Callable[..., Any], options: Any = None) -> None:
        """Have a function or bound method take a request or notification (pygls writes on what it registers)."""
        self.feature(method, options)(partial(function))

    def run_for(self, command: str, function: Callable[[dict[str, Any], Token | None], Any]) -> None:
        """Have a bound method run a command: it is given its object, and the client's token for its progress."""
        self.command(command)(partial(function))

    # ---- life

    def meet(self, params: types.InitializeParams, result: types.InitializeResult) -> types.InitializeResult:
        """Learn who the client is, and narrow what was negotiated to what it asked for."""
        self.client = client_of(params)
        documents = self.protocol.documents()
        root = params.root_uri or (None if params.root_path is None else documents.root_uri)
        if root and not documents.folders:  # an older client's only folder, which stays when others are added
            documents.add_folder(types.WorkspaceFolder(root, root.rpartition("/")[2]))
        self.set_folders([folder.uri for folder in documents.folders.values()])
        self.configure(settings_of(params.initialization_options))
        if result.capabilities.execute_command_provider is not None:
            result.capabilities.execute_command_provider.work_done_progress = True
        if not self.client.pulls_diagnostics:
            result.capabilities.diagnostic_provider = None
        return result

    def set_folders(self, uris: list[str]) -> None:
        """The workspace folders; those that are not on this machine are left out."""
        self.session.set_folders([path for uri in uris if (path := path_of_uri(uri)) is not None])

    def configure(self, settings: dict[str, Any]) -> None:
        """Take the client's settings; what is wrong in them is said once."""
        problems = self.session.configure(settings)
        for problem in problems:
            logger.warning("client settings: %s", problem.message)
        if problems:
            self._tell_once(f"Bursar settings: {problems[0].message}", types.MessageType.Warning)

    def begin(self) -> None:
        """The client has our answer to `initialize`: now there is time for what is slow."""
        self.session.warm()
        if self.client.watches_files:
            watched = [types.FileSystemWatcher("**/*")]  # settings files, and every file that is counted
            options = types.DidChangeWatchedFilesRegistrationOptions(watched)
            registration = types.Registration("bursar.files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.client_register_capability(types.RegistrationParams([registration]))
        self.session.workspaces.begin(watch=not self.client.watches_files)

    def finish(self, code: int) -> None:
        """End: stop all work, remove what must not stay, let `main` return `code`."""
        if not self.finished.is_set():
            self.exit_code = code
            self.session.stop()
            for clean in self._cleanups:
                clean()
            self.finished.set()

    def at_finish(self, clean: Callable[[], None]) -> None:
        """Call something when the server ends."""
        self._cleanups.append(clean)

    # ---- watching

    def watch(self, watcher: Watcher) -> None:
        """Tell a feature of every document's life."""
        self._watchers.append(watcher)

    def touched(self, uri: str) -> None:
        """A document was opened or changed."""
        for watcher in self._watchers:
            watcher.touched(uri)

    def closed(self, uri: str) -> None:
        """A document was closed."""
        for watcher in self._watchers:
            watcher.closed(uri)

    def _ready(self, event: SnapshotReady) -> None:
        self._tell_of_grammar(event.uri)
        for watcher in self._watchers:
            watcher.ready(event)

    # ---- telling people

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A fault of ours that no reply tells of: to the log, and to the user once a session."""
        logger.error("%s: %s", getattr(source, "__name__", source), error)
        if not self._failed:
            self._failed = True
            self.tell(f"Bursar had an internal error ({type(error).__name__}); its log has the details")

    def _tell_of_grammar(self, uri: str) -> None:
        """Say once of each language that its grammar is missing: counts are there, its symbols are not."""
        snapshot = self.snapshot(uri)
        if snapshot is None or not snapshot.language or not self.session.outline(uri).notes:
            return  # nearly always, and after every edit
        row = language_named(snapshot.language)
        grammar = grammar_of(row) if row else None  # it was loaded, or tried: the outline is there
        if isinstance(grammar, MissingGrammar):
            self._tell_once(grammar.note, types.MessageType.Info)

    def tell(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Show a message to the user."""
        self.window_show_message(types.ShowMessageParams(kind, message))

    def _tell_once(self, message: str, kind: types.MessageType) -> None:
        if message not in self._told:
            self._told.add(message)
            self.tell(message, kind)

"""Diagnostics: pushed with their version after a pause, and pulled by clients that ask for them instead."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types

from bursar.config import Problem
from bursar.errors import BursarError
from bursar.files import path_of_uri, read_text, uri_of_path
from bursar.lsp import convert
from bursar.lsp.features.timers import Timers
from bursar.lsp.server import BursarServer
from bursar.present.findings import Finding, config_findings, findings
from bursar.session import SnapshotReady
from bursar.session.habits import is_profile, profile_problems
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text

DEBOUNCE_MS = 150

AT_ONCE_CHARS = 256 * 1024
"""Of a longer text the findings are made off the loop."""


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    feature = Diagnostics(server)
    options = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=True, identifier="bursar")
    server.answer(types.TEXT_DOCUMENT_DIAGNOSTIC, feature.pull, options)
    server.watch(feature)


class Diagnostics:
    """Pushes what is to be said of each open document and of each settings file."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._timers = Timers(DEBOUNCE_MS, self._push)
        self._problems: dict[Path, tuple[Problem, ...]] = {}
        self._pulled: dict[str, tuple[int | None, list[Finding]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        server.at_finish(self._timers.cancel_all)

    def touched(self, uri: str) -> None:
        """Nothing: a document is spoken of when its counts are there."""

    def ready(self, event: SnapshotReady) -> None:
        """Push after a pause."""
        self._timers.restart(event.uri)
        snapshot = self._server.snapshot(event.uri)
        if snapshot is not None and self._server.session.settings.known(snapshot.path) is not None:
            self._push_problems()

    def closed(self, uri: str) -> None:
        """Take back what was said of a document, unless it is a settings file with faults."""
        self._timers.cancel(uri)
        self._pulled.pop(uri, None)
        path = path_of_uri(uri)
        if path is None or not self._problems.get(path):
            self._publish(uri, None, [])

    async def pull(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """The findings of a document once its counts are done."""
        snapshot = await self._server.session.settled(params.text_document.uri)
        found = await self._server.session.run(self._findings(snapshot))
        self._pulled[snapshot.uri] = (snapshot.version, found)
        return types.RelatedFullDocumentDiagnosticReport(items=self._converted(snapshot.text, found))

    def _push(self, uri: str) -> None:
        snapshot = self._server.snapshot(uri)
        if snapshot is None or snapshot.pending:
            return
        if len(snapshot.text) <= AT_ONCE_CHARS:
            self._tell(snapshot, self._findings(snapshot)())
        else:  # where a budget runs out in a text without safe cuts is found by encoding it
            self._begin(self._push_later(snapshot))

    async def _push_later(self, snapshot: DocumentSnapshot) -> None:
        found = await self._server.session.run(self._findings(snapshot))
        now = self._server.snapshot(snapshot.uri)
        if now is not None and now.version == snapshot.version:
            self._tell(snapshot, found)

    def _tell(self, snapshot: DocumentSnapshot, found: list[Finding]) -> None:
        uri = snapshot.uri
        if not self._server.client.pulls_diagnostics:
            self._publish(uri, snapshot.version, self._converted(snapshot.text, found))
        elif self._server.client.refreshes_diagnostics and self._stale(uri, snapshot.version, found):
            del self._pulled[uri]
            self._server.workspace_diagnostic_refresh(None)

    def _stale(self, uri: str, version: int | None, found: list[Finding]) -> bool:
        """Whether a client that pulls was told something else of this version."""
        told = self._pulled.get(uri)
        return told is not None and told[0] == version and told[1] != found

    def _findings(self, snapshot: DocumentSnapshot) -> Callable[[], list[Finding]]:
        """What finds what is to be said of a document, for whichever thread."""
        session, uri = self._server.session, snapshot.uri
        problems = self._problems.get(snapshot.path, ()) if snapshot.path else ()
        budgets, settings = session.budgets(uri), session.settings_of(uri)
        if snapshot.path is not None and is_profile(snapshot.path):
            return lambda: (
                config_findings(snapshot.text, profile_problems(snapshot)) + findings(snapshot, budgets, settings)
            )
        return lambda: config_findings(snapshot.text, problems) + findings(snapshot, budgets, settings)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _push_problems(self) -> None:
        """Push the faults of the settings files that changed, those of open ones with the rest of their findings."""
        known = self._server.session.settings.problems()
        gone = {path: () for path, problems in self._problems.items() if problems and not path.exists()}
        found = self._problems | gone | known  # files that are about to be read again are not known: theirs stand
        changed = [path for path in found.keys() | self._problems.keys() if found.get(path) != self._problems.get(path)]
        before, self._problems = self._problems, found
        for path in changed:
            if found.get(path) or before.get(path):
                self._begin(self._push_file(path, found.get(path, ())))

    async def _push_file(self, path: Path, problems: Sequence[Problem]) -> None:
        for uri in self._server.session.uris():
            if path_of_uri(uri) == path:
                self._timers.start(uri)
                return
        try:
            text = await self._server.session.run(lambda: Text(read_text(path).text))
        except (BursarError, OSError):
            text = Text()
        self._publish(uri_of_path(path), None, self._converted(text, config_findings(text, problems)))

    def _converted(self, text: Text, found: Sequence[Finding]) -> list[types.Diagnostic]:
        return convert.diagnostics(text, found, self._server.encoding, self._server.client)

    def _publish(self, uri: str, version: int | None, items: list[types.Diagnostic]) -> None:
        if not self._server.client.diagnostic_versions:
            version = None
        self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, items, version))

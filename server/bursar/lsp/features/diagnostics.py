"""Diagnostics: pushed with their version after a pause, and pulled by clients that ask for them instead."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from lsprotocol import types

from bursar.config import Problem
from bursar.errors import BursarError
from bursar.files import path_of_uri, read_text, uri_of_path
from bursar.lsp import convert
from bursar.lsp.features.timers import Timers
from bursar.lsp.server import BursarServer
from bursar.present.findings import Finding, config_findings, findings
from bursar.session import SnapshotReady
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text

DEBOUNCE_MS = 150


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    feature = Diagnostics(server)
    options = types.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier="bursar")
    server.answer(types.TEXT_DOCUMENT_DIAGNOSTIC, feature.pull, options)
    server.watch(feature)


class Diagnostics:
    """Pushes what is to be said of each open document and of each settings file."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._timers = Timers(DEBOUNCE_MS, self._push)
        self._problems: dict[Path, tuple[Problem, ...]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        server.at_finish(self._timers.cancel_all)

    def touched(self, uri: str) -> None:
        """Nothing: a document is spoken of when its counts are there."""

    def ready(self, event: SnapshotReady) -> None:
        """Push after a pause."""
        self._timers.restart(event.uri)
        self._push_problems()

    def closed(self, uri: str) -> None:
        """Take back what was said of a document, unless it is a settings file with faults."""
        self._timers.cancel(uri)
        path = path_of_uri(uri)
        if path is None or not self._problems.get(path):
            self._publish(uri, None, [])

    async def pull(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """The findings of a document once its counts are done."""
        snapshot = await self._server.session.settled(params.text_document.uri)
        items = self._converted(snapshot.text, self._findings(snapshot))
        return types.RelatedFullDocumentDiagnosticReport(items=items)

    def _push(self, uri: str) -> None:
        snapshot = self._server.snapshot(uri)
        if snapshot is None or snapshot.pending or self._server.client.pulls_diagnostics:
            return
        self._publish(uri, snapshot.version, self._converted(snapshot.text, self._findings(snapshot)))

    def _findings(self, snapshot: DocumentSnapshot) -> list[Finding]:
        session, uri = self._server.session, snapshot.uri
        problems = self._problems.get(snapshot.path, ()) if snapshot.path else ()
        own = config_findings(snapshot.text, problems)
        return own + findings(snapshot, session.budgets(uri), session.settings_of(uri))

    def _push_problems(self) -> None:
        """Push the faults of the settings files that changed, those of open ones with the rest of their findings."""
        found = self._server.session.settings.problems()
        changed = [path for path in found.keys() | self._problems.keys() if found.get(path) != self._problems.get(path)]
        before, self._problems = self._problems, found
        for path in changed:
            if found.get(path) or before.get(path):
                task = asyncio.get_running_loop().create_task(self._push_file(path, found.get(path, ())))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

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

"""`workspace/diagnostic`: the budgets of files that are not open, for clients that ask."""

from __future__ import annotations

from zlib import crc32

from lsprotocol import types

from bursar.errors import BursarError
from bursar.files import uri_of_path
from bursar.lsp import convert
from bursar.lsp.features.timers import Timers
from bursar.lsp.server import BursarServer
from bursar.present.findings import Finding, findings
from bursar.session.closed import BudgetedFile, closed_snapshot
from bursar.session.workspace import Workspace
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text

REFRESH_MS = 1000


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    feature = WorkspaceDiagnostics(server)
    server.answer(types.WORKSPACE_DIAGNOSTIC, feature.pull)


class WorkspaceDiagnostics:
    """Answers with one report for each budgeted file that is not open; those unchanged since are said to be so."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._pulled = False
        self._generations: dict[str, int] = {}
        self._timers = Timers(REFRESH_MS, self._refresh)
        server.session.workspaces.subscribe(self._moved)
        server.at_finish(self._timers.cancel_all)

    async def pull(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """The findings of all budgeted files that are not open, once their folders are counted."""
        workspaces = self._server.session.workspaces
        await workspaces.begun()
        self._pulled = True
        told = {previous.uri: previous.value for previous in params.previous_result_ids}
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        for root in workspaces.roots:
            workspace = workspaces.of(root)
            if workspace is not None:
                await workspaces.listed(workspace)
                self._generations[uri_of_path(root)] = workspace.generation
                reports += await self._reports(workspace, told)
        reports += [_full(uri, "", []) for uri in told if uri not in self._server.session.uris()]
        return types.WorkspaceDiagnosticReport(items=reports)

    async def _reports(
        self, workspace: Workspace, told: dict[str, str]
    ) -> list[types.WorkspaceDocumentDiagnosticReport]:
        session = self._server.session
        budgeted = await session.run(session.workspaces.closed.paths, workspace)
        while workspace.awaits(budgeted):
            await session.workspaces.moved()
        files = await session.run(session.workspaces.closed.files, workspace)
        opened = set(session.uris())
        reports: list[types.WorkspaceDocumentDiagnosticReport] = []
        for file in files:
            if file.uri not in opened:
                text, found = await session.run(_found, file)
                result = f"{crc32(repr(found).encode('utf-8', 'surrogatepass')):x}"
                if told.pop(file.uri, None) == result:
                    reports.append(_same(file.uri, result))
                else:
                    items = convert.diagnostics(text, found, self._server.encoding, self._server.client)
                    reports.append(_full(file.uri, result, items))
        return reports

    def _moved(self) -> None:
        if self._pulled and self._server.client.refreshes_diagnostics:
            self._timers.start("")

    def _refresh(self, _: str) -> None:
        """Ask the client to pull again, once all is counted and if anything changed since it did."""
        workspaces = self._server.session.workspaces
        if workspaces.pending:
            self._timers.start("")
            return
        now = {uri_of_path(root): found.generation for root in workspaces.roots if (found := workspaces.of(root))}
        if now != self._generations:
            self._generations = now
            self._server.workspace_diagnostic_refresh(None)


def _found(file: BudgetedFile) -> tuple[Text, list[Finding]]:
    """The findings of a closed file; it is read only if it has any."""
    if not file.crossings:
        return Text(), []
    try:
        snapshot: DocumentSnapshot = closed_snapshot(file)
    except BursarError:
        return Text(), []
    return snapshot.text, findings(snapshot, file.budgets, file.settings)


def _full(uri: str, result: str, items: list[types.Diagnostic]) -> types.WorkspaceFullDocumentDiagnosticReport:
    return types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=items, version=None, result_id=result or None)


def _same(uri: str, result: str) -> types.WorkspaceUnchangedDocumentDiagnosticReport:
    return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=result, version=None)

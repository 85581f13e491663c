"""`bursar/status`: a document's figures whenever one of them changed, to clients that asked for it."""

from __future__ import annotations

from bursar.lsp import convert
from bursar.lsp.features.timers import Timers
from bursar.lsp.server import BursarServer
from bursar.present.status import Status, status, within
from bursar.session import SnapshotReady

METHOD = "bursar/status"
DEBOUNCE_MS = 50


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.watch(StatusFeed(server))


class StatusFeed:
    """Remembers what was last told of each document."""

    def __init__(self, server: BursarServer) -> None:
        self._server = server
        self._told: dict[str, Status] = {}
        self._timers = Timers(DEBOUNCE_MS, self._tell)
        server.session.subscribe_counts(self.touched)  # the numbers do not wait for the outline
        server.at_finish(self._timers.cancel_all)
        server.session.workspaces.subscribe(self._moved)

    def touched(self, uri: str) -> None:
        """Tell soon."""
        if self._server.client.status:
            self._timers.start(uri)

    def ready(self, event: SnapshotReady) -> None:
        """Tell soon."""
        self.touched(event.uri)

    def closed(self, uri: str) -> None:
        """Forget the document."""
        self._timers.cancel(uri)
        self._told.pop(uri, None)

    def _moved(self) -> None:
        """The sums of the folders changed."""
        for uri in self._told:
            self.touched(uri)

    def _tell(self, uri: str) -> None:
        snapshot, session = self._server.snapshot(uri), self._server.session
        if snapshot is None:
            return
        found = status(snapshot, session.budgets(uri), session.settings_of(uri))
        around = session.workspaces.around(snapshot.path) if snapshot.path else None
        if around is not None:
            found = within(found, around)
        if self._told.get(uri) != found:
            self._told[uri] = found
            self._server.protocol.notify(METHOD, convert.status(found))

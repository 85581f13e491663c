"""Live documents and folders, what is computed of them off the loop, and when it is announced.

Never presents anything and never hears of LSP types: `lsp` calls in, and subscribes to `SnapshotReady`.
"""

from bursar.session.document import Change
from bursar.session.session import Session
from bursar.session.upkeep import SnapshotReady

__all__ = ["Change", "Session", "SnapshotReady"]

"""The database's library, imported by one thread at a time: imported by two at once it breaks, now and then."""

from __future__ import annotations

import threading

_importing = threading.Lock()


def ready_library() -> None:
    """Import the library, or wait until another thread has. To call before what imports it lazily, off the loop."""
    with _importing:
        import sqlalchemy.dialects.sqlite
        import sqlalchemy.orm  # noqa: F401 - imported for what follows

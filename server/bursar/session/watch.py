"""Watching a folder's files where the client does not do it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bursar.files.walk import ALWAYS_IGNORED

log = logging.getLogger(__name__)

DEBOUNCE_MS: Final = 200
POLL_S: Final = 60.0
"""How often a folder that cannot be watched is listed again."""

Changed = Callable[[frozenset[Path] | None], None]
"""Called on the watcher's thread with what changed; None: nobody knows what, look at everything."""


class FolderWatcher:
    """Watches one folder and all below it, on a thread of its own, until `stop`.

    By the system's own notices; where these cannot be had (too many folders, a network drive), by asking for a look at
    everything once a minute, which is logged once.
    """

    def __init__(self, root: Path, changed: Changed, *, poll_s: float = POLL_S) -> None:
        self._root = root
        self._changed = changed
        self._poll_s = poll_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bursar-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; what changes from now on is not told."""
        self._stop.set()

    def _run(self) -> None:
        try:
            self._watch()
        except Exception as error:  # the library raises what the system makes of it
            log.info("%s cannot be watched (%s); it is looked at every %d s", self._root, error, self._poll_s)
        while not self._stop.wait(self._poll_s):
            self._tell(None)

    def _watch(self) -> None:
        from watchfiles import watch

        wanted = _Wanted(self._root)
        for changes in watch(
            self._root,
            watch_filter=wanted,
            debounce=DEBOUNCE_MS,
            stop_event=self._stop,
            rust_timeout=1000,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            self._tell(frozenset(Path(path) for _, path in changes))

    def _tell(self, paths: frozenset[Path] | None) -> None:
        if not self._stop.is_set():
            self._changed(paths)


class _Wanted:
    """Leaves out what is never listed: version control's own files, and what package tools write."""

    def __init__(self, root: Path) -> None:
        self._cut = len(str(root).rstrip(os.sep)) + 1

    def __call__(self, _: Any, path: str) -> bool:
        return ALWAYS_IGNORED.isdisjoint(path[self._cut :].split(os.sep))

"""Much to count: a process of its own that reads and counts files by the bulk engine, while there is much of it.

It keeps the interpreter's lock of ours free, and takes its memory with it when it ends. While it starts, and wherever
it fails, files are counted here.
"""

from __future__ import annotations

import logging
import pickle
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from bursar.child import start_python
from bursar.session.reading import Batch
from bursar.tokens import bulk

log = logging.getLogger(__name__)

LEAST_BYTES: Final = 32 * 1024 * 1024
"""What a folder must have to be counted: less is done before the engine is loaded."""

DEATHS: Final = 3
"""After so many the process is not started again; nor after it has said that it cannot count."""


class BulkCounting:
    """The processes of one session, one for each encoding. Thread-safe; no method raises for a process's sake."""

    def __init__(self, least_bytes: int = LEAST_BYTES, *, nice: int = 0) -> None:
        self._least_bytes = least_bytes
        self._nice = nice
        self._processes: dict[str, _Process] = {}
        self._owners: dict[object, str] = {}
        self._deaths = 0
        self._lock = threading.Lock()

    def expect(self, owner: object, key: str, size: int) -> None:
        """So many bytes are about to be counted by an encoding: have a process ready, if that is worth it."""
        if size < self._least_bytes or not bulk.is_available(key):
            return
        with self._lock:
            if self._deaths >= DEATHS:
                return
            self._owners[owner] = key
            if key not in self._processes:
                try:
                    self._processes[key] = _Process(key, self._nice)
                except OSError as error:
                    self._died(key, str(error))

    def release(self, owner: object) -> None:
        """Whoever expected it has nothing left to be counted: a process that nobody needs ends."""
        with self._lock:
            key = self._owners.pop(owner, None)
            process = None if key is None or key in self._owners.values() else self._processes.pop(key, None)
        if process is not None:
            process.end()

    def count(self, key: str, root: str, paths: Sequence[str]) -> Batch | None:
        """Files of a folder, read and counted; None if no process of this encoding is ready, or it died of them."""
        process = self._processes.get(key)
        if process is None or not process.ready.is_set():
            return None
        try:
            return process.count(root, paths)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            with self._lock:
                if self._processes.get(key) is process:
                    self._died(key, process.problem or "it died")
            return None

    def wait(self, key: str, timeout: float | None = None) -> bool:
        """Wait until a process is ready; whether there is one."""
        process = self._processes.get(key)
        return process is not None and process.ready.wait(timeout) and not process.problem

    def stop(self) -> None:
        """End all processes."""
        for owner in list(self._owners):
            self.release(owner)

    def _died(self, key: str, reason: str) -> None:
        process = self._processes.pop(key, None)
        self._deaths = DEATHS if process is not None and process.problem else self._deaths + 1
        if process is not None:
            process.end()
        if self._deaths == DEATHS:
            log.warning("files are counted more slowly: the process for it cannot work (%s)", reason)
        else:
            log.info("the process that counts %s ended: %s", key, reason)


class _Process:
    """A running `bursar.session.bulk_worker`. `ready` is set once it has loaded its engine, or failed: `problem`."""

    def __init__(self, key: str, nice: int) -> None:
        self.ready: Final = threading.Event()
        self.problem = ""
        self._turn = threading.Lock()
        self._process = start_python("bursar.session.bulk_worker", key, str(nice))
        self._greeting = threading.Thread(target=self._greet, name="bursar-bulk", daemon=True)
        self._greeting.start()

    def count(self, root: str, paths: Sequence[str]) -> Batch:
        """Have files counted; one batch at a time."""
        with self._turn:
            stdin, stdout = self._process.stdin, self._process.stdout
            assert stdin is not None
            assert stdout is not None
            pickle.dump((root, list(paths)), stdin)
            stdin.flush()
            answer = pickle.load(stdout)
            if not isinstance(answer, Batch):
                raise ValueError(answer)
            return answer

    def end(self) -> None:
        """Kill it: whoever waits for an answer gets EOFError."""
        self._process.kill()
        self._process.wait()
        self._greeting.join()
        with self._turn:
            for stream in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was not written yet cannot be any more
                    stream.close() if stream else None

    def _greet(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        try:
            self.problem = pickle.load(stdout)
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.problem = "it ended at its start"
        self.ready.set()

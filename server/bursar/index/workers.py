"""Indexing many files on all processors: worker processes that share nothing with ours but two pipes each."""

from __future__ import annotations

import json
import os
import pickle
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bursar.child import start_python
from bursar.index.build import read_file, record_in
from bursar.index.records import Record
from bursar.index.worker import answered

MAX_WORKERS: Final = 8
AHEAD: Final = 8
"""So many files a worker is given before it has answered, so that it never waits."""

_POLL_SECONDS: Final = 0.1


def records_of(
    root: Path,
    paths: Sequence[str],
    encoding: str | None,
    cancelled: Callable[[], bool] | None = None,
    by_workers: bool = True,
) -> Iterator[tuple[str, Record | None]]:
    """Each file with its record; None for one that cannot be indexed. Ends early when it is cancelled.

    Few files are done sooner here than by workers, whose start takes most of a second.
    """
    if by_workers:
        yield from index_by_workers(root, paths, encoding, cancelled)
        return
    for path in paths:
        if cancelled is not None and cancelled():
            return
        found = read_file(root, path)
        yield path, record_in(path, *found, encoding) if found is not None else None


def index_by_workers(
    root: Path,
    paths: Sequence[str],
    encoding: str | None,
    cancelled: Callable[[], bool] | None = None,
    workers: int = 0,
) -> Iterator[tuple[str, Record | None]]:
    """Each file with its record as it is done; None for one that cannot be indexed, or at which a worker died.

    Ends early when it is cancelled. The processes are gone when it ends, or when its caller closes it.
    """
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for path in paths:
        waiting.put(path)
    done: queue.SimpleQueue[tuple[str, Record | None] | None] = queue.SimpleQueue()
    stop = threading.Event()
    count = workers or max(1, min(MAX_WORKERS, os.cpu_count() or 1))
    threads = [
        threading.Thread(target=_feed, args=(root, encoding, waiting, done, stop), daemon=True) for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    running = count
    try:
        while running:
            if cancelled is not None and cancelled():
                return
            try:
                found = done.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            if found is None:
                running -= 1
            else:
                yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _feed(
    root: Path,
    encoding: str | None,
    waiting: queue.SimpleQueue[str],
    done: queue.SimpleQueue[tuple[str, Record | None] | None],
    stop: threading.Event,
) -> None:
    """Keep one worker busy; a worker that dies costs the file that it was at, and another takes its place."""
    try:
        again: list[str] = []
        while not stop.is_set():
            given = _run(root, encoding, waiting, done, stop, again)
            if given is None:
                return
            if given:
                done.put((given[0], None))
            again = given[1:]
    finally:
        done.put(None)


def _run(
    root: Path,
    encoding: str | None,
    waiting: queue.SimpleQueue[str],
    done: queue.SimpleQueue[tuple[str, Record | None] | None],
    stop: threading.Event,
    again: list[str],
) -> list[str] | None:
    """One worker's life: None when no file is left, else the files that it did not answer."""
    given: list[str] = []
    try:
        process = start_python("bursar.index.worker")
    except OSError:
        return None
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(_line([str(root), encoding]))
        while not stop.is_set():
            while len(given) < AHEAD and (path := again.pop(0) if again else _next(waiting)) is not None:
                given.append(path)
                process.stdin.write(_line(path))
            process.stdin.flush()
            if not given:
                return None
            indexed, record = answered(process.stdout)
            given.remove(indexed)
            done.put((indexed, record))
        return None
    except (OSError, EOFError, ValueError, pickle.UnpicklingError):
        return [*given, *again]
    finally:
        process.kill()
        process.wait()
        process.stdin.close() if not process.stdin.closed else None
        process.stdout.close()


def _next(waiting: queue.SimpleQueue[str]) -> str | None:
    try:
        return waiting.get_nowait()
    except queue.Empty:
        return None


def _line(value: object) -> bytes:
    return json.dumps(value).encode() + b"\n"

"""In which order and in what portions the files of a folder are counted, and which are worth another attempt."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bursar.files import CHANGED, Stamp
from bursar.session.queue import Priority
from bursar.session.reading import FileCount, Kind

BATCH_FILES: Final = 64
BATCH_BYTES: Final = 256 * 1024
"""What one task of the queue counts at most, but for a single file that is larger."""

RECENT_S: Final = 24 * 3600
"""Files that changed in this time are counted before the rest."""

_PASSING: Final = frozenset(
    os.strerror(code).lower()
    for code in (errno.EAGAIN, errno.EBUSY, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ETIMEDOUT, errno.ENOMEM)
)
"""Why a file could not be read that can be read in a moment."""


def batches(missing: Mapping[str, Stamp], urgent: Mapping[str, Priority]) -> Iterator[tuple[Priority, list[str]]]:
    """Files that are not counted yet, in portions: urgent ones one by one, recent ones, the rest, large ones last."""
    for path in urgent.keys() & missing.keys():
        yield urgent[path], [path]
    missing = {path: stamp for path, stamp in missing.items() if path not in urgent}
    now = time.time()
    ranked = sorted(missing, key=lambda path: (missing[path].size > BATCH_BYTES, missing[path].size))
    recent = [path for path in missing if 0 <= now - missing[path].mtime_ns / 1e9 < RECENT_S]
    many = len(recent) > BATCH_FILES  # a fresh checkout: then it means nothing
    first = set() if many else set(recent)
    for priority, chosen in (
        (Priority.RECENT, [path for path in ranked if path in first]),
        (Priority.REST, [path for path in missing if path not in first and missing[path].size <= BATCH_BYTES]),
        (Priority.REST, [path for path in ranked if path not in first and missing[path].size > BATCH_BYTES]),
    ):
        for batch in _portions(chosen, missing):
            yield priority, batch


def passes(found: FileCount) -> bool:
    """Whether trying again may help."""
    return found.kind is Kind.UNREADABLE and (found.problem in _PASSING or found.problem.endswith(CHANGED))


def _portions(paths: Iterable[str], stamps: Mapping[str, Stamp]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for path in paths:
        if batch and (len(batch) == BATCH_FILES or size + stamps[path].size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += stamps[path].size
    if batch:
        yield batch

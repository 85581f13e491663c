"""Where the databases of indexes are kept, and how those that nobody uses any more go."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from bursar.cache.place import cache_folder

KEPT_DAYS: Final = 30
"""A database that was not opened for so long goes: its folder may be gone too, and it can be built again."""

_DAY_S: Final = 24 * 3600
_FILES: Final = "index-*.sqlite3"
_BESIDE: Final = ("", "-wal", "-shm")


def database_path(root: Path) -> Path:
    """Where the database of a folder is kept: in the folder of what may be thrown away."""
    name = hashlib.blake2b(os.fsencode(os.path.realpath(root)), digest_size=10).hexdigest()
    return cache_folder() / _FILES.replace("*", name)


def note_use(path: Path) -> None:
    """A database is being opened; before a new one is made, those go that were not opened for `KEPT_DAYS`."""
    with suppress(OSError):
        if path.exists():
            os.utime(path)
        else:
            drop_indexes(path.parent, unused_days=KEPT_DAYS)


def drop_indexes(folder: Path, unused_days: float = 0) -> int:
    """Remove the databases of a folder that were not opened for so many days; how many. One in use may stay."""
    return sum(_removed(path) for path in _unused(folder, unused_days))


def _unused(folder: Path, days: float) -> Iterator[Path]:
    for path in folder.glob(_FILES):
        with suppress(OSError):
            if path.stat().st_mtime <= time.time() - days * _DAY_S:
                yield path


def _removed(path: Path) -> bool:
    try:
        for suffix in _BESIDE:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    except OSError:  # Windows keeps a file that a process has open
        return False
    return True

"""The layers in their order: counts in memory, then the database."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from bursar.cache.memory import TokenCountCache
from bursar.cache.records import CountRecord, FileRecord, LayerFigures

if TYPE_CHECKING:
    from bursar.cache.database import CountDatabase

log = logging.getLogger(__name__)

MEMORY: Final = "memory"
FILES: Final = "files"
DATABASE: Final = "database"
LAYERS: Final = (MEMORY, FILES, DATABASE)
"""Contents in memory; files whose stamp stands, so that they are not read; contents in the database."""

FLUSHED_ROWS: Final = 1000
FLUSHED_S: Final = 1.0
"""Rows wait for their transaction until there are this many, or for this long: a transaction costs more than a row."""

_SUM_BITS: Final = 48
_SUM: Final = (1 << _SUM_BITS) - 1


class CountCache:
    """What is known of files and contents from before. Thread-safe; no method raises for a database's sake."""

    def __init__(self, url: str | None = None, memory: TokenCountCache | None = None, *, lasting: bool = True) -> None:
        """`url` None is the database in the user's cache folder; without `lasting` there is none."""
        self._memory = memory or TokenCountCache()
        self._url = url
        self._lasting = lasting
        self._database: CountDatabase | None = None
        self._lock = threading.Lock()
        self._figures: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._files: list[FileRecord] = []
        self._counts: list[CountRecord] = []
        self._flushed = time.monotonic()

    @property
    def problem(self) -> str | None:
        """Why the database is not used any more, None while it is."""
        return self._database.problem if self._database else None

    def find_files(self, paths: Sequence[str], counter: str) -> dict[str, tuple[FileRecord, CountRecord | None]]:
        """What was last kept of files, by absolute path, with their counts: true where the stamp is the same."""
        database = self._opened()
        return database.find_files(paths, counter) if database else {}

    def find_counts(self, contents: Iterable[str], counter: str) -> dict[str, CountRecord]:
        """The counts of contents (hashes in hex) by a counter."""
        wanted = dict.fromkeys(contents)
        found = {}
        for content in wanted:
            packed = self._memory.get_by(_memory_key(content, counter))
            if packed is not None:
                found[content] = _unpacked(content, counter, packed)
        self.note(MEMORY, len(found), len(wanted) - len(found))
        missing = [content for content in wanted if content not in found]
        database = self._opened()
        if missing and database:
            stored = database.find_counts(missing, counter)
            self.note(DATABASE, len(stored), len(missing) - len(stored))
            self._remember(stored.values())
            found |= stored
        return found

    def find_folder(self, folder: str, counter: str) -> bytes | None:
        """What was last kept of a folder as a whole, by its absolute path."""
        database = self._opened()
        return database.find_folder(folder, counter) if database else None

    def keep_folder(self, folder: str, counter: str, data: bytes) -> None:
        """Keep what is known of a folder as a whole, besides what is kept of its files."""
        database = self._opened()
        if database:
            database.keep_folder(folder, counter, data)

    def keep(self, files: Sequence[FileRecord], counts: Sequence[CountRecord]) -> None:
        """Keep what was found out: in memory at once, in the database soon, or at `flush`."""
        self._remember(counts)
        with self._lock:
            self._files += files
            self._counts += counts
            full = len(self._files) + len(self._counts) >= FLUSHED_ROWS
        if full or time.monotonic() - self._flushed > FLUSHED_S:
            self.flush()

    def flush(self) -> None:
        """Write to the database what it has not been told yet, in one transaction."""
        database = self._opened()
        with self._lock:
            files, self._files = self._files, []
            counts, self._counts = self._counts, []
            self._flushed = time.monotonic()
        if database:
            database.keep(files, counts, self._untold())

    def note(self, layer: str, hits: int, misses: int) -> None:
        """Count lookups of a layer."""
        if hits or misses:
            log.debug("%s: %d hits, %d misses", layer, hits, misses)
            with self._lock:
                for name, number in ((f"{layer}.hits", hits), (f"{layer}.misses", misses)):
                    self._figures[name] = self._figures.get(name, 0) + number

    def figures(self) -> dict[str, LayerFigures]:
        """Hits and misses of each layer in this process."""
        with self._lock:
            return figures_of(self._figures)

    def close(self) -> None:
        """Write what is left and let go of the database."""
        if self._database is not None or self._files or self._counts:
            self.flush()
        if self._database is not None:
            self._database.close()

    def _remember(self, records: Iterable[CountRecord]) -> None:
        for record in records:
            self._memory.set_by(_memory_key(record.content, record.counter), _packed(record))

    def _untold(self) -> dict[str, int]:
        """The figures that the database has not been told of."""
        with self._lock:
            more = {name: number - self._told.get(name, 0) for name, number in self._figures.items()}
            self._told = dict(self._figures)
            return {name: number for name, number in more.items() if number}

    def _opened(self) -> CountDatabase | None:
        if not self._lasting:
            return None
        if self._database is None:
            from bursar.cache.database import CountDatabase
            from bursar.cache.open import default_url

            with self._lock:
                if self._database is None:
                    self._database = CountDatabase(self._url or default_url())
        return self._database


def figures_of(numbers: Mapping[str, int]) -> dict[str, LayerFigures]:
    """The figures of each layer from their names and numbers."""
    return {layer: LayerFigures(numbers.get(f"{layer}.hits", 0), numbers.get(f"{layer}.misses", 0)) for layer in LAYERS}


def _memory_key(content: str, counter: str) -> tuple[str, bytes]:
    return f"{counter} sums", bytes.fromhex(content)


def _packed(record: CountRecord) -> int:
    """The sums of a record as one number, as the memory holds numbers."""
    packed = 0
    for value in record[2:]:
        packed = packed << _SUM_BITS | value
    return packed


def _unpacked(content: str, counter: str, packed: int) -> CountRecord:
    fields = len(CountRecord._fields) - 2
    sums = (packed >> _SUM_BITS * (fields - 1 - at) & _SUM for at in range(fields))
    return CountRecord(content, counter, *sums)

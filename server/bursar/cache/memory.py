"""Token counts in memory, by the hash of the text and the name of what counted it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Final

from cachetools import TTLCache

from bursar.cache.statistics import CacheStatistics

MAX_ENTRIES: Final = 20_000
MAX_BYTES: Final = 16 * 1024 * 1024
TTL_S: Final = 3600.0

ENTRY_BYTES: Final = 768
"""What an entry takes, key and bookkeeping included (a test measures it): no text is kept, all take the same."""

Key = tuple[str, bytes]


class _Entries(TTLCache[Key, int]):
    """The library's cache, which counts what it drops: asking it before each entry costs as much as the entry."""

    evictions = expirations = 0

    def expire(self, time: float | None = None) -> list[tuple[Key, int]]:
        """Drop what is too old."""
        expired = super().expire(time)
        self.expirations += len(expired)
        return expired

    def popitem(self) -> tuple[Key, int]:
        """Drop what was not used for the longest time."""
        self.evictions += 1
        return super().popitem()


class TokenCountCache:
    """Counts by content, the least recently used dropped first, none older than `ttl` seconds. Thread-safe.

    Bounded by `maxsize` entries and by `max_bytes`, whichever is less. Disabled, it finds nothing and takes nothing,
    and keeps what it has.
    """

    def __init__(
        self,
        maxsize: int = MAX_ENTRIES,
        ttl: float = TTL_S,
        enabled: bool = True,
        *,
        max_bytes: int = MAX_BYTES,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises ValueError for a size or an age that is not positive."""
        if maxsize < 1 or max_bytes < ENTRY_BYTES or ttl <= 0:
            raise ValueError(
                f"a cache of {maxsize} entries, {max_bytes} bytes and {ttl} seconds holds nothing;"
                " to count without one, disable it"
            )
        self._max_size = min(maxsize, max_bytes // ENTRY_BYTES)
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._enabled = enabled
        self._entries = _Entries(self._max_size, ttl, timer)
        self._reset()

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)

    @property
    def enabled(self) -> bool:
        """Whether it finds and takes anything."""
        return self._enabled

    def get(self, text: str, encoding: str) -> int | None:
        """The count of a text by an encoding, None if it is not there."""
        return self.get_by(key_of(text, encoding)) if self._enabled else None

    def set(self, text: str, encoding: str, tokens: int) -> None:
        """Keep the count of a text by an encoding."""
        if self._enabled:
            self.set_by(key_of(text, encoding), tokens)

    def get_by(self, key: Key) -> int | None:
        """The count under a key that `key_of` made: who looks up and then keeps hashes once."""
        if not self._enabled:
            return None
        start = time.perf_counter_ns()
        with self._lock:
            try:
                found: int | None = self._entries[key]
                self._hits += 1
            except KeyError:
                found = None
                self._misses += 1
            self._get_ns += time.perf_counter_ns() - start
        return found

    def get_many(self, keys: Sequence[Key]) -> list[int | None]:
        """The counts under keys that `key_of` made, None for each that is not there."""
        if not self._enabled:
            return [None] * len(keys)
        start = time.perf_counter_ns()
        with self._lock:
            found: list[int | None] = list(map(self._entries.get, keys))
            missing = found.count(None)
            self._hits += len(keys) - missing
            self._misses += missing
            self._get_ns += time.perf_counter_ns() - start
        return found

    def set_by(self, key: Key, tokens: int) -> None:
        """Keep a count under a key that `key_of` made."""
        if not self._enabled:
            return
        start = time.perf_counter_ns()
        with self._lock:
            self._entries[key] = tokens
            self._sets += 1
            self._set_ns += time.perf_counter_ns() - start

    def set_many(self, counts: Iterable[tuple[Key, int]]) -> None:
        """Keep counts under keys that `key_of` made."""
        if not self._enabled:
            return
        start = time.perf_counter_ns()
        with self._lock:
            for key, tokens in counts:
                self._entries[key] = tokens
                self._sets += 1
            self._set_ns += time.perf_counter_ns() - start

    def clear(self) -> None:
        """Forget all counts and all figures."""
        with self._lock:
            self._entries.clear()
            self._reset()

    def enable(self) -> None:
        """Find and take counts again."""
        self._enabled = True

    def disable(self) -> None:
        """Find nothing and take nothing until `enable`."""
        self._enabled = False

    def statistics(self) -> CacheStatistics:
        """The figures since the cache was made or cleared."""
        with self._lock:
            lookups, size = self._hits + self._misses, len(self._entries)
            return CacheStatistics(
                enabled=self._enabled,
                hits=self._hits,
                misses=self._misses,
                size=size,
                max_size=self._max_size,
                bytes=size * ENTRY_BYTES,
                max_bytes=self._max_bytes,
                evictions=self._entries.evictions,
                expirations=self._entries.expirations,
                get_us=self._get_ns / lookups / 1000 if lookups else None,
                set_us=self._set_ns / self._sets / 1000 if self._sets else None,
            )

    def _reset(self) -> None:
        self._hits = self._misses = self._sets = 0
        self._entries.evictions = self._entries.expirations = 0
        self._get_ns = self._set_ns = 0


def key_of(text: str, encoding: str) -> Key:
    """Where the count of a text by an encoding is kept: equal for equal texts, lone surrogates included."""
    return encoding, sha256(text.encode("utf-8", "surrogatepass")).digest()

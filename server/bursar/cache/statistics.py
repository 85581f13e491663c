"""The figures of a cache."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CacheStatistics:
    """A cache since it was made or cleared.

    `size` and `max_size` are entries; `evictions` were for want of room, `expirations` for age. `get_us` and `set_us`
    are the mean microseconds of a call besides hashing the text; None before the first.
    """

    enabled: bool
    hits: int
    misses: int
    size: int
    max_size: int
    bytes: int
    max_bytes: int
    evictions: int
    expirations: int
    get_us: float | None
    set_us: float | None

    @property
    def hit_rate(self) -> float:
        """Hits among all lookups, from 0 to 1; 0 before the first."""
        lookups = self.hits + self.misses
        return self.hits / lookups if lookups else 0.0

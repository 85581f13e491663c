"""The cache of counts that settings ask for."""

from __future__ import annotations

from bursar.cache.layers import CountCache
from bursar.config import CacheSettings


def cache_of(settings: CacheSettings) -> CountCache:
    """The cache of the settings in force. Opens nothing yet."""
    return CountCache(settings.database or None, lasting=settings.enabled)

"""What may be thrown away at any time: counts in memory, by content, bounded in number, bytes and age.

Never knows what a document is, never holds anything that cannot be made again.
"""

from bursar.cache.memory import TokenCountCache
from bursar.cache.statistics import CacheStatistics

__all__ = ["CacheStatistics", "TokenCountCache"]

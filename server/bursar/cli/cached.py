"""Counts of texts through the cache: what was counted before, by anybody, needs no vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from bursar.cli.counted import CountedFile
from bursar.cli.sources import Source

if TYPE_CHECKING:
    from bursar.cache.layers import CountCache
    from bursar.cache.records import CountRecord
    from bursar.config import CacheSettings, Loaded
    from bursar.models import Model
    from bursar.session.ruler import Ruler


class Wanted(NamedTuple):
    """A text to be counted for a model, by the settings that hold for it."""

    source: Source
    model: Model
    loaded: Loaded


class CachedCounts:
    """The counts of one run; each database is opened once. Close it at the end: only then is everything kept."""

    def __init__(self) -> None:
        self._caches: dict[CacheSettings, CountCache] = {}

    def count(self, wanted: Sequence[Wanted]) -> list[CountedFile]:
        """The counts of some texts: the database is asked once for all of them that are counted alike."""
        from bursar.session.ruler import ruler_for

        rulers = [ruler_for(one.model, one.loaded.settings.tokenizer_files) for one in wanted]
        caches = [self._cache_of(one.loaded) for one in wanted]
        digests = [_digest(one.source.text) for one in wanted]
        contents: dict[tuple[CountCache, str], list[str]] = {}
        for cache, ruler, digest in zip(caches, rulers, digests, strict=True):
            contents.setdefault((cache, ruler.key), []).append(digest)
        known = {(cache, key): cache.find_counts(asked, key) for (cache, key), asked in contents.items()}
        counted = []
        for one, ruler, cache, digest in zip(wanted, rulers, caches, digests, strict=True):
            records = known[cache, ruler.key]
            if digest not in records:
                records[digest] = _counted(one.source.text, digest, ruler)
                cache.keep((), (records[digest],))
            counted.append(_file(one, ruler, records[digest]))
        return counted

    def close(self) -> None:
        """Keep what was counted."""
        for cache in self._caches.values():
            cache.close()

    def _cache_of(self, loaded: Loaded) -> CountCache:
        from bursar.session.kept import cache_of

        wanted = loaded.settings.cache
        return self._caches.get(wanted) or self._caches.setdefault(wanted, cache_of(wanted))


def _counted(text: str, digest: str, ruler: Ruler) -> CountRecord:
    from bursar.session.reading import record_of

    return record_of(digest, ruler.key, ruler.measure(text))


def _file(wanted: Wanted, ruler: Ruler, record: CountRecord) -> CountedFile:
    from bursar.session.reading import measure_of
    from bursar.tokens.count import Basis
    from bursar.tokens.patterns import ENCODINGS

    shipped = ruler.basis is Basis.EXACT and ruler.key in ENCODINGS
    encoding = wanted.model.encoding if shipped else ruler.counter().name
    return CountedFile(wanted.source.path, wanted.model, encoding, ruler.counted(measure_of(record)))


def _digest(text: str) -> str:
    """What a workspace calls the content of a file with this text in UTF-8."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

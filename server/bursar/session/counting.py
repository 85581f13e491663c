"""Counting files on disk: those that stand as they were last counted by their stamp alone, the others by reading.

Blocks: for the threads of the queue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bursar.cache.layers import FILES, CountCache
from bursar.files import Stamp
from bursar.session.bulk import BulkCounting
from bursar.session.jobs import Cancelled
from bursar.session.reading import FileCount, FileReader, Kind, measure_of
from bursar.session.ruler import Ruler
from bursar.session.shelf import Shelf, packed
from bursar.tokens.count import Basis

SHELVED_FILES: Final = 200
"""So many files are looked for in the folder's one piece of the cache before they are looked for one by one."""

_LOOKS: Final = 1000
"""Between so many files it is asked whether to stop."""


class FileCounter:
    """Counts the files of one folder by one ruler, and remembers. Thread-safe."""

    def __init__(self, root: str, ruler: Ruler, cache: CountCache, bulk: BulkCounting | None = None) -> None:
        self.ruler: Final = ruler
        self._reader = FileReader(root, ruler)
        self._cache = cache
        self._bulk = bulk

    def look_at(
        self, paths: Sequence[str], stopped: Callable[[], bool] = lambda: False
    ) -> tuple[dict[str, Stamp], dict[str, FileCount]]:
        """The stamps of those files that are there, and those that cannot be looked at. Raises Cancelled."""
        stamps: dict[str, Stamp] = {}
        refused: dict[str, FileCount] = {}
        for number, path in enumerate(paths):
            if number % _LOOKS == 0 and stopped():
                raise Cancelled
            try:
                stamp = self._reader.look(path)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                refused[path] = FileCount(path, None, Kind.UNREADABLE, 0, steady=False, problem=reason)
                continue
            if stamp is not None:
                stamps[path] = stamp
        return stamps, refused

    def known(self, stamps: Mapping[str, Stamp]) -> tuple[dict[str, FileCount], int]:
        """Those of some files (with their stamps) that the cache knows, and how many of them one by one only."""
        found = self.shelved(stamps) if len(stamps) >= SHELVED_FILES else {}
        rest = {path: stamp for path, stamp in stamps.items() if path not in found} if found else stamps
        kept = self.standing(rest) if rest else {}
        return found | kept, len(kept)

    def shelved(self, stamps: Mapping[str, Stamp]) -> dict[str, FileCount]:
        """Those of some files (with their stamps) that are as they were when the folder was put away."""
        shelf = Shelf(self._cache.find_folder(self._reader.root, self.ruler.key) or b"")
        tokens_of = self.ruler.tokens
        found = {}
        for path, stamp in stamps.items():
            known = shelf.find(path, stamp)
            if known is not None:
                kind, origin, measure = known
                tokens = tokens_of(measure) if kind is not Kind.BINARY else 0
                found[path] = FileCount(path, stamp, kind, tokens, measure, True, "", origin)
        self._cache.note(FILES, len(found), 0)
        return found

    def shelve(self, files: Iterable[FileCount]) -> None:
        """Put the folder's counted files away, to be found at once."""
        self._cache.keep_folder(self._reader.root, self.ruler.key, packed(files))

    def standing(self, stamps: Mapping[str, Stamp]) -> dict[str, FileCount]:
        """Those of some files (with their stamps) that are as they were when they were counted. Reads none."""
        paths = {self._reader.full(path): path for path in stamps}
        found = {}
        for full, (record, count) in self._cache.find_files(list(paths), self.ruler.key).items():
            path = paths[full]
            stamp, kind = stamps[path], _KINDS.get(record.kind)
            if record.stamp != stamp:
                continue
            if kind is Kind.BINARY:
                found[path] = FileCount(path, stamp, kind, 0)
            elif count is not None and kind in (Kind.TEXT, Kind.GENERATED):
                found[path] = self._reader.of_text(path, stamp, kind, measure_of(count))
        self._cache.note(FILES, len(found), len(stamps) - len(found))
        return found

    def count(self, paths: Sequence[str], stopped: Callable[[], bool] = lambda: False) -> list[FileCount | None]:
        """Count files by reading them; None for one that is gone. What is found is kept in the cache.

        Contents that are known are not counted again, but by the bulk process. Raises Cancelled.
        """
        batch = self._bulk.count(self.ruler.key, self._reader.root, paths) if self._bulk else None
        if batch is None:
            batch = self._reader.count(
                paths, lambda contents: self._cache.find_counts(contents, self.ruler.key), stopped
            )
        elif self.ruler.basis is not Basis.EXACT:
            batch = replace(batch, counted=tuple(map(self._in_model, batch.counted)))
        self._cache.keep(batch.files, batch.counts)
        return list(batch.counted)

    def _in_model(self, found: FileCount | None) -> FileCount | None:
        """A count of the bulk process, which knows encodings only, as the ruler's model has it."""
        if found is None or not found.is_text:
            return found
        return found._replace(tokens=self.ruler.tokens(found.measure))


_KINDS: Final = {kind.value: kind for kind in Kind}

"""A workspace folder: every file with its count, made in the background and known for good.

`refresh` lists the folder and takes what stands as it was; the rest goes to the queue in batches. What is known is a
`Tally`, so asking costs nothing. Thread-safe; never reads a file on the caller's thread but in `refresh`.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bursar.cache.layers import MEMORY, CountCache
from bursar.files import Stamp, Unreadable, list_files
from bursar.session.batches import batches, passes
from bursar.session.bulk import BulkCounting
from bursar.session.counting import SHELVED_FILES, FileCounter
from bursar.session.jobs import Cancelled
from bursar.session.queue import Priority, Stopped, Task, TryLater, WorkQueue
from bursar.session.reading import FileCount, Kind
from bursar.session.ruler import Ruler
from bursar.session.tally import Tally
from bursar.session.totals import Totals

log = logging.getLogger(__name__)

Urgent = Callable[[Sequence[str]], Mapping[str, Priority]]
"""Given all paths of a folder, those that come before the rest."""

SHELVED_SHARE: Final = 20
"""A folder's counts are put away as a whole when one in so many of them, and `SHELVED_FILES`, are new."""


@dataclass(slots=True)
class _Wanted:
    """A file whose count is under way: since when (a later one wins), by which task."""

    number: int
    task: Task | None = None


class Workspace:
    """The counts of one folder's files by one ruler."""

    def __init__(
        self,
        root: Path | str,
        ruler: Ruler,
        cache: CountCache,
        queue: WorkQueue,
        changed: Callable[[], None] = lambda: None,
        bulk: BulkCounting | None = None,
    ) -> None:
        """`changed` is called on some thread after each batch; `bulk` is to help with very many files."""
        self.root: Final = Path(os.path.abspath(root))
        self.ruler: Final = ruler
        self.unreadable: tuple[Unreadable, ...] = ()
        self._counter = FileCounter(str(self.root), ruler, cache, bulk)
        self._cache = cache
        self._queue = queue
        self._changed = changed
        self._bulk = bulk
        self._lock = threading.RLock()
        self._refreshing = threading.Lock()
        self._tally = Tally()
        self._wanted: dict[str, _Wanted] = {}
        self._number = 0
        self._generation = 0
        self._unshelved = 0
        self._listed = False
        self._ended = False

    # What is known

    @property
    def listed(self) -> bool:
        """Whether the folder was listed: before that nothing is known of it."""
        return self._listed

    @property
    def ended(self) -> bool:
        """Whether it is not kept up to date any more."""
        return self._ended

    def awaits(self, paths: Iterable[str]) -> bool:
        """Whether some of these files are being counted, or will be."""
        return not self._ended and any(path in self._wanted and self.file(path) is None for path in paths)

    @property
    def pending(self) -> int:
        """How many files are not counted yet."""
        return self._tally.pending

    @property
    def generation(self) -> int:
        """A number that is another one whenever a file came, went or was counted."""
        return self._generation

    def file(self, path: str) -> FileCount | None:
        """A file's count, None while it is pending or if there is no such file."""
        return self._tally.files.get(path)

    def knows(self, path: str) -> bool:
        """Whether a path is one of the workspace's files."""
        return path in self._tally

    def files(self) -> dict[str, FileCount | None]:
        """All files in the order of their listing; those pending are None."""
        with self._lock:
            return dict(self._tally.files)

    def totals(self, folder: str = "", over: Mapping[str, int | None] | None = None) -> Totals | None:
        """The sums of a folder and all below it, None for one without files. O(1), and O(len(over)).

        `over` has the tokens of open documents by path (None: not counted yet): they stand in the place of what is on
        the disk.
        """
        with self._lock:
            sums = self._tally.sums(folder, over or {}) if self._listed else None
        if sums is None:
            return None
        return Totals(
            self.ruler.total(sums.tokens), sums.files, sums.pending, sums.binary, sums.unreadable, sums.generated,
            sums.vendored,
        )  # fmt: skip  # rows, as a table

    # Keeping it up to date

    def refresh(self, stopped: Stopped = lambda: False, urgent: Urgent = lambda _: {}) -> None:
        """List the folder again, and have counted what is new or changed. Blocks; raises Cancelled.

        `urgent` says which of the files come first.
        """
        with self._refreshing:
            self._refresh(stopped, urgent)
        self._changed()

    def _refresh(self, stopped: Stopped, urgent: Urgent) -> None:
        with self._lock:
            started = self._number
        listing = list_files(self.root)
        self.unreadable = listing.unreadable
        stamps, refused = self._counter.look_at(listing.paths, lambda: stopped() or self._ended)
        with self._lock:
            before = self._tally.files
            standing = {
                path
                for path, stamp in stamps.items()
                if (known := before.get(path)) is not None and known.steady and known.stamp == stamp
            }
        self._cache.note(MEMORY, len(standing), 0)
        unknown = {path: stamp for path, stamp in stamps.items() if path not in standing}
        found, kept = self._counter.known(unknown)
        found |= refused
        first = urgent(listing.paths) if len(found) < len(unknown) else {}
        with self._lock:
            missing = {path: stamp for path, stamp in unknown.items() if path not in found}
            paths = [path for path in listing.paths if path in stamps or path in refused]
            self._take_listing(paths, found, missing, started)
            self._enqueue(missing, first)
            self._unshelved += kept
        if self._bulk is not None:
            self._bulk.expect(self, self.ruler.key, sum(stamp.size for stamp in missing.values()))
        if not missing:
            self._shelve()

    def touch(self, paths: Sequence[str], priority: Priority = Priority.RECENT) -> bool:
        """Files changed on disk: those known are counted again. False if any is not known: list the folder again.

        Cheap: the files are looked at by the queue.
        """
        with self._lock:
            known = [path for path in paths if path in self._tally]
            for path in known:
                self._tally.put(path, None)
                self._submit([path], path, priority)
            return len(known) == len(paths)

    def promote(self, paths: Iterable[str], priority: Priority) -> None:
        """Count files earlier that are still pending: those that are open, those that an open one refers to."""
        with self._lock:
            for path in paths:
                wanted = self._wanted.get(path)
                if wanted is not None and wanted.task is not None and wanted.task.priority > priority:
                    self._submit([path], path, priority)

    def cancel(self) -> None:
        """Leave what is not counted yet until the folder is listed again."""
        with self._lock:
            for wanted in self._wanted.values():
                if wanted.task is not None:
                    wanted.task.cancel()
            self._wanted.clear()
        self._release()

    def end(self) -> None:
        """Cancel what is under way; nothing is taken any more."""
        self._ended = True
        self.cancel()

    # Inside

    def _take_listing(
        self, paths: Sequence[str], found: Mapping[str, FileCount], missing: Mapping[str, Stamp], started: int
    ) -> None:
        """Make these the files, with what was found of them; those missing are pending, the others as they were.

        What was found of a file that was touched since `started` is out of date.
        """
        listed = dict.fromkeys(paths)
        for path in [path for path in self._tally.files if path not in listed]:
            self._tally.drop(path)
            self._wanted.pop(path, None)
        new = {path: found.get(path) for path in paths if path not in self._tally}
        for path in paths if len(new) < len(paths) else ():
            if path not in new and (path in found or path in missing) and not self._touched_since(path, started):
                self._tally.put(path, found.get(path))
        self._tally.add(new)
        self._tally.order(paths)
        self._listed = True
        self._generation += 1

    def _touched_since(self, path: str, started: int) -> bool:
        wanted = self._wanted.get(path)
        return wanted is not None and wanted.number > started

    def _enqueue(self, missing: Mapping[str, Stamp], urgent: Mapping[str, Priority]) -> None:
        for priority, batch in batches(missing, urgent):
            name = batch[0] if len(batch) == 1 else f"{batch[0]} and {len(batch) - 1} more"
            self._submit(batch, name, priority)

    def _submit(self, batch: Sequence[str], name: str, priority: Priority) -> None:
        self._number += 1
        number = self._number
        for path in batch:
            self._wanted[path] = _Wanted(number)
        task = self._queue.submit(name, lambda stopped: self._count(batch, number, stopped), priority)
        for path in batch:
            self._wanted[path].task = task

    def _count(self, batch: Sequence[str], number: int, stopped: Stopped) -> None:
        """The work of a task: count those of a batch that no later task counts."""
        with self._lock:
            mine = [path for path in batch if self._is_mine(path, number)]
        if not mine or self._ended:
            return
        try:
            counted = self._counter.count(mine, stopped)
        except Cancelled:
            return
        except BaseException as fault:  # an engine's panic is no Exception
            if len(mine) > 1:
                self._one_by_one(mine, number)
                return
            reason = f"cannot be counted ({type(fault).__name__})"
            counted = [FileCount(mine[0], None, Kind.UNREADABLE, 0, steady=False, problem=reason)]
            log.exception("%s %s", mine[0], reason)
        moving = self._take_counted(mine, counted, number)
        self._changed()
        if moving:
            self._retry(moving, number)

    def _take_counted(self, paths: Sequence[str], counted: Sequence[FileCount | None], number: int) -> list[FileCount]:
        """Take the counts that no later task makes; returns those that are worth another attempt."""
        moving = []
        with self._lock:
            for path, found in zip(paths, counted, strict=True):
                if self._ended or not self._is_mine(path, number):
                    continue
                if found is not None and passes(found):
                    moving.append(found)
                    continue
                if found is None:
                    self._tally.drop(path)
                else:
                    self._tally.put(path, found)
                del self._wanted[path]
            self._generation += 1
            self._unshelved += len(paths)
            done = not self._wanted
        if done:
            self._cache.flush()
            self._shelve()
            self._release()
        return moving

    def _shelve(self) -> None:
        """Put all counts away together, if many are not there yet: an edited file is found by itself."""
        with self._lock:
            if self._unshelved < max(SHELVED_FILES, len(self._tally) // SHELVED_SHARE):
                return
            self._unshelved = 0
            counted = [found for found in self._tally.files.values() if found is not None]
        self._counter.shelve(counted)

    def _release(self) -> None:
        if self._bulk is not None:
            self._bulk.release(self)

    def _one_by_one(self, batch: Sequence[str], number: int) -> None:
        """A batch failed: what is wrong with one of its files shall not cost the others."""
        with self._lock:
            for path in batch:
                if self._is_mine(path, number):
                    self._submit([path], path, Priority.REST)

    def _retry(self, moving: Sequence[FileCount], number: int) -> None:
        """Files that cannot be read for now: shown as unreadable, and tried again by the queue."""
        with self._lock:
            for found in moving:
                if self._is_mine(found.path, number):
                    self._tally.put(found.path, found)
        raise TryLater(f"{moving[0].path}: {moving[0].problem}")

    def _is_mine(self, path: str, number: int) -> bool:
        wanted = self._wanted.get(path)
        return wanted is not None and wanted.number == number

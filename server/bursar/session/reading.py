"""Reading files on disk and counting what they hold. Blocks: for the threads of the queue, and for the bulk process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from bursar.cache.records import CountRecord, FileRecord
from bursar.errors import UnreadableFile
from bursar.files import Content, Origin, Stamp, look, origin_by_path, read_content
from bursar.files.content import read_whole
from bursar.files.origin import says_generated
from bursar.session.jobs import Cancelled
from bursar.session.ruler import BLOCK_CHARS, NOTHING, Ruler, sum_of
from bursar.tokens.blocks import blocks
from bursar.tokens.cuts import chunks
from bursar.tokens.measure import Measure


class Kind(Enum):
    """What sort of file it is; the values are the database's."""

    TEXT = "text"
    GENERATED = "generated"
    BINARY = "binary"
    UNREADABLE = "unreadable"


class FileCount(NamedTuple):
    """A file as it was when it was counted.

    `steady` says that this count holds while the stamp stands. `measure` is empty for what is no text; `problem` says
    why it could not be read. A tuple, for a folder makes as many as it has files each time it is listed.
    """

    path: str
    stamp: Stamp | None
    kind: Kind
    tokens: int
    measure: Measure = NOTHING
    steady: bool = True
    problem: str = ""
    origin: Origin = Origin.OWN

    @property
    def is_text(self) -> bool:
        """Whether it has a count."""
        return self.kind in (Kind.TEXT, Kind.GENERATED)


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that were counted together (None for one that is gone), and the records of what was found out."""

    counted: tuple[FileCount | None, ...]
    files: tuple[FileRecord, ...]
    counts: tuple[CountRecord, ...]


Known = Callable[[Sequence[str]], Mapping[str, CountRecord]]
"""The counts of those contents (hashes in hex) that are known."""


class FileReader:
    """Reads and counts the files of one folder by one ruler. Thread-safe; keeps nothing."""

    def __init__(self, root: str, ruler: Ruler) -> None:
        self.root: Final = os.path.abspath(root)
        self._prefix = f"{self.root.rstrip(os.sep)}{os.sep}"
        self.ruler: Final = ruler
        self._top = os.path.realpath(self.root)

    def look(self, path: str) -> Stamp | None:
        """The stamp of a file; raises OSError."""
        return look(self.full(path), self._top)

    def full(self, path: str) -> str:
        """The absolute path of a file of the folder."""
        return self._prefix + (path.replace("/", os.sep) if os.sep != "/" else path)

    def count(self, paths: Sequence[str], known: Known, stopped: Callable[[], bool] = lambda: False) -> Batch:
        """Count files by reading them; contents that are known are not counted again. Raises Cancelled."""
        contents = [self._read(path, stopped) for path in paths]
        read = [found for found in contents if isinstance(found, Content)]
        sums = dict(known([one.digest.hex() for one in read if not one.binary]))
        counted: list[FileCount | None] = []
        files, counts = [], []
        for path, content in zip(paths, contents, strict=True):
            if not isinstance(content, Content):
                counted.append(content)
                continue
            if stopped():
                raise Cancelled
            digest = content.digest.hex()
            result = self._counted(path, content, sums.get(digest), stopped)
            counted.append(result)
            if result.is_text and digest not in sums:
                sums[digest] = record_of(digest, self.ruler.key, result.measure)
                counts.append(sums[digest])
            if result.steady and result.kind is not Kind.UNREADABLE:
                files.append(FileRecord(self.full(path), content.stamp[:], digest, result.kind.value))
        return Batch(tuple(counted), tuple(files), tuple(counts))

    def of_text(self, path: str, stamp: Stamp, kind: Kind, measure: Measure, steady: bool = True) -> FileCount:
        """The count of a text file that has this measure."""
        origin = origin_by_path(path)
        if kind is Kind.GENERATED and origin is Origin.OWN:
            origin = Origin.GENERATED
        return FileCount(path, stamp, kind, self.ruler.tokens(measure), measure, steady, origin=origin)

    def _read(self, path: str, stopped: Callable[[], bool]) -> Content | FileCount | None:
        if stopped():
            raise Cancelled
        full = self.full(path)
        try:
            content = read_content(full, self._top, stopped)
        except FileNotFoundError:
            return None
        except (OSError, UnreadableFile) as error:
            return None if self._gone(path) else self._unreadable(path, error)
        if stopped():  # the hash of a large file may be unfinished
            raise Cancelled
        return content

    def _gone(self, path: str) -> bool:
        try:
            return self.look(path) is None
        except OSError:
            return False

    def _unreadable(self, path: str, error: Exception) -> FileCount:
        reason = getattr(error, "strerror", None) or str(error)
        try:
            stamp = self.look(path)
        except OSError:
            stamp = None
        return FileCount(path, stamp, Kind.UNREADABLE, 0, steady=False, problem=str(reason).lower())

    def _counted(
        self, path: str, content: Content, known: CountRecord | None, stopped: Callable[[], bool]
    ) -> FileCount:
        if content.binary:
            return FileCount(path, content.stamp, Kind.BINARY, 0, steady=content.steady)
        kind = Kind.GENERATED if says_generated(content.head.decode("utf-8", "replace")) else Kind.TEXT
        try:
            measure = measure_of(known) if known else self._measured(content, stopped)
        except (OSError, UnreadableFile) as error:
            return self._unreadable(path, error)
        return self.of_text(path, content.stamp, kind, measure, content.steady)

    def _measured(self, content: Content, stopped: Callable[[], bool]) -> Measure:
        least = max(BLOCK_CHARS, self.ruler.counter().chunk_chars)
        if content.data is None:
            return self._measure_large(content, least, stopped)
        text = next(content.texts())
        return self._measure(chunks(text, least) if len(text) > 2 * least else (text,), stopped)

    def _measure_large(self, content: Content, least: int, stopped: Callable[[], bool]) -> Measure:
        try:
            return self._measure(blocks(content.texts(), least), stopped)
        except UnicodeDecodeError:  # no plain UTF-8
            return self._measure(blocks(read_whole(content), least), stopped)

    def _measure(self, parts: Iterable[str], stopped: Callable[[], bool]) -> Measure:
        measures = []
        for part in parts:
            if stopped():
                raise Cancelled
            measures.append(self.ruler.measure(part))
        return measures[0] if len(measures) == 1 else sum_of(measures)


def record_of(digest: str, key: str, measure: Measure) -> CountRecord:
    """The record of a content with this measure."""
    return CountRecord(digest, key, measure.chars, measure.tokens, measure.cjk, measure.quotes, measure.signs)


def measure_of(record: CountRecord) -> Measure:
    """The measure in a record."""
    return Measure(record.chars, record.tokens, 0, record.cjk, record.quotes, record.signs)

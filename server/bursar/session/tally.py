"""The files of one folder, each with its count or without, and the sums of every folder in it. Plain data, no lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bursar.session.reading import FileCount
from bursar.session.totals import Sums, change_of, opened


class Tally:
    """Files by path in the order of their listing (None: not counted yet), and sums by folder ("": the root)."""

    def __init__(self) -> None:
        self.files: dict[str, FileCount | None] = {}
        self._sums: dict[str, Sums] = {"": Sums()}

    def __contains__(self, path: str) -> bool:
        return path in self.files

    def __len__(self) -> int:
        return len(self.files)

    @property
    def pending(self) -> int:
        """How many files are not counted yet."""
        return self._sums[""].pending

    def sums(self, folder: str, over: Mapping[str, int | None]) -> Sums | None:
        """The sums of a folder and all below it, None for one without files. O(1), and O(len(over)).

        `over` has the tokens (None: not known) of what stands in the place of some files.
        """
        known = self._sums.get(folder)
        if known is None:
            return None
        sums = replace(known)
        for path, tokens in over.items():
            if path in self.files and (not folder or path.startswith(f"{folder}/")):
                found = self.files[path]
                sums.add(change_of(found), -1)
                sums.add(change_of(None if tokens is None else opened(path, tokens, found)), 1)
        return sums

    def put(self, path: str, found: FileCount | None) -> None:
        """What is now known of a file; one that is none of these is not added."""
        if path in self.files:
            self._book(path, -1)
            self.files[path] = found
            self._book(path, 1)

    def drop(self, path: str) -> None:
        """Forget a file, if it is one of these."""
        if path in self.files:
            self._book(path, -1)
            del self.files[path]

    def add(self, new: Mapping[str, FileCount | None]) -> None:
        """Add files that are none of these yet; those of one folder are added up together."""
        self.files |= new
        added: dict[str, Sums] = {}
        for path, found in new.items():
            folder = path.rpartition("/")[0]
            sums = added.get(folder)
            if sums is None:
                sums = added[folder] = Sums()
            sums.add(change_of(found), 1)
        for folder, sums in added.items():
            for above in _folders_of(f"{folder}/" if folder else ""):
                self._sums.setdefault(above, Sums()).plus(sums)

    def order(self, paths: Sequence[str]) -> None:
        """Have the files in this order, which names each of them."""
        if list(self.files) != paths:
            self.files = {path: self.files[path] for path in paths}

    def _book(self, path: str, sign: int) -> None:
        """Add a file to the sums of its folders, or take it out."""
        change = change_of(self.files[path])
        for folder in _folders_of(path):
            sums = self._sums.get(folder)
            if sums is None:
                sums = self._sums[folder] = Sums()
            sums.add(change, sign)
            if sign < 0 and folder and sums.is_empty:
                del self._sums[folder]


def _folders_of(path: str) -> Iterator[str]:
    """The folders that a file lies in, from the root ("") downwards."""
    yield ""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)

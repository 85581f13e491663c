"""The texts that a command line means: files, standard input, an option."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bursar.cli.output import remark
from bursar.errors import UnreadableFile
from bursar.files import Decoded, decode, read_text

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A text under the name that the output shows."""

    path: str
    text: str


class Reading:
    """Texts read one by one; remembers whether one that was named could not be had."""

    def __init__(self) -> None:
        self.failed = False

    def sources(self, files: Iterable[tuple[str, bool]]) -> Iterator[Source]:
        """The texts of files. Binary files found in folders are passed over, all else is remarked on stderr."""
        for path, named in files:
            try:
                decoded = decode(sys.stdin.buffer.read()) if path == STDIN else read_text(path)
            except UnreadableFile as error:
                self._fail(str(error))
                continue
            if decoded.binary and not named:
                continue
            if decoded.binary and decoded.encoding != "utf-8":
                self._fail(f"{_shown(path)} is not text ({decoded.problems[-1]})")
                continue
            _remark_on(path, decoded)
            yield Source(path, decoded.text)

    def _fail(self, message: str) -> None:
        self.failed = True
        remark(message)


def _remark_on(path: str, decoded: Decoded) -> None:
    for problem in decoded.problems:
        remark(f"{_shown(path)} {problem}")


def _shown(path: str) -> str:
    return "standard input" if path == STDIN else path

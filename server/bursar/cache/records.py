"""What the database keeps: which content a file with a stamp has, and how many tokens a content has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

FileStamp = tuple[int, int, int, int, int]
"""Size, times of change (content, anything) in ns, inode, device."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The content (a hash, in hex) of the file at a path while it has a stamp; `kind` says what sort of file it is."""

    path: str
    stamp: FileStamp
    content: str
    kind: str


class CountRecord(NamedTuple):
    """The count of a content by a counter: tokens, and the sums that an estimate is made of."""

    content: str
    counter: str
    chars: int
    tokens: int
    cjk: int = 0
    quotes: int = 0
    signs: int = 0


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """How often one layer was asked and had the answer."""

    hits: int = 0
    misses: int = 0

    @property
    def hit_rate(self) -> float:
        """Hits among all lookups, from 0 to 1; 0 before the first."""
        lookups = self.hits + self.misses
        return self.hits / lookups if lookups else 0.0

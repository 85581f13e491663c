"""Where something stands in a text: spans of code points, positions as the protocol counts them, edits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class PositionEncoding(Enum):
    """The unit of a position's column; the values are the protocol's names."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A line and a column, both from 0; the column counts units of a position encoding given beside it."""

    line: int
    character: int


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A half-open range of code point offsets: `start` is in it, `end` is not."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


# A third of what the constructor of a frozen dataclass takes: the outline of a large file makes these by the thousand.
_set_start: Final = Span.__dict__["start"].__set__
_set_end: Final = Span.__dict__["end"].__set__


@dataclass(frozen=True, slots=True)
class Edit:
    """The code points `start` to `end` of the old text were replaced by `text`."""

    start: int
    end: int
    text: str

    @property
    def grown(self) -> int:
        """How many code points longer the text became (negative: shorter)."""
        return len(self.text) - (self.end - self.start)

    @property
    def new_end(self) -> int:
        """Where the inserted text ends in the new text."""
        return self.start + len(self.text)

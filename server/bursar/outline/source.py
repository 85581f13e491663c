"""A text as the parser sees it: its bytes, and the way back from bytes to code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final, Protocol, overload

from bursar.text import Span, Text

if TYPE_CHECKING:
    import tree_sitter

_LONE_CR = re.compile("\r(?!\n)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]{1,32}")
_BLOCK_CHARS = 256
"""Searched for other characters than ASCII only if there are some, which is known at once."""


_ENDLESS: Final = 1 << 60

NODE_CHARS: Final = 64
"""Most texts that queries compare are shorter."""

LINE_END: Final = b"\n"
"""Stands after every text that is parsed: some grammars fail on a last line without an end (a lone heading)."""


class Data(Protocol):
    """The bytes of a text, by their offsets in it; of a window onto it, those outside are not there."""

    def __len__(self) -> int: ...

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> bytes: ...

    def rfind(self, wanted: bytes, start: int, end: int) -> int:
        """Where the last of what is wanted begins, -1 if there is none."""

    def startswith(self, wanted: bytes) -> bool:
        """Whether the text begins so."""


class Source:
    """A stretch of a text (by default all of it) as a string and as bytes, by their offsets in the whole text."""

    __slots__ = ("_away", "_base", "_runs", "_text", "bytes", "data")

    def __init__(self, text: Text, start: int = 0, end: int | None = None) -> None:
        whole = start == 0 and end is None
        base_bytes = 0 if whole else text.utf8_offset(start)
        self._base = start
        self._away = start - base_bytes
        self._text = str(text) if whole else text.slice(start, len(text) if end is None else end)
        data = encoded(self._text)
        self.bytes = text.utf8_length
        self.data: Data = data if not base_bytes else _Window(data, base_bytes)
        """The bytes that the parser saw."""
        self._runs = None if len(data) == len(self._text) else _Runs(self._text, start, base_bytes)

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self._text[span.start - self._base : span.end - self._base]

    def span(self, start: int, end: int) -> Span:
        """The code points of a range of bytes; one past the end is the line end that only the parser sees."""
        last = self.bytes
        start, end = start if start < last else last, end if end < last else last
        if self._runs is None:
            return Span(start + self._away, end + self._away)
        return self._runs.span(start, end)


class _Runs:
    """Where the characters of more than one byte are, in stretches of a few: what stands between them is ASCII."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, text: str, chars: int, byte: int) -> None:
        """`chars` and `byte` are where the text begins."""
        away = chars - byte
        self._starts = [-1]
        self._ends = [(-1, away, "")]
        """Of each run where it ends, by how much code points are away from bytes from there on, and its text."""
        for block in range(0, len(text), _BLOCK_CHARS):
            if text[block : block + _BLOCK_CHARS].isascii():
                continue
            for found in _NOT_ASCII.finditer(text, block, block + _BLOCK_CHARS):
                start = found.start() + chars - away
                end = start + len(encoded(found[0]))
                away += len(found[0]) - (end - start)
                self._starts.append(start)
                self._ends.append((end, away, found[0]))

        self._starts.append(_ENDLESS)

    def span(self, start: int, end: int) -> Span:
        """The code points of a range of bytes."""
        behind = bisect_right(self._starts, start)
        run_end, away, _ = self._ends[behind - 1]
        if run_end <= start and end <= self._starts[behind]:  # no run in it: as in most
            return Span(start + away, end + away)
        return Span(self._char(start), self._char(end))

    def _char(self, byte: int) -> int:
        end, away, run = self._ends[bisect_right(self._starts, byte) - 1]
        if byte >= end:
            return byte + away
        return end + away - len(encoded(run)[byte - end :].decode("utf-8", "replace"))


class _Window:
    """The bytes of a stretch of a text, by their offsets in the text."""

    __slots__ = ("_base", "_data")

    def __init__(self, data: bytes, base: int) -> None:
        self._data = data
        self._base = base

    def __len__(self) -> int:
        return self._base + len(self._data)

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> bytes: ...

    def __getitem__(self, at: int | slice) -> int | bytes:
        if isinstance(at, slice):
            return self._data[self._inside(at.start or 0) : self._inside(len(self) if at.stop is None else at.stop)]
        return self._data[at - self._base] if self._base <= at < len(self) else 0

    def rfind(self, wanted: bytes, start: int, end: int) -> int:
        """Where the last of what is wanted begins, -1 if there is none."""
        found = self._data.rfind(wanted, self._inside(start), self._inside(end))
        return found if found < 0 else found + self._base

    def startswith(self, wanted: bytes) -> bool:
        """Whether the text begins so: not what begins later."""
        return False

    def _inside(self, at: int) -> int:
        return max(at - self._base, 0)


def encoded(text: str) -> bytes:
    """The bytes for the parser, as many as in UTF-8: what would lead it astray is replaced at the same length.

    A lone CR ends a line here but not in most grammars, NUL is the end of the text to some, and a lone surrogate has
    no UTF-8 form.
    """
    if "\r" in text:
        text = _LONE_CR.sub("\n", text)
    if "\0" in text:
        text = text.replace("\0", "\x01")
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()


class Feed:
    """What gives the parser the text from a byte on, in stretches of about so many characters; then queries a node's.

    With `whole` the text is turned into bytes once, until it is `read`: for who reads all of it.
    """

    __slots__ = ("_data", "_stretch", "_text")

    def __init__(self, text: Text, stretch: int, *, whole: bool = False) -> None:
        self._text = text
        self._stretch = stretch
        self._data: bytes | None = encoded(str(text)) + LINE_END if whole else None

    def __call__(self, byte: int, point: tree_sitter.Point) -> bytes:
        """The text from a byte on; nothing behind its end."""
        if self._data is not None:
            return self._data[byte : byte + self._stretch]
        start = self._text.offset_of_utf8(byte)
        found = self._text.slice(start, start + self._stretch)
        if found.endswith("\r"):  # whether it stands alone is seen by the character after it
            found += self._text.slice(start + self._stretch, start + self._stretch + 1)
        if found or byte > self._text.utf8_length:
            return encoded(found)
        return LINE_END

    def parsed(self) -> None:
        """From now on queries ask, for the text of a node at a time; they look at each byte that they are given."""
        self._stretch = NODE_CHARS

    def read(self) -> None:
        """Let go of the bytes: the tree keeps this as long as it lives."""
        self._data = None

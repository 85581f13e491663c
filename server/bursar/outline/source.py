"""A text as the parser sees it: its bytes, and the way back from bytes to code points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from bursar.text import Span, Text

if TYPE_CHECKING:
    import tree_sitter

_LONE_CR = re.compile("\r(?!\n)")
_SURROGATE = re.compile("[\ud800-\udfff]")


LINE_END: Final = b"\n"
"""Stands after every text that is parsed: some grammars fail on a last line without an end (a lone heading)."""


class Source:
    """A text as one string, with the code points of the byte offsets that were asked for in one go."""

    __slots__ = ("_chars", "bytes", "text")

    def __init__(self, text: Text) -> None:
        self.text = str(text)
        self.bytes = text.utf8_length
        self._chars: dict[int, int] | None = None if self.bytes == len(self.text) else {}

    def locate(self, offsets: Iterable[int]) -> None:
        """Make `span` know these byte offsets. One pass over the text; none where all characters are one byte."""
        if self._chars is None:
            return
        data = encoded(self.text)
        chars = last = 0
        for offset in sorted(offsets):  # one past the end is the line end that only the parser sees
            chars += len(data[last:offset].decode("utf-8", "replace"))
            self._chars[offset] = chars
            last = offset

    def span(self, start: int, end: int) -> Span:
        """The code points of a range of bytes whose ends have been located."""
        if self._chars is None:
            return Span(min(start, self.bytes), min(end, self.bytes))
        return Span(self._chars[start], self._chars[end])


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


def reader(text: Text, stretch: int) -> Callable[[int, tree_sitter.Point], bytes]:
    """What gives the parser the text from a byte on, in stretches of about so many characters."""

    def read(byte: int, point: tree_sitter.Point) -> bytes:
        start = text.offset_of_utf8(byte)
        found = text.slice(start, start + stretch)
        if found.endswith("\r"):  # whether it stands alone is seen by the character after it
            found += text.slice(start + stretch, start + stretch + 1)
        if found or byte > text.utf8_length:
            return encoded(found)
        return LINE_END

    return read

"""Pieces: the small strings a text is made of, with their measures, and how a string is cut into them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

CHARS: Final = 0
BREAKS: Final = 1
UTF8: Final = 2
UTF16: Final = 3

PIECE_CHARS: Final = 1024
"""A piece is cut at this length; one of up to twice the length stays whole."""

LINE_BREAK: Final = re.compile("\r\n|\r|\n")
"""The protocol's line ends, and no others (not the form feed, not U+2028)."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class Piece(NamedTuple):
    """A stretch of text with its length in code points, line breaks, UTF-8 bytes and UTF-16 units."""

    chars: int
    breaks: int
    utf8: int
    utf16: int
    text: str


def piece_of(text: str) -> Piece:
    """The piece of a string; a lone surrogate counts three UTF-8 bytes and one UTF-16 unit."""
    chars = len(text)
    breaks = text.count("\n") + text.count("\r") - text.count("\r\n")
    if text.isascii():
        return Piece(chars, breaks, chars, chars, text)
    utf8 = len(text.encode("utf-8", "surrogatepass"))
    utf16 = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return Piece(chars, breaks, utf8, utf16, text)


def cut(text: str, size: int = PIECE_CHARS) -> Iterator[Piece]:
    """Cut a string into pieces of `size` to twice `size` code points, never between CR and LF."""
    start, length = 0, len(text)
    while length - start > 2 * size:
        stop = start + size
        if text[stop - 1] == "\r" and text[stop] == "\n":
            stop += 1
        yield piece_of(text[start:stop])
        start = stop
    if start < length:
        yield piece_of(text[start:])


def join_surrogates(text: str) -> str:
    """The text with each high surrogate that is followed by a low one joined to the character they mean."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def units_to_chars(piece: Piece, measure: int, units: int) -> int:
    """How many whole code points lie before unit number `units` of a piece (inside a character: those before it)."""
    if piece[measure] == piece.chars:
        return units
    if measure == UTF8:
        data = piece.text.encode("utf-8", "surrogatepass")
        while units < len(data) and data[units] & 0xC0 == 0x80:
            units -= 1
        return len(data[:units].decode("utf-8", "surrogatepass"))
    data = piece.text.encode("utf-16-le", "surrogatepass")
    if 0 < units < len(data) // 2 and data[2 * units + 1] & 0xFC == 0xDC and data[2 * units - 1] & 0xFC == 0xD8:
        units -= 1
    return len(data[: 2 * units].decode("utf-16-le", "surrogatepass"))


def chars_to_units(piece: Piece, measure: int, chars: int) -> int:
    """How many units of a measure the first `chars` code points of a piece have."""
    if piece[measure] == piece.chars:
        return chars
    if measure == UTF8:
        return len(piece.text[:chars].encode("utf-8", "surrogatepass"))
    return len(piece.text[:chars].encode("utf-16-le", "surrogatepass")) // 2

"""Bytes to text: which encoding they are in, and what was odd about them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (  # the longer first: the mark of UTF-32 LE begins with that of UTF-16 LE
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in, and remarks for people (lower case, without a full stop).

    `binary` says that the bytes hold NULs and no mark of UTF-16 or UTF-32: no text that anybody wrote.
    """

    text: str
    encoding: str
    problems: tuple[str, ...] = ()
    binary: bool = False


def decode(data: bytes) -> Decoded:
    """The text of bytes; never fails, line ends stay as they are.

    UTF-8 (a byte order mark is left out), UTF-16 and UTF-32 with a mark; broken UTF-8 that is mostly sound with U+FFFD
    for what is not; everything else as Windows-1252 or Latin-1.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    problems: list[str] = []
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
        problems.append("begins with a byte order mark, which is not counted")
    text, encoding, problem = _unmarked(data)
    if problem:
        problems.append(problem)
    binary = "\0" in text
    if binary:
        problems.append("holds NUL bytes")
    return Decoded(text, encoding, tuple(problems), binary)


def is_marked(head: bytes) -> bool:
    """Whether bytes begin with a mark of UTF-16 or UTF-32: only then are NULs among them text."""
    return head.startswith(tuple(mark for mark, _ in _MARKS))


def _marked(data: bytes, encoding: str) -> Decoded:
    name = encoding[:6].upper()
    try:
        return Decoded(data.decode(encoding, "surrogatepass"), encoding, (f"is {name}; most agents expect UTF-8",))
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, (f"is {name} with broken characters, which count as U+FFFD",))


def _unmarked(data: bytes) -> tuple[str, str, str | None]:
    for errors, problem in (("strict", None), ("surrogatepass", "holds lone surrogates, which count as U+FFFD")):
        try:
            return data.decode("utf-8", errors), "utf-8", problem
        except UnicodeDecodeError:
            pass
    text = data.decode("utf-8", "replace")
    if text.count(_REPLACEMENT) * 2 <= sum(1 for char in text if char > "\x7f"):
        return text, "utf-8", "is UTF-8 with broken bytes, which count as U+FFFD"
    try:
        return data.decode("cp1252"), "cp1252", "is not UTF-8; read as Windows-1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1", "is not UTF-8; read as Latin-1"

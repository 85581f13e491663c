"""Where each key and value of a TOML text stands; tomllib tells the values but not their places.

The text is known to be valid TOML, so a scanner of a few patterns is enough.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bursar.config.problems import Place

_BLANK = re.compile(r"[ \t]*")
_SKIP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?""""{0,2}|\'\'\'.*?\'\'\'\'{0,2}|"(?:\\.|[^"\\])*"|'[^']*\'''',
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}\r\n#]*[^,\]}\r\n# \t]")
_BREAK = re.compile(r"\r\n|\r|\n")
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


@dataclass(frozen=True, slots=True)
class KeyPlaces:
    """Where a key and its value stand; a table's header stands for both."""

    key: Place
    value: Place


def locate(text: str) -> dict[tuple[str, ...], KeyPlaces]:
    """The places of every key of a valid TOML text, by path (`("hints", "enabled")`)."""
    scanner = _Scanner(text)
    with suppress(RecursionError, _LostError):  # what was found so far still helps; the rest stands at its table
        scanner.document()
    lines = _Lines(text)
    return {
        path: KeyPlaces(lines.place(key_start, key_end), lines.place(start, end))
        for path, (key_start, key_end, start, end) in scanner.found.items()
    }


def syntax_fault(text: str, error: Exception) -> tuple[Place, str]:
    """The place and the message of an error that tomllib raised on a text."""
    message = str(error)
    found = _POSITION.search(message)
    place = Place()
    if found:
        message = message[: found.start()]
        plain = text.replace("\r\n", "\n")  # tomllib counts in this text
        place = _Lines(plain).character(_offset(plain, found) if found[1] else len(plain))
    return place, message[:1].lower() + message[1:]


def _offset(plain: str, found: re.Match[str]) -> int:
    start = 0
    for _ in range(int(found[1]) - 1):
        start = plain.index("\n", start) + 1
    return start + int(found[2]) - 1


class _LostError(Exception):
    """The scanner met something it does not know."""


class _Lines:
    """Offsets to lines and columns; lines end at LF, CRLF and CR."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]

    def place(self, start: int, end: int) -> Place:
        """A stretch, cut at the end of its first line."""
        line = bisect_right(self._starts, start) - 1
        base = self._starts[line]
        stop = _BREAK.search(self._text, start)
        return Place(line, start - base, min(end, stop.start() if stop else end) - base)

    def character(self, offset: int) -> Place:
        """One character; at a line's end, the one before it, so that something can be underlined."""
        offset = min(offset, len(self._text))
        line = bisect_right(self._starts, offset) - 1
        base = self._starts[line]
        stop = _BREAK.search(self._text, base)
        end = (stop.start() if stop else len(self._text)) - base
        column = offset - base
        return Place(line, column, column + 1) if column < end else Place(line, max(end - 1, 0), end)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[tuple[str, ...], tuple[int, int, int, int]] = {}

    def document(self) -> None:
        at = self._skip(0)
        path: tuple[str, ...] = ()
        while at < len(self.text):
            if self.text[at] == "[":
                at, path = self._header(at)
            else:
                at = self._pair(at, path)
            at = self._skip(at)

    def _header(self, at: int) -> tuple[int, tuple[str, ...]]:
        brackets = 2 if self.text.startswith("[[", at) else 1
        start = self._blank(at + brackets)
        end, path = self._key(start)
        self._record((), path, start, end, start, end)
        return self._blank(end) + brackets, path

    def _pair(self, at: int, table: tuple[str, ...]) -> int:
        end, parts = self._key(at)
        start = self._blank(self._blank(end) + 1)  # past the equals sign
        stop = self._value(start, (*table, *parts))
        self._record(table, parts, at, end, start, stop)
        return stop

    def _record(self, table: tuple[str, ...], parts: tuple[str, ...], *places: int) -> None:
        spans: Any = places
        for depth in range(1, len(parts)):
            self.found.setdefault((*table, *parts[:depth]), spans)
        self.found[(*table, *parts)] = spans

    def _key(self, at: int) -> tuple[int, tuple[str, ...]]:
        parts: list[str] = []
        while found := _PART.match(self.text, at):
            parts.append(_name(found[0]))
            after = self._blank(found.end())
            if not self.text.startswith(".", after):
                return found.end(), tuple(parts)
            at = self._blank(after + 1)
        raise _LostError

    def _value(self, at: int, path: tuple[str, ...]) -> int:
        found = _STRING.match(self.text, at)
        if found:
            return found.end()
        opening = self.text[at : at + 1]
        if opening == "[":
            return self._sequence(at, "]", path)
        if opening == "{":
            return self._sequence(at, "}", path)
        found = _BARE.match(self.text, at)
        if not found:
            raise _LostError
        return found.end()

    def _sequence(self, at: int, closing: str, path: tuple[str, ...]) -> int:
        at = self._skip(at + 1)
        while not self.text.startswith(closing, at):
            at = self._value(at, path) if closing == "]" else self._pair(at, path)
            at = self._skip(at)
            if self.text.startswith(",", at):
                at = self._skip(at + 1)
        return at + 1

    def _skip(self, at: int) -> int:
        found = _SKIP.match(self.text, at)
        return found.end() if found else at

    def _blank(self, at: int) -> int:
        found = _BLANK.match(self.text, at)
        return found.end() if found else at


def _name(part: str) -> str:
    if part[0] not in "\"'":
        return part
    return str(tomllib.loads(f"key = {part}")["key"])

"""Tables and lists of a Markdown text: runs of lines that look like one, found line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from bursar.outline.symbols import Kind
from bursar.text import Span

_ITEM: Final = re.compile(r"[ \t]{0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_BEGINS_ITEM: Final = frozenset("-*+0123456789")

_RULE: Final = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BREAK: Final = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,})")
_RULE_CHARS: Final = 2_000
"""A longer line is no line of dashes under a table's head."""


class Run(NamedTuple):
    """A table or a list: all of it, and what names it (the head's first cell, the first item)."""

    kind: Kind
    span: Span
    name_span: Span


def tables_and_lists(text: str, code: Sequence[Span]) -> Iterator[Run]:
    """The tables, and the lists of two items or more, that are not in `code`. O(text)."""
    lines, likely = _lines(text)
    fence = stop = 0
    for at in likely:
        start = lines[at][0]
        while fence < len(code) and code[fence].end <= start:
            fence += 1
        if at < stop or (fence < len(code) and code[fence].start <= start):
            continue
        table = _table_end(text, lines, at)
        stop = table or _list_end(text, lines, at)
        if stop:
            kind = Kind.TABLE if table else Kind.LIST
            yield Run(kind, Span(start, lines[stop - 1][1]), _name(text, *lines[at]))


def _lines(text: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Where each line begins and the next one does, and the numbers of those that a list or a table may begin on."""
    lines = (text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text).split("\n")
    if not lines[-1]:
        lines.pop()
    ends = list(accumulate(len(line) + 1 for line in lines))
    ends[-1:] = [len(text)] if ends else []  # the last one may have no end
    likely = [number for number, line in enumerate(lines) if "|" in line or line.lstrip(" \t")[:1] in _BEGINS_ITEM]
    return list(zip([0, *ends], ends, strict=False)), likely


def _table_end(text: str, lines: Sequence[tuple[int, int]], at: int) -> int:
    """The line behind a table that begins on a line; 0 where none does."""
    if at + 1 >= len(lines) or "|" not in text[slice(*lines[at])]:
        return 0
    under = text[slice(*lines[at + 1])].rstrip("\r\n")
    if "|" not in under or len(under) > _RULE_CHARS or not _RULE.fullmatch(under):
        return 0
    stop = at + 2
    while stop < len(lines) and "|" in text[slice(*lines[stop])]:
        stop += 1
    return stop


def _list_end(text: str, lines: Sequence[tuple[int, int]], at: int) -> int:
    """The line behind a list of two items or more that begins on a line; 0 where none does."""
    if not _ITEM.match(text, *lines[at]) or _BREAK.fullmatch(text[slice(*lines[at])].rstrip("\r\n")):
        return 0
    items, stop, last = 0, at, at
    while stop < len(lines):
        line = text[slice(*lines[stop])]
        if _ITEM.match(line):
            items += 1
        elif line.strip() and not line.startswith(("  ", "\t")):
            break
        if line.strip():
            last = stop + 1
        elif stop + 1 < len(lines) and not text[slice(*lines[stop + 1])].strip():
            break  # two blank lines
        stop += 1
    return last if items > 1 else 0


def _name(text: str, start: int, end: int) -> Span:
    """The words of a list's first item or a table's first cell, at most 40 characters."""
    item = _ITEM.match(text, start, end)
    begin = item.end() if item else start + len(text[start:end]) - len(text[start:end].lstrip(" \t|"))
    words = text[begin:end].split("|")[0][:40].rstrip()
    if len(words) == 40 and " " in words:
        words = words[: words.rfind(" ")].rstrip()
    return Span(begin, begin + len(words))

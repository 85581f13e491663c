"""Markdown and plain text in blocks, and the sentences of a block: read line by line, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bursar.pack.levels.dialects import SENTENCE_CHARS

PROSE_CHARS: Final = 100_000
"""Of a longer block only the beginning is read for sentences: nobody wrote it to be read."""

LOOK_BACK_CHARS: Final = 8
"""An abbreviation before a full stop is no longer than this."""


class Part(Enum):
    """What a block of prose is."""

    HEADING = "heading"
    FRONT = "front matter"
    EXAMPLE = "example"
    TABLE = "table"
    ITEM = "item"
    COMMENT = "comment"
    TAG = "tag"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of a text that belong together; `depth` is the indentation of a list's item."""

    part: Part
    lines: tuple[str, ...]
    depth: int = 0

    @property
    def text(self) -> str:
        """Its lines, as they stand, each with a line end."""
        return "".join(f"{line}\n" for line in self.lines)


_LINE: Final = re.compile(r"\r\n|\r|\n")
_FENCE: Final = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_ATX: Final = re.compile(r" {0,3}#{1,6}(?:[ \t]|$)")
_UNDERLINE: Final = re.compile(r"(?:={3,}|-{3,}|~{3,}|\^{3,}|\*{3,}|\"{3,}|#{3,}|\+{3,})[ \t]*$")
_RULE: Final = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_DIRECTIVE: Final = re.compile(r"[ \t]*\.\. (?!code|sourcecode|literalinclude|prompt|parsed-literal)[\w:-]+::")
_ITEM: Final = re.compile(r"([ \t]*)(?:[-*+•]|\d{1,9}[.)])[ \t]+\S")
_ROW: Final = re.compile(r"[ \t]*\|")
_TAG: Final = re.compile(r"[ \t]*(?:</?[A-Za-z_][\w.:-]*(?:[ \t][^<>]*)?/?>|\{[%#{][^{}]*[%#}]\})[ \t]*$")
_INDENTED: Final = re.compile(r"(?: {4}|\t)")
_SENTENCE: Final = re.compile(r"[.!?][\"'”’)\]*_`]{0,3}[ \t]+(?=[\"'“‘(\[*_`]{0,3}[A-Z0-9À-ÞΑ-ΩА-Я])|[。！？]")
_ABBREVIATED: Final = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Dr|St|No|Fig|approx|resp)|\b[A-Z])\.$")
_MARK: Final = re.compile(r"[ \t>]*(?:[-*+•]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a text, in order; blank lines lie between them."""
    lines = _LINE.split(text)
    at = 0
    if lines and lines[0].rstrip() in {"---", "+++"}:
        end = next((n for n in range(1, len(lines)) if lines[n].rstrip() == lines[0].rstrip()), 0)
        if end:
            yield Block(Part.FRONT, tuple(lines[: end + 1]))
            at = end + 1
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        block = _block(lines, at)
        yield block
        at += len(block.lines)


def sentences(text: str) -> list[str]:
    """The sentences of some prose, each on one line, without white space around them."""
    plain = " ".join(text[:PROSE_CHARS].split())
    found: list[str] = []
    start = 0
    for end in _SENTENCE.finditer(plain):
        stop = end.end()
        if _ABBREVIATED.search(plain, max(start, end.start() - LOOK_BACK_CHARS), end.start() + 1):
            continue
        found.append(plain[start:stop].strip())
        start = stop
    found.append(plain[start:].strip())
    return [sentence for sentence in found if sentence]


def marked(block: Block) -> tuple[str, str]:
    """The mark of a list's item with its indentation, and the item's prose."""
    text = "\n".join(block.lines)
    mark = _MARK.match(text)
    return (mark.group(), text[mark.end() :]) if mark else ("", text)


def shortened(sentence: str, chars: int = SENTENCE_CHARS) -> str:
    """A sentence of at most so many characters, cut at a word."""
    if len(sentence) <= chars:
        return sentence
    return f"{sentence[:chars].rpartition(' ')[0] or sentence[:chars]} ..."


def _block(lines: list[str], at: int) -> Block:
    line = lines[at]
    if fence := _FENCE.match(line):
        return Block(Part.EXAMPLE, tuple(lines[at : _fence_end(lines, at, fence[1])]))
    if _ATX.match(line):
        return Block(Part.HEADING, (line,))
    if _is_underlined(lines, at):
        return Block(Part.HEADING, (line, lines[at + 1]))
    if line.lstrip().startswith("<!--"):
        end = next((n for n in range(at, len(lines)) if "-->" in lines[n]), len(lines) - 1)
        return Block(Part.COMMENT, tuple(lines[at : end + 1]))
    if _RULE.match(line):
        return Block(Part.COMMENT, (line,))
    if _ROW.match(line):
        return Block(Part.TABLE, _run(lines, at, _ROW))
    if _TAG.match(line):
        return Block(Part.TAG, (line,))
    item = _ITEM.match(line)
    if item:
        return Block(Part.ITEM, _flow(lines, at), len(item[1].expandtabs(4)))
    if _INDENTED.match(line) and (at == 0 or not lines[at - 1].strip()) and not _is_directive(lines, at):
        return Block(Part.EXAMPLE, _run(lines, at, _INDENTED))
    return Block(Part.PARAGRAPH, _flow(lines, at))


def _is_underlined(lines: list[str], at: int) -> bool:
    """Whether a line is a heading by the line below it, as in Markdown and reStructuredText."""
    if at + 1 >= len(lines) or not _UNDERLINE.match(lines[at + 1]):
        return False
    return not lines[at].startswith((" ", "\t")) and not _ITEM.match(lines[at]) and not _ROW.match(lines[at])


def _is_directive(lines: list[str], at: int) -> bool:
    """Whether indented lines are the prose of a directive of reStructuredText."""
    above = next((lines[number] for number in range(at - 1, max(at - 4, -1), -1) if lines[number].strip()), "")
    return bool(_DIRECTIVE.match(above))


def _fence_end(lines: list[str], at: int, mark: str) -> int:
    """The number of the line behind a fenced block; without an end, behind the text."""
    for number in range(at + 1, len(lines)):
        found = _FENCE.match(lines[number])
        if found and found[1].startswith(mark) and not lines[number].strip(" \t>`~"):
            return number + 1
    return len(lines)


def _run(lines: list[str], at: int, pattern: re.Pattern[str]) -> tuple[str, ...]:
    end = at + 1
    while end < len(lines) and pattern.match(lines[end]):
        end += 1
    return tuple(lines[at:end])


def _flow(lines: list[str], at: int) -> tuple[str, ...]:
    """A line and those that go on with it: up to a blank one, or one that begins something else."""
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _begins(lines, end):
        end += 1
    return tuple(lines[at:end])


def _begins(lines: list[str], at: int) -> bool:
    line = lines[at]
    return bool(
        _FENCE.match(line) or _ATX.match(line) or _ITEM.match(line) or _ROW.match(line) or _TAG.match(line)
    ) or _is_underlined(lines, at)

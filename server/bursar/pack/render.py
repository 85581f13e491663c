"""Blocks of content written as XML or Markdown, safe against content that looks like their end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from bursar.pack.request import Format

_FENCE = re.compile(r"`{3,}")
_XML_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_LINE_ENDERS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of one file: lines from 1, the last one included. Its `text` ends with a line end."""

    path: str
    language: str | None
    first_line: int
    last_line: int
    level: str
    text: str
    tag: str = "file"


def render(blocks: Iterable[Block], form: Format) -> str:
    """The bundle's text: each block announced by a line that holds its path."""
    write = _xml if form is Format.XML else _markdown
    return well_formed("".join(map(write, blocks)))


def well_formed(text: str) -> str:
    """The text with lone surrogates, which no UTF-8 can hold, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _xml(block: Block) -> str:
    content = block.text.casefold()
    numbers = (str(number) if number else "" for number in count())
    tag = next(name for number in numbers if f"</{(name := block.tag + number)}" not in content)
    language = f' language="{_attribute(block.language)}"' if block.language else ""
    head = f'path="{_attribute(block.path)}"{language} lines="{_lines(block)}" level="{block.level}"'
    return f"<{tag} {head}>\n{block.text}</{tag}>\n"


def _markdown(block: Block) -> str:
    longest = max((len(run) for run in _FENCE.findall(block.text)), default=2)
    fence = "`" * (longest + 1)
    what = "" if block.tag == "file" else f"{block.tag}, "
    head = f"## {_printable(block.path)} ({what}lines {_lines(block)}, {block.level})"
    return f"{head}\n\n{fence}{_word(block.language)}\n{block.text}{fence}\n\n"


def _lines(block: Block) -> str:
    if block.first_line == block.last_line:
        return str(block.first_line)
    return f"{block.first_line}-{block.last_line}"


def _attribute(value: str) -> str:
    return _LINE_ENDERS.sub(lambda found: f"&#{ord(found.group())};", value.translate(_XML_ESCAPES))


def _printable(value: str) -> str:
    return _LINE_ENDERS.sub(lambda found: f"\\x{ord(found.group()):02x}", value)


def _word(language: str | None) -> str:
    """A language id as a fence's info string: one word without back-quotes."""
    return re.sub(r"[\s`]", "", language or "")

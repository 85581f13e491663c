"""Blocks of content written as XML, Markdown, JSON or plain text, safe against content that looks like their end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from bursar.pack.request import Format

_FENCE = re.compile(r"`{3,}")
_RULE = re.compile(r"(?m)^={4,}")
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


@dataclass(frozen=True, slots=True)
class Style:
    """How blocks are written: the format, and whether the tree of their files stands first."""

    format: Format
    tree: bool = False


def render(blocks: Iterable[Block], style: Style) -> str:
    """The bundle's text: each block announced by a line that holds its path (JSON: by its key `path`)."""
    blocks = tuple(blocks)
    paths = list(dict.fromkeys(block.path for block in blocks)) if style.tree else []
    if style.format is Format.JSON:
        return well_formed(_json(blocks, paths))
    if style.format is Format.PLAIN:
        return well_formed(_plain(blocks, paths))
    write = _xml if style.format is Format.XML else _markdown
    files = "".join(map(write, [_files(paths)])) if paths else ""
    return well_formed(files + "".join(map(write, blocks)))


def content(text: str, style: Style) -> str:
    """A text as it will stand in a bundle of a format."""
    return json.dumps(text, ensure_ascii=False)[1:-1] if style.format is Format.JSON else text


def well_formed(text: str) -> str:
    """The text with lone surrogates, which no UTF-8 can hold, replaced by U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def tree(paths: Sequence[str]) -> str:
    """Paths as a tree: each folder once, its files below it, indented."""
    lines: list[str] = []
    shown: list[str] = []
    for path in sorted(paths, key=lambda path: path.split("/")):
        *folders, name = path.split("/")
        for depth, folder in enumerate(folders):
            if shown[depth : depth + 1] != [folder]:
                del shown[depth:]
                shown.append(folder)
                lines.append(f"{'  ' * depth}{_printable(folder)}/\n")
        del shown[len(folders) :]
        lines.append(f"{'  ' * len(folders)}{_printable(name)}\n")
    return "".join(lines)


def _files(paths: Sequence[str]) -> Block:
    return Block("", None, 0, 0, "", tree(paths), "files")


def _xml(block: Block) -> str:
    folded = block.text.casefold()
    numbers = (str(number) if number else "" for number in count())
    tag = next(name for number in numbers if f"</{(name := block.tag + number)}" not in folded)
    if not block.path:
        return f"<{tag}>\n{block.text}</{tag}>\n"
    language = f' language="{_attribute(block.language)}"' if block.language else ""
    head = f'path="{_attribute(block.path)}:{_lines(block)}"{language} level="{block.level}"'
    return f"<{tag} {head}>\n{block.text}</{tag}>\n"


def _markdown(block: Block) -> str:
    longest = max((len(run) for run in _FENCE.findall(block.text)), default=2)
    fence = "`" * (longest + 1)
    what = "" if block.tag == "file" else f"{block.tag}, "
    head = f"## {_printable(block.path)} ({what}lines {_lines(block)}, {block.level})" if block.path else "## Files"
    return f"{head}\n\n{fence}{_word(block.language)}\n{block.text}{fence}\n\n"


def _plain(blocks: Sequence[Block], paths: Sequence[str]) -> str:
    """A rule of equal signs, longer than any in the content, announces each block; the next one ends it."""
    longest = max((len(run) for block in blocks for run in _RULE.findall(block.text)), default=3)
    rule = "=" * (longest + 1)
    parts = [f"{rule} files\n{tree(paths)}"] if paths else []
    for block in blocks:
        what = "" if block.tag == "file" else f"{block.tag}, "
        language = f"{_word(block.language)}, " if block.language else ""
        head = f"{rule} {_printable(block.path)} ({what}{language}lines {_lines(block)}, {block.level})"
        parts.append(f"{head}\n{block.text}")
    return "".join(parts)


def _json(blocks: Sequence[Block], paths: Sequence[str]) -> str:
    rows = [
        {
            "kind": block.tag,
            "path": block.path,
            "language": block.language,
            "lines": [block.first_line, block.last_line],
            "level": block.level,
            "text": block.text,
        }
        for block in blocks
    ]
    files = {"files": sorted(paths)} if paths else {}
    return json.dumps({"schema": 1, **files, "blocks": rows}, ensure_ascii=False) + "\n"


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

"""Workspaces in memory for the packer's tests, with real outlines, and the reading of bundles."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bursar.outline import Outline, language_of, outline_of
from bursar.pack import Format
from bursar.text import Span, Text


@dataclass(frozen=True)
class MemoryDocument:
    path: str
    source: str

    @property
    def language(self) -> str | None:
        return language_of(self.path)

    @cached_property
    def text(self) -> Text:
        return Text(self.source)

    @cached_property
    def outline(self) -> Outline:
        return outline_of(self.text, self.language) if self.language else Outline("")


@dataclass(frozen=True)
class MemoryWorkspace:
    sources: Mapping[str, str]

    def files(self) -> Sequence[str]:
        return list(self.sources)

    def read(self, path: str) -> MemoryDocument:
        return MemoryDocument(path, self.sources[path])


def workspace_of(fixture: str) -> MemoryWorkspace:
    """Files under `//- path` heads."""
    parts = re.split(r"^//- (.+)\n", fixture, flags=re.MULTILINE)
    return MemoryWorkspace(dict(zip(parts[1::2], parts[2::2], strict=True)))


def marked(fixture: str) -> tuple[MemoryWorkspace, str, Span]:
    """Files under heads, one of which holds the selection between two `$0` (or a cursor at one)."""
    workspace = workspace_of(fixture)
    path = next(path for path, source in workspace.sources.items() if "$0" in source)
    before, *rest = workspace.sources[path].split("$0")
    sources = {**workspace.sources, path: before + "".join(rest)}
    end = len(before) + (len(rest[0]) if len(rest) > 1 else 0)
    return MemoryWorkspace(sources), path, Span(len(before), end)


@dataclass(frozen=True)
class ReadBlock:
    path: str
    language: str
    level: str
    text: str


_XML = re.compile(r'<(\w+) path="([^"]*):[-\d]+"(?: language="([^"]*)")? level="([\w ]+)">\Z')
_PLAIN = re.compile(r"(={4,}) (.*) \((?:diagnostic, )?(?:(\w+), )?lines [-\d]+, ([\w ]+)\)\Z")
_MARKDOWN = re.compile(r"## (.*) \((?:diagnostic, )?lines [-\d]+, ([\w ]+)\)\Z")


def read_blocks(bundle: str, form: Format) -> Iterator[ReadBlock]:
    """The blocks of a bundle, read as strictly as a reader who knows only the format."""
    if form is Format.JSON:
        for row in json.loads(bundle)["blocks"]:
            yield ReadBlock(row["path"], row["language"] or "", row["level"], row["text"])
        return
    if form is Format.PLAIN:
        yield from _read_plain(bundle)
        return
    lines = iter(bundle.split("\n"))
    for line in lines:
        if not line:
            continue
        if form is Format.XML:
            found = _XML.match(line)
            assert found, line
            end, path, language, level = f"</{found[1]}>", found[2], found[3] or "", found[4]
        else:
            found = _MARKDOWN.match(line)
            assert found, line
            assert next(lines) == ""
            fence = re.match(r"(`{3,})(.*)", next(lines))
            assert fence, line
            end, path, language, level = fence[1], found[1], fence[2], found[2]
        content = []
        for inner in lines:
            if inner == end:
                break
            content.append(inner)
        else:
            raise AssertionError(f"the block of {path} has no end")
        yield ReadBlock(path, language, level, "".join(f"{inner}\n" for inner in content))


def _read_plain(bundle: str) -> Iterator[ReadBlock]:
    """The first heading shows the rule; every line that begins with it is a heading."""
    rule = re.match(r"=+", bundle)
    head, content = None, list[str]()
    for line in [*bundle.split("\n")[:-1], None]:
        found = _PLAIN.match(line) if line is not None else None
        if line is None or (found and rule and found[1] == rule.group()):
            if head is not None:
                yield ReadBlock(head[2], head[3] or "", head[4], "".join(f"{inner}\n" for inner in content))
            head, content = found, []
        else:
            content.append(line)

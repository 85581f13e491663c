"""Pairs in a text that name what stands between them: `<rules> ... </rules>`, `{% block x %} ... {% endblock %}`.

Plain patterns, each linear in the text whatever it holds; what has no partner is no pair.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from bursar.outline.symbols import Kind
from bursar.text import Span

LOOK_BACK_CHARS: Final = 200
"""How far back a line is searched for the backtick that would make a tag an example of one."""

_LABEL_CHARS: Final = 60

# Elements of HTML that people write into Markdown for its looks. Those that prompts use as names of parts (`input`,
# `output`, `section`, `title`, `data`, `object`, `template`, `search`, `article`, `main`) are left out: with a partner
# at the beginning of a line they are parts.
_HTML: Final = frozenset(
    re.findall(
        r"\w+",
        "a abbr address area aside audio b base bdi bdo blockquote body br button canvas caption center cite "
        "code col colgroup dd del details dfn dialog div dl dt em embed fieldset figcaption figure font "
        "footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img ins kbd label legend li link "
        "map mark menu meta meter nav noscript ol optgroup option p param picture pre progress q rp rt ruby s "
        "samp script select slot small source span strike strong style sub summary sup svg table tbody td "
        "textarea tfoot th thead time tr track tt u ul var video wbr ",
    )
)

_OPEN_TAG: Final = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(<([A-Za-z_][\w.:-]{0,99})(?:[ \t][^<>\n]{0,500})?>)", re.MULTILINE
)
_TAG: Final = re.compile(r"<(/?)([A-Za-z_][\w.:-]{0,99})(?:[ \t][^<>\n]{0,500})?(/?)>")
_FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^\r\n`]{0,200})", re.MULTILINE)

_TEMPLATE: Final = re.compile(
    r"\{%[-+~]?[ \t\r\n]{0,100}(?P<jinja>\w{1,50})\b(?P<rest>[^%{}]{0,300})%\}"
    r"|\{\{[~]?(?P<mark>[#^/])[ \t]{0,20}(?P<name>[\w.@/-]{1,100})(?P<tail>[^{}]{0,300})\}\}"
)
_JINJA_BLOCKS: Final = frozenset(
    [
        "autoescape",
        "block",
        "call",
        "filter",
        "for",
        "if",
        "macro",
        "raw",
        "set",
        "trans",
        "with",
        "schema",
        "section",
        "capture",
        "unless",
        "case",
        "tablerow",
    ]
)


ROLE: Final = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|\*\*|\[)?(system|user|assistant|human|ai|bot|model|developer|tool|input|output"
    r"|question|answer|q|a|example(?:[ \t]+\d{1,4})?)(?:\*\*|\])?[ \t]*:(?:\*\*)?",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a role begins to speak, or a part of an example: at the beginning of a line."""


class Pair(NamedTuple):
    """Two marks that belong together: from the first one's begin to the second one's end, and what lies between."""

    kind: Kind
    name: str
    name_span: Span
    opening: Span
    closing: Span

    @property
    def span(self) -> Span:
        """Both marks and what lies between."""
        return Span(self.opening.start, self.closing.end)


@dataclass(frozen=True, slots=True)
class Mark:
    """One half of a pair: `key` is what it must have in common with the other half."""

    key: str
    opens: bool
    kind: Kind
    name: str
    name_span: Span
    span: Span


def fences(text: str) -> list[tuple[Span, Span]]:
    """Fenced blocks of code: the whole, and what stands behind the first fence. Without an end: to the end."""
    found: list[tuple[Span, Span]] = []
    begun: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if begun is None:
            begun = fence
        elif fence[1].startswith(begun[1]) and not fence[2].strip():
            found.append((Span(begun.start(1), fence.end()), Span(*begun.span(2))))
            begun = None
    if begun is not None:
        found.append((Span(begun.start(1), len(text)), Span(*begun.span(2))))
    return found


class LineMark(NamedTuple):
    """A tag, a fence or a role on a line: as typed, whether it may be one of a pair there, and where it stands."""

    text: str
    begins: bool
    quoted: bool
    span: Span


def line_marks(lines: str) -> list[LineMark]:
    """Every tag, fence and role of some whole lines, in order: where these are equal, so are the parts they make."""
    begins = {found.start(1) for found in _OPEN_TAG.finditer(lines)}
    marks = [
        LineMark(found[0], found.start() in begins, _quoted(lines, found.start()), Span(*found.span()))
        for found in _TAG.finditer(lines)
    ]
    marks += (LineMark(found[0], True, False, Span(*found.span())) for found in _FENCE.finditer(lines))
    marks += (LineMark(found[0], True, False, Span(*found.span())) for found in ROLE.finditer(lines))
    return sorted(marks, key=lambda mark: mark.span)


def tags(text: str, start: int, end: int, code: Sequence[Span]) -> list[Pair]:
    """Pairs of XML tags between two offsets whose first one begins a line; none in `code`, none of HTML's own."""
    opened = list(_OPEN_TAG.finditer(text, start, end))
    wanted = {found[2] for found in opened if found[2].lower() not in _HTML and not found[1].endswith("/>")}
    if not wanted:
        return []
    begins = {found.start(1) for found in opened}
    return list(_paired(_tag_marks(text, start, end, wanted, begins, code)))


def blocks(text: str, start: int, end: int) -> list[Pair]:
    """Blocks of Jinja, Handlebars and Mustache between two offsets."""
    return list(_paired(_template_marks(text, start, end)))


def _tag_marks(
    text: str, start: int, end: int, names: set[str], begins: set[int], code: Sequence[Span]
) -> Iterator[Mark]:
    starts = [span.start for span in code]
    for found in _TAG.finditer(text, start, end):
        name, closes = found[2], bool(found[1])
        if name not in names or found[3] or not (closes or found.start() in begins):
            continue
        at = bisect_right(starts, found.start()) - 1
        if (at >= 0 and found.start() in code[at]) or (closes and _quoted(text, found.start())):
            continue
        yield Mark(name, not closes, Kind.TAG, name, Span(*found.span(2)), Span(*found.span()))


def _quoted(text: str, at: int) -> bool:
    """Whether a place lies between backticks on its line."""
    begin = max(text.rfind("\n", max(at - LOOK_BACK_CHARS, 0), at) + 1, at - LOOK_BACK_CHARS, 0)
    return text.count("`", begin, at) % 2 == 1


def _template_marks(text: str, start: int, end: int) -> Iterator[Mark]:
    for found in _TEMPLATE.finditer(text, start, end):
        whole = Span(*found.span())
        word, rest = found["jinja"], "rest"
        if word is None:
            word, rest = found["name"], "tail"
            key, opens = "{" + word, found["mark"] != "/"
            names = Span(found.start("name"), found.end("name"))
        else:
            key, opens = "%" + word.removeprefix("end"), not word.startswith("end")
            if key[1:] not in _JINJA_BLOCKS or (key == "%set" and "=" in found["rest"]):
                continue
            names = Span(found.start("jinja"), found.end("jinja"))
        label = text[names.start : found.end(rest)].rstrip(" \t\r\n-+~")[:_LABEL_CHARS].rstrip() if opens else word
        names = Span(names.start, names.start + len(label))
        yield Mark(key, opens, Kind.BLOCK, " ".join(label.split()), names, whole)


def _paired(marks: Iterable[Mark]) -> Iterator[Pair]:
    """Pairs by the nearest partner; what was opened inside a pair and not closed there has none."""
    stack: list[Mark] = []
    depth: dict[str, int] = {}
    for mark in marks:
        if mark.opens:
            stack.append(mark)
            depth[mark.key] = depth.get(mark.key, 0) + 1
        elif depth.get(mark.key):
            while True:
                opened = stack.pop()
                depth[opened.key] -= 1
                if opened.key == mark.key:
                    break
            yield Pair(opened.kind, opened.name, opened.name_span, opened.span, mark.span)

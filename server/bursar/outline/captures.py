"""From what a query captured to the drafts of symbols, in bytes. Knows captures, and no language.

- `@symbol.<kind>` is the symbol's node; `@span` widens a symbol (decorators).
- `@name` is its name. Matches with the same `@name` are of one symbol: patterns add to each other, and where they
  differ in kind the first pattern of the file holds. So it does of symbols that cover the same range.
- `@signature` ends the signature, which begins with the symbol's node. Without it, the signature ends at the body;
  where there is no body either, it is the whole node. `@start` lets it begin earlier (`export`).
- `@head` is a signature with the body behind it, up to `@tail` or to the end of the symbol.
- `@body`, `@doc` (several nodes of a leading comment make one span, which the symbol's span then covers).
- `@comment`, `@attribute`: what belongs to the symbol that follows; see `leading`.
- `@prompt` is a string: its symbol counts only if the string is long. One without a name inside another is left out.
- `@opaque`: symbols in it are left out.
- `(#set! level N)`: the symbol reaches up to the next one of the same level or a lower number.
- `(#set! trim "regex")`: what to take off the name, unless it is a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bursar.outline.grammars import Settings
from bursar.outline.leading import Leading, lead
from bursar.outline.source import Data, Source
from bursar.outline.symbols import Kind

if TYPE_CHECKING:
    import re

    import tree_sitter

_PREFIX = "symbol."
_WHITE_SPACE = frozenset(b" \t\r\n\f\v")
_PROMPT = Kind.PROMPT
_BODIES = frozenset({"body", "prompt"})
_KINDS = {_PREFIX + kind.value: kind for kind in Kind}


Bytes = tuple[int, int]
"""A half-open range of bytes."""


class Draft:
    """A symbol in the making; all ranges are bytes. What is not said of it is said here, which costs nothing."""

    kind: Kind | None = None
    pattern = -1
    level = 0
    trim: re.Pattern[str] | None = None
    start = end = node = -1
    name: Bytes | None = None
    signature: Bytes | None = None
    body: Bytes | None = None
    doc: Bytes | None = None

    def __init__(self) -> None:
        self.children: list[Draft] = []

    def declare(self, start: int, end: int) -> None:
        """Let the symbol's node, which begins its signature, be here."""
        if self.start < 0:
            self.start, self.end = start, end
        else:
            self.widen(start, end)
        if self.node < 0 or start < self.node:
            self.node = start

    def add(self, capture: str, range_: Bytes) -> None:
        """Take in one of the rarer parts."""
        if capture == "signature":
            self.signature = range_
        elif capture == "start":
            self.node = range_[0] if self.node < 0 else min(self.node, range_[0])
        elif capture == "span":
            self.widen(*range_)
        elif capture == "doc":
            self.doc = range_
            self.widen(*range_)

    def widen(self, start: int, end: int) -> None:
        """Make the whole symbol cover a range."""
        if self.start < 0 or start < self.start:
            self.start = start
        if end > self.end:
            self.end = end


Match = tuple[int, "dict[str, list[tree_sitter.Node]]"]


def drafts_of(matches: Iterable[Match], settings: Sequence[Settings], source: Source, prompt_chars: int) -> list[Draft]:
    """The drafts of a query's matches in the order of the text, parents before children.

    Strings of less than `prompt_chars` bytes are no prompts; what of the others is too short in characters is for the
    caller to see.
    """
    drafts: dict[int, Draft] = {}
    opaque: list[Bytes] = []
    leading: list[Leading] = []
    for pattern, captures in matches:
        if "comment" in captures:
            leading.append((*_range(captures["comment"]), True))
        elif "attribute" in captures:
            leading.append((*_range(captures["attribute"]), False))
        elif "opaque" in captures:
            opaque.extend(node.byte_range for node in captures["opaque"])
        elif captures and not ("prompt" in captures and _short(captures["prompt"], prompt_chars)):
            _merge(drafts, captures, pattern, settings[pattern])
    found = [draft for draft in drafts.values() if draft.kind is not None]
    found.sort(key=lambda draft: (draft.start, -draft.end, draft.pattern, draft.name or (-1, -1)))
    found = _distinct(_outside(found, opaque))
    _reach(found, source.bytes)
    if leading:
        lead(found, leading, source.data)
    _strip(found, source.data)
    return found


def _range(nodes: list[tree_sitter.Node]) -> Bytes:
    start, end = nodes[0].byte_range
    return start, end if len(nodes) == 1 else nodes[-1].end_byte


def _short(nodes: list[tree_sitter.Node], prompt_chars: int) -> bool:
    return nodes[-1].end_byte - nodes[0].start_byte < prompt_chars


def _merge(
    drafts: dict[int, Draft], captures: Mapping[str, list[tree_sitter.Node]], pattern: int, settings: Settings
) -> None:
    """Add a match to its draft; without a name that is known by where it begins, the sign keeps the two apart."""
    name = captures.get("name")
    key = name[0].start_byte if name else -1 - min(nodes[0].start_byte for nodes in captures.values())
    draft = drafts.get(key)
    if draft is None:
        draft = drafts[key] = Draft()
    for capture, nodes in captures.items():
        range_ = nodes[0].byte_range if len(nodes) == 1 else (nodes[0].start_byte, nodes[-1].end_byte)
        if capture == "name":
            draft.name = range_
        elif capture in _BODIES:
            draft.body = range_
        elif capture in _KINDS:
            draft.declare(*range_)
            if draft.pattern < 0 or pattern < draft.pattern:
                draft.kind, draft.pattern = _KINDS[capture], pattern
                draft.level, draft.trim = settings.level, settings.trim
        elif capture == "head":
            draft.signature = range_
            draft.body = range_[1], captures["tail"][0].start_byte if "tail" in captures else -1
        else:
            draft.add(capture, range_)


def _distinct(drafts: list[Draft]) -> list[Draft]:
    """Without those that cover what the one before covers, and without nameless prompts inside another."""
    kept: list[Draft] = []
    start = end = prompt_until = -1
    for draft in drafts:
        if draft.start == start and draft.end == end:
            continue
        start, end = draft.start, draft.end
        if draft.kind is _PROMPT and draft.body is not None:
            if draft.name is None and start < prompt_until:
                continue
            prompt_until = max(prompt_until, draft.body[1])
        kept.append(draft)
    return kept


def _outside(drafts: list[Draft], opaque: list[Bytes]) -> list[Draft]:
    if not opaque:
        return drafts
    opaque.sort()
    kept: list[Draft] = []
    at, hidden_until = 0, -1
    for draft in drafts:
        while at < len(opaque) and opaque[at][0] <= draft.start:
            hidden_until = max(hidden_until, opaque[at][1])
            at += 1
        if draft.start >= hidden_until:
            kept.append(draft)
    return kept


def _reach(drafts: list[Draft], end: int) -> None:
    """Let each draft with a level reach to the next one of its level or above; what follows its heading is its body."""
    reaching: list[Draft] = []
    levelled = [draft for draft in drafts if draft.level]
    for draft in levelled:
        if draft.body is None:
            draft.body = draft.end, draft.end
        while reaching and reaching[-1].level >= draft.level:
            _end(reaching.pop(), draft.start)
        reaching.append(draft)
    for draft in reaching:
        _end(draft, end)


def _strip(drafts: list[Draft], data: Data) -> None:
    """Leave out the white space that grammars put at the ends of nodes."""
    length = len(data)
    for draft in drafts:
        if draft.level:
            continue
        if draft.end > length:
            draft.end = length
        if data[draft.end - 1] in _WHITE_SPACE:
            draft.end = _stripped(data, draft.start, draft.end)


def close(draft: Draft, data: Data) -> None:
    """Leave out the white space at the end of a body, and what is around one behind a `@head`."""
    if draft.body is None or draft.level:
        return
    start, stop = draft.body
    stop = draft.end if stop < 0 or draft.end < stop else stop
    if start < stop and data[stop - 1] in _WHITE_SPACE:
        stop = _stripped(data, start, stop)
    if draft.signature is not None and draft.signature[1] == start:
        start = stop - len(data[start:stop].lstrip())
    draft.body = start, stop


def _stripped(data: Data, start: int, end: int) -> int:
    while end > start and data[end - 1] in _WHITE_SPACE:
        end -= 1
    return end


def _end(draft: Draft, end: int) -> None:
    draft.end = end
    if draft.body is not None:
        draft.body = (draft.body[0], end) if draft.body[0] < end else None

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
- `@item` is an entry of a list, whose name is found among what it holds; see `items`.
- `(#set! prompt "type ...")`: a symbol whose body is a long node of one of these types is a prompt.
- `(#set! level N)`: the symbol reaches up to the next one of the same level or a lower number.
- `(#set! trim "regex")`: what to take off the name, unless it is a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bursar.outline.grammars import Pattern
from bursar.outline.items import called
from bursar.outline.leading import lead
from bursar.outline.source import Data, Source
from bursar.outline.symbols import Kind

if TYPE_CHECKING:
    import tree_sitter

_WHITE_SPACE = frozenset(b" \t\r\n\f\v")
_PROMPT = Kind.PROMPT
_BEFORE_STRING = 3  # a tag and an anchor at most; what has more in it is a list or a mapping
_UNKNOWN = Pattern(1 << 30)


Bytes = tuple[int, int]
"""A half-open range of bytes."""


class Draft:
    """A symbol in the making; all ranges are bytes. What is not said of it is said here, which costs nothing."""

    kind: Kind | None = None
    pattern = _UNKNOWN
    start = end = node = -1
    name: Bytes | None = None
    signature: Bytes | None = None
    body: Bytes | None = None
    doc: Bytes | None = None
    children: list[Draft]

    def declare(self, start: int, end: int, pattern: Pattern) -> None:
        """Let the symbol's node, which begins its signature, be here."""
        if pattern.number < self.pattern.number:
            self.kind, self.pattern = pattern.kind, pattern
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
        elif capture == "head":
            self.signature, self.body = range_, (range_[1], -1 if self.body is None else self.body[1])
        elif capture == "tail":
            self.body = -1 if self.body is None else self.body[0], range_[0]
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


def drafts_of(matches: Iterable[Match], patterns: Sequence[Pattern], source: Source, prompt_chars: int) -> list[Draft]:
    """The drafts of a query's matches in the order of the text, parents before children.

    Strings of less than `prompt_chars` bytes are no prompts; what of the others is too short in characters is for the
    caller to see.
    """
    drafts: dict[int, Draft] = {}
    aside: dict[str, list[Bytes]] = {"comment": [], "attribute": [], "opaque": []}
    data = source.data
    for number, captures in matches:
        pattern = patterns[number]
        if not captures:
            continue
        if pattern.aside:
            aside[pattern.aside].append(_range(captures[pattern.aside]))
            continue
        body = captures.get(pattern.body)
        if pattern.is_prompt and body and body[-1].end_byte - body[0].start_byte < prompt_chars:
            continue
        draft = _merge(drafts, captures, pattern, body)
        if pattern.strings and body and draft.end - draft.start >= prompt_chars:
            draft.kind = _PROMPT if _is_one(body[0], pattern.strings) else draft.kind
        elif pattern.is_item:
            draft.name = called(captures["item"][0], data)
    found = [draft for draft in drafts.values() if draft.kind and (draft.name or not draft.pattern.is_item)]
    found.sort(key=lambda draft: (draft.start, -draft.end, draft.pattern.number, draft.name or (-1, -1)))
    found = _distinct(_outside(found, aside["opaque"]))
    _reach(found, source.bytes)
    if aside["comment"] or aside["attribute"]:
        leading = [(start, end, kind == "comment") for kind in ("comment", "attribute") for start, end in aside[kind]]
        lead(found, leading, data)
    _strip(found, data)
    return found


def _range(nodes: list[tree_sitter.Node]) -> Bytes:
    return nodes[0].byte_range if len(nodes) == 1 else (nodes[0].start_byte, nodes[-1].end_byte)


def _is_one(node: tree_sitter.Node, types: frozenset[str]) -> bool:
    """Whether a node, or the one that it ends with, is of one of these types: a string may stand behind a tag."""
    if node.type in types:
        return True
    last = node.named_child(node.named_child_count - 1) if 0 < node.named_child_count <= _BEFORE_STRING else None
    return last is not None and last.end_byte == node.end_byte and last.type in types


def _merge(
    drafts: dict[int, Draft],
    captures: Mapping[str, list[tree_sitter.Node]],
    pattern: Pattern,
    body: list[tree_sitter.Node] | None,
) -> Draft:
    """Add a match to its draft; without a name that is known by where it begins, the sign keeps the two apart."""
    name, symbol = captures.get("name"), captures.get(pattern.symbol)
    if name:
        key = name[0].start_byte
    elif symbol and not pattern.rare:
        key = -1 - symbol[0].start_byte
    else:
        key = -1 - min(nodes[0].start_byte for nodes in captures.values())
    draft = drafts.get(key)
    if draft is None:
        draft = drafts[key] = Draft()
        if symbol:  # the rule: one match makes a symbol
            draft.kind, draft.pattern = pattern.kind, pattern
            draft.start, draft.end = symbol[0].byte_range if len(symbol) == 1 else _range(symbol)
            draft.node = draft.start
    elif symbol:
        draft.declare(*_range(symbol), pattern)
    if name:
        draft.name = name[0].byte_range if len(name) == 1 else _range(name)
    if body:
        draft.body = body[0].byte_range if len(body) == 1 else _range(body)
    for capture in pattern.rare:
        if capture in captures:
            draft.add(capture, _range(captures[capture]))
    return draft


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
    levelled = [draft for draft in drafts if draft.pattern.level]
    for draft in levelled:
        if draft.body is None:
            draft.body = draft.end, draft.end
        while reaching and reaching[-1].pattern.level >= draft.pattern.level:
            _end(reaching.pop(), draft.start)
        reaching.append(draft)
    for draft in reaching:
        _end(draft, end)


def _strip(drafts: list[Draft], data: Data) -> None:
    """Leave out the white space that grammars put at the ends of nodes."""
    length = len(data)
    for draft in drafts:
        if draft.pattern.level:
            continue
        if draft.end > length:
            draft.end = length
        if data[draft.end - 1] in _WHITE_SPACE:
            draft.end = _stripped(data, draft.start, draft.end)


def close(draft: Draft, data: Data) -> None:
    """Leave out the white space at the end of a body, and what is around one behind a `@head`."""
    if draft.body is None or draft.pattern.level:
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

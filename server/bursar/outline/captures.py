"""From what a query captured to the drafts of symbols, in bytes. Knows captures, and no language.

- `@symbol.<kind>` is the symbol's node; `@span` widens a symbol (decorators).
- `@name` is its name. Matches with the same `@name` are of one symbol: patterns add to each other.
- `@signature` ends the signature, which begins with the symbol's node. Without it, the signature ends at the body.
- `@body`, `@doc` (several nodes of a leading comment make one span, which the symbol's span then covers).
- `@opaque`: symbols in it are left out.
- `(#set! level N)`: the symbol reaches up to the next one of the same level or a lower number.
- `(#set! trim "regex")`: what to take off the name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bursar.outline.grammars import Settings
from bursar.outline.symbols import Kind

if TYPE_CHECKING:
    import re

    import tree_sitter

_PREFIX = "symbol."
_KINDS = {_PREFIX + kind.value: kind for kind in Kind}


Bytes = tuple[int, int]
"""A half-open range of bytes."""


class Draft:
    """A symbol in the making; all ranges are bytes."""

    __slots__ = ("body", "doc", "end", "kind", "level", "name", "node", "signature", "start", "trim")

    def __init__(self) -> None:
        self.kind: Kind | None = None
        self.level = 0
        self.trim: re.Pattern[str] | None = None
        self.start = self.end = self.node = -1
        self.name: Bytes | None = None
        self.signature: Bytes | None = None
        self.body: Bytes | None = None
        self.doc: Bytes | None = None

    def widen(self, start: int, end: int) -> None:
        """Make the whole symbol cover a range."""
        if self.start < 0 or start < self.start:
            self.start = start
        if end > self.end:
            self.end = end


Match = tuple[int, "dict[str, list[tree_sitter.Node]]"]


def drafts_of(matches: Iterable[Match], settings: Sequence[Settings], end: int) -> list[Draft]:
    """The drafts of a query's matches in the order of the text, parents before children; `end` is the text's."""
    drafts: dict[int, Draft] = {}
    opaque: list[Bytes] = []
    for pattern, captures in matches:
        if not captures:
            continue
        if "opaque" in captures:
            opaque.extend(node.byte_range for node in captures["opaque"])
        else:
            _merge(drafts, captures, settings[pattern])
    found = [draft for draft in drafts.values() if draft.kind is not None]
    found.sort(key=lambda draft: (draft.start, -draft.end))
    found = _outside(found, opaque)
    _reach(found, end)
    return found


def _merge(drafts: dict[int, Draft], captures: Mapping[str, list[tree_sitter.Node]], settings: Settings) -> None:
    draft = _draft_for(drafts, captures)
    for capture, nodes in captures.items():
        start, end = nodes[0].byte_range
        if len(nodes) > 1:
            end = nodes[-1].end_byte
        if capture == "name":
            draft.name = start, end
        elif capture == "signature":
            draft.signature = start, end
        elif capture == "body":
            draft.body = start, end
        elif capture == "doc":
            draft.doc = start, end
            draft.widen(start, end)
        elif capture == "span":
            draft.widen(start, end)
        elif capture in _KINDS:
            draft.kind, draft.node = _KINDS[capture], start
            draft.level, draft.trim = settings.level, settings.trim
            draft.widen(start, end)


def _draft_for(drafts: dict[int, Draft], captures: Mapping[str, list[tree_sitter.Node]]) -> Draft:
    """The draft that a match adds to; without a name it is known by where it begins, the sign keeps the two apart."""
    name = captures.get("name")
    key = name[0].start_byte if name else -1 - min(nodes[0].start_byte for nodes in captures.values())
    draft = drafts.get(key)
    if draft is None:
        draft = drafts[key] = Draft()
    return draft


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


def _end(draft: Draft, end: int) -> None:
    draft.end = end
    if draft.body is not None:
        draft.body = (draft.body[0], end) if draft.body[0] < end else None

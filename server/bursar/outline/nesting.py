"""From drafts in bytes to the tree of symbols in code points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bursar.outline.captures import Bytes, Draft
from bursar.outline.source import Source
from bursar.outline.symbols import Kind, Symbol
from bursar.text import Span

MAX_DEPTH: Final = 64
"""Symbols nested deeper are left out: what walks an outline, compares or prints it may recurse."""

_MEMBERS: Final = frozenset({Kind.CLASS, Kind.INTERFACE, Kind.STRUCT, Kind.ENUM, Kind.TRAIT})
"""A function that stands in one of these is a method."""


class _Open:
    """A symbol whose end has not come yet, with the children found so far."""

    __slots__ = ("children", "draft", "end", "kind")

    def __init__(self, draft: Draft, kind: Kind, end: int) -> None:
        self.draft = draft
        self.kind = kind
        self.end = end
        self.children: list[Symbol] = []


def nest(drafts: Sequence[Draft], source: Source) -> tuple[Symbol, ...]:
    """The symbols of drafts, by containment. The drafts are in the order of the text, parents before children."""
    source.locate(_offsets(drafts) | {source.bytes})
    top: list[Symbol] = []
    stack: list[_Open] = []

    def close(until: int) -> None:
        while stack and stack[-1].end <= until:
            done = stack.pop()
            (stack[-1].children if stack else top).append(_symbol(done, source))

    for draft in drafts:
        close(draft.start)
        if len(stack) == MAX_DEPTH or draft.kind is None:
            continue
        parent = stack[-1] if stack else None
        kind = Kind.METHOD if draft.kind is Kind.FUNCTION and parent and parent.kind in _MEMBERS else draft.kind
        end = min(draft.end, parent.end if parent else source.bytes)  # a doc comment of a broken text may reach out
        if end > draft.start:
            stack.append(_Open(draft, kind, end))
    close(source.bytes)
    return tuple(top)


def merged(ranges: Iterable[Bytes], source: Source) -> tuple[Span, ...]:
    """Ranges that overlap or touch, as one span each, in order."""
    found: list[Bytes] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    source.locate({offset for range_ in found for offset in range_})
    return tuple(source.span(*range_) for range_ in found)


def _offsets(drafts: Sequence[Draft]) -> set[int]:
    found: set[int] = set()
    for draft in drafts:
        found.update((draft.start, draft.end, draft.node))
        for part in (draft.name, draft.signature, draft.body, draft.doc):
            if part is not None:
                found.update(part)
    return found


def _symbol(done: _Open, source: Source) -> Symbol:
    draft = done.draft
    span = source.span(draft.start, done.end)
    signature = _signature(draft, source)
    name, name_span = _name(draft, source, signature)
    return Symbol(
        name,
        done.kind,
        span,
        name_span,
        signature if signature is not None and span.covers(signature) else None,
        _part(draft.body, span, source),
        _part(draft.doc, span, source),
        tuple(done.children),
    )


def _part(range_: Bytes | None, inside: Span, source: Source) -> Span | None:
    """A part, if it has any text and lies in its symbol (what the grammar made up for a broken text may not)."""
    if range_ is None or range_[0] >= range_[1]:
        return None
    found = source.span(*range_)
    return found if inside.covers(found) else None


def _signature(draft: Draft, source: Source) -> Span | None:
    if draft.signature is not None:
        end = draft.signature[1]
    elif draft.body is not None:
        end = draft.body[0]
    else:
        return None
    found = source.span(draft.node, end)
    stripped = len(source.text[found.start : found.end].rstrip())
    return Span(found.start, found.start + stripped)


def _name(draft: Draft, source: Source, signature: Span | None) -> tuple[str, Span]:
    if draft.name is None:
        at = signature.end if signature is not None else source.span(draft.start, draft.start).start
        return "", Span(at, at)
    span = source.span(*draft.name)
    raw = source.text[span.start : span.end]
    if draft.trim is None and raw.isidentifier():
        return raw, span
    kept = draft.trim.sub("", raw).strip() if draft.trim else raw.strip()
    start = span.start + raw.find(kept)
    return " ".join(kept.split()), Span(start, start + len(kept))

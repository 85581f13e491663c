"""From drafts in bytes to the tree of symbols in code points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Final

from bursar.outline.captures import Bytes, Draft, close
from bursar.outline.prompts import with_tags
from bursar.outline.source import Source
from bursar.outline.symbols import Kind, Parts, Symbol
from bursar.text import Span

MAX_DEPTH: Final = 64
"""Symbols nested deeper are left out: what walks an outline, compares or prints it may recurse."""

# Asking an enumeration for a member takes a call; these are asked of each symbol.
_FUNCTION: Final = Kind.FUNCTION
_PROMPT: Final = Kind.PROMPT

_MEMBERS: Final = frozenset({Kind.CLASS, Kind.INTERFACE, Kind.STRUCT, Kind.ENUM, Kind.TRAIT})
"""A function that stands in one of these is a method."""


_INK: Final = frozenset(bytes([byte]) for byte in range(33, 127))
"""The bytes of characters that are surely no white space."""

_WORD: Final = re.compile(r"\w[\w.-]*")
"""Names that are no identifiers, but in which nothing is to be taken off."""

_FIRST_WORDS: Final = re.compile(
    r"(?:[A-Za-z@$#]{0,3}[\"'`]+|\[=*\[|<<<?[-~]?\S+)?[\s\\(]*([^\r\n]{0,40}(?![^\s\"'`])|[^\r\n]{0,40})"
)
"""How a string begins, without its quotes: the name of a prompt that is not assigned to anything."""


def nest(drafts: Sequence[Draft], source: Source, prompt_chars: int) -> tuple[Symbol, ...]:
    """The symbols of drafts, by containment. The drafts are in the order of the text, parents before children.

    Prompts of less than `prompt_chars` are left out.
    """
    whole = Draft()
    whole.end, whole.children = source.bytes, []
    stack: list[Draft] = []
    for draft in drafts:
        start, kind = draft.start, draft.kind
        while stack and stack[-1].end <= start:
            stack.pop()
        if kind is _PROMPT and not _is_prompt(draft, source, prompt_chars):
            continue
        around = stack[-1] if stack else whole
        if kind is _FUNCTION and around.kind in _MEMBERS:
            draft.kind = Kind.METHOD
        if draft.end > around.end:  # a doc comment of a broken text may reach out
            draft.end = around.end
        if draft.end > start and len(stack) < MAX_DEPTH:
            draft.children = []
            around.children.append(draft)
            stack.append(draft)
    return tuple([_later(draft, source) for draft in whole.children])


def flat(drafts: Sequence[Draft], source: Source) -> Iterator[tuple[Symbol, int]]:
    """The symbols of drafts, none in another yet, each with how deep it stands (from 1)."""
    stack: list[Draft] = []
    for draft in drafts:
        while stack and stack[-1].end <= draft.start:
            stack.pop()
        if draft.end > draft.start:
            draft.children = []
            stack.append(draft)
            yield _later(draft, source), len(stack)


def merged(ranges: Iterable[Bytes], source: Source) -> tuple[Span, ...]:
    """Ranges that overlap or touch, as one span each, in order."""
    found: list[Bytes] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(source.span(*range_) for range_ in found)


def _is_prompt(draft: Draft, source: Source, prompt_chars: int) -> bool:
    """Whether a string is long enough to be one; else it is what it is when it is short, if anything."""
    close(draft, source.data)
    if draft.body is not None and len(source.span(*draft.body)) < prompt_chars:
        draft.kind = draft.pattern.kind
        return draft.kind is not _PROMPT
    return True


def _later(draft: Draft, source: Source, in_prompt: bool = False) -> Symbol:
    span = source.span(draft.start, draft.end)
    return Symbol.later(span, partial(_parts, draft, source, span, in_prompt))


def _parts(draft: Draft, source: Source, span: Span, in_prompt: bool) -> Parts:
    """What a draft says of its symbol; children are made when they are looked at. Tags are of the outermost prompt."""
    assert draft.kind is not None
    close(draft, source.data)
    start, end, body, doc = draft.start, draft.end, draft.body, draft.doc
    signature = _signature(draft, source)
    name, name_span = _name(draft, source, signature)
    is_prompt = draft.kind is _PROMPT
    children = tuple([_later(child, source, in_prompt or is_prompt) for child in draft.children])
    return (
        name,
        draft.kind,
        name_span,
        signature if signature is not None and signature.end <= span.end else None,
        # What the grammar made up for a broken text may not lie in its symbol.
        source.span(*body) if body is not None and start <= body[0] < body[1] <= end else None,
        source.span(*doc) if doc is not None and start <= doc[0] < doc[1] <= end else None,
        with_tags(children, source.slice(span), span) if is_prompt and not in_prompt else children,
    )


def _signature(draft: Draft, source: Source) -> Span | None:
    """From the symbol's node up to the body, without the white space between them."""
    if draft.signature is not None:
        end = draft.signature[1]
    elif draft.body is not None:
        end = draft.body[0]
    else:
        end = draft.end
    data = source.data
    if draft.node < end and data[end - 1 : end] == b" ":
        end -= 1
    found = source.span(draft.node, end)
    if draft.node < end and data[end - 1 : end] in _INK:
        return found
    length = len(source.slice(found).rstrip())
    return Span(found.start, found.start + length) if length else None


def _name(draft: Draft, source: Source, signature: Span | None) -> tuple[str, Span]:
    if draft.name is None and draft.kind is _PROMPT:
        return _first_words(source.span(draft.start, draft.end), source)
    if draft.name is None:
        at = signature.end if signature is not None else source.span(draft.start, draft.start).start
        return "", Span(at, at)
    span = source.span(*draft.name)
    raw = source.slice(span)
    if raw.isidentifier() or _WORD.fullmatch(raw):
        return raw, span
    kept = draft.pattern.trim.sub("", raw).strip() if draft.pattern.trim else raw.strip()
    start = span.start + raw.find(kept)
    return " ".join(kept.split()), Span(start, start + len(kept))


def _first_words(span: Span, source: Source) -> tuple[str, Span]:
    found = _FIRST_WORDS.match(source.slice(span))
    start = span.start + (found.start(1) if found else 0)
    kept = found[1].rstrip() if found else ""
    return " ".join(kept.split()), Span(start, start + len(kept))

"""What stands directly above a symbol and belongs to it: doc comments and attributes. Knows bytes, and no language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bursar.outline.captures import Draft
    from bursar.outline.source import Data

Leading = tuple[int, int, bool]
"""A comment or an attribute: where it begins and ends, and whether it is a comment."""

GAP_BYTES: Final = 512
"""White space of more than this parts a symbol from what is above it; so each symbol costs a bounded time."""


def lead(drafts: Sequence[Draft], leading: list[Leading], data: Data) -> None:
    """Widen each draft by the comments and attributes directly above it; the comments are its doc.

    A comment with an empty line below it, or with code before it on its line, is of nothing; empty lines below an
    attribute mean nothing. The drafts are in the order of the text, parents before children, and stay in it.
    """
    leading.sort()
    starts = [start for start, _, _ in leading]
    taken = 0
    around: list[Draft] = []
    before: list[Draft] = []  # in the order of their ends
    for draft in drafts:
        at = draft.start
        while around and around[-1].end <= at:
            before.append(around.pop())
        around.append(draft)
        if taken == len(starts) or starts[taken] >= at:
            continue
        last = bisect_left(starts, at, taken)
        first = _first(leading, taken, last, at, data)
        if first < last:
            _cut(before, leading[first][0])
            _take(draft, leading[first:last], data)
        taken = last


def _cut(before: list[Draft], end: int) -> None:
    """Where a grammar lets a node reach up to the next one, the comments between them are no part of it."""
    for draft in reversed(before):
        if draft.end <= end:
            break
        draft.end = end


def _first(leading: list[Leading], taken: int, last: int, at: int, data: Data) -> int:
    """The number of the first of those before `last` that belong to what begins at `at`."""
    first = last
    while first > taken:
        start, end, comment = leading[first - 1]
        if end > at or at - end > GAP_BYTES or (start == 0 and data.startswith(b"#!")):
            break
        gap = data[end - 1 : at]  # some grammars count the line's end as part of the comment
        if gap[1:].strip() or (comment and not _is_above(gap, leading, first - 1, data)):
            break
        first -= 1
        at = start
    return first


def _is_above(gap: bytes, leading: list[Leading], number: int, data: Data) -> bool:
    """Whether a comment is of what follows it: on the same line, or on the one before and not behind other code."""
    lines = gap.count(b"\n")
    return lines == 0 or (lines == 1 and _alone(leading, number, data))


def _alone(leading: list[Leading], number: int, data: Data) -> bool:
    """Whether a comment stands at the beginning of its line, or behind an attribute."""
    start, _, _ = leading[number]
    _, end, comment = leading[number - 1] if number else (0, 0, True)
    if not comment and start - end <= GAP_BYTES and not data[end:start].strip():
        return True
    line = data.rfind(b"\n", max(start - GAP_BYTES, 0), start) + 1
    return (line > 0 or start <= GAP_BYTES) and not data[line:start].strip()


def _take(draft: Draft, above: Sequence[Leading], data: Data) -> None:
    """The doc are the comments before the first attribute, or else those after it that stand on lines of their own."""
    doc: tuple[int, int] | None = None
    before = draft.end
    for start, end, comment in above:
        if comment and (before >= start or b"\n" in data[before - 1 : start]):
            doc = (doc[0] if doc else start), end
        elif doc:
            break
        before = end
    if doc and draft.doc is None:
        draft.doc = doc[0], doc[0] + len(data[doc[0] : doc[1]].rstrip())
    draft.widen(above[0][0], draft.end)

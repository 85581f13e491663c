"""Changes that arrive in another order than they were made in: Helix sends each from a task of its own."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bursar.session.document import Change, offsets_of
from bursar.text import PositionEncoding, Text

KEPT: Final = 64
"""So many of a document's last notifications are kept, each with the text before it (they share their parts)."""


@dataclass(slots=True)
class _Arrival:
    version: int
    before: Text
    changes: Sequence[Change]


class Arrivals:
    """The last changes of one document, by version. One that fills a gap between two versions has come late."""

    def __init__(self, version: int, encoding: PositionEncoding) -> None:
        """`version` is the one that the document was opened with."""
        self._encoding = encoding
        self._kept: deque[_Arrival] = deque()
        self._floor = self._newest = version

    def in_order(self, version: int, now: Text, changes: Sequence[Change]) -> tuple[int, Sequence[Change]]:
        """What to apply to the text as it stands, and the version that it then has. O(changes).

        Changes that come late are put where they belong, and what had come too early after them: O(document).
        """
        if version > self._newest:
            self._note(_Arrival(version, now, changes))
            return version, changes
        at = bisect_right(self._kept, version, key=lambda each: each.version)
        if version <= self._floor or (at and self._kept[at - 1].version == version):
            self._begin_anew(version)  # its numbers mean something else
            return version, changes
        self._kept.insert(at, _Arrival(version, self._kept[at].before, changes))
        return self._newest, _difference(now, self._again(at), self._encoding)

    def _note(self, arrival: _Arrival) -> None:
        if any(change.start is None for change in arrival.changes):  # the whole text: nothing before it matters
            self._begin_anew(arrival.version)
            return
        self._newest = arrival.version
        self._kept.append(arrival)
        if len(self._kept) > KEPT:
            self._floor = self._kept.popleft().version

    def _again(self, at: int) -> Text:
        """The text after all that is kept, from the arrival with this number on."""
        text = self._kept[at].before
        for each in islice(self._kept, at, None):
            each.before = text
            for change in each.changes:
                text, _ = text.replace(*offsets_of(text, change, self._encoding), change.text)
        return text

    def _begin_anew(self, version: int) -> None:
        self._kept.clear()
        self._floor = self._newest = version


def _difference(now: Text, wanted: Text, encoding: PositionEncoding) -> list[Change]:
    """One change of the lines in which two texts differ: symbols outside of them keep their places."""
    old, new = str(now), str(wanted)
    if old == new:
        return []
    shorter = min(len(old), len(new))
    ahead = _largest(shorter, lambda size: old[:size] == new[:size])
    behind = _largest(shorter - ahead, lambda size: old[-size:] == new[-size:])
    start = old.rfind("\n", 0, ahead) + 1
    end = (old.find("\n", len(old) - behind) + 1) or len(old)
    text = new[start : len(new) - (len(old) - end)]
    return [Change(now.position_at(start, encoding), now.position_at(end, encoding), text)]


def _largest(most: int, holds: Callable[[int], bool]) -> int:
    """The largest size for which something holds, from 0, for which it does."""
    return bisect_left(range(1, most + 1), True, key=lambda size: not holds(size))

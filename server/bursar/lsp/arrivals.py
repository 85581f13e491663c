"""Changes that arrive in another order than they were made: Helix sends each from a task of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from bursar.session.document import Change

if TYPE_CHECKING:
    from bursar.text import Text

KEPT: Final = 64
"""So many of a document's last notifications are kept, each with the text before it (they share their parts)."""


@dataclass(slots=True)
class _Arrival:
    """One notification; `before` is the text that it was made in, None if it had to be put in its place anew."""

    version: int
    before: Text | None
    changes: Sequence[Change]


class Arrivals:
    """The last changes of one document, by version. One that fills a gap between two versions has come late."""

    def __init__(self, version: int) -> None:
        """`version` is the one that the document was opened with."""
        self._kept: deque[_Arrival] = deque()
        self._floor = self._newest = version

    def in_order(self, version: int, now: Text, changes: Sequence[Change]) -> tuple[int, Sequence[Change]]:
        """What to apply to the text as it stands, and the version that it then has. O(changes).

        For changes that come late that is the text from before them, they, and what had come too early: O(document).
        """
        if version > self._newest:
            self._note(_Arrival(version, now, changes))
            return version, changes
        at = bisect_right(self._kept, version, key=lambda each: each.version)
        if version <= self._floor or (at and self._kept[at - 1].version == version):
            self._begin_anew(version)  # its numbers mean something else
            return version, changes
        return self._newest, self._put(at, _Arrival(version, self._kept[at].before, changes))

    def _note(self, arrival: _Arrival) -> None:
        if any(change.start is None for change in arrival.changes):  # the whole text: nothing before it matters
            self._begin_anew(arrival.version)
            return
        self._newest = arrival.version
        self._kept.append(arrival)
        while len(self._kept) > KEPT or self._kept[0].before is None:
            self._floor = self._kept.popleft().version

    def _put(self, at: int, late: _Arrival) -> list[Change]:
        for each in islice(self._kept, at, None):
            each.before = None
        self._kept.insert(at, late)
        start = max(number for number, each in enumerate(self._kept) if each.before is not None)
        again = [change for each in islice(self._kept, start, None) for change in each.changes]
        return [Change(None, None, str(self._kept[start].before)), *again]

    def _begin_anew(self, version: int) -> None:
        self._kept.clear()
        self._floor = self._newest = version

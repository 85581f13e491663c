"""What a document had when it was last saved, and what it has in the last commit: the measure for its change."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bursar.files.head import committed, head_commit
from bursar.text import Text
from bursar.tokens.counter import Counter
from bursar.tokens.counts import Counts

FRESH_S: Final = 1.0
"""How long it is taken for granted that nothing was committed."""


@dataclass(frozen=True, slots=True)
class Delta:
    """How many tokens more a document has than when it was saved, and than in the last commit; None: not known."""

    saved: int | None = None
    head: int | None = None


class Baselines:
    """The totals of one document's other versions, each counted once for each counter."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._saved: tuple[Text, Counter, int] | None = None
        self._head: tuple[str, Counter, int | None] | None = None
        self._looked: float | None = None

    def note_saved(self, saved: Text, counts: Counts | None, text: Text) -> None:
        """Keep the total of the saved text, if it is the one that these counts are of. O(1)."""
        if saved is text and counts is not None and not counts.pending:
            self._saved = saved, counts.encoding, counts.total

    def known(self, saved: Text, counter: Counter) -> bool:
        """Whether `delta` answers without reading or counting anything, if perhaps of the commit before the last."""
        looked = self._path is None or self._looked is not None
        return self._has_saved(saved, counter) and looked and (self._head is None or self._head[1] is counter)

    def stale(self) -> bool:
        """Whether it is time to ask Git again; says so once."""
        now = time.monotonic()
        if self._looked is None or now - self._looked < FRESH_S:
            return False
        self._looked = now
        return True

    def learn(self, saved: Text, counter: Counter) -> None:
        """Count what is not known, and ask Git for the last commit. Blocks: for the executor."""
        if not self._has_saved(saved, counter):
            self._saved = saved, counter, Counts.of(saved, counter).total
        if self._path is None:
            return
        commit = head_commit(self._path.parent)
        if commit is None:
            self._head = None
        elif self._head is None or self._head[0] != commit or self._head[1] is not counter:
            found = committed(self._path, commit)
            self._head = commit, counter, None if found is None else Counts.of(Text(found.text), counter).total
        self._looked = time.monotonic()

    def delta(self, tokens: int) -> Delta:
        """How a total differs from those that are known."""
        head = self._head[2] if self._head is not None else None
        return Delta(None if self._saved is None else tokens - self._saved[2], None if head is None else tokens - head)

    def _has_saved(self, saved: Text, counter: Counter) -> bool:
        return self._saved is not None and self._saved[0] is saved and self._saved[1] is counter

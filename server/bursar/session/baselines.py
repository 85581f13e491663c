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


class _Version:
    """A text with its totals by counter: the document's model, and others that were asked for."""

    def __init__(self, text: Text | None) -> None:
        self.text: Final = text
        self.totals: Final[dict[Counter, int]] = {}

    def count(self, counter: Counter) -> None:
        """Count it by a counter, unless it was."""
        if self.text is not None and counter not in self.totals:
            self.totals[counter] = Counts.of(self.text, counter).total


class Baselines:
    """The totals of one document's other versions, each counted once for each counter."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._saved = _Version(None)
        self._head = _Version(None)
        self._commit: str | None = None
        self._looked: float | None = None

    def note_saved(self, saved: Text, counts: Counts | None, text: Text) -> None:
        """Keep the total of the saved text, if it is the one that these counts are of. O(1)."""
        if saved is text and counts is not None and not counts.pending:
            self._version_of(saved).totals[counts.encoding] = counts.total

    def known(self, saved: Text, counter: Counter) -> bool:
        """Whether `delta` answers without reading or counting anything, if perhaps of the commit before the last."""
        looked = self._path is None or self._looked is not None
        in_head = self._head.text is None or counter in self._head.totals
        return self._saved.text is saved and counter in self._saved.totals and looked and in_head

    def stale(self) -> bool:
        """Whether it is time to ask Git again; says so once."""
        now = time.monotonic()
        if self._looked is None or now - self._looked < FRESH_S:
            return False
        self._looked = now
        return True

    def learn(self, saved: Text, counter: Counter) -> None:
        """Count what is not known, and ask Git for the last commit. Blocks: for the executor."""
        self._version_of(saved).count(counter)
        if self._path is None:
            return
        commit, head = head_commit(self._path.parent), self._head
        if commit != self._commit:
            found = committed(self._path, commit) if commit is not None else None
            head = _Version(None if found is None else Text(found.text))
        head.count(counter)
        self._commit, self._head = commit, head
        self._looked = time.monotonic()

    def delta(self, tokens: int, counter: Counter) -> Delta:
        """How a total by a counter differs from those that are known."""
        saved, head = self._saved.totals.get(counter), self._head.totals.get(counter)
        return Delta(None if saved is None else tokens - saved, None if head is None else tokens - head)

    def _version_of(self, saved: Text) -> _Version:
        version = self._saved
        if version.text is not saved:
            version = self._saved = _Version(saved)
        return version

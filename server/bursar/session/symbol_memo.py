"""Counts of symbols that are asked for again and again while something else is typed."""

from __future__ import annotations

from typing import Final

from bursar.outline import Placed, Symbol
from bursar.snapshot import DocumentSnapshot
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter

LIMIT: Final = 20_000
"""So many symbols are remembered; then all are forgotten."""


class SymbolMemo:
    """The counts of one document's symbols. One that was not touched since it was read has the count it had then.

    A symbol that was read is known by its object, which is another one whenever it is read again.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[Symbol, Counter, TokenCount]] = {}

    def count(self, snapshot: DocumentSnapshot, placed: Placed) -> TokenCount | None:
        """The count of exactly a symbol's text; None while pending."""
        if snapshot.pending or snapshot.counts is None:
            return None
        if placed.touched:
            return snapshot.span(placed.symbol.span)
        counter, found = snapshot.counts.encoding, self._known.get(id(placed.read))
        if found is not None and found[0] is placed.read and found[1] is counter:
            return found[2]
        count = snapshot.span(placed.symbol.span)
        if count is not None:
            if len(self._known) >= LIMIT:
                self._known.clear()
            self._known[id(placed.read)] = placed.read, counter, count
        return count

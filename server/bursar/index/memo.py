"""Remembering answers that may rest on each other in a circle."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, Generic, Protocol, TypeVar

MAX_DEPTH: Final = 60
MAX_STEPS: Final = 60_000
"""Of one question to the index; what would take more stays unknown."""

MAX_VALUES: Final = 6
"""An expression that may be of more types than this is taken for the first of them."""

NO_CUT: Final = 1 << 30
"""The depth of what rests on nothing unfinished."""

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Progress(Protocol):
    """How deep the working out is, how many steps it took, and on what depth the present answer rests."""

    depth: int
    steps: int
    cut: int


class Memo(Generic[Key, Found]):
    """Answers that were worked out, and of those being worked out the depth at which that began.

    An answer that rests on one not finished yet (names that refer to each other in a circle) is not kept.
    """

    def __init__(self) -> None:
        self._done: dict[Key, Found] = {}
        self._begun: dict[Key, int] = {}

    def find(self, key: Key, engine: Progress, work: Callable[[], Found], nothing: Found) -> Found:
        """The kept answer, else a new one; `nothing` in a circle, too deep, or after too many steps."""
        known = self._done.get(key)
        if known is not None:
            return known
        begun = self._begun.get(key)
        engine.steps += 1
        if begun is not None or engine.depth >= MAX_DEPTH or engine.steps > MAX_STEPS:
            engine.cut = min(engine.cut, -1 if begun is None else begun)
            return nothing
        engine.depth += 1
        depth = self._begun[key] = engine.depth
        around, engine.cut = engine.cut, NO_CUT
        found = work()
        engine.depth -= 1
        del self._begun[key]
        if engine.cut >= depth:
            self._done[key] = found
            engine.cut = NO_CUT
        engine.cut = min(engine.cut, around)
        return found

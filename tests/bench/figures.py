"""What every bench shares: real text of any size, a fixed mix of edits, and figures printed as medians and ratios."""

from __future__ import annotations

import random
import statistics
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

SEED = 20261121


@cache
def python_source() -> str:
    """A few megabytes of real Python: the standard library's own modules."""
    paths = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    return "".join(path.read_text("utf-8") for path in paths)


def text_of(size: int) -> str:
    """Real source text of exactly `size` characters, repeated where there is not enough."""
    source = python_source()
    return (source * (size // len(source) + 1))[:size]


def edits(length: int, number: int) -> Iterator[tuple[int, int, str]]:
    """Edits at random places: 70 % single characters, 20 % newlines in and out, 10 % pastes of 1 KB.

    Each is (start, end, new text) in a document that is about `length` characters long throughout.
    """
    rng = random.Random(SEED)
    source = python_source()
    for _ in range(number):
        at, kind, insert = rng.randrange(length - 1), rng.random(), rng.random() < 0.5
        if kind < 0.7:
            yield (at, at, "x") if insert else (at, at + 1, "")
        elif kind < 0.9:
            yield (at, at, "\n") if insert else (at, at + 1, " ")
        else:
            begin = rng.randrange(len(source) - 1024)
            yield at, at, source[begin : begin + 1024]


def timed(function: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def median(seconds: Sequence[float]) -> float:
    """The median, in seconds."""
    return statistics.median(seconds)


def p95(seconds: Sequence[float]) -> float:
    """The 95th percentile, in seconds."""
    return sorted(seconds)[int(len(seconds) * 0.95)]


def ms(seconds: float) -> str:
    """Milliseconds with three digits that mean something."""
    return f"{seconds * 1000:.3f} ms" if seconds < 0.01 else f"{seconds * 1000:.1f} ms"

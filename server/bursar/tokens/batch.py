"""Counting many texts: duplicates once, in parallel where the engine lets go of the interpreter's lock."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from bursar.tokens.blocks import counted
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.encodings import Encoding

Counted = TypeVar("Counted")

PARALLEL_CHARS: Final = 64 * 1024
"""Batches of fewer characters are counted by the caller's thread: handing them out would cost more."""

SHARES_PER_THREAD: Final = 4
"""Into how many shares a thread's part is cut, so that no thread waits long for another."""

_THREADS: Final = max(1, min(8, os.cpu_count() or 1))
_pool: ThreadPoolExecutor | None = None
_guard: Final = threading.Lock()


def count_each(texts: Sequence[str], count: Callable[[Sequence[str]], list[Counted]]) -> list[Counted]:
    """What `count` gives for each text, in their order; equal texts are counted once. Blocks; thread-safe.

    `count` is given some of the texts at a time, in several threads.
    """
    distinct = list(dict.fromkeys(texts))
    if _THREADS == 1 or len(distinct) < 2 or sum(map(len, distinct)) < PARALLEL_CHARS:
        counts = count(distinct)
    else:
        shares = _shares(distinct, _THREADS * SHARES_PER_THREAD)
        counts = [found for share in _executor().map(count, shares) for found in share]
    if len(distinct) == len(texts):
        return counts
    by_text = dict(zip(distinct, counts, strict=True))
    return [by_text[text] for text in texts]


def counted_each(texts: Sequence[str], counter: Counter) -> list[TokenCount]:
    """The count of each text, by the caller's thread; small texts in one call where the engine can."""
    if isinstance(counter, Encoding):
        return [TokenCount(tokens, counter.basis, counter.band) for tokens in counter.count_many(texts)]
    return [counted(text, counter) for text in texts]


def _shares(texts: Sequence[str], number: int) -> list[Sequence[str]]:
    """Runs of texts with about as many characters each."""
    least = sum(map(len, texts)) // number
    shares, start, chars = [], 0, 0
    for index, text in enumerate(texts):
        chars += len(text)
        if chars >= least:
            shares.append(texts[start : index + 1])
            start, chars = index + 1, 0
    return [*shares, texts[start:]] if start < len(texts) else shares


def _executor() -> ThreadPoolExecutor:
    global _pool
    with _guard:
        if _pool is None:
            _pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="bursar-count")
        return _pool

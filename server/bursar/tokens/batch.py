"""Counting many texts: duplicates once, in parallel where the engine lets go of the interpreter's lock."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar

from bursar.tokens.blocks import counted
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter
from bursar.tokens.encodings import Encoding
from bursar.tokens.engines import make_own_engine, own_engine

Counted = TypeVar("Counted")

PARALLEL_CHARS: Final = 64 * 1024
"""Batches of fewer characters are counted by the caller's thread: handing them out would cost more."""

SHARES_PER_THREAD: Final = 8
"""Into how many shares a thread's part is cut, so that no thread waits long for another."""

THREADS: Final = max(1, min(4, os.cpu_count() or 1))
"""How many threads count a batch, the caller's among them."""

MUCH_CHARS: Final = 2 * 1024 * 1024
"""Once a process has counted so much in batches, an engine for each thread will have been worth its half a second."""

_pool: ThreadPoolExecutor | None = None
_guard: Final = threading.Lock()
_batched_chars = 0


def count_each(
    texts: Sequence[str], count: Callable[[Sequence[str]], list[Counted]], counter: Counter | None = None
) -> list[Counted]:
    """What `count` gives for each text, in their order; equal texts are counted once. Blocks; thread-safe.

    `count` is given some of the texts at a time, in the caller's thread and in others. Where it is `counted_each` that
    counts, by `counter`, those others get engines of their own in time.
    """
    distinct = list(dict.fromkeys(texts))
    chars = sum(map(len, distinct))
    if THREADS == 1 or len(distinct) < 2 or chars < PARALLEL_CHARS:
        counts = count(distinct)
    else:
        if isinstance(counter, Encoding) and _is_much(chars):
            for _ in range(THREADS - 1):
                _executor().submit(make_own_engine, counter)
        counts = _count_shares(_shares(distinct, THREADS * SHARES_PER_THREAD), count)
    if len(distinct) == len(texts):
        return counts
    by_text = dict(zip(distinct, counts, strict=True))
    return [by_text[text] for text in texts]


def counted_each(texts: Sequence[str], counter: Counter) -> list[TokenCount]:
    """The count of each text, by the caller's thread; small texts in one call where the engine can."""
    if isinstance(counter, Encoding):
        made = cache(lambda tokens: TokenCount(tokens, counter.basis, counter.band))
        return list(map(made, own_engine(counter).count_many(texts)))
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


def _is_much(chars: int) -> bool:
    """Whether this process, with a batch of so many characters, has counted much in batches."""
    global _batched_chars
    with _guard:
        _batched_chars += chars
        return _batched_chars >= MUCH_CHARS


def _count_shares(shares: Sequence[Sequence[str]], count: Callable[[Sequence[str]], list[Counted]]) -> list[Counted]:
    """The counts of all shares. The caller's thread takes, from the end, what no other one has begun."""
    begun = [_executor().submit(count, share) for share in shares]
    own = {number: count(shares[number]) for number in reversed(range(len(shares))) if begun[number].cancel()}
    return [found for number, other in enumerate(begun) for found in (own[number] if number in own else other.result())]


def _executor() -> ThreadPoolExecutor:
    global _pool
    with _guard:
        if _pool is None:
            _pool = ThreadPoolExecutor(THREADS - 1, thread_name_prefix="bursar-count")
        return _pool

"""The memory cache: what it finds, what it drops and when, its figures, many threads."""

from __future__ import annotations

import threading
import tracemalloc

import pytest

from bursar.cache import TokenCountCache
from bursar.cache.memory import ENTRY_BYTES, key_of


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_count_is_found_by_its_text_and_its_encoding_only():
    cache = TokenCountCache()
    cache.set("text", "o200k_base", 1)
    assert cache.get("text", "o200k_base") == 1
    assert cache.get("text", "cl100k_base") is None
    assert cache.get("text ", "o200k_base") is None
    cache.set("text", "o200k_base", 2)
    assert cache.get("text", "o200k_base") == 2
    assert len(cache) == 1


def test_lone_surrogates_have_keys_of_their_own():
    cache = TokenCountCache()
    cache.set("\ud800", "e", 1)
    cache.set("\udfff", "e", 2)
    cache.set("\ufffd", "e", 3)
    assert [cache.get(text, "e") for text in ("\ud800", "\udfff", "\ufffd")] == [1, 2, 3]


def test_the_least_recently_used_is_dropped_first():
    cache = TokenCountCache(maxsize=2)
    cache.set("a", "e", 1)
    cache.set("b", "e", 2)
    assert cache.get("a", "e") == 1
    cache.set("c", "e", 3)
    assert [cache.get(text, "e") for text in "abc"] == [1, None, 3]
    assert cache.statistics().evictions == 1


def test_counts_grow_old():
    clock = Clock()
    cache = TokenCountCache(ttl=10, timer=clock)
    cache.set("a", "e", 1)
    clock.now = 9.9
    assert cache.get("a", "e") == 1
    clock.now = 10
    assert cache.get("a", "e") is None
    found = cache.statistics()
    assert (found.size, found.expirations, found.evictions) == (0, 1, 0)


def test_the_bound_in_bytes_holds_before_that_in_entries():
    cache = TokenCountCache(maxsize=1000, max_bytes=10 * ENTRY_BYTES)
    for number in range(50):
        cache.set(str(number), "e", number)
    found = cache.statistics()
    assert (found.size, found.max_size, found.evictions) == (10, 10, 40)
    assert found.bytes == found.max_bytes == 10 * ENTRY_BYTES


def test_an_entry_takes_no_more_than_is_reckoned_with():
    """Texts of any length are kept as their hash; the counts here are too large to be shared by Python."""
    tracemalloc.start()
    try:
        cache = TokenCountCache(maxsize=5_000)
        before = tracemalloc.get_traced_memory()[0]
        for number in range(5_000):
            cache.set(str(number) * 100, "o200k_base", 100_000 + number)
        taken = (tracemalloc.get_traced_memory()[0] - before) / 5_000
    finally:
        tracemalloc.stop()
    assert ENTRY_BYTES / 3 < taken <= ENTRY_BYTES


def test_disabled_it_finds_and_takes_nothing_and_keeps_what_it_has():
    cache = TokenCountCache(enabled=False)
    cache.set("a", "e", 1)
    cache.enable()
    assert cache.get("a", "e") is None
    cache.set("a", "e", 1)
    cache.disable()
    assert not cache.enabled
    assert cache.get("a", "e") is None
    cache.enable()
    assert cache.get("a", "e") == 1


def test_the_figures():
    cache = TokenCountCache()
    assert cache.statistics().hit_rate == 0
    assert cache.statistics().get_us is None
    cache.set("a", "e", 1)
    for text in "aaab":
        cache.get(text, "e")
    found = cache.statistics()
    assert (found.hits, found.misses, found.hit_rate) == (3, 1, 0.75)
    assert found.get_us is not None
    assert found.get_us > 0
    cache.clear()
    assert cache.get("a", "e") is None
    assert (cache.statistics().hits, cache.statistics().misses, cache.statistics().size) == (0, 1, 0)


@pytest.mark.parametrize("wrong", [{"maxsize": 0}, {"ttl": 0}, {"ttl": -1}, {"max_bytes": 1}])
def test_a_cache_that_would_hold_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="holds nothing"):
        TokenCountCache(**wrong)


def test_many_threads_at_once():
    cache = TokenCountCache(maxsize=64)
    wrong: list[object] = []

    def work(seed: int) -> None:
        for step in range(2_000):
            number = (seed * 7 + step * 13) % 200
            found = cache.get(str(number), "e")
            if found not in (None, number):
                wrong.append((number, found))
            cache.set(str(number), "e", number)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = cache.statistics()
    assert not wrong
    assert found.size == len(cache) == 64
    assert found.hits + found.misses == 16_000


def test_many_at_once_are_as_many_one_by_one():
    clock = Clock()
    cache = TokenCountCache(maxsize=3, ttl=10, timer=clock)
    keys = [key_of(text, "e") for text in "abcd"]
    cache.set_many(zip(keys, range(4), strict=True))
    assert cache.get_many(keys) == [None, 1, 2, 3]
    found = cache.statistics()
    assert (found.hits, found.misses, found.size, found.evictions) == (3, 1, 3, 1)
    assert found.set_us is not None
    clock.now = 10
    assert cache.get_many(keys) == [None] * 4
    cache.disable()
    cache.set_many([(keys[0], 9)])
    cache.enable()
    assert cache.get_many(keys[:1]) == [None]

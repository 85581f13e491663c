"""Cutting to a limit, stopping early, sharing out, reporting: on texts whose answer can be seen or recounted."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.tokens import batch
from bursar.tokens.allocate import Share, allocate
from bursar.tokens.batch import PARALLEL_CHARS, count_each, counted_each
from bursar.tokens.blocks import blocks, count_up_to, counted
from bursar.tokens.count import Basis, TokenCount, Tokens
from bursar.tokens.counter import counter_named
from bursar.tokens.encodings import JOINED_CHARS, SEPARATOR, Encoding, load
from bursar.tokens.engines import make_own_engine, own_engine
from bursar.tokens.fit import fit
from bursar.tokens.patterns import ENCODINGS
from bursar.tokens.report import report
from unit.tokens import corpora

O200K = "o200k_base"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize("name", [O200K, "r50k_base", "claude-4.7"])
@pytest.mark.parametrize("kind", ["python", "prose", "json", "cjk", "adversarial"])
@pytest.mark.parametrize("limit", [0, 1, 100, 1000])
def test_what_is_cut_fits_and_is_cut_at_a_character(name, kind, limit):
    counter = counter_named(name)
    for text in corpora.everything()[kind][:14:3]:
        text = text[:30_000]
        found = fit(text, limit, counter)
        assert found.count == counted(found.text, counter)
        assert found.count.tokens <= limit
        if found.cut is None:
            assert found.text == text
        else:
            assert found.text == text[: found.cut]
            assert counted(text, counter).tokens > limit
            around = text[max(0, found.cut - 40) : found.cut + 40]
            starts = {max(0, found.cut - 40) + cluster.start() for cluster in regex.finditer(r"\X", around)}
            assert found.cut in starts or len(regex.match(r"\X", text[max(0, found.cut - 30) :]).group()) > 30


def test_as_much_is_kept_as_fits_before_a_word():
    counter = counter_named(O200K)
    assert fit("one two three four", 2, counter).text == "one two"
    assert fit("one two", 2, counter).cut is None
    assert fit("", 0, counter).cut is None
    assert fit(FAMILY * 3, counter.count(FAMILY) + 2, counter).text == FAMILY
    text = "word " * 2000
    assert fit(text, 1000, counter).count.tokens == 1000


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="a limit of -1 tokens"):
        fit("text", -1, counter_named(O200K))
    with pytest.raises(ValueError, match="a limit of -1 tokens"):
        count_up_to("text", -1, counter_named(O200K))


def test_counting_stops_soon_after_the_limit():
    counter, read = counter_named(O200K), 0

    def endless():
        nonlocal read
        for _ in itertools.repeat(None):
            read += 1000
            yield "word " * 200

    found = count_up_to(endless(), 5_000, counter)
    assert not found.complete
    assert found.count.tokens > 5_000
    assert read < 100_000


def test_a_hundred_megabytes_stop_early_and_cost_no_copy():
    """All of it would take seconds; the blocks up to the limit are a few KiB."""
    found = count_up_to("some text of a large file\n" * 4_000_000, 1_000, counter_named(O200K))
    assert (found.complete, found.count.tokens < 5_000) == (False, True)


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 10**9])
def test_at_the_limit_all_is_counted(limit):
    found = count_up_to("one two three", limit, counter_named(O200K))
    assert found.complete == (limit >= 3)
    assert found.count == TokenCount(3)


@settings(max_examples=50)
@given(parts=st.lists(st.sampled_from(["", "word " * 3000, "a" * 9000, "\n", "x = 1\n" * 500]), max_size=12))
def test_blocks_are_the_text(parts):
    assert "".join(blocks(parts, 1)) == "".join(parts)
    assert "".join(blocks("".join(parts), 1)) == "".join(parts)


class TestBatch:
    def test_order_is_kept_and_duplicates_are_counted_once(self):
        asked: list[str] = []
        guard = threading.Lock()

        def count(texts: Sequence[str]) -> list[int]:
            with guard:
                asked.extend(texts)
            return [len(text) for text in texts]

        texts = [str(number % 700) * 200 for number in range(1000)]
        assert sum(map(len, texts)) > PARALLEL_CHARS
        assert count_each(texts, count) == [len(text) for text in texts]
        assert sorted(asked) == sorted(set(texts))
        assert count_each([], count) == []
        assert count_each(["b", "a", "b"], count) == [1, 1, 1]

    @pytest.mark.parametrize("bad", ["x", "y"])
    def test_what_a_count_raises_is_raised(self, bad):
        def count(texts: Sequence[str]) -> list[int]:
            if any(text.startswith(bad) for text in texts):
                raise ValueError(bad)
            return [len(text) for text in texts]

        with pytest.raises(ValueError, match=bad):
            count_each(["x" * PARALLEL_CHARS, "y" * PARALLEL_CHARS], count)

    def test_nothing_waits_for_threads_that_are_busy(self):
        texts = ["x" * PARALLEL_CHARS, "y" * PARALLEL_CHARS]
        ended = threading.Event()
        busy = [batch._executor().submit(ended.wait, 60) for _ in range(batch.THREADS)]
        try:
            assert count_each(texts, lambda share: [len(text) for text in share]) == [PARALLEL_CHARS] * 2
            assert not any(one.done() for one in busy)
        finally:
            ended.set()

    def test_a_thread_that_helps_gets_an_engine_of_its_own(self):
        shared, texts = load(O200K), ["one two", "3 4", "", "don't\n\n  stop"]
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(own_engine, shared).result() is shared
            for _ in range(2):
                thread.submit(make_own_engine, shared).result()
            own = thread.submit(own_engine, shared).result()
            assert own is thread.submit(own_engine, shared).result() is not shared
            assert own.count_many(texts) == shared.count_many(texts)
            theirs = shared.renamed("somebody's")
            thread.submit(make_own_engine, theirs).result()
            assert thread.submit(own_engine, theirs).result() is theirs
        assert own_engine(shared) is shared

    def test_engines_are_made_once_much_was_counted(self, monkeypatch):
        counter, kinds = load(O200K), []
        texts = [f"{number:06} " + "word " * 400 for number in range(40)]

        def count(share: Sequence[str]) -> list[int]:
            kinds.append(own_engine(counter) is counter)
            return counter.count_many(share)

        monkeypatch.setattr(batch, "THREADS", 2)
        monkeypatch.setattr(batch, "_pool", ThreadPoolExecutor(1))
        monkeypatch.setattr(batch, "_batched_chars", 0)
        wanted = counter.count_many(texts)
        rounds = -(-batch.MUCH_CHARS // sum(map(len, texts)))
        for _ in range(rounds - 1):
            assert count_each(texts, count, counter) == wanted
        assert all(kinds)
        count_each(texts, count, counter)
        batch._executor().submit(int).result()  # it comes after the engine
        assert batch._executor().submit(own_engine, counter).result() is not counter
        batch._executor().shutdown()

    def test_texts_counted_in_one_call_do_not_touch(self):
        counter = counter_named(O200K)
        texts = [
            "",
            " ",
            "a",
            "",
            "\ud83d",
            "\ude00",
            f"a{SEPARATOR}b",
            "  ",
            "x" * JOINED_CHARS,
            "x" * (JOINED_CHARS + 1),
        ]
        assert counter.count_many(texts) == [counter.count(text) for text in texts]
        assert counter.count_many([]) == []
        assert counter.count_many([SEPARATOR]) == [counter.count(SEPARATOR)]
        assert counter.count(SEPARATOR) > 5
        assert [found.tokens for found in counted_each(texts, counter)] == counter.count_many(texts)

    def test_tokens_whose_bytes_look_like_the_end_of_a_text(self) -> None:
        """The end is token 256, whose bytes (00 01 00 00) also stand across any token and token 1."""
        counter = Encoding.of_ranks("bytes", ENCODINGS["cl100k_base"].pattern, {bytes([n]): n for n in range(256)})
        assert counter.count_many(["a\x01", "b\x01c", "\x01\x01"]) == [2, 3, 2]


SHARES = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9)), max_size=8)


class TestAllocation:
    @pytest.mark.parametrize(
        ("wanted", "total", "given"),
        [
            ([(100, 1), (100, 1)], 100, [50, 50]),
            ([(100, 2), (100, 1)], 100, [67, 33]),
            ([(10, 1), (100, 1)], 100, [10, 90]),  # what one does not want goes to the other
            ([(10, 1), (10, 1)], 100, [10, 10]),
            ([(100, 0), (60, 1)], 100, [40, 60]),  # priority 0: the rest
            ([(100, 0), (100, 0)], 5, [3, 2]),
            ([(100, 1)], 0, [0]),
            ([], 100, []),
        ],
    )
    def test_cases(self, wanted, total, given):
        assert allocate([Share("", tokens, priority) for tokens, priority in wanted], total) == given

    @settings(max_examples=300)
    @given(wanted=SHARES, total=st.integers(0, 3000))
    def test_exact_and_fair(self, wanted, total):
        shares = [Share("", tokens, float(priority)) for tokens, priority in wanted]
        given_ = allocate(shares, total)
        assert sum(given_) == min(total, sum(share.tokens for share in shares))
        assert all(0 <= tokens <= share.tokens for tokens, share in zip(given_, shares, strict=True))
        open_ = [(tokens, share) for tokens, share in zip(given_, shares, strict=True) if tokens < share.tokens]
        if any(share.priority for _, share in open_):
            assert all(not tokens for tokens, share in zip(given_, shares, strict=True) if not share.priority)
        rates = [Fraction(tokens) / Fraction(share.priority) for tokens, share in open_ if share.priority]
        assert not rates or max(rates) - min(rates) <= len(shares) + 1  # rounding, once a round

    @pytest.mark.parametrize(("shares", "total"), [([Share("", -1)], 1), ([Share("", 1, -1)], 1), ([Share("", 1)], -1)])
    def test_negative_amounts_are_refused(self, shares, total):
        with pytest.raises(ValueError, match=r"of 0 or more|priorities from 0"):
            allocate(shares, total)


def test_a_report():
    counts = {"a": TokenCount(40), "b": TokenCount(10)}
    found = report(counts, TokenCount(49), 60, "m")
    assert (found.estimated, found.actual, found.usage_percentage, found.fits) == (50, 49, 81.7, True)
    assert found.to_json()["breakdown"] == [
        {"name": "a", "tokens": 40, "basis": "exact"},
        {"name": "b", "tokens": 10, "basis": "exact"},
    ]
    rough = report({"a": TokenCount(5, Basis.CALIBRATED, 12.0)}, TokenCount(5, Basis.CALIBRATED, 12.0), 4, "m")
    assert not rough.fits
    assert rough.to_json()["band"] == rough.to_json()["breakdown"][0]["band"] == 12.0
    with pytest.raises(ValueError, match="budget of 0"):
        report({}, TokenCount(0), 0, "m")


def test_a_number_that_knows_its_basis():
    tokens = Tokens(TokenCount(1412, Basis.CALIBRATED, 15.0))
    assert tokens == 1412
    assert tokens + 1 == 1413
    assert (tokens.basis, tokens.band, str(tokens)) == (Basis.CALIBRATED, 15.0, "≈1,412")

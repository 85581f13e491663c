"""What the cache, the batch and the API cost, each beside what it saves: medians and ratios of one run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

from figures import median, ms, text_of, timed

import bursar
from bursar.api import token_cache
from bursar.tokens.counter import counter_named

MODEL = "gpt-5"
RUNS = 500
BATCHES = 15
IN_A_ROW = 20


def main() -> None:
    """Print the table."""
    counter = counter_named("o200k_base")
    kilobyte, ten = text_of(200_000)[100_000:101_024], text_of(200_000)[100_000:110_240]
    print(f"Counting through the API for {MODEL}, medians of {RUNS}; {os.cpu_count()} cores")
    bursar.count_tokens(kilobyte, MODEL)
    hits = partial(bursar.count_tokens, kilobyte, MODEL)
    count, hit = _in_turns(lambda: _each(partial(counter.count, kilobyte)), lambda: _each(hits), RUNS // IN_A_ROW)
    _row("count of 1 KB, engine alone", count)
    whole = _median(lambda: bursar.count_tokens(kilobyte, MODEL, use_cache=False), RUNS)
    _row("count of 1 KB", whole, f"aim: under 0.5 ms: {_verdict(whole < 0.0005)}")
    _row("cache hit on 1 KB", hit, f"{count / hit:.1f}x faster than counting (aim: 10x): {_verdict(count >= 10 * hit)}")
    _miss(ten)
    _batches()
    fitted = _median(lambda: bursar.fit_to_context(ten, MODEL, limit=1_000), RUNS)
    _row("fit of 10 KB to 1,000 tokens", fitted, f"aim: under 2 ms: {_verdict(fitted < 0.002)}")
    bursar.recommend_models(50_000)
    found = _median(lambda: bursar.recommend_models(50_000), RUNS)
    _row("a recommendation", found, f"aim: under 1 ms: {_verdict(found < 0.001)}")


def _miss(text: str) -> None:
    """A miss beside a count without the cache: the two in turn, on texts never seen, so that drift meets both alike."""
    texts = [f"{number:06}{text[6:]}" for number in range(RUNS)]
    direct, missed = [], []
    for one in texts:
        direct.append(timed(lambda one=one: bursar.count_tokens(one, MODEL, use_cache=False)))
        missed.append(timed(lambda one=one: bursar.count_tokens(one, MODEL)))
    over = median([miss - plain for miss, plain in zip(missed, direct, strict=True)]) / median(direct)
    _row("cache miss on 10 KB", median(missed), f"{over:+.1%} on counting (aim: under 5 %): {_verdict(over < 0.05)}")


def _batches() -> None:
    source = text_of(2_000_000)
    hundred = [source[start * 1024 :][:1024] for start in range(100)]
    batch = median([_batch_time(hundred) for _ in range(BATCHES)])
    _row("batch of 100 x 1 KB", batch, f"aim: under 15 ms: {_verdict(batch < 0.015)}")
    distinct = [source[start * 1024 :][:1024] for start in range(200, 900)]
    thousand = (distinct + distinct[:300])[:1000]
    one_by_one, batch = _in_turns(lambda: timed(lambda: _one_by_one(thousand)), lambda: _batch_time(thousand), BATCHES)
    remark = f"{one_by_one / batch:.1f}x faster than one by one (aim: 2x): {_verdict(one_by_one >= 2 * batch)}"
    _row("batch of 1,000 x 1 KB, 30 % repeats", batch, remark)


def _batch_time(texts: Sequence[str]) -> float:
    token_cache.clear()
    return timed(lambda: bursar.count_tokens_batch(texts, MODEL))


def _one_by_one(texts: Sequence[str]) -> list[int]:
    return [bursar.count_tokens(text, MODEL, use_cache=False) for text in texts]


def _each(function: Callable[[], object]) -> float:
    """Seconds of a call, of some in a row: taking the time of a single one would add a tenth to the shortest."""
    return timed(lambda: [function() for _ in range(IN_A_ROW)]) / IN_A_ROW


def _in_turns(one: Callable[[], float], other: Callable[[], float], runs: int) -> tuple[float, float]:
    """The medians of what two give, called in turns: a machine that is now faster, now slower meets both alike."""
    pairs = [(one(), other()) for _ in range(runs)]
    return median([first for first, _ in pairs]), median([second for _, second in pairs])


def _median(function: Callable[[], object], runs: int) -> float:
    return median([timed(function) for _ in range(runs)])


def _verdict(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def _row(what: str, seconds: float, remark: str = "") -> None:
    print(f"{what:<38} {ms(seconds):>10}  {remark}")


if __name__ == "__main__":
    main()

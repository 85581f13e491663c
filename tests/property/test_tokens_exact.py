"""Every encoding equals tiktoken on the same texts: whole, in chunks, in blocks, in batches, in threads, after edits.

`BURSAR_PROPERTY_STRINGS=200000` is the long form.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import regex
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.text import Text
from bursar.tokens.batch import count_each
from bursar.tokens.blocks import count_up_to, counted
from bursar.tokens.counter import counter_named
from bursar.tokens.counts import Counts
from bursar.tokens.cuts import chunks
from bursar.tokens.encodings import _ranks
from bursar.tokens.estimators import Estimator
from bursar.tokens.families import FAMILIES
from bursar.tokens.patterns import ENCODINGS, plain_first
from unit.tokens import corpora

STRINGS = int(os.environ.get("BURSAR_PROPERTY_STRINGS", "10000"))
PER_EXAMPLE = 50
NAMES = sorted(ENCODINGS)
ENGINES = sorted(row.name for row in ENCODINGS.values() if row.same_as is None)

_PIECES = [
    *"aZ5 \t\n\r/'-_=.,;:(){}<>\\\"",
    *"\f\x0b\x1c\x1d\x85\xa0\u2028\u2029\u3000\u200d\ufe0f\x00",
    *"éſßДжλ中文字かなカ한글。、，！ǅʰ",
    *"😀🇩🇪👩🏽",
    *["\ud83d", "\ude00", "\r\n", "    ", "'s", "'LL", "return ", "function", "camelCase", "12345", "<|endoftext|>"],
    *["//--\n", "the quick brown fox ", " " * 40, "\n" * 9, "===", "e\u0301"],
]


def reference(name: str) -> tiktoken.Encoding:
    """tiktoken's own encoding of the published vocabulary, special tokens and all."""
    from tiktoken_ext import openai_public

    made = getattr(openai_public, name)
    openai_public.load_tiktoken_bpe = lambda *_, **__: _ranks(ENCODINGS[name])
    return tiktoken.Encoding(**made())


@pytest.fixture(scope="module")
def references():
    from tiktoken_ext import openai_public

    loader = openai_public.load_tiktoken_bpe
    try:
        return {name: reference(name) for name in NAMES}
    finally:
        openai_public.load_tiktoken_bpe = loader


@pytest.fixture(scope="module")
def wanted(references):
    """tiktoken's counts of all corpora."""
    texts = [text for found in corpora.everything().values() for text in found]
    return texts, {name: [len(references[name].encode_ordinary(text)) for text in texts] for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_corpora_whole_and_in_chunks(wanted, name):
    texts, counts = wanted
    counter = counter_named(name)
    for text, tokens in zip(texts, counts[name], strict=True):
        assert counter.count(text) == tokens
        assert sum(map(counter.count, chunks(text, 200))) == tokens
        assert count_up_to(
            (text[start : start + 999] for start in range(0, len(text), 999)), 10**9, counter
        ).count.tokens == (tokens) or _splits_a_pair(text, 999)


@pytest.mark.parametrize("name", ENGINES)
def test_corpora_in_batches_and_threads(wanted, name):
    texts, counts = wanted
    counter = counter_named(name)
    assert count_each([*texts, *texts[:50]], counter.count_many) == [*counts[name], *counts[name][:50]]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(counter.count, texts[:200])) == counts[name][:200]


@pytest.mark.parametrize("name", ENGINES)
def test_a_large_text_in_blocks(references, name):
    text = "\n".join(corpora.python()[:150])
    assert counter_named(name).count(text) == len(references[name].encode_ordinary(text))
    assert counted(text, counter_named(name)).tokens == len(references[name].encode_ordinary(text))


@pytest.mark.parametrize("name", ENGINES)
def test_corpora_after_edits(references, name):
    rng = random.Random(corpora.SEED)
    for texts in corpora.everything().values():
        for text in rng.sample(texts, min(4, len(texts))):
            text = text[:20_000]
            document, plain = Text(text), text
            counts = Counts.of(document, counter_named(name))
            for _ in range(10):
                start = rng.randrange(len(plain))
                end, new = min(len(plain), start + rng.randrange(30)), rng.choice(_PIECES)
                document, edit = document.replace(start, end, new)
                counts = counts.after(edit, document)
                plain = str(document)
            assert counts.total == len(references[name].encode_ordinary(plain))


@settings(max_examples=max(1, STRINGS // PER_EXAMPLE))
@given(
    seed=st.integers(0, 2**64), drawn=st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=6)
)
def test_adversarial_strings(references, seed, drawn):
    """Hypothesis draws the odd parts and the seed; the strings are made of both, many an example."""
    rng = random.Random(seed)
    texts = ["".join(rng.choices([*_PIECES, *drawn], k=rng.randrange(1, 60))) for _ in range(PER_EXAMPLE)]
    for name in ENGINES:
        counter = counter_named(name)
        counts = [len(references[name].encode_ordinary(text)) for text in texts]
        assert counter.count_many(texts) == counts
        assert [sum(map(counter.count, chunks(text, 12))) for text in texts] == counts


@pytest.mark.parametrize("family", sorted(FAMILIES))
@settings(max_examples=100)
@given(
    parts=st.lists(st.sampled_from(_PIECES), max_size=200),
    edits=st.lists(st.tuples(*[st.integers(0, 999)] * 2), max_size=5),
)
def test_an_estimate_does_not_depend_on_how_its_text_came_about(family, parts, edits):
    estimator = Estimator(FAMILIES[family], counter_named("o200k_base"))
    document = Text("".join(parts))
    counts = Counts.of(document, estimator, size=24)
    for start, length in edits:
        start %= len(document) + 1
        document, edit = document.replace(start, min(len(document), start + length % 20), '{"中": [1]} a b')
        counts = counts.after(edit, document)
    assert counts.counted == estimator.counted(estimator.measure(str(document)))
    for budget in (0, 3, counts.total - 1, counts.total):
        overflow = counts.overflow(document, budget) if budget >= 0 else None
        assert (overflow is None) == (budget < 0 or counts.total <= budget)
        assert overflow is None or 0 <= overflow < len(document)


def _splits_a_pair(text: str, chars: int) -> bool:
    """Whether a part of the stream ends inside a surrogate pair, whose halves then count by themselves."""
    return any("\ud800" <= text[end - 1] <= "\udfff" for end in range(chars, len(text), chars))


TEKKEN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@pytest.mark.parametrize("pattern", sorted({row.pattern for row in ENCODINGS.values()} | {TEKKEN}))
@given(text=st.lists(st.sampled_from(_PIECES) | st.characters(), max_size=60).map("".join))
def test_a_pattern_with_its_plain_part_first_splits_alike(pattern, text):
    assert (quicker := plain_first(pattern)) != pattern
    assert regex.findall(quicker, text) == regex.findall(pattern, text)

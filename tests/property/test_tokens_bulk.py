"""The bulk engine equals tiktoken: on the corpora, on every code point, on strings at random."""

from __future__ import annotations

import os
import random
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.tokens import bulk
from bursar.tokens.bulk import ENGINES, BulkEngine
from bursar.tokens.encodings import load
from unit.tokens import corpora

STRINGS = int(os.environ.get("BURSAR_PROPERTY_STRINGS", "10000"))
PER_EXAMPLE = 50
LONG = STRINGS >= 200_000

SCRIPTS_END = 0x3400
"""Beyond are characters by the ten thousand that are all alike; every 16th is tried, in the long form each."""

AROUND = "a{c}'s {c}B'{c}e  {c}\n1{c}2"

_PIECES = [
    *"aZ5 \t\n\r/'-_=.,;:(){}<>\\\"",
    *"\f\x0b\x1c\x1d\x85\xa0\u180e\u2028\u2029\u3000\u200d\ufe0f\x00",
    *"éſßДжλ中文字かなカ한글。、，！ǅʰ",
    *"😀🇩🇪👩🏽",
    *["\ud83d", "\ude00", "\r\n", "    ", "'s", "'LL", "return ", "function", "camelCase", "12345", "<|endoftext|>"],
    *["//--\n", "the quick brown fox ", " " * 40, "\n" * 9, "===", "e\u0301"],
]

engine = cache(BulkEngine.load)

pytestmark = pytest.mark.skipif(not bulk.is_available("o200k_base"), reason="fastokens has no wheel for this platform")


@pytest.mark.parametrize("name", ENGINES)
def test_corpora(name: str) -> None:
    for texts in corpora.everything().values():
        for text in texts:
            assert engine(name).count(text) == load(name).count(text)


@pytest.mark.parametrize("name", ENGINES)
def test_every_code_point(name: str) -> None:
    tried = [*range(SCRIPTS_END), *range(SCRIPTS_END, sys.maxunicode + 1, 1 if LONG else 16)]
    for start in range(0, len(tried), 4096):
        chars = [chr(code) for code in tried[start : start + 4096] if not 0xD800 <= code < 0xE000]
        text = "|x".join(AROUND.replace("{c}", char) for char in chars)
        assert engine(name).count(text) == load(name).count(text), hex(tried[start])


@settings(max_examples=max(1, STRINGS // PER_EXAMPLE))
@given(
    seed=st.integers(0, 2**64), drawn=st.lists(st.text(st.characters(exclude_categories=()), max_size=30), max_size=6)
)
def test_adversarial_strings(seed: int, drawn: list[str]) -> None:
    rng = random.Random(seed)
    texts = ["".join(rng.choices([*_PIECES, *drawn], k=rng.randrange(1, 60))) for _ in range(PER_EXAMPLE)]
    for name in ENGINES:
        assert [engine(name).count(text) for text in texts] == [load(name).count(text) for text in texts]


@pytest.mark.parametrize("text", ["a" * 600_000, " " * 600_000 + "x", "中" * 300_000, "\n" * 300_000])
def test_long_pieces(text: str) -> None:
    assert engine("o200k_base").count(text) == load("o200k_base").count(text)

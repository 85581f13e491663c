"""Many spans of one text at once: each count is that of exactly its text, by every kind of counter."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.models import resolve
from bursar.text import Span, Text
from bursar.tokens.counter import counter_for
from bursar.tokens.encodings import load
from bursar.tokens.patterns import ENCODINGS
from bursar.tokens.spans import Stopped, span_counts

PIECES = [
    "def f(x):\n",
    "    ",
    "\r\n",
    "é",
    "漢字。",
    "😀",
    "don't",
    "x = 12345\n",
    "\t\t",
    "\u2028",
    "\ud800",
    "   \n  \n",
    "#!?",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map(
    lambda parts: str(Text("".join(parts)))
)


def check_spans(text: str, counter: object, spans: list[Span]) -> None:
    found = span_counts(text, spans, counter)
    for span, count in zip(spans, found, strict=True):
        assert count == counter.counted(counter.measure(text[span.start : span.end])), (
            span,
            text[span.start : span.end],
        )


@pytest.mark.parametrize("name", sorted(ENCODINGS))
@given(text=TEXTS, places=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=12))
@settings(max_examples=40)
def test_spans_of_any_text(name: str, text: str, places: list[tuple[float, float]]) -> None:
    spans = [Span(*sorted((round(a * len(text)), round(b * len(text))))) for a, b in places]
    check_spans(text, load(name), spans)


@pytest.mark.parametrize("model", ["gpt-5", "claude", "gemini"])
def test_spans_across_blocks(model: str) -> None:
    text, rng = "def first(a, b):\n    return 'zwölf' + a * 12 - b\n\n" * 4000, random.Random(5)
    spans = [Span(*sorted((rng.randrange(len(text)), rng.randrange(len(text))))) for _ in range(20)]
    check_spans(text, counter_for(resolve(model)), [*spans, Span(0, len(text)), Span(0, 0)])


def test_a_text_without_a_safe_cut() -> None:
    check_spans("漢" * 3000, load("o200k_base"), [Span(0, 3000), Span(10, 20), Span(2999, 3000)])


def test_a_count_that_is_told_to_stop_stops() -> None:
    with pytest.raises(Stopped):
        span_counts("some words " * 100, [Span(0, 500)], load("o200k_base"), lambda: True)

"""Invariants 1 and 2: the counts of an edited text are those of its text from scratch, whole and of any span."""

from __future__ import annotations

import os
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.text import Position, PositionEncoding, Span, Text
from bursar.tokens.counts import Counts
from bursar.tokens.cuts import CHUNK_CHARS, SAFE_CUTS
from bursar.tokens.encodings import load
from bursar.tokens.patterns import ENCODINGS

ENGINES = sorted(row.name for row in ENCODINGS.values() if row.same_as is None)

EDIT_SEQUENCES = int(os.environ.get("BURSAR_PROPERTY_EXAMPLES", "2000"))

# Every kind of character the patterns tell apart, whole words for realistic merges, and what editors really send.
ATOMS = st.sampled_from(
    [
        *"aZ5 \t\n\r/'-_=.,;:(){}<>\\\"",
        *"\f\x0b\x1c\x1d\x85\xa0\u2028\u2029\u3000\u200d\ufe0f\x00",
        *"éſßДжλ中文字かなカ한글。、，！ǅʰ",
        *"😀🇩🇪👩🏽",
        "\ud83d",
        "\ude00",
        "\r\n",
        "    ",
        "'s",
        "'LL",
        "don't",
        "I've",
        "return ",
        "function",
        "camelCase",
        "12345",
        "<|endoftext|>",
        "//--\n",
        "the quick brown fox ",
    ]
)
STRINGS = st.lists(ATOMS | st.characters(exclude_categories=()), max_size=40).map("".join)
# (start, length, new text); reduced modulo the text's length, so that every draw is an edit.
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 60), STRINGS), min_size=1, max_size=6)
SIZES = st.sampled_from([16, 24, 33, 64])


def utf16(text: str) -> str:
    """The text as an editor that keeps UTF-16 sees it: halves that meet become their character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def reference(text: str, name: str) -> int:
    """tiktoken's own count of the whole text."""
    return len(load(name)._engine.encode_ordinary(text))


def edited(text: Text, counts: Counts, edits: list[tuple[int, int, str]]) -> tuple[Text, Counts, str]:
    model = str(text)
    for start, length, new in edits:
        start %= len(model) + 1
        end = min(start + length, len(model))
        text, edit = text.replace(start, end, new)
        counts = counts.after(edit, text)
        model = utf16(model[:start] + new + model[end:])
    return text, counts, model


@settings(max_examples=EDIT_SEQUENCES)
@given(
    start=STRINGS,
    edits=EDITS,
    size=SIZES,
    piece=st.sampled_from([4, 16, 100]),
    at=st.tuples(*[st.integers(0, 9999)] * 2),
)
def test_counts_after_any_edits_are_those_from_scratch(start, edits, size, piece, at):
    for name in ENGINES:
        text = Text(start, piece_chars=piece)
        text, counts, model = edited(text, Counts.of(text, load(name), size=size), edits)
        assert str(text) == model
        assert counts.total == reference(model, name)
        low, high = sorted(offset % (len(model) + 1) for offset in at)
        assert counts.span(text, Span(low, high)) == reference(model[low:high], name)


@settings(max_examples=max(EDIT_SEQUENCES // 10, 50))
@given(parts=st.lists(STRINGS, min_size=8, max_size=30), times=st.integers(5, 40), edits=EDITS)
def test_counts_at_the_real_chunk_size(parts, times, edits):
    for name in ENGINES:
        text = Text("".join(parts) * times)
        text, counts, model = edited(text, Counts.of(text, load(name), size=CHUNK_CHARS), edits)
        assert str(text) == model
        assert counts.total == reference(model, name)


@settings(max_examples=300)
@given(text=STRINGS, budget=st.integers(0, 60), size=SIZES)
def test_overflow_begins_at_the_first_token_over_budget(text, budget, size):
    for name in ENGINES:
        check_overflow(name, text, budget, size)


def check_overflow(name: str, text: str, budget: int, size: int) -> None:
    engine = load(name)._engine
    document = Text(text)
    counts = Counts.of(document, load(name), size=size)
    clean = str(document).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    tokens = engine.encode_ordinary(clean)
    offset = counts.overflow(document, budget)
    if len(tokens) <= budget:
        assert offset is None
    else:
        before = engine.decode_bytes(tokens[:budget])
        assert offset == len(before.decode("utf-8", "ignore"))


@pytest.mark.parametrize("row", SAFE_CUTS)
@settings(max_examples=300)
@given(data=st.data(), left=STRINGS, right=STRINGS)
def test_every_safe_cut_is_a_token_boundary(row, data, left, right):
    first, after = row.split("(?=")
    a = data.draw(st.from_regex(rf"\A{first}\Z"))
    b = data.draw(st.from_regex(rf"\A{after[:-1]}\Z"))
    left, right = left + a, b + right
    for name in ENGINES:
        assert reference(left + right, name) == reference(left, name) + reference(right, name)


@settings(max_examples=300)
@given(start=STRINGS, edits=EDITS, piece=st.sampled_from([2, 3, 8, 1024]))
def test_positions_in_every_encoding(start, edits, piece):
    text, edits_done = Text(start, piece_chars=piece), edits
    model = str(text)
    for begin, length, new in edits_done:
        begin %= len(model) + 1
        end = min(begin + length, len(model))
        text, _ = text.replace(begin, end, new)
        model = utf16(model[:begin] + new + model[end:])
    lines = reduce(lambda whole, end: whole.replace(end, "\n"), ("\r\n", "\r"), model).split("\n")
    assert text.line_count == len(lines)
    for number, line in enumerate(lines):
        span = text.line_span(number)
        assert text.slice(span.start, span.end) == line
        for encoding in PositionEncoding:
            units = 0
            for column, char in enumerate(line):
                position = Position(number, units)
                assert text.offset_at(position, encoding) == span.start + column
                assert text.position_at(span.start + column, encoding) == position
                units += (
                    1
                    if encoding is PositionEncoding.UTF32
                    else len(char.encode(encoding.value + ("-le" if "16" in encoding.value else ""), "surrogatepass"))
                    // (2 if encoding is PositionEncoding.UTF16 else 1)
                )
            assert text.offset_at(Position(number, units + 7), encoding) == span.end
    assert text.offset_at(Position(len(lines) + 3, 0), PositionEncoding.UTF16) == len(model)

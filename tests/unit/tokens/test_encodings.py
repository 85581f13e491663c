"""The shipped vocabularies, exact on the inputs that break other counters."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from bursar.errors import VocabularyError
from bursar.tokens import encodings
from bursar.tokens.patterns import ENCODINGS, EncodingRow

NAMES = sorted(ENCODINGS)


@pytest.mark.parametrize("name", NAMES)
def test_the_vocabulary_is_the_published_one(name):
    row = ENCODINGS[name]
    assert hashlib.sha256((files("bursar.tokens") / "data" / row.file).read_bytes()).hexdigest() == row.sha256


@pytest.mark.parametrize("name", NAMES)
def test_our_pattern_is_tiktokens_own(name, monkeypatch):
    from tiktoken_ext import openai_public

    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", lambda *_, **__: {})
    assert getattr(openai_public, name)()["pat_str"] == ENCODINGS[name].pattern


@pytest.mark.parametrize(
    ("text", "o200k", "cl100k"),
    [
        ("", 0, 0),
        ("hello world", 2, 2),
        ("<|endoftext|>", 7, 7),
        ("tiktoken is great!", 6, 6),
    ],
)
def test_known_counts(text, o200k, cl100k):
    assert encodings.load("o200k_base").count(text) == o200k
    assert encodings.load("cl100k_base").count(text) == cl100k


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base", "r50k_base"])
@pytest.mark.parametrize(
    "text",
    [
        " " * 150_000 + "x",
        "\t" * 150_000,
        "word" + " \n" * 80_000 + "/end",
        "a" + "\n" * 120_000 + " b",
        "\r\n" * 90_000,
    ],
)
def test_long_white_space_is_split_as_tiktoken_splits_it(name, text):
    """Below tiktoken's own breaking point both ways can be compared."""
    encoding = encodings.load(name)
    assert len(text) >= encodings.SPACE_RUN_CHARS
    assert encoding._encode_by_pieces(text) == encoding._engine.encode_ordinary(text)


@pytest.mark.parametrize("name", ["cl100k_base", "o200k_base", "r50k_base"])
def test_a_million_spaces_are_counted(name):
    encoding = encodings.load(name)
    assert encoding.count(" " * 1_000_000 + "x") == encoding.count(" " * 999_999) + 1


@pytest.mark.parametrize("name", NAMES)
def test_lone_surrogates_count_as_the_replacement_character(name):
    encoding = encodings.load(name)
    assert encoding.count("a\ud800b") == encoding.count("a\ufffdb")
    assert encoding.count("\ud83d\ude00") == encoding.count("😀")


def test_token_starts_are_characters():
    encoding = encodings.load("o200k_base")
    assert encoding.token_starts("hello world") == [0, 5]
    text = "𓀀𓀁a"
    starts = encoding.token_starts(text)
    assert len(starts) == encoding.count(text)
    assert starts[0] == 0
    assert starts == sorted(starts)
    assert set(starts) <= {0, 1, 2}


def test_an_unknown_encoding_and_a_wrong_vocabulary_are_named(monkeypatch):
    with pytest.raises(VocabularyError, match="p900k"):
        encodings.load("p900k")
    with pytest.raises(VocabularyError, match="not the one that ships"):
        encodings._ranks(EncodingRow("cl100k_base", "cl100k_base.tiktoken", "0" * 64, ""))
    with pytest.raises(VocabularyError, match=r"nowhere\.tiktoken"):
        encodings._ranks(EncodingRow("x", "nowhere.tiktoken", "", ""))

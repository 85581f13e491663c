"""Counters of every sort: estimators and their bands, tokenizer files, plug-ins, engines that are set aside."""

from __future__ import annotations

import json
import logging
from importlib import metadata

import pytest

from bursar.errors import VocabularyError
from bursar.models import Model
from bursar.tokens import counter as counters
from bursar.tokens import encodings, plugins
from bursar.tokens.count import Basis
from bursar.tokens.counter import counter_for, counter_if_loaded, counter_named
from bursar.tokens.cuts import CHUNK_CHARS
from bursar.tokens.encodings import Encoding
from bursar.tokens.estimators import Estimator, mix_of
from bursar.tokens.exact import WHOLE
from bursar.tokens.families import FAMILIES
from bursar.tokens.measure import Measure
from bursar.tokens.patterns import ENCODINGS
from bursar.tokens.tokenizer_files import load_file
from unit.tokens import corpora


def model(encoding: str, basis: str = "calibrated", name: str = "some-model") -> Model:
    return Model(name, "family", basis, encoding, 100_000, 4_000)


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    monkeypatch.setenv("BURSAR_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(counters, "_loaded", {})


class TestEstimators:
    @pytest.mark.parametrize(
        ("kind", "share"),
        [("python", "code"), ("json", "json"), ("cjk", "cjk")],
    )
    def test_kinds_are_told_apart(self, kind, share):
        estimator = Estimator(FAMILIES["claude"], encodings.load("o200k_base"))
        mixes = [mix_of(estimator.measure(text)) for text in corpora.everything()[kind]]
        assert all(abs(sum(mix) - 1) < 1e-9 and min(mix) >= 0 for mix in mixes)
        largest = [max(mix._fields, key=lambda field, mix=mix: getattr(mix, field)) for mix in mixes]
        assert largest.count(share) / len(largest) > 0.7

    def test_plain_prose_is_prose(self):
        text = 'It was late (past ten), and nobody had said "good night" yet; the lamp was low. ' * 20
        assert mix_of(counter_named("claude").measure(text)).prose > 0.6

    @pytest.mark.parametrize("name", sorted(FAMILIES))
    def test_counts_carry_basis_and_band(self, name):
        estimator = Estimator(FAMILIES[name], encodings.load("o200k_base"))
        count = estimator.counted(estimator.measure("The quick brown fox"))
        assert count.basis is Basis.CALIBRATED
        assert count.band is not None
        assert 2 <= count.band <= 35
        assert estimator.count("") == 0

    def test_newer_claude_needs_half_as_many_tokens_again(self):
        text = "".join(corpora.prose()[:5])
        exact, newer = counter_named("o200k_base").count(text), counter_named("claude-4.7").count(text)
        assert 1.4 < newer / exact < 1.75
        assert counter_named("claude").count(text) < newer

    def test_a_model_that_is_only_thought_to_share_a_tokenizer_has_no_band(self):
        count = counter_for(model("llama3", "estimated")).counted(Measure(40, 10))
        assert (count.basis, count.band) == (Basis.ESTIMATED, None)
        assert counter_for(model("llama3")).counted(Measure(40, 10)).basis is Basis.CALIBRATED

    @pytest.mark.parametrize("tokens", [1, 7, 1000])
    @pytest.mark.parametrize("limit", [0, 1, 6, 999])
    def test_a_limit_in_tokens_of_the_base(self, tokens, limit):
        estimator = Estimator(FAMILIES["gemini"], encodings.load("o200k_base"))
        assert 0 <= estimator.base_limit(limit, Measure(tokens * 4, tokens)) < tokens


class TestLoading:
    def test_loaded_once_and_known_without_blocking(self):
        wanted = model("claude")
        assert counter_if_loaded(wanted) is None
        made = counter_for(wanted)
        assert counter_for(wanted) is made
        assert counter_if_loaded(wanted) is made

    def test_harmony_shares_the_engine(self):
        harmony, o200k = counter_named("o200k_harmony"), counter_named("o200k_base")
        assert isinstance(harmony, Encoding)
        assert isinstance(o200k, Encoding)
        assert harmony.name == "o200k_harmony"
        assert harmony._engine is o200k._engine

    def test_an_unknown_name_is_named_with_those_there_are(self):
        with pytest.raises(VocabularyError, match=r"called 'claud'; there are .*claude-4\.7.*o200k_base"):
            counter_named("claud")

    def test_an_engine_that_counts_wrongly_is_set_aside_with_one_message(self, monkeypatch, caplog):
        monkeypatch.setattr(encodings, "_loaded", {})
        monkeypatch.setattr(encodings, "_set_aside", {})
        monkeypatch.setattr(Encoding, "encode", lambda self, text: [1, 2, 3])
        for _ in range(3):
            with pytest.raises(VocabularyError, match="engine of r50k_base counts wrongly"):
                counter_named("r50k_base")
        assert len(caplog.records) == 1

    @pytest.mark.parametrize(("way", "wrong"), [("count", 3), ("count_many", [3, 3])])
    def test_each_way_of_counting_is_checked(self, monkeypatch, way, wrong):
        sound = encodings.load("r50k_base")
        monkeypatch.setattr(Encoding, way, lambda self, text: wrong)
        with pytest.raises(VocabularyError, match="engine of r50k_base counts wrongly"):
            encodings.check(sound)

    def test_an_engine_that_raises_is_set_aside(self, monkeypatch):
        def broken(self, text):
            raise RuntimeError("no such symbol")

        monkeypatch.setattr(Encoding, "encode", broken)
        with pytest.raises(VocabularyError, match=r"engine of cl100k_base fails \(no such symbol\)"):
            encodings.check(Encoding("cl100k_base", "", None))


class TestTokenizerFiles:
    @pytest.fixture
    def vocabulary(self, tmp_path):
        """All single bytes and a few merges."""
        import base64

        tokens = [bytes((byte,)) for byte in range(256)] + [b"th", b"the", b" the"]
        lines = (b"%s %d" % (base64.b64encode(token), rank) for rank, token in enumerate(tokens))
        path = tmp_path / "own.tiktoken"
        path.write_bytes(b"\n".join(lines) + b"\n")
        return path

    def test_a_tiktoken_file_without_a_known_pattern_is_honest(self, vocabulary):
        counter = counter_for(model("llama3"), (("llama3", str(vocabulary)),))
        assert counter.count("the the") == 2
        assert counter.token_starts("the the") == [0, 3]
        assert counter.counted(counter.measure("the the")).basis is Basis.CALIBRATED

    def test_a_published_tiktoken_file_is_exact(self):
        from importlib.resources import files

        path = str(files("bursar.tokens") / "data" / "r50k_base.tiktoken")
        counter = load_file(path)
        assert counter.basis is Basis.EXACT
        assert counter.count("naïve   café") == encodings.load("r50k_base").count("naïve   café")

    @pytest.mark.parametrize("key", ["some-model", "claude", "family"])
    def test_found_by_model_encoding_or_family(self, vocabulary, key):
        files = ((key, str(vocabulary)),)
        assert counter_for(model("claude"), files).name == str(vocabulary)
        assert counter_if_loaded(model("claude"), files) is counter_for(model("claude"), files)
        assert counter_for(model("claude"), (("other", str(vocabulary)),)).name == "claude"

    def test_a_tekken_file(self, tmp_path, vocabulary):
        rows = [line.split() for line in vocabulary.read_bytes().splitlines()]
        vocab = [{"rank": int(rank), "token_bytes": token.decode(), "token_str": None} for token, rank in rows]
        config = {
            "pattern": ENCODINGS["cl100k_base"].pattern,
            "default_vocab_size": 264,
            "default_num_special_tokens": 5,
        }
        path = tmp_path / "tekken.json"
        path.write_text(json.dumps({"config": config, "vocab": [*vocab, {"rank": 259, "token_bytes": "eHg="}]}))
        counter = load_file(str(path))
        assert (counter.count("the the"), counter.basis) == (2, Basis.EXACT)
        path.write_text(json.dumps({"config": config, "vocab": vocab[:100]}))
        with pytest.raises(VocabularyError, match=r"it has 100 of 259 tokens"):
            load_file(str(path))

    def test_a_hugging_face_file(self, tmp_path):
        path = tmp_path / "tokenizer.json"
        path.write_text(json.dumps(hugging_face()))
        counter = load_file(str(path))
        assert counter.count("ab ab") == 3
        assert counter.token_starts("ab ab") == [0, 2, 3]
        assert counter.count("<s>") == 3  # special tokens are text
        assert counter.count("a\ud800") == 2
        assert counter.count("") == 0

    def test_a_tokenizer_whose_tokens_cross_safe_cuts_counts_whole_texts(self, tmp_path):
        description = hugging_face(merges=[["a", "b"], ["ab", " "]], vocab=["ab "])
        path = tmp_path / "tokenizer.json"
        path.write_text(json.dumps(description))
        assert load_file(str(path)).count("ab ab") == 2
        assert plugins.chunk_chars_of(encodings.load("r50k_base").count) == CHUNK_CHARS
        assert plugins.chunk_chars_of(Words().count) == WHOLE

    def test_the_library_is_named_where_it_is_missing(self, tmp_path, monkeypatch):
        import sys

        monkeypatch.setitem(sys.modules, "tokenizers", None)
        path = tmp_path / "tokenizer.json"
        path.write_text(json.dumps(hugging_face()))
        with pytest.raises(VocabularyError, match=r"pip install 'bursar\[huggingface\]'"):
            load_file(str(path))

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (None, "cannot be read"),
            (b"", "lacks single bytes"),
            (b"\x00\xff\xfe\n", "is no tokenizer that can be used"),
            (b"hello world\n", "is no tokenizer that can be used"),
            (b"aGk= 0\naG\n", "is no tokenizer that can be used"),
            (b"aGk= 0\n", "lacks single bytes"),
            (b"{", "is no tokenizer that can be used"),
            (b"{}", "it has no 'config'"),
            (b'{"config": {}, "vocab": []}', "it has no 'default_vocab_size'"),
            (b'{"model": {}}', "is no tokenizer that can be used"),
            (b'{"model": {"type": "BPE", "vocab": {}, "merges": []}}', "counts no token"),
            (b"[1]", "is no tokenizer that can be used"),
        ],
    )
    def test_a_file_that_is_no_tokenizer_is_said_to_be_none(self, tmp_path, content, message):
        path = tmp_path / "tokenizer"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(VocabularyError, match=message) as caught:
            load_file(str(path))
        assert str(path) in str(caught.value)

    def test_a_file_that_is_none_is_set_aside_with_one_message(self, tmp_path, caplog):
        files = (("claude", str(tmp_path / "nowhere.json")),)
        assert counter_for(model("claude"), files) is counter_for(model("claude"))
        counter_for(model("claude"), files)
        assert len(caplog.records) == 1
        assert "nowhere.json cannot be read" in caplog.text


def hugging_face(merges=(("a", "b"),), vocab=()):
    """A byte-pair tokenizer over ASCII with a special token and the framing that real ones add."""
    tokens = [chr(code) for code in range(1, 127)] + ["\ufffd", "ab", *vocab, "<s>"]
    ids = {token: number for number, token in enumerate(tokens)}
    special = {
        "id": ids["<s>"],
        "content": "<s>",
        "single_word": False,
        "lstrip": False,
        "rstrip": False,
        "normalized": False,
        "special": True,
    }
    return {
        "version": "1.0",
        "added_tokens": [special],
        "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
        "padding": None,
        "normalizer": None,
        "pre_tokenizer": None,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {"<s>": {"id": "<s>", "ids": [ids["<s>"]], "tokens": ["<s>"]}},
        },
        "decoder": None,
        "model": {"type": "BPE", "unk_token": None, "vocab": ids, "merges": [list(pair) for pair in merges]},
    }


class Words:
    """A tokenizer for the entry point: a token before everything (as SentencePiece's), then one for each word."""

    def count(self, text: str) -> int:
        return 1 + len(text.split())


class Broken:
    """A tokenizer that is none."""


class TestPlugins:
    @pytest.fixture
    def install(self, monkeypatch):
        def installed(name: str, target: str) -> None:
            point = metadata.EntryPoint(name, f"unit.tokens.test_counters:{target}", plugins.GROUP)
            monkeypatch.setattr(plugins, "entry_points", lambda **asked: [point] if asked["name"] == name else [])

        return installed

    def test_an_entry_point_counts(self, install):
        install("words", "Words")
        counter = counter_named("words")
        assert counter.count("three of them") == 4
        assert counter.basis is Basis.EXACT
        assert counter.chunk_chars == WHOLE
        starts = counter.token_starts("three of them")
        assert len(starts) == 4
        assert starts == sorted(starts)

    def test_a_broken_one_is_set_aside_with_one_message(self, install, caplog):
        install("claude", "Broken")
        with caplog.at_level(logging.WARNING):
            assert isinstance(counter_named("claude"), Estimator)
            counter_named("claude")
        assert len(caplog.records) == 1
        assert "claude is set aside" in caplog.text

    def test_tekken_is_exact_with_mistrals_package_and_estimated_without(self, monkeypatch):
        tekken = counter_named("tekken")
        assert tekken.basis is Basis.EXACT
        assert tekken.count("hello world") == 2
        monkeypatch.setattr(counters, "_loaded", {})
        monkeypatch.setattr(plugins, "find_spec", lambda name: None)
        assert counter_named("tekken").basis is Basis.CALIBRATED

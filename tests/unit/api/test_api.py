"""What `import bursar` offers: figures, errors, the cache, threads and loops, how little importing it costs."""

from __future__ import annotations

import asyncio
import doctest
import json
import math
import subprocess
import sys
import threading
from base64 import b64encode
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import bursar
from bursar.api import token_cache
from bursar.tokens.count import Basis

PAGE = Path(__file__).parents[3] / "docs" / "api.md"

HEAVY = (
    "tiktoken",
    "regex",
    "cachetools",
    "sqlalchemy",
    "httpx",
    "pygls",
    "lsprotocol",
    "tree_sitter",
    "attrs",
    "asyncio",
)


@pytest.fixture(autouse=True)
def fresh_cache():
    token_cache.clear()
    token_cache.enable()
    yield
    token_cache.clear()
    token_cache.enable()


def test_every_name_is_there():
    for name in bursar.__all__:
        assert getattr(bursar, name) is not None
    assert set(bursar.__all__) <= set(dir(bursar))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        bursar.nothing  # noqa: B018 - the attribute itself is what is tried


def test_the_examples_of_its_page_hold():
    token_cache.clear()
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted > 20
    assert found.failed == 0


def test_every_name_is_on_its_page():
    page = PAGE.read_text("utf-8")
    assert [name for name in bursar.__all__ if name not in page and name != "__version__"] == []


def test_importing_it_loads_nothing_heavy():
    code = f"import bursar, sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class TestCounting:
    @pytest.mark.parametrize(
        ("text", "tokens"),
        [("hello world", 2), ("", 0), ("<|endoftext|>", 7), ("a\ud800", 2), ("\0", 1), ("\U0001f600", 1)],
    )
    def test_exact(self, text, tokens):
        for _ in range(2):
            found = bursar.count_tokens(text, "gpt-4o")
            assert (found, found.basis, found.band) == (tokens, Basis.EXACT, None)

    def test_a_calibrated_number_says_so_the_second_time_too(self):
        for _ in range(2):
            found = bursar.count_tokens("The quick brown fox", "claude")
            assert found.basis is Basis.CALIBRATED
            assert found.band is not None
            assert str(found).startswith("≈")

    def test_the_second_count_comes_from_the_cache(self):
        bursar.count_tokens("text", "gpt-4o")
        bursar.count_tokens("text", "gpt-5")  # the same encoding
        bursar.count_tokens("text", "gpt-4")  # another
        found = token_cache.statistics()
        assert (found.hits, found.misses, found.size) == (1, 2, 2)

    def test_without_the_cache(self):
        bursar.count_tokens("text", "gpt-4o", use_cache=False)
        bursar.count_tokens_batch(["text", "other"], "gpt-4o", use_cache=False)
        token_cache.disable()
        bursar.count_tokens("text", "gpt-4o")
        found = token_cache.statistics()
        assert (found.hits, found.misses, found.size) == (0, 0, 0)

    def test_a_batch_keeps_the_order(self):
        texts = ["one two three", "one", "", "one two"] * 50
        assert bursar.count_tokens_batch(texts, "gpt-4o") == [3, 1, 0, 2] * 50
        assert bursar.count_tokens_batch(iter(["one"]), "gpt-4o") == [1]
        assert bursar.count_tokens_batch([], "gpt-4o") == []
        assert token_cache.statistics().misses == 4

    def test_on_an_event_loop(self):
        async def all_of_it() -> tuple[int, list[int], bool]:
            going = asyncio.get_running_loop().create_task(asyncio.sleep(0))
            one = await bursar.acount_tokens("one two", "gpt-4o")
            return one, await bursar.acount_tokens_batch(["a b", "a"], "gpt-4o"), going.done()

        assert asyncio.run(all_of_it()) == (2, [2, 1], True)

    def test_in_threads(self):
        texts = [f"text number {number}" for number in range(200)]
        wanted = [bursar.count_tokens(text, "gpt-4o", use_cache=False) for text in texts]
        found: list[list[int]] = []
        threads = [
            threading.Thread(target=lambda: found.append([bursar.count_tokens(text, "gpt-4o") for text in texts]))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [wanted] * 6

    def test_up_to(self):
        found = bursar.count_up_to(["word "] * 100_000, 50, "gpt-4o")
        assert not found.complete
        assert bursar.count_up_to("one two", 50, "gpt-4o").count.tokens == 2


class TestBadInput:
    @pytest.mark.parametrize(
        ("call", "error", "message"),
        [
            (lambda: bursar.count_tokens("x", "gtp-4o"), bursar.UnknownModel, "gpt-4o"),
            (lambda: bursar.count_tokens("x", ""), bursar.UnknownModel, "no model"),
            (lambda: bursar.count_tokens_batch([], "nonsense!"), bursar.UnknownModel, "nonsense!"),
            (lambda: bursar.fit_to_context("x", "gpt-40"), bursar.UnknownModel, "gpt-40"),
            (lambda: bursar.token_report({}, "gpt-40"), bursar.UnknownModel, "gpt-40"),
            (lambda: bursar.count_tokens("x", None), TypeError, "by its name, a str, not NoneType"),
            (lambda: bursar.count_tokens(b"x", "gpt-4o"), TypeError, "not bytes; decode"),
            (lambda: bursar.count_tokens(None, "gpt-4o"), TypeError, "not NoneType"),
            (lambda: bursar.count_tokens_batch("texts", "gpt-4o"), TypeError, "list of texts"),
            (lambda: bursar.count_tokens_batch(["x", 3], "gpt-4o"), TypeError, "not int"),
            (lambda: bursar.count_tokens_batch(b"x", "gpt-4o"), TypeError, "not bytes; decode"),
            (lambda: bursar.fit_to_context(b"x", "gpt-4o"), TypeError, "not bytes; decode"),
            (lambda: bursar.count_up_to(b"x", 1, "gpt-4o"), TypeError, "not bytes; decode"),
            (lambda: bursar.count_up_to([b"x"], 1, "gpt-4o"), TypeError, "not bytes; decode"),
            (lambda: bursar.recommend_models(-1), ValueError, "no content has -1 tokens"),
            (lambda: bursar.recommend_models(math.nan), ValueError, "no content has nan tokens"),
            (lambda: bursar.fit_to_context("x", "gpt-4", 10**9), ValueError, "in reserve"),
            (lambda: bursar.fit_to_context("x", "gpt-4", -1), ValueError, "in reserve"),
            (lambda: bursar.fit_to_context("x", "gpt-4", limit=-1), ValueError, "leave -1"),
            (lambda: bursar.count_up_to("x", -1, "gpt-4"), ValueError, "limit of -1"),
            (lambda: bursar.token_report({"a": "x"}, "gpt-4", 0), ValueError, "budget of 0"),
            (lambda: bursar.allocate_budget({"a": 1}, -1), ValueError, "0 or more"),
            (lambda: bursar.allocate_budget({"a": -1}, 10), ValueError, "priorities from 0"),
            (lambda: bursar.allocate_budget({"a": math.nan, "b": 1}, 10), ValueError, "priorities from 0"),
            (lambda: bursar.allocate_budget({"a": math.inf, "b": 1}, 10), ValueError, "priorities from 0"),
            (lambda: bursar.allocate_budget({"a": 1, "b": 2}, 10.5), TypeError, "whole tokens"),
            (lambda: bursar.allocate_budget({"a": ("text", 1)}, 10), ValueError, "name one"),
        ],
    )
    def test_is_refused_with_a_message(self, call, error, message):
        with pytest.raises(error, match=message):
            call()

    @pytest.mark.parametrize(
        "text",
        [
            "a" * 300_000,
            "\U0001f468\u200d\U0001f469" * 20_000,
            "".join(map(chr, range(0x20000))),
            "\r" * 100_000,
            "<|endoftext|>" * 10_000,
        ],
        ids=["one word", "emoji", "every character", "carriage returns", "special tokens"],
    )
    def test_texts_that_break_others_are_counted_and_fitted(self, text):
        tokens = bursar.count_tokens(text, "gpt-4o")
        assert tokens > 100
        found = bursar.fit_to_context(text, "gpt-4o", limit=100)
        assert found.count.tokens <= 100

    def test_a_text_of_100_mb_is_counted_as_far_as_is_asked(self):
        text = "The quick brown fox, 1984. " * 3_800_000
        assert len(text) > 100_000_000
        found = bursar.count_up_to(text, 10_000, "gpt-4o")
        assert (found.complete, found.count.tokens < 200_000) == (False, True)
        fitted = bursar.fit_to_context(text, "gpt-4o", 1_000)
        assert fitted.count.tokens <= fitted.limit == 127_000
        assert text.startswith(fitted.text)


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a model and a tokenizer of its own: one that takes every byte for a token."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    rows = "".join(f"{b64encode(bytes((byte,))).decode()} {byte}\n" for byte in range(256))
    (tmp_path / "bytes.tiktoken").write_text(rows)
    (tmp_path / "bursar.toml").write_text(
        "[models.house]\nlike = 'gpt-4o'\nwindow = 100\n[models.bytewise]\nlike = 'gpt-4o'\nwindow = 10\n"
        "[tokenizer_files]\nbytewise = 'bytes.tiktoken'\n"
    )
    return tmp_path


class TestSettings:
    def test_models_and_tokenizers_of_ones_own_count_everywhere(self, project):
        own = bursar.settings_for(project)
        assert bursar.count_tokens("hello world", "house", settings=own) == 2
        assert bursar.count_tokens("hello world", "bytewise", settings=own) == 11
        assert bursar.count_tokens("hello world", "gpt-4o", settings=own) == 2
        assert bursar.count_tokens_batch(["hello", "a"], "bytewise", settings=own) == [5, 1]
        assert asyncio.run(bursar.acount_tokens("hello", "bytewise", settings=own)) == 5
        assert asyncio.run(bursar.acount_tokens_batch(["hello"], "bytewise", settings=own)) == [5]
        assert bursar.count_up_to("hello", 3, "bytewise", settings=own).count.tokens == 5
        assert bursar.fit_to_context("one two three", "bytewise", 3, settings=own).text == "one two"
        assert bursar.allocate_budget({"a": ("hello", 1)}, 100, "bytewise", settings=own) == {"a": 5}
        assert bursar.token_report({"a": "hello"}, "bytewise", settings=own).to_json()["usagePercentage"] == 71.4
        assert "house" in [choice.model.id for choice in bursar.recommend_models(50, settings=own)]

    def test_without_them_nothing_of_the_folder_counts(self, project, monkeypatch):
        monkeypatch.chdir(project)
        with pytest.raises(bursar.UnknownModel, match="house"):
            bursar.count_tokens("hello", "house")
        assert bursar.count_tokens("hello", "house", settings=bursar.settings_for()) == 1

    def test_a_fault_in_a_file_is_left_out_and_told(self, project, caplog):
        (project / "bursar.toml").write_text("[models.house]\nlike = 'gpt-4o'\n[hints]\nmin_tokens = 'few'\n")
        own = bursar.settings_for(project / "x.md")
        assert own.hints.min_tokens == bursar.Settings().hints.min_tokens
        assert bursar.count_tokens("hello", "house", settings=own) == 1
        assert "bursar.toml:4: `hints.min_tokens`" in caplog.text


class TestFittingAndSharing:
    def test_the_window_less_the_reserve(self):
        text = "word " * 20_000
        found = bursar.fit_to_context(text, "gpt-4", 1_000)
        assert found.limit == 8_192 - 1_000
        assert found.count.tokens == found.limit
        assert bursar.fit_to_context("short", "gpt-4").cut is None

    def test_an_allocation(self):
        assert bursar.allocate_budget({"code": 3, "docs": 1}, 1_000) == {"code": 750, "docs": 250}
        shares = bursar.allocate_budget({"a": ("one two", 1), "b": ("word " * 500, 1)}, 100, "gpt-4o")
        assert shares == {"a": 2, "b": 98}

    def test_a_report(self):
        schema = Draft202012Validator(json.loads((PAGE.parent / "schemas" / "report.json").read_text("utf-8")))
        schema.validate(bursar.token_report({"a": "hello"}, "claude").to_json())
        found = bursar.token_report({"a": "hello", "b": " world"}, "gpt-4o", 10).to_json()
        schema.validate(found)
        assert {key: found[key] for key in ("estimated", "actual", "budget", "usagePercentage", "model")} == {
            "estimated": 2,
            "actual": 2,
            "budget": 10,
            "usagePercentage": 20.0,
            "model": "gpt-4o",
        }
        assert bursar.token_report({}, "gpt-4o").budget == 128_000 * 70 // 100

    def test_recommendations(self):
        found = bursar.recommend_models(200_000)
        assert found
        assert all(choice.fits == (choice.model.window >= 200_000) for choice in found)
        assert found[0].fits

"""The catalogue, the names in it, and the user's rows over it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bursar.config import ModelRow
from bursar.errors import UnknownModel
from bursar.models import catalogue, encoding_fault, models_with, name_fault, resolve
from bursar.tokens.count import Basis
from bursar.tokens.counter import counter_named
from bursar.tokens.families import FAMILIES
from bursar.tokens.patterns import ENCODINGS


@pytest.mark.parametrize(
    ("name", "encoding", "window", "max_output", "recommended"),
    [
        ("gpt-5", "o200k_base", 400_000, 128_000, 280_000),
        ("gpt-4o", "o200k_base", 128_000, 16_384, 89_600),
        ("gpt-4.1", "o200k_base", 1_047_576, 32_768, 733_303),
        ("gpt-4", "cl100k_base", 8_192, 8_192, 5_734),
        ("gpt-3.5-turbo", "cl100k_base", 16_385, 4_096, 11_469),
    ],
)
def test_the_models_of_the_table(name: str, encoding: str, window: int, max_output: int, recommended: int) -> None:
    model = resolve(name)
    assert (model.id, model.encoding, model.window, model.max_output) == (name, encoding, window, max_output)
    assert model.recommended_budget == recommended
    assert (model.family, Basis(model.basis)) == ("gpt", Basis.EXACT)


@pytest.mark.parametrize(
    ("name", "family", "encoding"),
    [
        ("gpt-4", "gpt", "cl100k_base"),
        ("gpt-3.5-turbo", "gpt", "cl100k_base"),
        ("claude-3", "claude", "claude"),
        ("gemini", "gemini", "gemini"),
        ("llama", "llama", "llama3"),
        ("mistral", "mistral", "tekken"),
        ("mixtral", "mixtral", "mistral-spm"),
        ("claude", "claude", "claude-4.7"),
        ("codex", "gpt", "o200k_base"),
    ],
)
def test_the_plain_names_of_makers_and_tools_mean_a_model(name: str, family: str, encoding: str) -> None:
    model = resolve(name)
    assert (model.family, model.encoding) == (family, encoding)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gpt-4o-2024-05-13", "gpt-4o"),
        ("gpt-4-0613", "gpt-4"),
        ("gpt-4.1-2025-04-14", "gpt-4.1"),
        ("gpt-5-20250807", "gpt-5"),
        ("gpt-3.5-turbo-0125", "gpt-3.5-turbo"),
        ("gpt-5-latest", "gpt-5"),
        ("GPT-4o", "gpt-4o"),
        (" gpt-5 ", "gpt-5"),
        ("gpt_4o", "gpt-4o"),
        ("openai/gpt-4o-2024-05-13", "gpt-4o"),
        ("gpt-35-turbo", "gpt-3.5-turbo"),
        ("gpt-4-1106-preview", "gpt-4-turbo"),
        ("claude-3.5-sonnet", "claude-3-5-sonnet"),
        ("claude-4.5-sonnet", "claude-sonnet-4-5"),
        ("claude-3-5-sonnet@20241022", "claude-3-5-sonnet"),
        ("anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku"),
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"),
        ("models/gemini-2.5-pro", "gemini-2.5-pro"),
        ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash"),
        ("gemini-1.5-pro-001", "gemini-1.5-pro"),
        ("meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b"),
        ("qwen/qwen3-32b:free", "qwen3-32b"),
    ],
)
def test_names_that_mean_a_model(name: str, found: str) -> None:
    assert resolve(name).id == found
    assert name_fault(name) is None


@pytest.mark.parametrize("name", ["gpt-4o-maxi", "gpt-4-64k", "gpt-5-20", "gpt-4-", "", "/", "\ud800", "gpt" * 10_000])
def test_a_longer_name_is_not_a_dated_one(name: str) -> None:
    with pytest.raises(UnknownModel):
        resolve(name)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("gpt-40", "gpt-4 or gpt-4o"),
        ("gpt-6", "gpt-6-"),
        ("gtp-5", "gpt-5"),
        ("claud", "claude"),
        ("gemni", "gemini"),
        ("mixtrl", "mixtral"),
    ],
)
def test_a_misspelt_name_gets_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UnknownModel, match=f"no model is called '{name}'; did you mean {nearest}"):
        resolve(name)


def test_a_message_stays_short_whatever_the_name() -> None:
    assert len(str(name_fault("x" * 100_000))) < 300


def test_a_name_like_no_other_gets_the_families() -> None:
    fault = name_fault("zzz")
    assert fault is not None
    assert all(model.family in fault for model in catalogue().values())


def test_no_two_models_share_a_name() -> None:
    names = [name for model in catalogue().values() for name in (model.id, *model.aliases)]
    assert len(set(names)) == len(names)
    assert all(resolve(name).id == model.id for model in catalogue().values() for name in (model.id, *model.aliases))


def test_every_row_is_within_reason() -> None:
    for model in catalogue().values():
        assert 0 <= model.max_output <= model.window, model
        assert model.max_input is None or 0 < model.max_input < model.window, model
        assert model.best_use, model
        if model.price:
            assert 0 <= (model.price.cached or 0) <= model.price.input <= 200, model
            assert 0 <= model.price.output <= 1000, model
            assert model.price.source, model


def test_every_encoding_of_the_table_counts_and_is_worth_what_the_table_says() -> None:
    for model in catalogue().values():
        assert model.encoding in ENCODINGS or model.encoding in FAMILIES, model
        assert encoding_fault(model.encoding) is None
    for name, row in FAMILIES.items():
        assert {model.band for model in catalogue().values() if model.encoding == name} <= {
            None,
            max(row.code.band, row.prose.band, row.json.band),
        }
    assert counter_named("claude").band == resolve("claude-3").band


def test_every_maker_is_there_with_current_and_retired_models() -> None:
    found = {(model.family, model.retired) for model in catalogue().values()}
    for family in ("gpt", "claude", "gemini", "llama", "mistral", "deepseek", "qwen"):
        assert {(family, True), (family, False)} <= found
    assert ("mixtral", True) in found


def test_a_row_of_the_user_adds_a_model_like_another() -> None:
    rows = (ModelRow("house", like="gpt-4o", window=32_000, aliases=("ours",), input_price=0.5),)
    model = resolve("Ours", rows)
    assert (model.id, model.encoding, model.window, model.max_output) == ("house", "o200k_base", 32_000, 16_384)
    assert model.price is not None
    assert (model.price.input, model.price.output) == (0.5, 10.0)
    assert (model.retired, "house" in catalogue(), "house" in models_with(rows)) == (False, False, True)
    assert name_fault("house") is not None
    assert name_fault("house", rows) is None


def test_a_row_of_the_user_overrides_one_of_the_catalogue() -> None:
    rows = (ModelRow("gpt-5", window=200_000), ModelRow("big", like="gpt-5", max_output=1_000_000))
    model = resolve("gpt-5-2025-08-07", rows)
    assert (model.window, model.recommended_budget, model.encoding) == (200_000, 140_000, "o200k_base")
    assert (resolve("big", rows).window, resolve("big", rows).max_output) == (200_000, 200_000)
    assert resolve("gpt-5").window == 400_000


def test_a_new_model_by_its_encoding() -> None:
    model = resolve("house", (ModelRow("house", encoding="claude", window=1000),))
    assert (model.basis, model.band, model.family, model.price) == ("calibrated", 20, "custom", None)


def test_a_row_that_says_too_little_is_left_out() -> None:
    with pytest.raises(UnknownModel):
        resolve("house", (ModelRow("house", window=1000),))


@pytest.mark.parametrize("name", ["o200k", "clod", "", "\ud800", 5])
def test_an_encoding_that_is_none_is_named(name: object) -> None:
    assert "no encoding or estimator is called" in str(encoding_fault(name))


def test_the_names_on_the_page_mean_what_it_says() -> None:
    page = (Path(__file__).parents[3] / "docs" / "models.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| (`.+`) \| ([a-z].+) \|$", page.split("| name | model |")[1].split("##")[0])
    assert len(rows) >= 8
    for names, models in rows:
        found = [resolve(name).id for name in re.findall("`(.+?)`", names)]
        assert list(dict.fromkeys(found)) == models.split(", ")

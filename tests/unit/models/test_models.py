"""The catalogue and the names in it."""

from __future__ import annotations

import pytest

from bursar.errors import UnknownModel
from bursar.models import catalogue, name_fault, resolve
from bursar.tokens.count import Basis
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
        ("openai/gpt-4o-2024-05-13", "gpt-4o"),
        ("gpt-35-turbo", "gpt-3.5-turbo"),
    ],
)
def test_names_that_mean_a_model(name: str, found: str) -> None:
    assert resolve(name).id == found
    assert name_fault(name) is None


@pytest.mark.parametrize("name", ["gpt-4o-mini", "gpt-4-32k", "gpt-5-202", "gpt-4-", "", "\ud800", "gpt" * 10_000])
def test_a_longer_name_is_not_a_dated_one(name: str) -> None:
    with pytest.raises(UnknownModel):
        resolve(name)


def test_a_misspelt_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownModel, match=r"no model is called 'gpt-40'; did you mean gpt-4 or gpt-4o or gpt-4.1\\?"):
        resolve("gpt-40")


def test_a_message_stays_short_whatever_the_name() -> None:
    assert len(str(name_fault("x" * 100_000))) < 200


def test_a_name_like_no_other_gets_them_all() -> None:
    fault = name_fault("zzz")
    assert fault is not None
    assert all(model in fault for model in catalogue())


def test_every_encoding_of_the_table_ships() -> None:
    assert {model.encoding for model in catalogue().values()} <= set(ENCODINGS)

"""The generator of the catalogue: what it reads in the price tables, and that its result is fresh."""

from __future__ import annotations

import json
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bursar.models import catalogue, generate
from bursar.models.price_tables import GenaiPrices, Listed, Litellm

LITELLM: dict[str, Any] = {
    "gpt-x": {
        "max_input_tokens": 272_000,
        "max_output_tokens": 128_000,
        "input_cost_per_token": 1.25e-06,
        "cache_read_input_token_cost": 1.25e-07,
        "output_cost_per_token": 1e-05,
        "input_cost_per_token_above_272k_tokens": 2.5e-06,
        "output_cost_per_token_above_272k_tokens": 1.5e-05,
        "deprecation_date": "2026-12-11",
    },
    "host/staged": {
        "max_input_tokens": 1000,
        "max_output_tokens": 10,
        "tiered_pricing": [
            {"range": [0, 256e3], "input_cost_per_token": 4e-07, "output_cost_per_token": 2.4e-06},
            {"range": [256e3, 1e6], "input_cost_per_token": 5e-07, "output_cost_per_token": 3e-06},
        ],
    },
    "free": {"max_input_tokens": 5, "input_cost_per_token": 0, "output_cost_per_token": 0, "deprecation_date": "soon"},
}

GENAI = """
import datetime
from decimal import Decimal
from .types import *

providers: list[Provider] = [
    Provider(
        id='maker',
        models=[
            ModelInfo(
                id='plain',
                match=ClauseOr(or_=[ClauseEquals(equals='plain'), ClauseRegex(regex='^plain-\\\\d{4}$')]),
                context_window=400000,
                deprecated=True,
                prices=ModelPrice(
                    input_mtok=TieredPrices(base=Decimal('3'), tiers=[Tier(start=200000, price=Decimal('6'))]),
                    output_mtok=Decimal('15'),
                ),
            ),
            ModelInfo(
                id='dated',
                match=ClauseAnd(and_=[ClauseStartsWith(starts_with='dated'), ClauseContains(contains='new')]),
                prices=[
                    ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('2'))),
                    ConditionalPrice(
                        constraint=StartDateConstraint(start_date=datetime.date(2026, 10, 1)),
                        prices=ModelPrice(input_mtok=Decimal('3'), output_mtok=Decimal('4')),
                    ),
                    ConditionalPrice(
                        constraint=StartDateConstraint(start_date=datetime.date(2027, 1, 1)),
                        prices=ModelPrice(input_mtok=Decimal('9'), output_mtok=Decimal('9')),
                    ),
                ],
            ),
            ModelInfo(
                id='hourly',
                match=ClauseEndsWith(ends_with='hourly'),
                prices=[
                    ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('2'))),
                    ConditionalPrice(
                        constraint=TimeOfDateConstraint(start_time=datetime.time(1), end_time=datetime.time(4)),
                        prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('4')),
                    ),
                ],
            ),
            ModelInfo(id='free', match=ClauseEquals(equals='free'), prices=ModelPrice()),
        ],
    ),
]
"""


def wheel(folder: Path, name: str, path: str, text: str) -> Path:
    made = folder / name
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr(path, text)
    return made


@pytest.fixture
def litellm(tmp_path: Path) -> Litellm:
    path = "litellm/model_prices_and_context_window_backup.json"
    return Litellm(wheel(tmp_path, "litellm-1.0-py3-none-any.whl", path, json.dumps(LITELLM)))


@pytest.fixture
def genai(tmp_path: Path) -> GenaiPrices:
    made = wheel(tmp_path, "genai_prices-1.0-py3-none-any.whl", "genai_prices/data.py", GENAI)
    return GenaiPrices(made, date(2026, 11, 21))


def test_a_row_of_litellm(litellm: Litellm) -> None:
    assert litellm.find("gpt-x") == Listed(
        272_000,
        128_000,
        {
            "input": 1.25,
            "cached": 0.125,
            "output": 10.0,
            "tiers": [{"above": 272_000, "input": 2.5, "cached": None, "output": 15.0}],
        },
        "2026-12-11",
    )
    assert litellm.find("gpt-y") is None
    assert litellm.find("free") == Listed(5)


def test_prices_in_stages(litellm: Litellm) -> None:
    staged = litellm.find("host/staged")
    assert staged is not None
    assert (staged.prices["input"], staged.prices["output"]) == (0.4, 2.4)
    assert staged.prices["tiers"] == [{"above": 256_000, "input": 0.5, "cached": None, "output": 3.0}]


def test_a_row_of_genai_prices_is_found_by_its_rules(genai: GenaiPrices) -> None:
    tiers = [{"above": 200_000, "input": 6.0, "cached": None, "output": None}]
    prices = {"input": 3.0, "cached": None, "output": 15.0, "tiers": tiers}
    assert (
        genai.find("maker", "plain") == genai.find("maker", "plain-2026") == Listed(400_000, None, prices, ended=True)
    )
    assert genai.find("maker", "plain-x") is None
    assert genai.find("nobody", "plain") is None
    assert genai.find("maker", "dated-old") is None


@pytest.mark.parametrize(("name", "given"), [("dated-new", 3.0), ("very-hourly", 2.0)])
def test_the_price_of_the_day_and_the_dearest_of_its_hours(genai: GenaiPrices, name: str, given: float) -> None:
    found = genai.find("maker", name)
    assert found is not None
    assert found.prices["input"] == given


def test_a_model_without_a_price(genai: GenaiPrices) -> None:
    assert genai.find("maker", "free") == Listed(None, None, {})


def test_the_catalogue_is_made_from_the_selection() -> None:
    """Run `python -m bursar.models.generate` after a change of selection.toml."""
    selection = tomllib.loads((generate.HERE / "selection.toml").read_text("utf-8"))
    rows = [(row, group) for group in selection["group"] for row in group["models"]]
    assert [row["id"] for row, _ in rows] == list(catalogue())
    for row, group in rows:
        model = catalogue()[row["id"]]
        assert (model.family, model.encoding) == (group["family"], group["encoding"])
        assert set(row.get("aliases", ())) <= set(model.aliases)
        assert model.window == row.get("window", model.window)
        assert model.max_output == min(row.get("max_output", model.max_output), model.window)
        assert model.best_use == row.get("best", group["best"])
        assert model.basis == group.get("basis", model.basis)
        assert model.retired or not row.get("retired")


def test_the_file_is_as_the_generator_writes_it() -> None:
    text = (generate.HERE / "catalogue.json").read_text("utf-8")
    assert generate.written(json.loads(text)) == text

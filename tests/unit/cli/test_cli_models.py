"""`bursar models`, and `bursar count` for several models and for the models of rule files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bursar.cli.main import main
from bursar.cli.output import dollars
from bursar.config import DEFAULT_MODEL
from bursar.models import catalogue, resolve
from bursar.tokens.counter import counter_for

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"
TEXT = "# Rules\n\nAlways run the tests before you say that something is done.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    root = tmp_path / "project"
    root.mkdir()
    (root / "bursar.toml").write_text("", "utf-8")
    for name in ("AGENTS.md", "CLAUDE.md"):
        (root / name).write_text(TEXT, "utf-8")
    monkeypatch.chdir(root)
    return root


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def document(schema: str, *arguments: str, exit_code: int = 0) -> Any:
    result = run(*arguments)
    assert result.exit_code == exit_code, result.output
    made = json.loads(result.stdout)
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(made)] == []
    return made


def count(model: str) -> Any:
    return counter_for(resolve(model)).count(TEXT)


def test_models_in_json(folder: Path) -> None:
    made = document("models", "models", "--retired", "--json")
    assert [row["id"] for row in made["models"]] == list(catalogue())
    (row,) = document("models", "models", "GPT-5-2025-08-07", "--json")["models"]
    wanted = {"id": "gpt-5", "family": "gpt", "basis": "exact", "encoding": "o200k_base", "window": 400_000}
    wanted |= {"max_output": 128_000, "recommended_budget": 280_000}
    assert {key: row[key] for key in wanted} == wanted
    assert row["price"] == {"input": 1.25, "cached": 0.125, "output": 10.0}


def test_models_in_words(folder: Path) -> None:
    lines = run("models").stdout.splitlines()
    assert lines[0].split() == ["model", "tokens", "by", "window", "budget", "output", "US$", "in", "US$", "out"]
    assert len(lines) == 1 + sum(not model.retired for model in catalogue().values())
    assert {len(line) for line in lines} == {len(lines[0])}
    one = run("models", "claude-haiku-5.5").stdout.splitlines()
    assert one[0] == "claude-haiku-5-5"
    assert "  tokens by   claude-4.7, calibrated ±22 %" in one
    assert any(line.startswith("              above 100,000 tokens: US$ in 0.50") for line in one)


def test_a_family_and_what_holds_a_content(folder: Path) -> None:
    assert {row["family"] for row in document("models", "models", "--family", "claude", "--json")["models"]} == {
        "claude"
    }
    rows = document("models", "models", "--family", "gpt", "--fits", "500000", "--json")["models"]
    assert rows[0]["fits"]
    assert not rows[-1]["fits"]
    words = run("models", "gpt-4o", "--fits", "100000", "--output", "5000").stdout
    assert words.startswith("tight  gpt-4o  uses 78 % of its window of 128,000, more than the 70 % advised; US$ 0.3")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["models", "claud"], "did you mean claude"),
        (["models", "--family", "clod"], "no family 'clod'; there are gpt"),
        (["models", "--fits", "-1"], "-1 is not in the range"),
        (["models", "--output", "5"], "--output goes with --fits"),
        (["count", "AGENTS.md", "-m", "gpt-5", "-m", "clod"], "no model is called 'clod'"),
        (["count", "AGENTS.md", "--depth", "2"], "go with --tree"),
        (["count", "AGENTS.md", "--threshold", "2"], "go with --tree"),
        (["count", ".", "--tree", "--symbols"], "not with --symbols"),
        (["count", ".", "--tree", "-m", "gpt-5", "-m", "claude"], "one --model"),
    ],
)
def test_wrong_usage_is_named(folder: Path, arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_model_of_the_users_own(folder: Path) -> None:
    (folder / "bursar.toml").write_text("model = 'house'\n[models.house]\nlike = 'gpt-4'\nwindow = 9000\n", "utf-8")
    (row,) = document("models", "models", "house", "--json")["models"]
    assert (row["encoding"], row["window"], row["recommended_budget"]) == ("cl100k_base", 9000, 6300)
    made = document("count", "count", "AGENTS.md", "--json")
    assert (made["model"], made["total"]["tokens"]) == ("house", count("gpt-4"))


def test_a_fault_in_the_row_of_a_model_is_told_where_the_model_is_missing(folder: Path) -> None:
    (folder / "bursar.toml").write_text("[models.house]\nlike = 'gpt-4oo'\n", "utf-8")
    for arguments in (("count", "AGENTS.md", "-m", "house"), ("models", "house")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "bursar.toml:2:8: no model is called 'gpt-4oo'" in result.stderr
        assert "no model is called 'house'" in result.stderr


def test_a_price_that_is_half_known_is_not_half_of_nothing(folder: Path) -> None:
    row = "[models.house]\nencoding = 'o200k_base'\nwindow = 9000\noutput_price = 2.0\n"
    (folder / "bursar.toml").write_text(row, "utf-8")
    assert document("count", "count", "AGENTS.md", "--cost", "-m", "house", "--json")["total"]["cost"] is None


def test_each_rule_file_is_counted_for_its_agent(folder: Path) -> None:
    made = document("count", "count", "AGENTS.md", "CLAUDE.md", "--json")
    assert made["model"] == DEFAULT_MODEL
    assert [(row["model"], row["tokens"], row["basis"]) for row in made["files"]] == [
        (DEFAULT_MODEL, count(DEFAULT_MODEL), "exact"),
        (resolve("claude").id, count("claude"), "calibrated"),
    ]
    assert made["total"]["basis"] == "calibrated"
    assert made["files"][1]["tokens"] > made["files"][0]["tokens"]
    result = run("count", "AGENTS.md", "CLAUDE.md")
    assert result.stdout.splitlines()[1] == f"{'≈' + str(count('claude')):>9}  CLAUDE.md"
    assert f"exact for {DEFAULT_MODEL} (o200k_base), calibrated ±" in result.stdout
    asked = document("count", "count", "CLAUDE.md", "--model", "gpt-5", "--json")
    assert [(row["model"], row["tokens"]) for row in asked["files"]] == [("gpt-5", count("gpt-5"))]


def test_check_counts_a_rule_file_for_its_agent(folder: Path) -> None:
    (folder / "bursar.toml").write_text(f"[budgets]\n'*.md' = {count(DEFAULT_MODEL)}\n", "utf-8")
    made = document("check", "check", "--json", exit_code=1)
    assert [row.get("band") is None for row in made["files"]] == [True, False]
    rows = {row["path"]: (row["exceeded"], row["basis"], row["encoding"]) for row in made["files"]}
    assert rows == {"AGENTS.md": (False, "exact", "o200k_base"), "CLAUDE.md": (True, "calibrated", "claude-4.7")}


def test_several_models_are_compared(folder: Path) -> None:
    names = ("gpt-5", "claude", "gpt-4")
    options = [part for name in names for part in ("--model", name)]
    made = document("count", "count", "AGENTS.md", "-", "--text", "hello", *options, "--json")
    assert [row["model"] for row in made["comparison"]] == [resolve(name).id for name in names]
    assert [row["files"][1] for row in made["comparison"]] == [count(name) for name in names]
    assert made["comparison"][0]["tokens"] == made["total"]["tokens"]
    assert made["comparison"][1]["cost"] == pytest.approx(made["comparison"][1]["tokens"] * 2 / 1e6)
    lines = run("count", "AGENTS.md", *options).stdout.splitlines()
    assert lines[0].split() == [resolve(name).id for name in names]
    assert lines[1].split() == [str(count("gpt-5")), f"≈{count('claude')}", str(count("gpt-4")), "AGENTS.md"]
    assert lines[-1].endswith("US$ to send it once")


def test_symbols_are_compared_too(folder: Path) -> None:
    lines = run("count", "AGENTS.md", "--symbols", "-m", "gpt-5", "-m", "claude").stdout.splitlines()
    (section,) = [line for line in lines if line.endswith("Rules")]
    assert section.split()[:2] == [str(count("gpt-5")), f"≈{count('claude')}"]


def test_what_it_costs(folder: Path) -> None:
    (row,) = document("count", "count", "AGENTS.md", "--cost", "--json")["files"]
    assert row["cost"] == pytest.approx(count(DEFAULT_MODEL) * resolve(DEFAULT_MODEL).price.input / 1e6)
    assert "US$ <0.0001  AGENTS.md" in run("count", "AGENTS.md", "--cost", "-m", "gpt-5").stdout
    assert document("count", "count", "AGENTS.md", "--cost", "-m", "gpt-2", "--json")["total"]["cost"] is None


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (None, "?"),
        (0.0, "0"),
        (0.00001, "<0.0001"),
        (0.00012, "0.00012"),
        (0.025, "0.025"),
        (0.1, "0.10"),
        (1234.5, "1,234.50"),
    ],
)
def test_dollars(amount: float | None, shown: str) -> None:
    assert dollars(amount) == shown

"""`bursar pack`, run as a user runs it: its JSON, its budgets, and whatever it is given that is wrong."""

from __future__ import annotations

import ast
import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bursar.cli.main import main
from bursar.models import resolve
from bursar.tokens.counter import counter_for
from bursar.tokens.encodings import load

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "pack.json"
CART = """\
from price import price, total_of


class Cart:
    def add(self, item):
        self.items.append(item)
        self.total = total_of(self.items)


def check(item):
    return price(item) > 0
"""
PRICE = """\
def price(item):
    return 2 * len(item)


def total_of(items):
    return sum(price(item) for item in items)
"""

MODELS = ("--model", "gpt-5", "--model", "claude", "--model", "gpt-4")

BYTES = tuple(base64.b64encode(bytes([byte])).decode() for byte in range(256))
"""The vocabulary in which every byte is a token."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("BURSAR_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "project"
    root.mkdir()
    (root / "bursar.toml").write_text("")
    (root / "cart.py").write_text(CART)
    (root / "price.py").write_text(PRICE)
    monkeypatch.chdir(root)
    return root


def run(*arguments: str) -> Result:
    """By default from the whole index, however busy the machine is."""
    return CliRunner().invoke(main, ["pack", "--wait", "60", *arguments])


def packed(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(made)
    return made


def count(text: str) -> int:
    return load("o200k_base").count(text)


def test_json_holds_the_bundle_and_its_report(folder: Path) -> None:
    made = packed("--file", "cart.py", "--line", "5", "--budget", "100")
    assert count(made["text"]) == made["report"]["actual"] <= made["report"]["budget"] == 100
    assert {item["symbol"] for item in made["report"]["breakdown"]} >= {"add", "total_of"}
    tight = packed("--file", "cart.py", "--line", "5", "--budget", "40")
    assert tight["report"]["dropped"]


@pytest.mark.parametrize("form", ["xml", "markdown", "json", "plain"])
def test_every_format_can_be_the_configured_one(folder: Path, form: str) -> None:
    (folder / "bursar.toml").write_text(f"[pack]\nformat = '{form}'\nbudget = 150\n")
    asked = packed("--file", "cart.py", "--line", "5", "--format", form)
    assert packed("--file", "cart.py", "--line", "5") == asked
    assert asked["report"]["budget"] == 150
    assert not asked["report"]["notes"]


def test_a_window_that_is_nearly_full_leaves_what_it_leaves(folder: Path) -> None:
    (folder / "bursar.toml").write_text("[models.tiny]\nlike = 'gpt-4'\nwindow = 1000\nmax_output = 200\n")
    place = ("--file", "cart.py", "--line", "5", "--model", "tiny")
    assert packed(*place)["report"]["budget"] == 800
    assert packed(*place, "--used", "700")["report"]["budget"] == 100
    assert packed(*place, "--used", "700", "--reserve", "0")["report"]["budget"] == 300
    full = run(*place, "--used", "800")
    assert (full.exit_code, full.stdout) == (1, "")
    assert "800 tokens used and 200 kept for the answer leave nothing of the 1,000 that tiny holds" in full.stderr


def test_a_tokenizer_file_counts_the_bundle(folder: Path) -> None:
    (folder / "words.tiktoken").write_text("".join(f"{piece} {rank}\n" for rank, piece in enumerate(BYTES)))
    (folder / "bursar.toml").write_text("model = 'gpt-5'\n[tokenizer_files]\n'gpt-5' = 'words.tiktoken'\n")
    made = packed("--file", "cart.py", "--line", "10", "--budget", "200")
    assert made["report"]["actual"] == len(made["text"].encode()) <= 200, "every byte is a token"


def test_of_a_home_only_the_named_file_is_drawn_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ("--file", "cart.py", "--line", "5", "--budget", "200")
    assert {row["path"] for row in packed(*wanted)["report"]["breakdown"]} > {"cart.py", "price.py"}
    monkeypatch.setenv("HOME", str(folder))
    assert {row["path"] for row in packed(*wanted)["report"]["breakdown"]} > {"cart.py", "price.py"}
    (folder / "bursar.toml").unlink()
    report = packed(*wanted)["report"]
    assert {row["path"] for row in report["breakdown"]} == {"cart.py"}
    (note,) = report["notes"]
    assert "its folder is a home or a whole disk" in note
    assert "a home or a whole disk" in run("--query", "price").stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--budget", "1"), r"nothing of cart.py fits 1 token: its smallest form takes \d+; ask for at least that"),
        (("--budget", "0"), "a budget of 0 tokens holds nothing; ask for at least 1"),
        (("--budget", "-5"), "a budget of -5 tokens holds nothing; ask for at least 1"),
        (("--line", "99"), "cart.py has no line 99: it has 12 lines"),
        (("--model", "gtp-5"), "gpt-5"),
    ],
)
def test_what_cannot_be_is_said_exactly(folder: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("--file", "cart.py", "--line", "5", *arguments)
    assert result.exit_code in (1, 2)
    assert result.stdout == ""
    assert re.search(message, result.stderr), result.stderr


def test_a_bundle_that_is_counted_by_estimate_says_so(folder: Path) -> None:
    arguments = ("--file", "cart.py", "--line", "5", "--budget", "300", "--model", "claude")
    report = packed(*arguments)["report"]
    assert report["basis"] == "calibrated"
    band = f"calibrated ±{report['band']:g} %"
    assert report["notes"] == [f"counts for {report['model']} are {band}: by them the bundle fits"]
    said = run(*arguments, "--report").stderr
    assert f"≈{report['actual']} of 300 tokens" in said
    assert all("≈" in line for line in said.splitlines() if "  full  " in line)


def test_several_models_are_each_told_with_their_own_count(folder: Path) -> None:
    arguments = ("--file", "cart.py", "--line", "5", "--budget", "100", *MODELS)
    made = packed(*arguments)
    report, counters = made["report"], {name: counter_for(resolve(name)) for name in ("gpt-5", "claude", "gpt-4")}
    assert report["models"] == [
        {
            "model": resolve(name).id,
            "budget": 100,
            "actual": counter.count(made["text"]),
            "basis": counter.basis.value,
            **({} if counter.band is None else {"band": counter.band}),
        }
        for name, counter in counters.items()
    ]
    assert [row["basis"] for row in report["models"]] == ["exact", "calibrated", "exact"]
    assert report["model"] == resolve("claude").id
    said = run(*arguments, "--report").stderr.splitlines()
    assert said[0].startswith(
        f"≈{report['actual']} of 100 tokens ({report['usagePercentage']} %) for {report['model']}"
    )
    for line, row in zip(said[1:3], (report["models"][0], report["models"][2]), strict=True):
        assert line == f"{row['actual']:>7} of 100 tokens ({row['actual']}.0 %) for {row['model']}"


def test_a_budget_over_the_window_is_said_whichever_model_is_the_tightest(folder: Path) -> None:
    place = ("--file", "cart.py", "--line", "5", "--budget", "9000")
    said = "the budget of 9,000 tokens is over the 8,192 that gpt-4 holds"
    assert packed(*place, "--model", "gpt-4")["report"]["notes"] == [said]
    report = packed(*place, *MODELS)["report"]
    assert (report["model"], report["notes"][1:]) == (resolve("claude").id, [said])


def test_a_file_outside_the_folder_is_refused(folder: Path) -> None:
    (folder.parent / "other.py").write_text("x = 1\n")
    (folder / "link.py").symlink_to(folder.parent / "other.py")
    for path in ("../other.py", "link.py"):
        result = run("--repo", ".", "--file", path, "--line", "1")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "is outside" in result.stderr


def test_definitions_of_one_name_are_both_told_apart(folder: Path) -> None:
    (folder / "twice.py").write_text(
        "def check(a):\n    return a\n\n\nclass A:\n    def check(self):\n        return 2\n"
    )
    text = packed("--file", "twice.py", "--line", "6", "--budget", "60")["text"]
    assert "def check(self):\n        return 2\n" in text


def test_broken_code_is_packed(folder: Path) -> None:
    (folder / "broken.py").write_text(
        "from price import price\n\n\ndef go(:\n    return price(\n\n\ndef fine():\n    pass\n"
    )
    for line in range(1, 10):
        made = packed("--file", "broken.py", "--line", str(line), "--budget", "120")
        assert count(made["text"]) <= 120


def test_names_in_any_script(folder: Path) -> None:
    folder = folder / "größe 数える"
    folder.mkdir()
    (folder / "maß.py").write_text("def größe(数):\n    return 数\n\n\ndef summe(a):\n    return größe(a)\n", "utf-8")
    made = packed("--file", str(folder / "maß.py"), "--line", "5", "--budget", "200", "--format", "json")
    (block,) = json.loads(made["text"])["blocks"]
    assert block["path"].endswith("maß.py")
    assert "def größe(数):\n    return 数\n" in block["text"]
    ast.parse(block["text"])


def test_what_is_not_indexed_in_time_is_said(folder: Path) -> None:
    for number in range(300):
        (folder / f"other{number}.py").write_text(f"def f{number}():\n    return {number}\n")
    made = packed("--file", "cart.py", "--line", "5", "--budget", "300", "--wait", "0")
    assert count(made["text"]) <= 300
    assert re.search(r"the index is not complete: (\d+|some) files are not in it yet", "".join(made["report"]["notes"]))
    assert not packed("--file", "cart.py", "--line", "5", "--budget", "300", "--wait", "60")["report"]["notes"]


def test_aggressive_reduction_is_asked_for_and_said(folder: Path) -> None:
    with (folder / "price.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef _never_used(item):\n    return item\n")
    place = ("--file", "cart.py", "--line", "5", "--budget", "400", "--wait", "30")
    assert "_never_used" in packed(*place)["text"]
    made = packed(*place, "--aggressive")
    assert "_never_used" not in made["text"]
    assert any("_never_used" in note for note in made["report"]["notes"])

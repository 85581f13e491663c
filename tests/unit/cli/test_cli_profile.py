"""`bursar profile`, `bursar budget`, and `bursar pack` under both: a repository from the first look to its history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bursar.cli.main import main
from bursar.config import DEFAULT_MODEL
from repositories import git, write

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"

FILES = {
    "shop/price.py": "def price_of(item: str) -> int:\n    return 3 * len(item)\n",
    "shop/cart.py": (
        "from shop.price import price_of\n\n\n"
        "def total(items: list[str]) -> int:\n    return sum(price_of(item) for item in items)\n\n\n"
        "def untouched() -> None:\n    pass\n"
    ),
    "shop/till.py": "from shop.cart import total\n\n\ndef pay(items: list[str]) -> None:\n    print(total(items))\n",
    "tests/test_cart.py": "from shop.cart import total\n\n\ndef test_total() -> None:\n    assert total(['ab']) == 6\n",
    "pyproject.toml": "[project]\nname = 'shop'\n",
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("BURSAR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BURSAR_SESSION", raising=False)
    root = tmp_path / "shop"
    write(root, FILES)
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    monkeypatch.chdir(root)
    return root


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    return result


def document(name: str, *arguments: str) -> Any:
    made = json.loads(run(name, *arguments, "--json").stdout)
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(made)] == []
    return made


def report(*arguments: str) -> Any:
    return json.loads(run("pack", "--wait", "60", "--json", *arguments).stdout)["report"]


def test_a_profile_is_learned_with_reasons_and_saved(shop: Path) -> None:
    made = document("profile")
    why = {row["key"]: row["why"] for row in made["learned"]}
    assert why["priorities.docs"] == "there are no documents: the code has to speak for itself"
    assert why["tiers.must_have"].startswith("functions are short")
    assert made["facts"]["tests"] == "apart"
    assert made["facts"]["languages"] == {"python": 1.0}
    assert not made["saved"]
    assert made["origins"]["priorities.docs"] == "default"
    saved = run("profile", "--save")
    path = shop / ".bursar" / "profile.toml"
    assert saved.stdout.splitlines()[-1] == f"saved to {path}"
    assert "docs = 0.6  # there are no documents: the code has to speak for itself\n" in path.read_text("utf-8")
    again = document("profile")
    assert again["origins"]["priorities.docs"] == str(path)
    assert again["inForce"]["priorities"]["docs"] == 0.6


def test_what_the_user_wrote_is_kept_or_its_change_is_told(shop: Path) -> None:
    path = shop / ".bursar" / "profile.toml"
    path.parent.mkdir()
    path.write_text("[priorities]\ncode = 0.7\ndocs = 0.1\n", "utf-8")
    saved = run("profile", "--save")
    assert "bursar: priorities.docs was 0.1 in the file and is now 0.6\n" in saved.stderr
    assert "code = 0.7\n" in path.read_text("utf-8")


def test_a_broken_profile_is_told_with_its_place_and_not_written_over(shop: Path) -> None:
    run("profile", "--save")
    path = shop / ".bursar" / "profile.toml"
    broken = path.read_text("utf-8").replace("docs =", "dogs =")
    path.write_text(broken, "utf-8")
    line = broken[: broken.index("dogs")].count("\n") + 1
    failed = run("profile", "--save", code=2)
    assert f"bursar: {path}:{line}:1: unknown key `priorities.dogs`; did you mean `priorities.docs`?\n" in failed.stderr
    assert f"bursar: {path}: the last good profile stays in force until it is mended\n" in failed.stderr
    assert path.read_text("utf-8") == broken
    assert document("profile")["inForce"]["priorities"]["docs"] == 0.6
    packed = run("pack", "--file", "shop/cart.py", "--line", "4")
    assert f"{path}:{line}:1: unknown key" in packed.stderr
    assert f"{path}: the last good profile stays in force until it is mended\n" in packed.stderr
    assert str(path) not in run("pack", "--file", "shop/cart.py", "--line", "4", "--no-profile").stderr


def test_models_are_compared_and_one_gets_its_own_values(shop: Path) -> None:
    made = document("profile", "-m", "gpt-4", "-m", "gpt-5")
    small, large = made["models"]
    assert (small["id"], large["id"]) == ("gpt-4", "gpt-5")
    assert small["windowPercent"] > large["windowPercent"]
    assert small["budget"] < large["budget"] == 8000
    run("profile", "-m", "gpt-4", "--save")
    text = (shop / ".bursar" / "profile.toml").read_text("utf-8")
    assert "[models.gpt-4.capsule]\n" in text
    assert "\n[priorities]\n" not in text


def test_the_users_own_profile_serves_every_repository(shop: Path) -> None:
    own = Path(run("profile", "--save", "--user").stdout.splitlines()[-1].removeprefix("saved to "))
    assert own.name == "profile.toml"
    assert not (shop / ".bursar").exists()
    assert document("profile")["origins"]["priorities.docs"] == str(own)


def test_how_packing_went_is_told(shop: Path) -> None:
    assert "nothing was packed here yet" in run("profile").stdout
    for budget in ("300", "400"):
        run("pack", "--file", "shop/cart.py", "--line", "4", "--budget", budget)
    made = document("profile")
    assert made["history"]["inForce"]["runs"] == made["history"]["any"]["runs"] == 2
    run("profile", "--save")
    run("pack", "--file", "shop/cart.py", "--line", "4")
    made = document("profile")
    assert (made["history"]["inForce"]["runs"], made["history"]["any"]["runs"]) == (1, 3)


def test_history_can_be_switched_off(shop: Path) -> None:
    (shop / "bursar.toml").write_text("[pack]\nhistory = false\n", "utf-8")
    run("pack", "--file", "shop/cart.py", "--line", "4")
    assert document("profile")["history"]["any"]["runs"] == 0


def test_the_most_particular_budget_holds(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert document("budget")["budget"] == 8000
    (shop / "bursar.toml").write_text("[pack]\nbudget = 700\n", "utf-8")
    assert (document("budget")["budget"], document("budget")["origin"]) == (700, "the settings")
    assert run("budget", "600").stdout.startswith(f"600 tokens for {DEFAULT_MODEL}, from this session\n")
    assert document("budget", "500", "--repo", ".")["origin"] == "this repository"
    assert document("budget", "450", "--repo", ".", "--model", "gpt-4o")["budget"] == 450
    assert document("budget")["budget"] == 500
    assert report("--file", "shop/cart.py", "--line", "4")["budget"] == 500
    assert report("--file", "shop/cart.py", "--line", "4", "--model", "gpt-4o")["budget"] == 450
    assert report("--file", "shop/cart.py", "--line", "4", "--budget", "300")["budget"] == 300
    monkeypatch.setenv("BURSAR_SESSION", "review")
    assert document("budget")["budget"] == 500
    assert document("budget", "400")["origin"] == "the session 'review'"
    assert report("--file", "shop/cart.py", "--line", "4")["budget"] == 400
    assert "1 budget forgotten" in run("budget", "--clear").stderr
    assert "2 budgets forgotten" in run("budget", "--clear", "--repo", ".").stderr
    assert document("budget")["budget"] == 600
    history = document("budget")["history"]
    assert [entry["budget"] for entry in history["latest"]] == [400, 300, 450, 500]


def test_a_budget_that_a_model_cannot_hold_names_a_better_one(shop: Path) -> None:
    said = run("budget", "100000", "--model", "gpt-4o")
    assert "100,000 tokens are more than the 70 % advised of gpt-4o's window" in said.stdout
    assert document("budget", "--model", "gpt-4o")["better"]["model"].startswith("gpt-")
    assert document("budget", "--model", "gpt-5")["better"] is None
    over = run("budget", "200000", "--model", "gpt-4o")
    assert "200,000 tokens are more than the 128,000 that gpt-4o holds" in over.stderr
    run("budget", "0", code=2)
    run("budget", "100", "--clear", code=2)


def test_a_dynamic_budget_gives_less_to_what_needs_less(shop: Path) -> None:
    ask = ("--file", "shop/cart.py", "--line", "4", "--budget", "300")
    whole = report(*ask)
    (shop / "bursar.toml").write_text("[pack]\ndynamic_budget = true\n", "utf-8")
    less = report(*ask)
    assert less["actual"] <= 120 < whole["actual"]
    assert less["budget"] == 300
    assert "a simple request, which needs 1 definition: 120 of 300 tokens were offered" in less["notes"]
    assert less["breakdown"][0]["symbol"] == "total"


def test_a_change_is_packed_with_its_tests_and_callers(shop: Path) -> None:
    path = shop / "shop" / "cart.py"
    path.write_text(FILES["shop/cart.py"].replace("sum(", "7 + sum("), "utf-8")
    made = report("--diff", "--budget", "400")
    assert [(item["path"], item["symbol"], item["why"]) for item in made["breakdown"]] == [
        ("shop/cart.py", "total", "the selection"),
        ("shop/price.py", "price_of", "used by total (import)"),
        ("tests/test_cart.py", "test_total", "tests total"),
        ("shop/till.py", "pay", "uses total"),
        *[(item["path"], item["symbol"], item["why"]) for item in made["breakdown"][4:]],
    ]


def test_what_is_staged_is_shown_as_it_is_staged(shop: Path) -> None:
    path = shop / "shop" / "cart.py"
    path.write_text(FILES["shop/cart.py"].replace("sum(", "7 + sum("), "utf-8")
    git(shop, "add", ".")
    path.write_text(FILES["shop/cart.py"].replace("pass", "raise ValueError"), "utf-8")
    staged = json.loads(run("pack", "--staged", "--budget", "300", "--json").stdout)
    assert "7 + sum(" in staged["text"]
    assert "raise ValueError" not in staged["text"]
    assert staged["report"]["breakdown"][0]["symbol"] == "total"
    working = json.loads(run("pack", "--diff", "--budget", "300", "--json").stdout)
    assert working["report"]["breakdown"][0]["symbol"] == "untouched"


def test_changes_that_cannot_be_shown_are_told(shop: Path) -> None:
    assert "nothing has changed" in run("pack", "--diff", code=1).stderr
    (shop / "shop" / "till.py").unlink()
    failed = run("pack", "--diff", code=1)
    assert "shop/till.py was deleted: there is nothing of it to show" in failed.stderr
    git(shop, "mv", "shop/cart.py", "shop/basket.py")
    (shop / "logo.png").write_bytes(b"\0")
    (shop / "shop" / "price.py").write_text("def price_of(item: str) -> int:\n    return 4 * len(item)\n", "utf-8")
    notes = report("--since", "HEAD", "--budget", "400")["notes"]
    assert "shop/basket.py was renamed from shop/cart.py, and its text is as it was" in notes
    assert "shop/till.py was deleted: there is nothing of it to show" in notes
    assert any(note.startswith("logo.png changed, but was left out") for note in notes)
    assert "'nowhere' names no commit" in run("pack", "--since", "nowhere", code=1).stderr
    run("pack", "--diff", "--staged", code=2)
    run("pack", "--diff", "--file", "shop/price.py", code=2)


def test_an_intent_can_be_named(shop: Path) -> None:
    assert report("--query", "total", "--intent", "document", "--budget", "300")["intent"]["name"] == "document"
    assert "packed to fix: the query says “fix”" in run("pack", "--query", "fix total", "--budget", "300").stderr


def test_rule_files_are_packed_into_so_many_tokens(shop: Path) -> None:
    (shop / "AGENTS.md").write_text("# Rules\n\nAlways run the tests.\n", "utf-8")
    (shop / "rules").mkdir()
    (shop / "rules" / "style.md").write_text("---\npriority: 2\norder: -1\n---\n# Style\n\nBe short.\n", "utf-8")
    text = run("pack", "--rules", "100").stdout
    assert text.index("Be short.") < text.index("Always run the tests.")
    made = json.loads(run("pack", "--rules", "--json").stdout)["report"]
    assert made["budget"] == 8000
    assert {item["path"] for item in made["breakdown"]} == {"AGENTS.md", "rules/style.md"}
    run("pack", "--rules", "100", "--budget", "100", code=2)
    run("pack", "--rules", "100", "--diff", code=2)

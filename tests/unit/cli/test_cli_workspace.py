"""`bursar count DIR --tree` and `bursar cache`, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bursar.cli import progress
from bursar.cli.main import main
from bursar.cli.output import remark
from bursar.config import DEFAULT_MODEL
from bursar.tokens.encodings import Encoding, load

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"
FILES = {
    "README.md": "# Read me\n" * 40,
    "src/app.py": "def run(x):\n    return x\n" * 30,
    "src/deep/er/tiny.py": "x = 1\n",
    "vendor/lib.js": "var a = 1;\n" * 20,
    "package-lock.json": '{"a": 1}\n' * 10,
    "skip/me.txt": "skipped",
    ".bursarignore": "skip/\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("BURSAR_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "project"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "bursar.toml").write_text("")
    monkeypatch.chdir(root)
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def document(schema: str, *arguments: str) -> Any:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text())).validate(made)
    return made


def tokens(*names: str) -> int:
    return sum(load("o200k_base").count(FILES[name]) for name in names)


COUNTED = ("README.md", "src/app.py", "src/deep/er/tiny.py", "vendor/lib.js", "package-lock.json", ".bursarignore")


def test_the_tree_adds_up_and_is_sorted(folder: Path) -> None:
    made = document("tree", "count", ".", "--tree", "--json", "--depth", "9")
    (tree,) = made["trees"]
    assert (tree["tokens"], tree["files"], made["model"]) == (tokens(*COUNTED), 7, DEFAULT_MODEL)
    assert (tree["generated"], tree["vendored"]) == (tokens("package-lock.json"), tokens("vendor/lib.js"))
    sizes = [child["tokens"] for child in tree["children"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == tree["tokens"]
    rows = {child["path"]: child for child in tree["children"]}
    assert rows["src/"]["tokens"] == tokens("src/app.py", "src/deep/er/tiny.py")
    assert rows["src/"]["children"][1]["children"][0]["children"][0]["path"] == "src/deep/er/tiny.py"
    assert rows["package-lock.json"]["origin"] == "generated"


def test_the_tree_for_people(folder: Path) -> None:
    result = run("count", ".", "--tree", "--depth", "1", "--threshold", "50")
    assert result.exit_code == 0, result.output
    first, *rows, last = result.stdout.splitlines()
    assert first.split() == [f"{tokens(*COUNTED):,}", "█" * 16, "."]
    assert [row.split("%")[1].split("(")[0].strip() for row in rows] == [
        "src/",
        "README.md",
        "vendor/",
        "package-lock.json",
        "… 2 smaller",
    ]
    assert "(generated)" in rows[3]
    assert last.strip().startswith(f"{tokens(*COUNTED):,}  tokens in 7 files, ")
    assert last.endswith(f"exact for {DEFAULT_MODEL}")
    assert result.stderr == ""


def test_a_tree_is_of_folders(folder: Path) -> None:
    assert run("count", "README.md", "--tree").exit_code == 2
    assert run("count", "--text", "x", "--tree", ".").exit_code == 2


def test_an_estimated_tree_says_so(folder: Path) -> None:
    assert "≈" in run("count", ".", "--tree", "--model", "claude-3").stdout
    (tree,) = document("tree", "count", ".", "--tree", "--json", "-m", "claude-3")["trees"]
    assert tree["basis"] == "calibrated"
    assert tree["band"] > 0


def test_warming_statistics_and_clearing(folder: Path) -> None:
    empty = document("cache", "cache", "stats", "--json")
    assert (empty["files"], empty["counts"], empty["layers"]["files"]["hits"]) == (0, 0, 0)
    warmed = run("cache", "warm")
    assert warmed.stdout == f".: {tokens(*COUNTED):,} tokens in 7 files\n"
    filled = document("cache", "cache", "stats", "--json")
    assert filled["counts"] == 7
    assert filled["layers"]["database"]["misses"] == 7
    assert filled["bytes"] > 0
    assert run("count", ".", "--tree").exit_code == 0
    again = document("cache", "cache", "stats", "--json")
    assert again["layers"]["files"]["hits"] + again["layers"]["database"]["hits"] == 7
    assert "files not read again" in run("cache", "stats").stdout
    assert run("pack", "--query", "what is here", "--budget", "500", "--wait", "30").exit_code == 0
    assert list((folder.parent / "cache").glob("index-*"))
    assert run("cache", "clear").exit_code == 0
    assert document("cache", "cache", "stats", "--json")["counts"] == 0
    assert not list((folder.parent / "cache").glob("index-*"))


def test_a_broken_cache_is_told_once_and_can_be_cleared(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    run("cache", "warm")
    database = folder.parent / "cache" / "counts.db"
    database.write_bytes(b"broken" * 1000)
    result = run("count", ".", "--tree")
    assert result.exit_code == 0
    assert f"{tokens(*COUNTED):,}" in result.stdout
    assert [record.message for record in caplog.records if "count cache" in record.message][1:] == []
    assert run("cache", "clear").exit_code == 0
    assert run("cache", "warm").exit_code == 0
    assert document("cache", "cache", "stats", "--json")["problem"] is None


def test_the_cache_can_be_switched_off_and_moved(folder: Path, tmp_path: Path) -> None:
    (folder / "bursar.toml").write_text("[cache]\nenabled = false\n")
    assert "nothing was kept" in run("cache", "warm").stderr
    assert not (tmp_path / "cache").exists()
    other = tmp_path / "other.db"
    (folder / "bursar.toml").write_text(f'[cache]\ndatabase = "sqlite:///{other}"\n')
    assert "bursar.toml:2:1: `cache.database` is not for a project to set" in run("cache", "warm").stderr
    assert not other.exists(), "a project's settings name no database"
    user = tmp_path / "none" / "bursar" / "bursar.toml"
    user.parent.mkdir(parents=True)
    user.write_text(f'[cache]\ndatabase = "sqlite:///{other}"\n')
    (folder / "bursar.toml").write_text("")
    run("cache", "warm")
    assert other.exists()
    assert str(other) in run("cache", "stats").stdout


@pytest.mark.parametrize(
    "arguments", [("count", "."), ("count", ".", "-m", "gpt-5", "-m", "claude", "--json"), ("check", ".", "--json")]
)
def test_what_was_counted_before_needs_no_vocabulary(
    folder: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bursar.toml").write_text('[budgets]\n"*.md" = { tokens = 1000, lines = 3 }\n')
    first = run(*arguments)
    assert first.output

    def no_count(*_: object) -> int:
        raise AssertionError("counted again")

    monkeypatch.setattr(Encoding, "count", no_count)
    monkeypatch.setattr(Encoding, "encode", no_count)
    assert run(*arguments).output == first.output
    (folder / "README.md").write_text("another text")
    assert isinstance(run(*arguments).exception, AssertionError)


class Terminal:
    """What a stderr that is a terminal is asked."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer

    def isatty(self) -> bool:
        return self.answer


@pytest.mark.parametrize(("terminal", "began", "bar"), [(True, -1.0, True), (False, -1.0, False), (True, 60.0, False)])
def test_a_bar_on_terminals_only_and_only_for_what_takes_long(
    terminal: bool, began: float, bar: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    monkeypatch.setattr(progress.sys, "stderr", Terminal(terminal))
    monkeypatch.setattr(progress.click, "echo", lambda text, **_: written.append(text))
    monkeypatch.setattr(progress, "AFTER_S", began)
    shown = progress.Bar("counted")
    shown.show(30, 120)
    progress.clear()
    assert bool(written) is bar
    if bar:
        assert "30 of 120 files" in written[0]
        assert written[1] == "\r\033[K"


def test_a_bar_gives_way_to_remarks_and_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(progress.sys, "stderr", Terminal(True))
    monkeypatch.setattr(progress.click, "echo", lambda text, **_: written.append(text))
    monkeypatch.setattr(progress, "AFTER_S", -1.0)
    monkeypatch.setattr(progress, "EVERY_S", 0.0)
    for number in progress.with_bar(iter([1, 2, 3]), "checked"):
        if number == 3:
            remark("something")
    shown = [text if "files" not in text else text.split("  ")[-1] for text in written]
    assert shown == [
        "1 of 3 files checked",
        "2 of 3 files checked",
        "\r\033[K",
        "bursar: something",
        "3 of 3 files checked",
        "\r\033[K",
    ]

"""The commands, run as a user runs them; the counts are held to tiktoken-exact ones of the tokens room."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click import Command, Context, Group, Option
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from bursar.cli.main import COMMANDS, main
from bursar.config import DEFAULT_MODEL
from bursar.tokens.encodings import load
from bursar.version import __version__

SCHEMAS = Path(__file__).parents[3] / "docs" / "schemas"

MARKDOWN = "# Réview\r\n\r\nRead 😀 *all*.\r\n## Then\r\nWrite.\r\n### Last\r\nDone.\r\n"
PYTHON = """\
'''A module.'''


class Box:
    '''A box.'''

    size = 3

    def open(self) -> int:
        return 1

    def close(self) -> None: ...
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project to work in, with no settings of the user's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    root = tmp_path / "project"
    root.mkdir()
    (root / "bursar.toml").write_text("", "utf-8")
    (root / "a.md").write_bytes(MARKDOWN.encode())
    (root / "box.py").write_text(PYTHON, "utf-8")
    monkeypatch.chdir(root)
    return root


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def document(schema: str, *arguments: str, code: int = 0) -> Any:
    result = run(*arguments)
    assert result.exit_code == code, result.output
    made = json.loads(result.stdout)
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{schema}.json").read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(made)] == []
    return made


def test_every_command_has_a_module_and_help() -> None:
    listed = run("--help").output
    for name in COMMANDS:
        assert name in listed
        assert run(name, "--help").exit_code == 0
    assert run("nothing").exit_code == 2
    assert run("--version").output == f"bursar {__version__}\n"


def test_every_json_output_has_a_schema_that_its_help_names() -> None:
    def commands(group: Group) -> Iterator[Command]:
        for name in group.list_commands(Context(group)):
            found = group.get_command(Context(group), name)
            assert found is not None
            yield from commands(found) if isinstance(found, Group) else (found,)

    writing = 0
    for command in commands(main):
        for option in command.params:
            if "--json" in option.opts:
                assert isinstance(option, Option)
                (path,) = re.findall(r"docs/schemas/(\w+\.json)", option.help or "")
                assert (SCHEMAS / path).is_file()
                writing += 1
    assert writing >= 6


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    code = "import sys, bursar.cli.main; print([n for n in sys.modules if n.split('.')[0] in sys.argv[1].split(',')])"
    heavy = "pygls,lsprotocol,tree_sitter,tiktoken,regex,pathspec,sqlalchemy"
    done = subprocess.run([sys.executable, "-c", code, heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_count_of_a_file_in_json(folder: Path) -> None:
    tokens = load("o200k_base").count(MARKDOWN)
    assert document("count", "count", "a.md", "--json") == {
        "schema": 1,
        "model": DEFAULT_MODEL,
        "files": [
            {"path": "a.md", "tokens": tokens, "basis": "exact", "encoding": "o200k_base", "model": DEFAULT_MODEL}
        ],
        "total": {"files": 1, "tokens": tokens, "basis": "exact"},
    }


def test_count_for_another_model(folder: Path) -> None:
    made = document("count", "count", "a.md", "--model", "gpt-4-0613", "--json")
    assert (made["model"], made["files"][0]["encoding"]) == ("gpt-4", "cl100k_base")
    assert made["total"]["tokens"] == load("cl100k_base").count(MARKDOWN)


def test_the_model_of_the_settings_counts(folder: Path) -> None:
    (folder / "bursar.toml").write_text("model = 'gpt-3.5-turbo'\n", "utf-8")
    assert document("count", "count", "a.md", "--json")["model"] == "gpt-3.5-turbo"


@pytest.mark.parametrize(("name", "source"), [("a.md", MARKDOWN), ("box.py", PYTHON)])
def test_a_symbol_counts_exactly_its_text(folder: Path, name: str, source: str) -> None:
    count = load("o200k_base").count
    lines = source.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[:line])) + column

    def check(symbols: Sequence[Any]) -> int:
        for symbol in symbols:
            start, end = offset(*symbol["range"][:2]), offset(*symbol["range"][2:])
            assert symbol["tokens"] == count(source[start:end])
            own, at = 0, start
            for child in symbol["children"]:
                own += count(source[at : offset(*child["range"][:2])])
                at = offset(*child["range"][2:])
            assert symbol["own"] == own + count(source[at:end])
        return len(symbols) + sum(check(symbol["children"]) for symbol in symbols)

    (file,) = document("count", "count", "--symbols", name, "--json")["files"]
    assert check(file["symbols"]) >= 2


def test_count_of_a_text_and_of_standard_input() -> None:
    made = document("count", "count", "--text", "hello world", "--json")
    assert [(file["path"], file["tokens"]) for file in made["files"]] == [("<text>", 2)]
    assert document("count", "count", "--text", "", "--json")["total"]["tokens"] == 0
    piped = run("count", "-", stdin=b"hello world")
    assert piped.stdout.splitlines()[0].split() == ["2", "-"]


def test_count_of_a_folder_skips_what_is_ignored_and_binary(folder: Path) -> None:
    (folder / ".gitignore").write_text("ignored.md\n", "utf-8")
    (folder / "ignored.md").write_text("x", "utf-8")
    (folder / "image.png").write_bytes(b"\x89PNG\0\0\xff")
    made = document("count", "count", ".", "a.md", "./a.md", "--json")
    paths = [file["path"] for file in made["files"]]
    assert paths == [".gitignore", "a.md", "box.py", "bursar.toml"]
    assert made["total"]["tokens"] == sum(file["tokens"] for file in made["files"])


def test_from_which_size_a_string_is_a_prompt_is_a_setting(folder: Path) -> None:
    (folder / "ask.py").write_text(f'ASK = "{"Be kind. " * 20}"\n', "utf-8")

    def kinds() -> list[str]:
        (file,) = document("count", "count", "--symbols", "ask.py", "--json")["files"]
        return [symbol["kind"] for symbol in file["symbols"]]

    assert kinds() == []
    (folder / "bursar.toml").write_text("[symbols]\nprompt_chars = 100\n", "utf-8")
    assert kinds() == ["prompt"]


def test_count_in_words(folder: Path) -> None:
    result = run("count", "--symbols", "box.py")
    count = load("o200k_base").count
    box = PYTHON[PYTHON.index("class") :]
    lines = [
        (count(PYTHON), "box.py"),
        (count(box.removesuffix("\n")), "  class Box"),
        (count(box[box.index("def open") : box.index("\n\n    def close")]), "    method open"),
        (count(box[box.index("def close") :].removesuffix("\n")), "    method close"),
        (count(PYTHON), f"tokens in 1 file, exact for {DEFAULT_MODEL} (o200k_base)"),
    ]
    assert result.stdout.splitlines() == [f"{tokens:>9}  {words}" for tokens, words in lines]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["count"], "Give a PATH"),
        (["count", "nowhere.md"], "'nowhere.md' does not exist"),
        (["count", "a.md", "--model", "gpt-5o"], "did you mean gpt-5"),
        (["check", "nowhere.md"], "does not exist"),
        (["check", "--model", "zzz"], "`bursar models` lists them"),
        (["pack", "--file", "nowhere.md", "--line", "1"], "there is no file 'nowhere.md'"),
        (["pack", "--repo", ".", "--file", "../x.md", "--line", "1"], "is outside"),
        (["pack", "--file", "a.md", "--line", "0"], "0 is not in the range"),
        (["pack", "--file", "a.md", "--line", "1", "--format", "yaml"], "'yaml' is not one of"),
    ],
)
def test_wrong_usage_is_named_and_exits_with_2(folder: Path, arguments: list[str], message: str) -> None:
    (folder.parent / "x.md").write_text("x", "utf-8")
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_what_cannot_be_read_is_named_and_the_rest_is_counted(folder: Path) -> None:
    (folder / "image.png").write_bytes(b"\x89PNG\0\0\xff")
    result = run("count", "image.png", "a.md")
    assert result.exit_code == 2
    assert "image.png is not text" in result.stderr
    assert "a.md" in result.stdout


@pytest.mark.parametrize(
    ("data", "text", "remark"),
    [
        (b"caf\xe9", "café", "not UTF-8"),
        (b"a\0b", "a\0b", "holds NUL bytes"),
        ("a\ud800b".encode("utf-8", "surrogatepass"), "a\ufffdb", "lone surrogates"),
        (b" " * 1_000_000, " " * 1_000_000, ""),
        (b"<|endoftext|>", "<|endoftext|>", ""),
    ],
)
def test_odd_texts_are_counted_and_remarked_on(folder: Path, data: bytes, text: str, remark: str) -> None:
    (folder / "odd.txt").write_bytes(data)
    result = run("count", "--symbols", "--json", "odd.txt")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["total"]["tokens"] == load("o200k_base").count(text)
    assert remark in result.stderr
    assert bool(result.stderr) == bool(remark)


def test_check_passes_warns_and_fails(folder: Path) -> None:
    tokens = load("o200k_base").count(MARKDOWN)
    for limit, code, words in [(tokens - 1, 1, "1 over"), (tokens, 0, "1 close"), (tokens * 10, 0, "1 well within")]:
        (folder / "bursar.toml").write_text(f"[budgets]\n'a.md' = {limit}\n", "utf-8")
        result = run("check")
        assert result.exit_code == code
        assert words in result.stdout.splitlines()[-1]


def test_check_says_where_the_budget_runs_out(folder: Path) -> None:
    (folder / "bursar.toml").write_text("[budgets]\n'a.md' = { lines = 3, hard = true }\n", "utf-8")
    result = run("check", "a.md", "box.py")
    assert result.stdout.splitlines() == [
        "a.md:4:1: 7 of 3 lines (233 %, 4 over)",
        "1 file with a budget: 1 over, 0 close, 0 well within",
    ]
    made = document("check", "check", "--json", code=1)
    assert made["total"] == {"files": 1, "exceeded": 1}
    assert made["files"][0]["budgets"] == [
        {
            "unit": "lines",
            "limit": 3,
            "used": 7,
            "percent": 233,
            "hard": True,
            "origin": str(folder / "bursar.toml"),
            "threshold": 100,
            "severity": "warning",
            "overflow": [3, 0],
        }
    ]


def test_check_reports_a_fault_in_the_settings_and_never_passes_silently(folder: Path) -> None:
    (folder / "bursar.toml").write_text("modle = 'gpt-5'\n", "utf-8")
    result = run("check")
    assert result.exit_code == 2
    assert "bursar.toml:1:1: unknown setting `modle`; did you mean `model`?" in result.stderr
    assert len(document("check", "check", "--json", code=2)["problems"]) == 1


def test_check_takes_the_settings_nearest_to_each_file(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "b.md").write_text("one two three four", "utf-8")
    (folder / "sub" / "bursar.toml").write_text("model = 'gpt-4'\n[budgets]\n'/b.md' = 2\n", "utf-8")
    made = document("check", "check", "--json", code=1)
    assert [(file["path"], file["model"]) for file in made["files"]] == [("sub/b.md", "gpt-4")]


def test_pack_gives_the_bundle_alone_on_stdout(folder: Path) -> None:
    (folder / "box.py").write_bytes(PYTHON.encode() + b"x = '\xed\xa0\x80'\r\n")
    result = run("pack", "--repo", str(folder), "--file", "box.py", "--line", "10", "--budget", "120")
    assert result.exit_code == 0
    assert "def open(self)" in result.stdout
    assert load("o200k_base").count(result.stdout_bytes.decode("utf-8")) <= 120
    assert " of 120 tokens" in result.stderr
    markdown = run("pack", "--file", "box.py", "--line", "10", "--budget", "120", "--format", "markdown")
    assert "```" in markdown.stdout


@pytest.mark.parametrize(
    ("line", "budget", "message"),
    [("99", "100", "box.py has no line 99: it has 13 lines"), ("1", "1", "fits 1 token:"), ("1", "0", "holds nothing")],
)
def test_pack_that_cannot_be_is_named_and_exits_with_1(folder: Path, line: str, budget: str, message: str) -> None:
    result = run("pack", "--file", "box.py", "--line", line, "--budget", budget)
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    bursar = f"{sys.executable} -c 'from bursar.cli.main import main; main()'"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", script.replace("BURSAR", bursar)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def test_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    for number in range(2000):
        (folder / f"{number:04}-{'x' * 60}.md").touch()
    done = shell("BURSAR count . | head -n 1", folder)
    assert done.stdout.endswith(b".md\n")
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_a_terminal_that_knows_ascii_only_gets_ascii(folder: Path) -> None:
    (folder / "ünï 文.md").write_text("hello", "utf-8")
    done = shell("BURSAR count ./*.md", folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert b"?n? ?.md" in done.stdout
    as_json = shell("BURSAR count --json ./*.md", folder, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert "ünï 文.md" in as_json.stdout.decode("utf-8")


def test_a_name_and_a_text_that_are_not_utf_8_are_shown_all_the_same(folder: Path) -> None:
    (folder / os.fsdecode(b"bad\xff.md")).write_text("hello", "utf-8")
    done = shell("BURSAR count --json bad* --text $'a\\xff'", folder)
    assert done.returncode == 0
    assert "bad\ufffd.md" in done.stdout.decode("utf-8")

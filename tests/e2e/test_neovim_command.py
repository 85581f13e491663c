"""`:Bursar`, its completion, its help and its health check, in a real Neovim 0.10 and the newest."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from neovim_session import Neovim

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

SUITES = ["trixie", "forky"]
CLIPBOARD = """
    local held = {}
    vim.g.clipboard = {
      name = 'in memory',
      copy = { ['+'] = function(lines) held = lines end, ['*'] = function() end },
      paste = { ['+'] = function() return held end, ['*'] = function() return {} end },
    }
    require('bursar').setup({})
"""


def counted(text: str) -> int:
    return load("o200k_base").count(text)


@pytest.fixture(params=SUITES)
def editor(request: pytest.FixtureRequest, neovim: Callable[..., Neovim], demo: Path) -> Neovim:
    started = neovim(request.param, CLIPBOARD)
    started.edit(demo / "reminders" / "schedule.py")
    started.until(started.statusline, lambda shown: re.match(r"\d", shown))
    return started


@pytest.mark.parametrize(
    ("command", "held"),
    [
        ("21,22Bursar copy", "def letters_for"),
        ("21Bursar copy symbol", "def letters_for"),
        ("Bursar copy file", "def rested"),
        ("Bursar copy workspace", "reminders/letters.py"),
        ("Bursar query how late an invoice is", "<file path="),
    ],
)
def test_copies(editor: Neovim, command: str, held: str) -> None:
    editor.api.command(command)
    bundle = editor.until(lambda: editor.register("+"), bool)
    assert counted(bundle) <= 600
    assert held in bundle
    editor.until(editor.messages, lambda said: "Copied" in said)
    editor.api.command("Bursar report")
    report = editor.text()
    assert report.startswith(f"# Packed context\n\n{counted(bundle)} of 600 tokens (")
    assert re.search(r"\| file +\| symbol +\| level +\| +tokens \| why +\| keeps \|", report)
    assert "| reminders/" in report
    assert editor.api.eval("&filetype") == "markdown"


def test_model_and_budget(editor: Neovim) -> None:
    text = editor.text()
    editor.api.command("Bursar budget 90")
    editor.until(editor.statusline, lambda shown: shown == f"{counted(text)} of 90 tokens")
    editor.until(editor.diagnostics, lambda found: any("of 90 tokens" in one["message"] for one in found))
    editor.api.command("Bursar model gpt-4")
    other = load("cl100k_base").count(text)
    editor.until(editor.statusline, lambda shown: shown == f"{other} of 90 tokens")
    editor.api.command("Bursar budget nonsense")
    assert "takes a number of tokens" in editor.messages()
    editor.api.command("Bursar model gtp-5")
    editor.until(editor.messages, lambda said: "did you mean" in said)


def test_hints_off_and_on(editor: Neovim) -> None:
    editor.until(editor.hints, bool)
    editor.api.command("Bursar hints")
    editor.until(editor.hints, lambda shown: shown == {})
    editor.api.command("Bursar hints")
    editor.until(editor.hints, bool)


def test_a_buffer_that_is_not_served_is_told_so(editor: Neovim) -> None:
    editor.until(editor.hints, bool)
    editor.api.command("new")
    for command in ("Bursar copy file", "Bursar budget 50"):
        editor.api.command("messages clear")
        editor.api.command(command)
        assert "not running for this buffer" in editor.messages()
    editor.api.command("Bursar query how late an invoice is")
    assert "<file path=" in editor.until(lambda: editor.register("+"), bool)
    editor.api.command("Bursar log")
    assert "deprecated" not in editor.messages()


def test_a_restart_counts_again(editor: Neovim) -> None:
    before = editor.lua("vim.lsp.get_clients({ name = 'bursar' })[1].id")
    editor.api.command("Bursar restart")
    editor.until(
        lambda: editor.lua("vim.tbl_map(function(c) return c.id end, vim.lsp.get_clients({ name = 'bursar' }))"),
        lambda ids: len(ids) == 1 and ids[0] != before,
    )
    editor.keys("Go# typed after the restart<Esc>")
    editor.until(editor.statusline, lambda shown: shown.startswith(f"{counted(editor.text())} token"))
    assert "deprecated" not in editor.messages()


@pytest.mark.parametrize("suite", SUITES)
def test_another_command_line_is_used_for_all(neovim: Callable[..., Neovim], demo: Path, suite: str) -> None:
    with (demo / "bursar.toml").open("a") as settings:
        settings.write('\n[models.ours]\nlike = "gpt-5"\n')
    started = neovim(suite, f"require('bursar').setup({{ cmd = {{ '{sys.executable}', '-m', 'bursar', 'lsp' }} }})")
    started.edit(demo / "AGENTS.md")
    started.until(started.statusline, lambda shown: re.match(r"\d", shown))
    assert started.api.funcs.getcompletion("Bursar model ours", "cmdline") == ["ours"]
    started.api.command("checkhealth bursar")
    assert re.search(r"python\S* is bursar \d", started.text())


def test_completion_help_and_health(editor: Neovim) -> None:
    complete = editor.api.funcs.getcompletion
    assert complete("Bursar ", "cmdline") == sorted(
        ["budget", "copy", "hints", "log", "model", "query", "report", "restart"]
    )
    assert complete("Bursar copy w", "cmdline") == ["workspace"]
    assert "gpt-5" in complete("Bursar model gpt", "cmdline")
    editor.api.command("help bursar-commands")
    assert ":Bursar" in editor.text()
    editor.api.command("checkhealth bursar")
    health = editor.text()
    assert "The server runs for" in health
    assert "ERROR" not in health
    editor.api.command("Bursar nonsense")
    assert "there is no :Bursar nonsense" in editor.messages()

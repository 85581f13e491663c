"""Bursar in a real Neovim, installed as the README says: 0.10 through `setup`, the newest through `vim.lsp.enable`."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from neovim_session import Neovim, NeovimInTerminal

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

WAYS = [
    pytest.param("trixie", "require('bursar').setup({})", id="0.10-setup"),
    pytest.param("forky", "vim.lsp.enable('bursar')", id="newest-enable"),
    pytest.param("forky", "require('bursar').setup({})", id="newest-setup"),
]
WARNING, HINT = 2, 4
CLIPBOARD = """
    local held = {}
    vim.g.clipboard = {
      name = 'in memory',
      copy = { ['+'] = function(lines) held = lines end, ['*'] = function() end },
      paste = { ['+'] = function() return held end, ['*'] = function() return {} end },
    }
"""


def counted(text: str) -> int:
    return load("o200k_base").count(text)


def section(text: str, heading: str) -> str:
    """The text from a heading to the next one of its level."""
    start = text.index(f"{heading}\n")
    level = heading.split(" ")[0]
    end = text.find(f"\n{level} ", start)
    return text[start:] if end < 0 else text[start : end + 1]


def number(label: str) -> int:
    return int(re.sub(r"\D", "", label))


@pytest.mark.parametrize(("suite", "init"), WAYS)
def test_counts_follow_what_is_typed(neovim: Callable[..., Neovim], demo: Path, suite: str, init: str) -> None:
    editor = neovim(suite, init)
    editor.edit(demo / "AGENTS.md")
    text = editor.text()
    budget = 300

    status = editor.until(editor.statusline, lambda shown: re.match(r"\d", shown))
    assert status == f"{counted(text)} of {budget} tokens"

    hints = editor.until(editor.hints, lambda shown: len(shown) == 6)
    rules = text[: text.index("## Rules")].count("\n")
    assert number(hints[rules]) == counted(section(text, "## Rules"))

    warning, faded = editor.until(
        lambda: sorted(editor.diagnostics(), key=lambda d: d["severity"]),
        lambda all_: [d["severity"] for d in all_] == [WARNING, HINT],
    )
    overflow = load("o200k_base").token_starts(text)[budget]
    line = text.count("\n", 0, overflow)
    column = len(text[text.rfind("\n", 0, overflow) + 1 : overflow].encode())
    assert (warning["line"], warning["column"]) == (line, column)
    assert (faded["line"], faded["column"], faded["faded"]) == (line, column, True)
    assert f"{counted(text)}" in warning["message"]

    editor.keys("gg/## Rules<CR>jo- Ask 😀 first: naïve ideas are welcome.<Esc>")
    typed = editor.text()
    assert typed != text
    editor.until(editor.statusline, lambda shown: shown == f"{counted(typed)} of {budget} tokens")
    rules_typed = counted(section(typed, "## Rules"))
    assert rules_typed != counted(section(text, "## Rules"))
    editor.until(editor.hints, lambda shown: rules in shown and number(shown[rules]) == rules_typed)

    editor.keys("ggjdG")
    assert editor.text() == "# Reminders\n"
    editor.until(editor.statusline, lambda shown: shown == f"{counted(editor.text())} of {budget} tokens")
    editor.until(editor.diagnostics, lambda shown: shown == [])


@pytest.mark.parametrize(("suite", "init"), WAYS)
def test_the_code_action_copies_a_bundle_within_its_budget(
    neovim: Callable[..., Neovim], demo: Path, suite: str, init: str
) -> None:
    editor = neovim(suite, CLIPBOARD + init)
    editor.edit(demo / "reminders" / "schedule.py")
    editor.until(editor.hints, bool)
    editor.keys("/def letters_for<CR>Vj")
    editor.api.exec_lua("""vim.lsp.buf.code_action({
        apply = true, filter = function(action) return action.title:find('selection') ~= nil end })""")
    bundle = editor.until(lambda: editor.register("+"), bool)
    assert editor.register('"') == bundle
    assert counted(bundle) <= 600
    selected = editor.text()
    assert selected[selected.index("def letters_for") :] in bundle
    for path, callee in (("invoices.py", "def overdue"), ("letters.py", "def letter(")):
        source = (demo / "reminders" / path).read_text("utf-8")
        assert source[source.index(callee) :] in bundle, f"{callee} is called by the selection"
    said = editor.until(editor.messages, lambda shown: "Copied" in shown)
    told = re.search(r"Copied ([\d,]+) of 600 tokens: (\d+ symbols? from )?\d+ files?", said)
    assert told, said
    assert number(told[1]) == counted(bundle)


def test_without_a_clipboard_the_bundle_is_there_to_be_pasted(neovim: Callable[..., Neovim], demo: Path) -> None:
    editor = neovim("trixie", "require('bursar').setup({ settings = { pack = { budget = 350 } } })")
    editor.edit(demo / "reminders" / "letters.py")
    editor.until(editor.hints, bool)
    editor.keys("/def tone<CR>")
    editor.api.exec_lua("""vim.lsp.buf.code_action({
        apply = true, filter = function(action) return action.title:find('function') ~= nil end })""")
    bundle = editor.until(lambda: editor.register('"'), bool)
    assert counted(bundle) <= 350
    assert "def tone(days_late: int) -> str:" in bundle
    assert "No provider" not in editor.messages()


def test_other_files_are_left_alone(neovim: Callable[..., Neovim], demo: Path) -> None:
    editor = neovim("trixie", "require('bursar').setup({})")
    other = demo / "Makefile"
    other.write_text("all:\n", "utf-8")
    editor.edit(demo / "AGENTS.md")
    editor.until(editor.statusline, lambda shown: re.match(r"\d", shown))
    editor.edit(other)
    assert editor.statusline() == ""
    assert editor.lua("#vim.lsp.get_clients({ bufnr = 0 })") == 0
    assert editor.lua("vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })") is False


@pytest.mark.parametrize("suite", ["trixie", "forky"])
def test_a_terminal_without_a_clipboard_is_asked_for_its_own(
    neovim_in_terminal: Callable[..., NeovimInTerminal], demo: Path, suite: str
) -> None:
    editor = neovim_in_terminal(
        suite,
        """
        require('bursar').setup({})
        vim.o.laststatus = 2
        vim.o.statusline = "%f %= <%{v:lua.require'bursar'.statusline()}>"
        vim.keymap.set('n', 'Q', function()
          vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.title:find('function') ~= nil end })
        end)
        """,
        demo / "reminders" / "letters.py",
    )
    editor.until(rb"<231")  # the rest of the status line stood there before: "… tokens"
    editor.until(rb"\b143\b")
    editor.keys("/def letter(\r")
    editor.keys("Q")
    sent = editor.until(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)(\x07|\x1b\\)")
    bundle = base64.b64decode(sent[1]).decode()
    assert counted(bundle) <= 600
    assert "def letter(invoice: Invoice, today: date) -> str:" in bundle

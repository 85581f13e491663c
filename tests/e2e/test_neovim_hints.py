"""The hints on Neovim's screen: where the fixture says, and those that follow what is typed, no others."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from neovim_session import Neovim

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

SETUP = "require('bursar').setup({ settings = { hints = { minTokens = 20 } } })"
FIXTURE = '''\
"""What a shop does in a day."""

LIMIT = 3


class Shop: ‹class Shop›
    """A shop with doors, goods and people in it."""

    def open(self, keys: list[str]) -> bool: ‹def open›
        """Unlock every door that a key fits, and say whether the shop is open."""
        return any(door.unlock(key) for door in self.doors for key in keys)

    def close(self) -> bool: ‹def close›
        """Lock every door, and say whether all of them are."""
        return all(door.lock() for door in self.doors if not door.is_locked())


def day(shop: Shop, keys: list[str]) -> None: ‹def day›
    """Open a shop in the morning and close it in the evening, if it could be opened."""
    if shop.open(keys) and LIMIT > 0:
        shop.close()
'''
_MARK = re.compile(r" ‹([^›]+)›$")


def unmarked(fixture: str) -> tuple[str, dict[int, str]]:
    """The text of a fixture, and by line what the symbol whose hint stands there begins with."""
    lines, marks = [], {}
    for number, line in enumerate(fixture.split("\n")):
        if found := _MARK.search(line):
            marks[number] = found[1]
        lines.append(_MARK.sub("", line))
    return "\n".join(lines), marks


def counts(text: str, marks: dict[int, str]) -> dict[int, int]:
    """By line the tokens of the symbol there: from its first word to the last line that is indented deeper."""
    lines = text.split("\n")
    found = {}
    for number, start in marks.items():
        indent = lines[number].index(start)
        end = number + 1
        while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
            end += 1
        found[number] = load("o200k_base").count("\n".join(lines[number:end]).strip())
    return found


@pytest.mark.parametrize("suite", ["trixie", "forky"])
def test_typing_in_a_method_changes_its_hint_and_its_class_and_no_other(
    neovim: Callable[..., Neovim], tmp_path: Path, suite: str
) -> None:
    text, marks = unmarked(FIXTURE)
    path = tmp_path / "shop.py"
    path.write_text(text, "utf-8")
    editor = neovim(suite, SETUP)
    editor.edit(path)

    def shown() -> dict[int, int]:
        return {line: int(re.sub(r"\D", "", label) or -1) for line, label in editor.hints().items()}

    before = editor.until(shown, lambda hints: hints == counts(text, marks))
    editor.keys("/all of them<CR>A Nobody is let in any more.<Esc>")
    typed = editor.text()
    assert typed.count("\n") == text.count("\n")
    assert len(typed) > len(text)
    after = editor.until(shown, lambda hints: hints == counts(typed, marks))
    changed = {marks[line] for line in marks if after[line] != before[line]}
    assert changed == {"class Shop", "def close"}


@pytest.mark.parametrize("suite", ["trixie", "forky"])
def test_hints_are_off_until_turned_on_for_every_file_then_and_later(
    neovim: Callable[..., Neovim], demo: Path, tmp_path: Path, suite: str
) -> None:
    alone = [tmp_path / "one.md", tmp_path / "two.md"]
    for path in alone:
        path.write_text("# A file\n\nthat belongs to no project.\n", "utf-8")
    editor = neovim(suite, "require('bursar').setup({ hints = false })")

    def open_counted(path: Path) -> None:
        editor.edit(path)
        editor.until(editor.statusline, lambda shown: re.match(r"\d", shown))

    open_counted(alone[0])
    open_counted(demo / "AGENTS.md")
    assert len(editor.clients()) == 2
    assert editor.lua("vim.lsp.inlay_hint.is_enabled({ bufnr = 0 })") is False
    later = [demo / "reminders" / "letters.py", alone[1]]
    for holds in (bool, lambda shown: shown == {}):
        editor.api.command("Bursar hints")
        editor.until(editor.hints, holds)
        for path in (alone[0], later.pop(), demo / "AGENTS.md"):
            open_counted(path)
            editor.until(editor.hints, holds)
    editor.api.command("Bursar hints")
    editor.until(editor.hints, bool)
    before = editor.clients()
    editor.api.command("Bursar restart")
    editor.until(editor.clients, lambda ids: len(ids) == 2 and not set(ids) & set(before))
    editor.until(editor.hints, bool)


@pytest.mark.parametrize("suite", ["trixie", "forky"])
def test_files_that_are_not_on_the_screen_get_another_models_hints(
    neovim: Callable[..., Neovim], tmp_path: Path, suite: str
) -> None:
    texts = {tmp_path / f"{name}.md": f"# {name}\n\n{'天気がいい ' * 20}\n" for name in ("first", "second")}
    for path, text in texts.items():
        path.write_text(text, "utf-8")
    assert all(load("cl100k_base").count(text) != load("o200k_base").count(text) for text in texts.values())
    first, second = texts  # one window shows the second
    editor = neovim(suite, SETUP)

    def is_hinted(path: Path, encoding: str) -> None:
        counted = load(encoding).count(texts[path])
        editor.until(lambda: editor.hints(path), lambda shown: re.sub(r"\D", "", shown.get(0, "")) == f"{counted}")

    for path in texts:
        editor.edit(path)
        is_hinted(path, "o200k_base")
    editor.api.command("Bursar model gpt-4")
    is_hinted(second, "cl100k_base")
    is_hinted(first, "cl100k_base")

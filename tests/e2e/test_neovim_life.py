"""The server's life in a real Neovim: killed, stopped, restarted, shared by files, or not to be started at all."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from neovim_session import Neovim

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

SETUP = "require('bursar').setup({})"
WAYS = [
    pytest.param("trixie", SETUP, id="0.10-setup"),
    pytest.param("forky", "vim.lsp.enable('bursar')", id="newest-enable"),
]
GIVEN_UP = "the server keeps stopping"


def is_counted(editor: Neovim, path: Path, encoding: str = "o200k_base") -> None:
    """Waits until the status line of the file's buffer is that of its text."""
    shown = f"require('bursar').statusline(vim.fn.bufnr([[{path}]]))"
    count = f"{load(encoding).count(path.read_text('utf-8'))} "
    editor.until(lambda: editor.lua(shown), lambda text: text.startswith(count))


@pytest.mark.parametrize(("suite", "init"), WAYS)
def test_a_killed_server_is_started_again_five_times_and_then_at_a_word(
    neovim: Callable[..., Neovim], demo: Path, suite: str, init: str
) -> None:
    with (demo / "bursar.toml").open("a") as settings:
        settings.write('\n[models.ours]\nlike = "gpt-4"\n')
    editor = neovim(suite, init)
    files = [demo / "reminders" / name for name in ("letters.py", "schedule.py", "invoices.py")]
    for path in files[:2]:
        editor.edit(path)
        is_counted(editor, path)
    for model in ("gpt-4o", "ours"):  # what is said last holds for every server to come
        editor.api.command(f"Bursar model {model}")
        editor.until(editor.messages, lambda said, model=model: f"counts for {model}" in said)
    editor.api.command("messages clear")

    [server] = editor.servers()
    for signal_sent in (signal.SIGKILL, signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGKILL):
        os.kill(server, signal_sent)
        [server] = editor.until(editor.servers, lambda pids, gone=server: len(pids) == 1 and pids != [gone])
        editor.until(editor.clients, lambda ids: len(ids) == 1)
    editor.until(editor.hints, bool)
    for path in files[:2]:
        is_counted(editor, path, "cl100k_base")
    assert "quit with" not in editor.messages()
    assert GIVEN_UP not in editor.messages()

    os.kill(server, signal.SIGKILL)
    editor.until(editor.messages, lambda said: GIVEN_UP in said)
    assert editor.servers() == []
    editor.edit(files[2])
    is_counted(editor, files[2], "cl100k_base")
    assert editor.lua(f"require('bursar').statusline(vim.fn.bufnr([[{files[0]}]]))") == ""
    editor.api.command("Bursar restart")
    for path in files:
        is_counted(editor, path, "cl100k_base")
    assert len(editor.servers()) == 1
    assert len(editor.messages().strip().splitlines()) == 1
    editor.api.command("Bursar log")
    assert "the server stopped by itself" in editor.text()


@pytest.mark.parametrize(("suite", "init"), WAYS)
def test_a_stopped_server_stays_so_until_it_is_asked_for(
    neovim: Callable[..., Neovim], demo: Path, suite: str, init: str
) -> None:
    editor = neovim(suite, init)
    path = demo / "reminders" / "letters.py"
    editor.edit(path)
    is_counted(editor, path)
    for force in ("false", "true"):
        editor.api.exec_lua(f"vim.lsp.stop_client(vim.lsp.get_clients({{ name = 'bursar' }}), {force})")
        editor.until(lambda: (editor.clients(), editor.servers()), lambda left: left == ([], []))
        editor.edit(demo / "Makefile")  # of no type that is served
        assert editor.servers() == []
        editor.api.command("Bursar restart")
        editor.api.command("buffer #")
        is_counted(editor, path)
    assert "Bursar" not in editor.messages()


def test_a_restart_without_a_setup_asks_for_it(neovim: Callable[..., Neovim]) -> None:
    editor = neovim("trixie", "")
    editor.api.command("Bursar restart")
    assert editor.messages().strip() == "Bursar is not set up; see :help bursar-setup"


@pytest.mark.parametrize(("suite", "init"), WAYS)
def test_a_command_that_cannot_be_run_is_told_of_once_and_used_once_it_can(
    neovim: Callable[..., Neovim], demo: Path, bursar: str, suite: str, init: str
) -> None:
    folder = demo / "bin"
    folder.mkdir()
    command = folder / "bursar"
    editor = neovim(suite, f"vim.env.PATH = [[{folder}:/usr/bin:/bin]] {init}")
    files = [demo / "reminders" / name for name in ("letters.py", "schedule.py")]
    editor.edit(demo / "Makefile")
    assert editor.messages().strip() == ""

    def install(script: str) -> None:
        command.write_text(script, "utf-8")
        command.chmod(0o755)

    def open_anew(path: Path) -> None:
        editor.edit(path)
        editor.api.command("edit")

    def told() -> list[str]:
        return editor.messages().strip().splitlines()

    for script in (None, f"#!{folder}/gone/python\n"):
        if script:
            install(script)
        for path in files:
            open_anew(path)
        assert told() == ["Bursar: 'bursar' cannot be run; see :checkhealth bursar"]
    editor.api.command("checkhealth bursar")
    health = editor.text()
    assert re.search(r"ERROR 'bursar' cannot be started: ENOENT", health)
    assert "Install Bursar again" in health
    assert "clipboard provider" in health, "the checks after it are made"

    editor.api.command("messages clear")
    install("#!/bin/sh\nexit 1\n")
    open_anew(files[0])
    editor.until(told, lambda lines: len(lines) == 1 and GIVEN_UP in lines[0])
    install(f'#!/bin/sh\nexec "{bursar}" "$@"\n')
    open_anew(files[1])
    is_counted(editor, files[1])
    editor.api.command("Bursar restart")
    is_counted(editor, files[0])
    assert len(told()) == 1


@pytest.mark.parametrize("suite", ["trixie", "forky"])
def test_files_of_no_project_share_a_server_however_often_they_are_opened(
    neovim: Callable[..., Neovim], tmp_path: Path, suite: str
) -> None:
    editor = neovim(suite, SETUP)
    for name in ("one.md", "two.md"):
        path = tmp_path / name
        path.write_text("# A file\n", "utf-8")
        editor.edit(path)
        is_counted(editor, path)
    for command in ("edit", "set filetype=markdown", f"lua {SETUP}"):
        editor.api.command(command)
        is_counted(editor, path)
        assert len(editor.servers()) == 1
        assert editor.lua("#vim.lsp.get_clients({ bufnr = 0, _uninitialized = true })") == 1


@pytest.mark.parametrize("suite", ["trixie", "forky"])
def test_a_new_server_begins_without_the_count_of_the_one_before(
    neovim: Callable[..., Neovim], demo: Path, suite: str
) -> None:
    editor = neovim(
        suite,
        f"""
        {SETUP}
        seen = {{}}
        vim.api.nvim_create_autocmd('LspAttach', {{ callback = function(event)
          table.insert(seen, require('bursar').statusline(event.buf))
        end }})
        """,
    )
    path = demo / "reminders" / "letters.py"
    editor.edit(path)
    is_counted(editor, path)
    editor.api.command("Bursar restart")
    editor.until(lambda: editor.lua("seen"), lambda seen: len(seen) == 2)
    is_counted(editor, path)
    assert editor.lua("seen") == ["… tokens", "… tokens"]

"""Bursar in a real VS Code where something is not as usual: one clear message at most, and counts that are right."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from vscode_screen import BUDGET, TOAST, TOAST_BUTTON, check_hints, counted, extension_tests, server_of
from vscode_session import VSCode

pytestmark = pytest.mark.editor


@pytest.fixture
def every_python_is_old(python: Path) -> Iterator[Path]:
    """On the PATH there is nothing but this 3.9, by whatever name it is called."""
    good = python.rename(python.with_name("good"))
    old = python.with_name("old")
    answer = {"executable": str(old), "version": [3, 9, 2], "bursar": None, "standard": True}
    old.write_text(f"#!/bin/sh\necho '{json.dumps(answer)}'\n", "utf-8")
    old.chmod(0o755)
    names = [python.with_name(name) for name in ("python3", "python", *(f"python3.{minor}" for minor in range(11, 15)))]
    for name in names:
        name.symlink_to(old)
    yield old
    for name in names:
        name.unlink()
    good.rename(python)


def test_a_workspace_of_several_folders_one_of_them_virtual(
    vscode: Callable[..., VSCode], demo: Path, tmp_path: Path
) -> None:
    second = tmp_path / "deuxième dossier"
    second.mkdir()
    (second / "AGENTS.md").write_text("# One\n\nSome rules.\n", "utf-8")
    (second / "bursar.toml").write_text('[budgets]\n"AGENTS.md" = 3\n', "utf-8")
    workspace = tmp_path / "both.code-workspace"
    workspace.write_text(json.dumps({"folders": [{"path": str(demo)}, {"path": str(second)}]}), "utf-8")
    code = vscode(workspace)
    facts = extension_tests(code, "folders.js")
    messages = {found["folder"]: found["message"] for found in facts["warning"]}
    assert f"of {BUDGET:,} tokens" in messages[0]
    assert "of 3 tokens" in messages[1]
    check_hints(facts["hints"][0])


def test_an_untrusted_folder_names_no_program(vscode: Callable[..., VSCode], demo: Path) -> None:
    program = demo / "program"
    program.write_text('#!/bin/sh\ntouch "$(dirname "$0")/ran"\n', "utf-8")
    program.chmod(0o755)
    (demo / ".vscode").mkdir()
    named = {"bursar.server.command": [str(program)], "bursar.server.interpreter": str(program)}
    named |= {"python.defaultInterpreterPath": str(program), "bursar.cache.database": f"sqlite:///{demo}/ran"}
    (demo / ".vscode" / "settings.json").write_text(json.dumps(named), "utf-8")
    untrusted = {"security.workspace.trust.enabled": True, "security.workspace.trust.startupPrompt": "never"}
    code = vscode(demo, settings=untrusted)
    check_hints(extension_tests(code, "untrusted.js")["hints"][0])


def test_without_a_suitable_python_there_is_one_message_and_a_way_out(
    vscode: Callable[..., VSCode], demo: Path, tmp_path: Path, every_python_is_old: Path, picture: Callable[..., None]
) -> None:
    broken = tmp_path / "venv" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.symlink_to(tmp_path / "gone")
    code = vscode(demo, machine={"python.defaultInterpreterPath": str(broken)})
    code.do("open")
    code.open_file("AGENTS.md")
    said = code.until(code.messages, bool)
    code.do("hover", selector=TOAST)  # it stays for as long
    assert said == [f"Bursar needs Python 3.11 to 3.14 (64-bit). Found only 3.9.2 ({every_python_is_old})."]
    assert code.do("texts", selector=TOAST_BUTTON) == ["Open Setting"]
    assert code.status() == ""
    picture(code, "no-python")
    code.do("click", selector=TOAST_BUTTON, text="Open Setting")
    code.do("wait", selector=".settings-editor", text="Interpreter")
    code.do("press", key="Escape")  # where the settings stand over the editor
    code.set_folder_settings({"bursar.server.interpreter": str(every_python_is_old.with_name("good"))})
    code.open_file("AGENTS.md")
    total = counted((demo / "AGENTS.md").read_text("utf-8"))
    code.until(code.status, lambda shown: shown.startswith(f"{total} tokens"))

    # An environment that has bursar, such as that of this checkout, goes before the bundled server.
    code.set_folder_settings({"python.defaultInterpreterPath": sys.executable})
    code.until(
        partial(server_of, code), lambda shown: f"of the selected Python environment ({sys.executable})" in shown
    )
    code.until(code.status, lambda shown: shown.startswith(f"{total} tokens"))


def test_trouble_is_told_once_and_counts_stay_right(vscode: Callable[..., VSCode], demo: Path) -> None:
    """Settings of the wrong type, a file of 20 MB, two windows on one folder."""
    wrong = {"bursar.pack.budget": "lots", "bursar.server.command": 7, "bursar.statusBar.models": {}}
    code = vscode(demo, settings=wrong)
    big = "All work and no play makes Jack a dull boy. Ça va? 日本\n" * 400_000
    (demo / "big.md").write_text(big, "utf-8")
    assert len(big.encode()) > 20_000_000
    code.do("open")
    code.open_file("AGENTS.md")
    text = (demo / "AGENTS.md").read_text("utf-8")
    code.until(code.status, lambda shown: shown.startswith(f"{counted(text)} tokens"))
    assert len(code.until(code.messages, bool)) == 1
    code.do("window")
    code.open_file("AGENTS.md")
    code.until(code.status, lambda shown: shown.startswith(f"{counted(text)} tokens"))
    code.do("press", key="Control+Home")
    code.do("type", text="second window ")
    code.until(code.status, lambda shown: shown.startswith(f"{counted('second window ' + text)} tokens"))
    assert len(code.messages()) <= 1
    code.do("to", window=0)
    assert code.status().startswith(f"{counted(text)} tokens"), "what is typed in one window is not in the other"
    code.command("Notifications: Clear All Notifications")
    code.open_file("big.md")
    for typed in ("", "😀 naïve "):
        code.do("press", key="Control+Home")
        code.do("type", text=typed)
        total = f"{counted(typed + big):,} tokens"
        code.until(code.status, lambda shown, total=total: shown == total)
    # VS Code itself tells, for some seconds, what it turns off for a file of this size.
    assert [told for told in code.messages() if "for this large file" not in told] == []

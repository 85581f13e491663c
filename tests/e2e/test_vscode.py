"""Bursar in a real VS Code: the packaged extension, on a clean profile, with no bursar in any Python it can find."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from vscode_session import QUICK_INPUT, QUICK_ROW, STATUS, Tools, VSCode, install

from bursar.tokens.encodings import load

pytestmark = [
    pytest.mark.editor,
    pytest.mark.skipif(sys.platform != "linux", reason="VS Code and its processes are driven as Linux has them"),
]

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
DEMO = tomllib.loads((ROOT / "fixtures" / "demo" / "bursar.toml").read_text("utf-8"))
BUDGET: int = DEMO["budgets"]["AGENTS.md"]["tokens"]
PACK_BUDGET: int = DEMO["pack"]["budget"]


def counted(text: str) -> int:
    return load("o200k_base").count(text)


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory, editor_program: Callable[..., str], vsix: Path) -> Tools:
    """VS Code, a Chromium, and the extension of this checkout in an extensions folder of its own."""
    found = Tools(
        Path(editor_program("vscode")),
        Path(editor_program("vscode-chromium")),
        tmp_path_factory.mktemp("vscode") / "extensions",
    )
    install(found, vsix)
    return found


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suitable Python that has no bursar, alone in its folder."""
    link = tmp_path_factory.mktemp("bin") / "python3"
    link.symlink_to(Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}")
    return link


@pytest.fixture(scope="module")
def started(tools: Tools, tmp_path_factory: pytest.TempPathFactory, python: Path) -> Iterator[VSCode]:
    session = VSCode(tools, tmp_path_factory.mktemp("home"), path=f"{python.parent}:/usr/bin:/bin")
    yield session
    session.quit()


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


@pytest.fixture
def vscode(started: VSCode) -> Callable[..., VSCode]:
    """The running VS Code, for a folder, which has a window, an extension host and a server of its own."""

    def take(folder: Path, **settings: Any) -> VSCode:
        started.take(folder, **settings)
        return started

    return take


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., None]:
    """Takes a picture of the window or a part; BURSAR_PICTURES names a folder to keep them in, as for the README."""
    folder = Path(os.environ.get("BURSAR_PICTURES", tmp_path))

    def take(code: VSCode, name: str, **clip: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        code.do("shot", path=str(folder / f"{name}.png"), clip=clip)

    return take


def test_a_new_user_sees_counts_and_warnings(
    vscode: Callable[..., VSCode], demo: Path, picture: Callable[..., None]
) -> None:
    code = vscode(demo)
    code.do("open")
    code.open_file("AGENTS.md")
    text = (demo / "AGENTS.md").read_text("utf-8")
    total = counted(text)

    status = code.until(code.status, lambda shown: "%" in shown)
    assert status == f"{total:,} tokens · {total * 100 // BUDGET} %"
    assert f"{total:,} of {BUDGET:,} tokens" in code.do("attribute", selector=f"{STATUS} a", name="aria-label")
    red = code.do("style", selector=STATUS, name="backgroundColor")
    hints = code.until(lambda: hints_of(code), lambda shown: len(shown) >= 5)
    assert hints["## Rules"] == counted(section(text, "## Rules"))
    badge = code.until(lambda: explorer_label(code, "AGENTS.md"), lambda label: "Over its budget" in label)
    assert f"Over its budget: {total:,} of {BUDGET:,} tokens" in badge
    picture(code, "hints")
    picture(code, "step-counts", x=352, y=36, width=680, height=382)

    code.go_to_line(text.count("\n"))
    code.do("wait", selector=".editor-instance .squiggly-warning")
    code.do("wait", selector=FADED, text="Releases")
    picture(code, "over")
    picture(code, "step-budget", x=352, y=144, width=900, height=280)
    code.do("pressUntil", key="Control+Shift+M", selector=".markers-panel")
    code.do("wait", selector=PROBLEM, text=f"{total:,} of {BUDGET:,} tokens")
    assert len(code.do("texts", selector=PROBLEM)) == 2, "the file and its one warning: the faded rest is no problem"
    picture(code, "problems")
    code.do("press", key="Control+j")

    code.do("hover", selector=STATUS)
    code.do("wait", selector=".monaco-hover td", text="gpt-5")
    picture(code, "hover")
    code.do("hover", selector=LANGUAGE_STATUS)
    code.do("wait", selector=".hover-language-status", text="bundled, with Python")
    picture(code, "language-status")

    code.go_to_line(15)
    code.do("press", key="Shift+End")
    line = text.split("\n")[14]
    code.until(code.status, lambda shown: shown == f"{counted(line)} tokens selected")
    assert red != code.do("style", selector=STATUS, name="backgroundColor"), "the selection is within the budget"
    picture(code, "selection")
    code.do("press", key="Delete")
    code.do("type", text="- Ask first: naïve ideas")
    shorter = text.replace(line, "- Ask first: naïve ideas")
    now = counted(shorter)
    code.until(code.status, lambda shown: shown == f"{now:,} tokens · {now * 100 // BUDGET} %")
    code.until(lambda: hints_of(code).get("## Rules"), lambda seen: seen == counted(section(shorter, "## Rules")))
    assert code.messages() == []
    assert code.do("outside") == [], "the workbench asked a host that is not this machine"


def test_the_walkthrough_leads_through_its_steps(
    vscode: Callable[..., VSCode], demo: Path, picture: Callable[..., None]
) -> None:
    code = vscode(demo)
    code.do("open")
    code.do("size", width=1600, height=900)
    code.open_file("AGENTS.md")
    code.until(code.status, lambda shown: "%" in shown)
    code.command("Welcome: Open Walkthrough...")
    code.do("click", selector=QUICK_ROW, text="Get started with Bursar")
    asked = {
        "See what a file costs": "Count tokens for",
        "Set a budget": "Set a budget in tokens",
        "Copy context that fits": "Copy packed context for a query",
    }
    for number, (step, title) in enumerate(asked.items()):
        code.do("click", selector=STEP, text=step)
        code.do("wait", selector=f"{STEP}.expanded:focus", text=step)
        code.do("wait", selector=".getting-started-media img")
        picture(code, f"walkthrough-{number}")
        code.do("click", selector=f"{STEP}.expanded .monaco-button")
        code.do("wait", selector=".quick-input-title", text=title)
        if step == "Set a budget":  # the file that was there before the walkthrough
            code.do("wait", selector=QUICK_ROW, text=f"AGENTS.md · now {BUDGET}")
        code.do("wait", selector=f"{QUICK_INPUT}:focus")  # Escape elsewhere leads back to all walkthroughs
        code.do("press", key="Escape")
        code.do("wait", selector=f"{STEP}.expanded .codicon-getting-started-step-checked")


def test_the_light_bulb_copies_a_bundle_within_its_budget(
    vscode: Callable[..., VSCode], demo: Path, picture: Callable[..., None]
) -> None:
    code = vscode(demo)
    code.do("open")
    code.open_file("schedule.py")
    code.until(code.status, lambda shown: re.match(r"\d", shown))
    offer = f"Copy packed context for function letters_for (≤ {PACK_BUDGET:,} tokens for gpt-5)"
    code.do("click", selector=".view-line", text="def letters_for", x=80, y=8)
    code.do("pressUntil", key="Control+.", selector=OFFER, text=offer)
    picture(code, "copy")
    picture(code, "step-copying", x=352, y=270, width=680, height=382)
    code.do("click", selector=OFFER, text=offer)
    said = code.until(code.messages, bool)[0]
    code.do("hover", selector=TOAST)  # it stays for as long
    told = re.match(r"Copied ([\d,]+) of ([\d,]+) tokens: (?:\d+ symbols? from )?\d+ files?", said)
    assert told, said
    bundle = code.do("clipboard")
    assert counted(bundle) == number(told[1])
    assert number(told[1]) <= number(told[2]) == PACK_BUDGET
    assert "def letters_for(invoices: list[Invoice], day: date) -> dict[str, str]:" in bundle
    picture(code, "copied")
    code.do("click", selector=TOAST_BUTTON, text="Show Report")
    code.do("wait", selector=".tab.active", text="Packed context")
    code.until(code.status, lambda shown: shown == "")
    assert any("| reminders/schedule.py | letters_for" in re.sub(" +", " ", line) for line in code.lines())
    picture(code, "report")

    # The same by the context menu, for a typed query; its answers are remembered.
    code.open_file("schedule.py")
    for last in (False, True):
        code.command("Bursar: Copy Packed Context for Query…")
        code.do("wait", selector=".quick-input-title", text="(1 of 3)")
        assert code.do("value", selector=QUICK_INPUT) == ("who gets a reminder?" if last else "")
        code.answer("who gets a reminder?")
        code.do("wait", selector=".quick-input-title", text="(2 of 3)")
        code.do("click", selector=QUICK_ROW, text="last time" if last else "16,000 tokens")
        code.do("wait", selector=".quick-input-title", text="(3 of 3)")
        code.do("click", selector=QUICK_ROW, text="Markdown")
        code.until(code.messages, lambda shown: any("of 16,000 tokens" in message for message in shown))
        code.command("Notifications: Clear All Notifications")
        code.until(code.messages, lambda shown: shown == [])
    assert counted(code.do("clipboard")) <= 16_000
    code.do("click", selector=".view-line", text="def rested", x=80, y=8, button="right")
    code.do("wait", selector=".context-view .action-label", text="Copy Packed Context")
    picture(code, "context-menu")


def test_models_and_budgets_are_set_and_outlive_the_server(vscode: Callable[..., VSCode], demo: Path) -> None:
    code = vscode(demo)
    text = (demo / "AGENTS.md").read_text("utf-8") + "naïve 日本語 Überraschung 👋\n"
    (demo / "AGENTS.md").write_text(text, "utf-8")
    code.do("open")
    code.open_file("AGENTS.md")
    code.until(code.status, lambda shown: shown.startswith(f"{counted(text)} tokens"))
    other = load("cl100k_base").count(text)
    assert other != counted(text)
    code.do("click", selector=STATUS)
    code.do("wait", selector=".quick-input-title", text="Count tokens for")
    code.do("fill", selector=QUICK_INPUT, value="gpt-4")
    code.do("click", selector=QUICK_ROW, text="use this name")
    code.until(code.status, lambda shown: shown.startswith(f"{other} tokens"))
    code.command("Bursar: Set Budget…")
    code.do("click", selector=QUICK_ROW, text="This file")
    code.do("wait", selector=".quick-input-title", text="Budget in tokens: This file")
    code.answer("1k")
    changed = f"{other} tokens · {other * 100 // 1000} %"
    code.until(code.status, lambda shown: shown == changed)
    code.command("Bursar: Restart Server")
    code.until(code.status, lambda shown: shown != changed)
    code.until(code.status, lambda shown: shown == changed)
    assert code.messages() == []
    for _ in range(5):
        (pid,) = code.until(code.language_servers, lambda found: len(found) == 1)
        os.kill(pid, signal.SIGKILL)
        code.until(code.language_servers, lambda found, gone=pid: gone not in found)
    code.until(code.messages, lambda said: said == ["Bursar's server stopped 5 times; it is being started again."])
    code.until(code.status, lambda shown: shown == changed)


def test_every_theme_and_two_hundred_hints_on_one_screen(
    vscode: Callable[..., VSCode], demo: Path, picture: Callable[..., None]
) -> None:
    code = vscode(demo)
    many = "".join(f"## Rule {count}\nDo the right thing {count} times.\n" for count in range(200))
    (demo / "RULES.md").write_text(many, "utf-8")
    code.do("open")
    code.do("size", width=1280, height=1400)
    code.open_file("AGENTS.md")
    code.until(code.status, lambda shown: "%" in shown)
    for theme, kind in THEMES.items():
        code.set_folder_settings({"workbench.colorTheme": theme})
        code.do("wait", selector=f".monaco-workbench.{kind}")
        code.open_file("AGENTS.md")
        code.do("wait", selector=FADED)
        code.until(code.status, lambda shown: "%" in shown)
        code.until(partial(contrast_of_status, code), lambda seen: seen >= 4.5)
        picture(code, f"over-{kind}")
    code.do("size", width=1280, height=4300)
    code.set_folder_settings({"editor.fontSize": 7, "editor.lineHeight": 10})
    code.open_file("RULES.md")
    hints = code.until(lambda: hints_of(code), lambda shown: len(shown) == 200)
    assert hints["## Rule 199"] == counted(section(many, "## Rule 199"))
    picture(code, "many")


def test_commands_and_settings_in_the_extension_host(vscode: Callable[..., VSCode], demo: Path) -> None:
    code = vscode(demo)
    facts = extension_tests(code, "commands.js")
    for found in facts["hints"]:
        check_hints(found)
    for found in facts["copied"]:
        assert counted(found["text"]) == found["report"]["actual"] <= found["report"]["budget"], found["scope"]
    assert facts["budget"] == [PACK_BUDGET]


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
    code.until(partial(folders_shown, code, second.name), bool)
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
    named |= {"python.defaultInterpreterPath": str(program)}
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


# ---- the package


def test_the_package_holds_what_it_needs_and_nothing_else(vsix: Path) -> None:
    assert vsix.stat().st_size < 30_000_000
    with zipfile.ZipFile(vsix) as archive:
        names = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
        manifest = json.loads(archive.read("extension/package.json"))
        readme = archive.read("extension/readme.md").decode()
    top = {name.split("/")[0] for name in names}
    assert top == {"package.json", "readme.md", "changelog.md", "LICENSE.txt", "dist", "images", "bundled"}
    assert {name for name in names if name.startswith("dist/")} == {"dist/extension.js"}
    assert manifest["icon"] in names
    assert set(re.findall(r"\]\((images/[^)]+)\)", readme)) <= names
    for step in manifest["contributes"]["walkthroughs"][0]["steps"]:
        assert step["media"]["image"] in names
    libraries = {tuple(name.split("/")[2:4]) for name in names if name.startswith("bundled/libs/")}
    for python in ("cp311", "cp312", "cp313", "cp314"):
        for compiled in ("tiktoken", "regex", "tree_sitter"):
            assert (python, compiled) in libraries
            binaries = [n for n in names if re.match(rf"bundled/libs/{python}/{compiled}/.*\.(so|pyd)$", n)]
            assert binaries, (python, compiled)
            assert all(python.replace("cp", "cpython-") in name or "abi3" in name for name in binaries), binaries
    common = {name for folder, name in libraries if folder == "common"}
    assert {"bursar", "pygls", "lsprotocol", "tree_sitter_python", "tree_sitter_markdown", "click"} <= common
    for vocabulary in ("o200k_base", "cl100k_base"):
        assert f"bundled/libs/common/bursar/tokens/data/{vocabulary}.tiktoken" in names
    assert not [name for name in names if re.search(r"(^|/)(node_modules|tests?/|\.npmrc|src/)|\.(ts|map|pyc)$", name)]


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory, vsix: Path) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(folder)
    return folder / "extension" / "bundled" / "launch.py"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_bundled_server_runs_by_itself(launcher: Path, editor_program: Callable[..., str], python: str) -> None:
    program = suitable(python, editor_program)
    text = "Who gets a letter today? 日本語"
    command = [program, "-I", "-S", str(launcher), "count", "--json", "--text", text]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["total"]["tokens"] == counted(text)


def test_an_interpreter_without_libraries_is_told_which_it_takes(launcher: Path) -> None:
    for name in ("cp311", "cp312", "cp313", "cp314"):
        (launcher.parent / "libs" / name).rename(launcher.parent / f"hidden-{name}")
    (launcher.parent / "libs" / "cp399").mkdir()
    try:
        run = subprocess.run([sys.executable, "-I", "-S", str(launcher)], capture_output=True, text=True, check=False)
    finally:
        (launcher.parent / "libs" / "cp399").rmdir()
        for name in ("cp311", "cp312", "cp313", "cp314"):
            (launcher.parent / f"hidden-{name}").rename(launcher.parent / "libs" / name)
    assert run.returncode == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert run.stderr.strip() == f"Bursar's bundled server needs Python 3.99; this is {version}."


def suitable(python: str, editor_program: Callable[..., str]) -> str:
    """An interpreter of this version: the one that runs the tests, one on this machine, or a fetched one."""
    if python == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    installed = [shutil.which(f"python{python}"), *Path.home().glob(f".pyenv/versions/{python}.*/bin/python{python}")]
    for program in map(str, filter(None, installed)):
        if subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0:
            return program  # the others are what a version manager leaves for versions that are not chosen
    return editor_program("python", python, required=False)


# ---- reading the screen


OFFER = ".action-widget .monaco-list-row"
PROBLEM = ".markers-panel .monaco-list-row"
STEP = ".getting-started-step"
TOAST = ".notifications-toasts .notification-list-item"
TOAST_BUTTON = f"{TOAST} .monaco-button"
FADED = ".editor-instance .view-line .squiggly-inline-unnecessary"
THEMES = {
    "Light 2026": "vs",
    "Dark 2026": "vs-dark",
    "Default High Contrast": "hc-black",
    "Default High Contrast Light": "hc-light",
}
LANGUAGE_STATUS = '.statusbar-item[id="status.languageStatus"]'


def server_of(code: VSCode) -> str:
    """Which server runs, as the language's braces say."""
    code.do("hover", selector=LANGUAGE_STATUS)
    code.do("wait", selector=".hover-language-status")
    return " ".join(code.do("texts", selector=".hover-language-status"))


def explorer_label(code: VSCode, name: str) -> str:
    return str(code.do("attribute", selector=".explorer-folders-view .monaco-icon-label", text=name, name="aria-label"))


def folders_shown(code: VSCode, name: str) -> bool:
    """Open the workspace, and see whether this folder is in it within ten seconds.

    VS Code may lose the folders of a workspace on a busy machine until it has read them once and has them in its cache.
    """
    code.do("open")
    end = time.monotonic() + 10
    while not (shown := name in code.do("texts", selector=".explorer-folders-view .monaco-icon-label")):
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    return shown


def extension_tests(code: VSCode, suite: str) -> dict[str, list[Any]]:
    """Run a suite; the facts that it left for us to judge, by name."""
    ended, printed = code.extension_tests(suite)
    assert ended == 0, "\n".join(line for line in printed[-200:] if not line.startswith("fact "))
    facts: dict[str, list[Any]] = {}
    for line in printed:
        if line.startswith("fact "):
            name, value = json.loads(line.removeprefix("fact "))
            facts.setdefault(name, []).append(value)
    return facts


def check_hints(found: dict[str, Any]) -> None:
    """The hints of a Markdown document against its text."""
    lines = found["text"].split("\n")
    headings = [line for line in lines if line.startswith("#")]
    assert [lines[line] for line, _ in found["hints"]] == headings
    for line, label in found["hints"]:
        if lines[line].startswith("## "):
            assert number(label) == counted(section(found["text"], lines[line])), lines[line]


def contrast_of_status(code: VSCode) -> float:
    """How well the count is read in the status bar, whatever its background says."""
    text = code.do("style", selector=f"{STATUS} a", name="color")
    return contrast(text, code.do("style", selector=STATUS, name="backgroundColor"))


def contrast(one: str, other: str) -> float:
    """The contrast of two CSS colours as WCAG has it."""

    def luminance(colour: str) -> float:
        channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def hints_of(code: VSCode) -> dict[str, int]:
    """The visible headings with the numbers at their ends."""
    found = (re.fullmatch(r"(#+ .*?) +(\d[\d,]*)", line) for line in code.lines())
    return {match[1]: number(match[2]) for match in found if match}


def section(text: str, heading: str) -> str:
    """The text from a heading to the next one of its level."""
    start = text.index(f"{heading}\n")
    end = text.find(f"\n{heading.split(' ')[0]} ", start)
    return text[start:] if end < 0 else text[start : end + 1]

"""Bursar in a real VS Code: the packaged extension, on a clean profile, with no bursar in any Python it can find."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from vscode_screen import (
    BUDGET,
    FADED,
    LANGUAGE_STATUS,
    OFFER,
    PACK_BUDGET,
    PROBLEM,
    STEP,
    TOAST,
    TOAST_BUTTON,
    check_hints,
    contrast_of_status,
    counted,
    explorer_label,
    extension_tests,
    hints_of,
    number,
    section,
)
from vscode_session import QUICK_INPUT, QUICK_ROW, STATUS, VSCode

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

THEMES = {
    "Light 2026": "vs",
    "Dark 2026": "vs-dark",
    "Default High Contrast": "hc-black",
    "Default High Contrast Light": "hc-light",
}


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
    red = code.do("style", selector=STATUS, name="background-color")
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
    code.do("wait", selector=".monaco-hover td", text="gpt-5.6-sol")
    picture(code, "hover")
    code.do("hover", selector=LANGUAGE_STATUS)
    code.do("wait", selector=".hover-language-status", text="bundled, with Python")
    picture(code, "language-status")

    code.go_to_line(15)
    code.do("press", key="Shift+End")
    line = text.split("\n")[14]
    code.until(code.status, lambda shown: shown == f"{counted(line)} tokens selected")
    assert red != code.do("style", selector=STATUS, name="background-color"), "the selection is within the budget"
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
    for at, (step, title) in enumerate(asked.items()):
        code.do("click", selector=STEP, text=step)
        code.do("wait", selector=f"{STEP}.expanded:focus", text=step)
        code.do("wait", selector=".getting-started-media img")
        picture(code, f"walkthrough-{at}")
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
    offer = f"Copy packed context for function letters_for (≤ {PACK_BUDGET:,} tokens for gpt-5.6-sol)"
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
    code.do("open")
    text = (demo / "AGENTS.md").read_text("utf-8")
    for added in ("", "naïve 日本語 Überraschung 👋\n"):  # changed on disk while it is not open
        text += added
        (demo / "AGENTS.md").write_text(text, "utf-8")
        badge = f"Over its budget: {counted(text):,} of {BUDGET:,} tokens"
        code.until(lambda: explorer_label(code, "AGENTS.md"), lambda label, badge=badge: badge in label)
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
        assert code.status() != "", "nothing in the status bar moves while the server is started again"
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

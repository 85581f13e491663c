"""What the tests of VS Code read from its screen and from its extension host, and what it must say by the texts."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from vscode_session import EXPLORED, STATUS, VSCode

from bursar.tokens.encodings import load

DEMO = tomllib.loads((Path(__file__).resolve().parents[3] / "fixtures" / "demo" / "bursar.toml").read_text("utf-8"))
BUDGET: int = DEMO["budgets"]["AGENTS.md"]["tokens"]
PACK_BUDGET: int = DEMO["pack"]["budget"]

OFFER = ".action-widget .monaco-list-row"
PROBLEM = ".markers-panel .monaco-list-row"
STEP = ".getting-started-step"
TOAST = ".notifications-toasts .notification-list-item"
TOAST_BUTTON = f"{TOAST} .monaco-button"
FADED = ".editor-instance .view-line .squiggly-inline-unnecessary"
LANGUAGE_STATUS = '.statusbar-item[id="status.languageStatus"]'


def counted(text: str) -> int:
    return load("o200k_base").count(text)


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def server_of(code: VSCode) -> str:
    """Which server runs, as the language's braces say."""
    code.do("hover", selector=LANGUAGE_STATUS)
    code.do("wait", selector=".hover-language-status")
    return " ".join(code.do("texts", selector=".hover-language-status"))


def explorer_label(code: VSCode, name: str) -> str:
    return str(code.do("attribute", selector=EXPLORED, text=name, name="aria-label"))


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
    return contrast(text, code.do("style", selector=STATUS, name="background-color"))


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

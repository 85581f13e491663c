"""Bursar in a real Emacs 30, with the configuration that docs/editors.md gives."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

DOCS = Path(__file__).parents[2] / "docs" / "editors.md"
PROBE = Path(__file__).with_name("emacs_probe.el")
CONFIG = '[budgets]\n"*.py" = { tokens = 100, hard = true }\n[pack]\nbudget = 600\n'


def test_hints_warnings_and_copying(editor_program: Callable[[str], str], bursar: str, demo: Path) -> None:
    emacs = editor_program("emacs")
    demo = demo.rename(demo.with_name("a project"))  # eglot 30.1 loses diagnostics of files beyond ASCII
    subprocess.run(["git", "init", "-q", str(demo)], check=True)  # what Emacs takes for a project
    (demo / "bursar.toml").write_text(CONFIG, "utf-8")
    source = demo / "reminders" / "schedule.py"
    text = source.read_text("utf-8")
    configuration = demo / "init.el"
    configuration.write_text(re.search(r"```elisp\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[1], "utf-8")
    environment = os.environ | {
        "HOME": str(demo),
        "PATH": f"{Path(bursar).parent}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
    }
    arguments = [emacs, "-Q", "--batch", "-l", str(configuration), "-l", str(PROBE), str(source), "def letters_for"]
    run = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=240, check=False)
    said = run.stderr
    assert run.returncode == 0, said

    assert "encoding utf-32" in said
    counted = load("o200k_base").count
    symbol = text[text.index("def letters_for") :].rstrip("\n")
    line = text[: text.index("def letters_for")].count("\n") + 1
    assert re.search(rf"^hint {line} {counted(symbol)}$", said, re.MULTILINE), said

    overflow = load("o200k_base").token_starts(text)[100]
    assert re.search(
        rf"^warning {overflow}-\d+ bursar \[budget\]: {counted(text)} of 100 tokens", said, re.MULTILINE
    ), said

    copied = Path(f"{source}.copied").read_text("utf-8")
    assert counted(copied) <= 600
    assert "def letters_for(invoices: list[Invoice], day: date) -> dict[str, str]:" in copied
    assert re.search(rf"Copied {counted(copied)} of 600 tokens", said), said

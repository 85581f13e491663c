"""`make demo`, and the README's picture of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shown() -> str:
    run = subprocess.run(
        [sys.executable, str(_ROOT / "fixtures" / "demo.py")], stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return run.stdout


def test_it_shows_counts_warnings_and_a_bundle_without_colours(shown: str) -> None:
    assert "\x1b" not in shown
    assert re.search(r"29 ┊ money\. .*\n +│ +▲ 361 of 300 tokens", shown)
    recounted = re.search(r"recounted: (\d+) tokens", shown)
    assert recounted
    assert f"Its report: {recounted[1]} of 600 tokens" in shown


def test_the_picture_in_the_readme_is_what_it_shows(shown: str) -> None:
    readme = (_ROOT / "README.md").read_text("utf-8")
    picture = readme.split("```text\n")[1].split("```")[0].splitlines()
    stale = [line for line in picture if line not in shown.splitlines()]
    assert stale == []

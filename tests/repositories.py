"""Folders of files, and Git repositories, that tests make."""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

_OWN = {
    "user.name": "a",
    "user.email": "a@example.org",
    "commit.gpgsign": "false",
    "init.defaultBranch": "main",
}
"""Whatever the settings of whoever runs the tests are."""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts to their paths in a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def git(folder: Path, *arguments: str, codes: Collection[int] = (0,)) -> str:
    """What a command of Git says; it must end with one of the exit codes."""
    own = [part for name, value in _OWN.items() for part in ("-c", f"{name}={value}")]
    command = ["git", *own, "-C", str(folder), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode in codes, done.stderr
    return done.stdout.strip()

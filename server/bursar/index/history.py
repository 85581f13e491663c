"""What Git remembers: which files changed together, and how long ago each changed."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

COMMITS: Final = 1000
LARGE_COMMIT_FILES: Final = 20
"""A commit of more files says little of any two of them (renames, formatting, vendoring)."""

HALF_LIFE_COMMITS: Final = 100
TIMEOUT_SECONDS: Final = 10.0

_COMMAND: Final = (
    "git", "-c", "log.showSignature=false", "-c", "core.quotePath=false", "log", f"--max-count={COMMITS}",
    "--no-merges", "--no-ext-diff", "--no-textconv", "--no-renames", "--name-only", "--relative", "-z",
    "--format=%x01", "--", ".",
)  # fmt: skip  # rows, as a table


@dataclass(frozen=True, slots=True)
class History:
    """Of each file how much it changed with others, and how long ago in commits."""

    together: dict[str, dict[str, float]] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    age: dict[str, int] = field(default_factory=dict)

    def cochanged(self, path: str) -> list[tuple[str, float]]:
        """Files that changed together with one, with the share (0..1) of its changes, weighted by commit size."""
        count = self.changes.get(path, 0)
        if not count:
            return []
        rows = [(other, min(1.0, weight / (count + 1))) for other, weight in self.together.get(path, {}).items()]
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def recency(self, path: str) -> float:
        """1 for a file of the last commit, a half for each hundred commits before; 0 for one not known."""
        age = self.age.get(path)
        return 0.0 if age is None else 0.5 ** (age / HALF_LIFE_COMMITS)


class Past:
    """The history of a folder, read when it is first asked for and again when the folder is at another commit."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._history, self._head, self._checked = History(), "", False

    def check(self) -> None:
        """Look, at the next question, whether there is a new commit."""
        self._checked = False

    def now(self) -> History:
        """The history. Blocking."""
        if not self._checked:
            self._checked = True
            head = head_of(self._root)
            if head != self._head:
                self._head, self._history = head, history_of(self._root) if head else History()
        return self._history


def history_of(root: Path) -> History:
    """The history of a folder; empty without Git, outside a repository, or if Git takes too long. Blocking."""
    output = _git(root, _COMMAND)
    return History() if output is None else history_from(_commits(output))


def head_of(root: Path) -> str:
    """The commit that a folder is at; empty without one. Blocking, some milliseconds."""
    return (_git(root, ("git", "rev-parse", "--verify", "--quiet", "HEAD")) or "").strip()


def _git(root: Path, command: Sequence[str]) -> str | None:
    """What Git answers; None if it cannot, or takes too long."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return None if done.returncode else done.stdout.decode("utf-8", "replace")


def history_from(commits: Iterable[list[str]]) -> History:
    """The history of commits, the last first, each the paths it changed."""
    found = History()
    changes: Counter[str] = Counter()
    for age, paths in enumerate(commits):
        for path in paths:
            found.age.setdefault(path, age)
        if len(paths) > LARGE_COMMIT_FILES:
            continue
        changes.update(paths)
        for path in paths:
            row = found.together.setdefault(path, {})
            for other in paths:
                if other != path:
                    row[other] = row.get(other, 0.0) + 2.0 / len(paths)
    found.changes.update(changes)
    return found


def _commits(output: str) -> list[list[str]]:
    return [[path for path in part.replace("\n", "\0").split("\0") if path] for part in output.split("\x01")[1:]]

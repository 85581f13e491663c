"""A file as it is in the last commit of its repository, by Git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bursar.files.decode import decode
from bursar.files.git import run_git

PATIENCE_S = 5.0
"""How long Git may take."""


@dataclass(frozen=True, slots=True)
class Committed:
    """The text of a file in a commit."""

    commit: str
    text: str


def head_commit(folder: Path) -> str | None:
    """The commit that is checked out in a folder's repository; None without a repository, a commit or Git. Blocks."""
    found = run_git(str(folder), ["rev-parse", "--verify", "--quiet", "HEAD"], PATIENCE_S)
    return found.decode("ascii", "replace").strip() if found else None


def committed(path: Path, commit: str) -> Committed | None:
    """A file's text in a commit; None if it is not in it. Blocks. Runs no filter of the repository's."""
    found = run_git(str(path.parent), ["cat-file", "blob", f"{commit}:./{path.name}"], PATIENCE_S)
    return None if found is None else Committed(commit, decode(found).text)

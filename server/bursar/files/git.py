"""What Git says is in a folder: tracked files and unignored new ones."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

log = logging.getLogger(__name__)

PATIENCE_S: Final = 30.0
"""How long Git may take before the folder is walked instead."""

_SAFE: Final = (
    *("-c", "core.fsmonitor=false"),  # names a program to run
    *("-c", "safe.bareRepository=explicit"),  # a folder that only looks like a repository is none
    *("-c", "core.quotePath=false"),
)
_FOREIGN: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})
"""What a hook's environment says of another folder than ours."""

_SUBMODULE: Final = b"160000"
"""The mode of an entry that is a repository of its own."""


@dataclass(frozen=True, slots=True)
class GitListing:
    """Paths relative to the folder, with forward slashes.

    Those of `nested` are folders that are repositories of their own: submodules, and clones that lie there.
    """

    tracked: tuple[str, ...]
    others: tuple[str, ...]
    nested: tuple[str, ...]


def git_listing(folder: str) -> GitListing | None:
    """What Git lists in a folder, None where it is not of use: no repository, no Git, a refusal, a time-out.

    A folder in the middle of a merge or rebase is listed as it lies on the disk. Runs nothing that the repository's
    own settings name.
    """
    output = run_git(folder, ["ls-files", "-t", "-s", "-z", "--cached", "--others", "--exclude-standard"])
    if output is None:
        return None
    tracked: dict[str, None] = {}  # a path in conflict is there once for each side
    others: list[str] = []
    nested: list[str] = []
    for entry in output.split(b"\0"):
        if entry[:2] == b"? ":
            path = os.fsdecode(entry[2:])
            (nested if path.endswith("/") else others).append(path.rstrip("/"))
        elif entry:
            head, _, name = entry.partition(b"\t")  # H 100644 6e4f... 0
            if head[2:8] == _SUBMODULE:
                nested.append(os.fsdecode(name))
            else:
                tracked[os.fsdecode(name)] = None
    return GitListing(tuple(tracked), tuple(others), tuple(nested))


def run_git(folder: str, arguments: Sequence[str], patience: float = PATIENCE_S) -> bytes | None:
    """The output of a reading command of Git's in a folder, None if it fails. Blocks."""
    program = shutil.which("git")
    if program is None or os.path.abspath(program).startswith(os.path.abspath(folder) + os.sep):
        return None
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            [program, *_SAFE, "-C", folder, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            env=environment,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.info("git %s in %s: %s", arguments[0], folder, error)
        return None
    return done.stdout if done.returncode == 0 else None

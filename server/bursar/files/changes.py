"""What changed in a repository, as Git tells it: files, how each changed, and which lines of their present text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from typing import Final

from bursar.errors import ChangesError
from bursar.files.git import run_git

EMPTY_TREE: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""What a repository without a commit is compared with: the SHA-1 of a tree of nothing, which every Git knows."""

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_DIFFED_LINES: Final = 6_000
_HUNK: Final = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
_QUOTED: Final = re.compile(rb'\\(?:([abtnvfr"\\])|([0-7]{3}))')
_ESCAPES: Final = {b"a": 7, b"b": 8, b"t": 9, b"n": 10, b"v": 11, b"f": 12, b"r": 13, b'"': 34, b"\\": 92}
_PLAIN: Final = ("--no-color", "--no-ext-diff", "--no-textconv", "-M", "--ignore-submodules=all")
"""No program that the repository's settings name is run."""


class How(Enum):
    """What happened to a file."""

    MODIFIED = "modified"
    ADDED = "added"
    DELETED = "deleted"
    RENAMED = "renamed"
    BINARY = "binary"
    CONFLICTED = "conflicted"


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that changed, by its path from the folder that was asked about, with forward slashes.

    `lines` are stretches of its present text, from 0 and the end exclusive; an empty one stands at the line before
    lines that were removed. Of a file that was added or is in conflict, all of it changed and none are named. `old` is
    the former path of a file that was renamed.
    """

    path: str
    how: How
    lines: tuple[tuple[int, int], ...] = ()
    old: str | None = None


def changes(folder: str, *, since: str | None = None, staged: bool = False) -> tuple[FileChange, ...]:
    """What the working tree (`staged`: the index) has that the last commit has not, by path; new files too.

    With `since` it is compared with where this branch left that revision. Files that Git ignores never count; nor do
    those outside the folder. Blocks. Raises ChangesError where there is no repository or no such revision.
    """
    base = _base(folder, since)
    where = [*_PLAIN, "--relative", *(["--cached"] if staged else []), base, "--"]
    raw = _git(folder, ["diff", "--raw", "-z", *where])
    found = {change.path: change for change in _statuses(raw)}
    hunks, binary = _hunks(
        _git(folder, ["diff", "-U0", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/", *where])
    )
    torn = _unmerged(folder)
    told = [
        FileChange(path, How.CONFLICTED) if path in torn else _completed(change, hunks, binary)
        for path, change in found.items()
    ]
    if not staged:
        told += [FileChange(path, How.ADDED) for path in _untracked(folder) if path not in found]
    return tuple(sorted(told, key=lambda change: change.path))


def staged_text(folder: str, path: str) -> bytes | None:
    """The bytes of a file as it is staged, None if it is not."""
    return run_git(folder, ["cat-file", "blob", f":./{path}"])


def committed_text(folder: str, path: str, since: str | None = None) -> bytes | None:
    """The bytes of a file in what `changes` compares with, None if it is not there."""
    return run_git(folder, ["cat-file", "blob", f"{_base(folder, since)}:./{path}"])


def changed_lines(before: str, after: str) -> tuple[tuple[int, int], ...]:
    """The stretches of lines of a text that another one had not, in the terms of `FileChange`.

    Of texts that differ in more than some thousand lines, the one stretch that holds them all.
    """
    old, new = _LINE.findall(before), _LINE.findall(after)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if not old and not new:
        return ()
    if len(old) + len(new) > _DIFFED_LINES:
        return ((head, head + len(new)),)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found = [(head + start, head + end) for step, _, _, start, end in steps if step != "equal"]
    return tuple((max(start - 1, 0),) * 2 if start == end else (start, end) for start, end in found)


def _base(folder: str, since: str | None) -> str:
    if run_git(folder, ["rev-parse", "--is-inside-work-tree"]) is None:
        raise ChangesError(f"{folder} is in no Git repository, so nothing is known of its changes")
    head = _commit(folder, "HEAD")
    if since is None:
        return head or EMPTY_TREE
    wanted = _commit(folder, since)
    if wanted is None:
        raise ChangesError(f"{since!r} names no commit of {folder}; give a branch, a tag or a hash")
    shared = run_git(folder, ["merge-base", wanted, head]) if head else None
    return os.fsdecode(shared).strip() if shared else wanted


def _commit(folder: str, name: str) -> str | None:
    found = run_git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"])
    return os.fsdecode(found).strip() if found else None


def _git(folder: str, arguments: Sequence[str]) -> bytes:
    output = run_git(folder, arguments)
    if output is None:
        raise ChangesError(f"git {arguments[0]} failed in {folder}; the log says why")
    return output


def _statuses(raw: bytes) -> Iterator[FileChange]:
    """`:100644 100644 1234 5678 M` NUL path NUL, with two paths for what was renamed."""
    parts = iter(raw.split(b"\0"))
    for head in parts:
        if not head:
            continue
        fields = head.split(b" ")
        letter, path = fields[-1][:1], os.fsdecode(next(parts))
        if letter in b"RC":
            yield FileChange(os.fsdecode(next(parts)), How.RENAMED, old=path)
        elif fields[1] not in _NO_TEXTS:
            yield FileChange(path, _LETTERS.get(letter, How.MODIFIED))


_LETTERS: Final = {b"A": How.ADDED, b"D": How.DELETED, b"U": How.CONFLICTED}
_NO_TEXTS: Final = (b"120000", b"160000")
"""The modes of links and of repositories inside."""


def _hunks(patch: bytes) -> tuple[dict[str, list[tuple[int, int]]], set[str]]:
    """The changed lines by path, and the paths of binary files. Lines of content never begin as heads do here."""
    found: dict[str, list[tuple[int, int]]] = {}
    binary: set[str] = set()
    lines: list[tuple[int, int]] = []
    in_head = False
    for line in patch.split(b"\n"):
        if line.startswith(b"diff --git "):
            in_head = True
        elif in_head and line.startswith(b"+++ "):
            lines = found.setdefault(_path(line[4:]), [])
        elif in_head and line.startswith(b"Binary files ") and line.endswith(b" differ"):
            binary.add(_path(line[13:-7].rpartition(b" and ")[2]))
        elif line.startswith(b"@@ ") and (hunk := _HUNK.match(line)):
            in_head = False
            first, count = int(hunk[1]), int(hunk[2] or 1)
            start = max(first - 1, 0)  # of no lines, Git names the line before
            lines.append((start, start + count))
    return found, binary


def _path(name: bytes) -> str:
    """A path as a head of a patch writes it: quoted if need be, and with a tab behind it if it has a space."""
    name = name.rstrip(b"\t\r")
    if name.startswith(b'"'):
        name = _QUOTED.sub(lambda found: bytes([_ESCAPES[found[1]] if found[1] else int(found[2], 8)]), name[1:-1])
    return os.fsdecode(name[2:] if name.startswith(b"b/") else name)


def _completed(change: FileChange, hunks: dict[str, list[tuple[int, int]]], binary: set[str]) -> FileChange:
    if change.how is How.DELETED:
        return change
    if change.path in binary:
        return replace(change, how=How.BINARY)
    if change.how in (How.ADDED, How.CONFLICTED):
        return change
    return replace(change, lines=tuple(hunks.get(change.path, ())))


def _unmerged(folder: str) -> set[str]:
    listed = run_git(folder, ["ls-files", "-z", "--unmerged"]) or b""
    return {os.fsdecode(entry.partition(b"\t")[2]) for entry in listed.split(b"\0") if entry}


def _untracked(folder: str) -> list[str]:
    listed = run_git(folder, ["ls-files", "-z", "--others", "--exclude-standard"]) or b""
    return [os.fsdecode(name) for name in listed.split(b"\0") if name and not name.endswith(b"/")]

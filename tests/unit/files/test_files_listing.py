"""Listing a folder: by Git and by the rules alone, with the same outcome; in every state a repository can be in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bursar.files import Origin, list_files, origin_of
from bursar.files.git import git_listing


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


TREE = {
    "b.md": "b",
    "a.md": "a",
    "src/z.py": "z",
    "src/deep/er/x.py": "x",
    "src/out.log": "log",
    "node_modules/m/index.js": "m",
    ".gitignore": "*.log\n/build/\n",
    "build/x": "x",
    "docs/.bursarignore": "draft*\n!draft-kept.md\n",
    "docs/draft.md": "d",
    "docs/draft-kept.md": "d",
    "docs/sub/draft.md": "d",
}
KEPT = (".gitignore", "a.md", "b.md", "docs/.bursarignore", "docs/draft-kept.md", "src/z.py", "src/deep/er/x.py")


def test_git_and_the_rules_alone_list_the_same(tmp_path: Path) -> None:
    write(tmp_path, TREE)
    plain = list_files(tmp_path)
    assert (plain.paths, plain.by_git) == (KEPT, False)
    git(tmp_path, "init", "-q")
    new = list_files(tmp_path)
    assert (new.paths, new.by_git) == (KEPT, True)
    git(tmp_path, "add", ".", ":!node_modules")
    assert list_files(tmp_path).paths == KEPT


def test_a_tracked_file_is_listed_though_ignored_unless_our_own_rules_leave_it_out(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*.log\n", "kept.log": "x", "other.log": "x", "left.log": "x"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-f", "kept.log", "left.log")
    write(tmp_path, {".bursarignore": "left.*\n"})
    assert list_files(tmp_path).paths == (".bursarignore", ".gitignore", "kept.log")


def test_rules_above_the_folder_hold_in_it(tmp_path: Path) -> None:
    write(tmp_path, {".bursarignore": "/in/skip\n", "in/skip/a": "a", "in/b": "b"})
    git(tmp_path, "init", "-q")
    assert list_files(tmp_path / "in").paths == ("b",)


def test_in_the_middle_of_a_merge_each_file_is_listed_once(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"f.md": "base\n"})
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "base")
    git(tmp_path, "checkout", "-qb", "other")
    write(tmp_path, {"f.md": "theirs\n"})
    git(tmp_path, "commit", "-qam", "theirs")
    git(tmp_path, "checkout", "-q", "-")
    write(tmp_path, {"f.md": "ours\n"})
    git(tmp_path, "commit", "-qam", "ours")
    with pytest.raises(subprocess.CalledProcessError):
        git(tmp_path, "rebase", "other")
    assert list_files(tmp_path).paths == ("f.md",)


def test_repositories_inside_a_repository(tmp_path: Path) -> None:
    inner, outer = tmp_path / "inner", tmp_path / "outer"
    for folder in (inner, outer):
        folder.mkdir()
        git(folder, "init", "-q")
    write(inner, {"i.py": "i", ".gitignore": "no\n", "no": "x"})
    git(inner, "add", ".")
    git(inner, "commit", "-qm", "inner")
    write(outer, {"o.py": "o"})
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "sub")
    git(outer, "clone", "-q", str(inner), str(outer / "clone"))
    assert list_files(outer).paths == (
        ".gitmodules",
        "o.py",
        "clone/.gitignore",
        "clone/i.py",
        "sub/.gitignore",
        "sub/i.py",
    )


def test_odd_names_come_through(tmp_path: Path) -> None:
    names = ["with space.md", "grüße.md", "tab\there", "new\nline", os.fsdecode(b"not-utf8-\xff"), "-dash", '"quoted"']
    for name in names:
        (tmp_path / name).write_text("x")
    plain = list_files(tmp_path).paths
    git(tmp_path, "init", "-q")
    assert list_files(tmp_path).paths == plain == tuple(sorted(names))


def test_a_repository_cannot_make_us_run_a_program(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"a": "a", "hook.sh": f"#!/bin/sh\ntouch {tmp_path}/ran\n"})
    (tmp_path / "hook.sh").chmod(0o755)
    git(tmp_path, "config", "core.fsmonitor", str(tmp_path / "hook.sh"))
    assert list_files(tmp_path).paths == ("a", "hook.sh")
    assert not (tmp_path / "ran").exists()


def test_without_git_or_a_sound_repository_the_folder_is_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a": "a", ".git/HEAD": "broken"})
    assert git_listing(str(tmp_path)) is None
    assert (list_files(tmp_path).paths, list_files(tmp_path).by_git) == (("a",), False)
    monkeypatch.setenv("PATH", "")
    assert list_files(tmp_path).paths == ("a",)
    assert list_files(tmp_path / "none").paths == ()
    assert [found.reason for found in list_files(tmp_path / "none").unreadable] == ["no such file or directory"]


@pytest.mark.parametrize(
    ("path", "head", "origin"),
    [
        ("src/app.py", "import os\n", Origin.OWN),
        ("vendor/x/y.go", "", Origin.VENDORED),
        ("a/third_party/z.c", "", Origin.VENDORED),
        ("package-lock.json", "", Origin.GENERATED),
        ("dist/app.min.js", "", Origin.GENERATED),
        ("api/v1_pb2.py", "", Origin.GENERATED),
        ("api.go", "// Code generated by protoc-gen-go. DO NOT EDIT.\n", Origin.GENERATED),
        ("x.py", "#!/usr/bin/env python\n# This file is auto-generated, do not edit it by hand\n", Origin.GENERATED),
        ("x.ts", "/**\n * @generated SignedSource<<1>>\n */\n", Origin.GENERATED),
        ("x.md", "How code is generated by our tool.\n", Origin.OWN),
        ("README.md", "Reports are generated every night; edit the template.\n", Origin.OWN),
    ],
)
def test_what_nobody_here_wrote(path: str, head: str, origin: Origin) -> None:
    assert origin_of(path, head) is origin

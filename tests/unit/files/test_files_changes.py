"""What Git says has changed: kinds of change, lines, revisions, odd names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.errors import ChangesError
from bursar.files.changes import FileChange, How, changed_lines, changes, committed_text, staged_text
from repositories import git


def lines(*numbers: int) -> str:
    return "".join(f"line {number}\n" for number in numbers)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "-q")
    (root / "sub").mkdir()
    for name in ("a.txt", "b.txt", "gone.txt", "sub/c.txt"):
        (root / name).write_text(lines(*range(10)))
    (root / "logo.png").write_bytes(b"\x89PNG\0\0\1")
    (root / ".gitignore").write_text("*.log\n")
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    return root


def test_nothing_changed(repo: Path) -> None:
    assert changes(str(repo)) == ()


def test_changed_lines_of_the_present_text(repo: Path) -> None:
    (repo / "a.txt").write_text(lines(0, 1) + "new\nnewer\n" + lines(3, 4, 5, 7, 8, 9) + "last\n")
    assert changes(str(repo)) == (FileChange("a.txt", How.MODIFIED, ((2, 4), (6, 6), (10, 11))),)
    (repo / "a.txt").write_text(lines(*range(1, 10)))
    assert changes(str(repo)) == (FileChange("a.txt", How.MODIFIED, ((0, 0),)),)


def test_every_kind_of_change(repo: Path) -> None:
    (repo / "gone.txt").unlink()
    (repo / "logo.png").write_bytes(b"\x89PNG\0\0\2")
    git(repo, "mv", "a.txt", "moved.txt")
    (repo / "b.txt").write_text(lines(*range(9)) + "changed\n")
    git(repo, "mv", "b.txt", "b moved.txt")
    (repo / "new.txt").write_text("new\n")
    (repo / "noise.log").write_text("ignored\n")
    (repo / "link").symlink_to("new.txt")
    git(repo, "add", "link")
    assert changes(str(repo)) == (
        FileChange("b moved.txt", How.RENAMED, ((9, 10),), "b.txt"),
        FileChange("gone.txt", How.DELETED),
        FileChange("logo.png", How.BINARY),
        FileChange("moved.txt", How.RENAMED, (), "a.txt"),
        FileChange("new.txt", How.ADDED),
    )


def test_a_conflict(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "other")
    (repo / "a.txt").write_text("theirs\n")
    git(repo, "commit", "-q", "-a", "-m", "theirs")
    git(repo, "checkout", "-q", "main")
    (repo / "a.txt").write_text("ours\n")
    git(repo, "commit", "-q", "-a", "-m", "ours")
    git(repo, "merge", "other", codes=(1,))
    assert changes(str(repo)) == (FileChange("a.txt", How.CONFLICTED),)


def test_what_is_staged_is_told_apart(repo: Path) -> None:
    (repo / "a.txt").write_text("staged\n" + lines(*range(1, 10)))
    git(repo, "add", "a.txt")
    (repo / "a.txt").write_text("staged\n" + lines(*range(1, 9)) + "not staged\n")
    (repo / "new.txt").write_text("not staged\n")
    assert changes(str(repo), staged=True) == (FileChange("a.txt", How.MODIFIED, ((0, 1),)),)
    assert staged_text(str(repo), "a.txt") == ("staged\n" + lines(*range(1, 10))).encode()
    assert staged_text(str(repo), "new.txt") is None
    assert committed_text(str(repo), "a.txt") == lines(*range(10)).encode()


def test_since_a_revision_is_since_this_branch_left_it(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "feature")
    (repo / "a.txt").write_text("feature\n" + lines(*range(1, 10)))
    git(repo, "commit", "-q", "-a", "-m", "feature")
    git(repo, "checkout", "-q", "main")
    (repo / "b.txt").write_text("main\n")
    git(repo, "commit", "-q", "-a", "-m", "main")
    git(repo, "checkout", "-q", "feature")
    (repo / "sub" / "c.txt").write_text(lines(*range(9)))
    found = changes(str(repo), since="main")
    assert [(change.path, change.lines) for change in found] == [("a.txt", ((0, 1),)), ("sub/c.txt", ((8, 8),))]


@pytest.mark.parametrize("name", ["nowhere", "--output=/tmp/x", "", "HEAD:a.txt"])
def test_a_revision_that_is_none(repo: Path, name: str) -> None:
    with pytest.raises(ChangesError, match="names no commit"):
        changes(str(repo), since=name)


def test_names_of_any_kind(repo: Path) -> None:
    names = ['quote".txt', "tab\t.txt", "ünïcode.txt", "new\nline.txt", "back\\slash.txt", "sp ace.txt", " and b.bin"]
    for name in names:
        (repo / name).write_text("one\n")
    git(repo, "add", ".")
    git(repo, "commit", "-q", "-m", "names")
    for name in names:
        (repo / name).write_text("one\ntwo\n")
    assert {change.path: change.lines for change in changes(str(repo))} == dict.fromkeys(names, ((1, 2),))


def test_settings_of_the_repository_change_nothing(repo: Path) -> None:
    (repo / "a.txt").write_text("new\n" + lines(1, 2, 3) + "new\n" + lines(5, 6, 7, 8, 9))
    settings = {"diff.noprefix": "true", "diff.mnemonicPrefix": "true", "diff.interHunkContext": "9"}
    settings |= {"color.ui": "always", "diff.external": "false", "diff.renames": "false", "core.quotePath": "true"}
    for name, value in settings.items():
        git(repo, "config", name, value)
    assert changes(str(repo)) == (FileChange("a.txt", How.MODIFIED, ((0, 1), (4, 5))),)


def test_content_that_looks_like_a_patch(repo: Path) -> None:
    (repo / "a.txt").write_text("++ b/other.txt\n@@ -1 +1 @@\n" + lines(*range(10)) + "diff --git a/x b/x\n++ b/x\n")
    assert changes(str(repo)) == (FileChange("a.txt", How.MODIFIED, ((0, 2), (12, 14))),)


def test_a_folder_of_a_repository_knows_of_itself_only(repo: Path) -> None:
    (repo / "a.txt").write_text("changed\n")
    (repo / "sub" / "c.txt").write_text("changed\n")
    (repo / "sub" / "d.txt").write_text("new\n")
    assert [change.path for change in changes(str(repo / "sub"))] == ["c.txt", "d.txt"]
    assert committed_text(str(repo / "sub"), "c.txt") == lines(*range(10)).encode()


def test_before_the_first_commit_everything_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.txt").write_text("one\n")
    (tmp_path / "b.txt").write_text("one\n")
    git(tmp_path, "add", "a.txt")
    assert [change.how for change in changes(str(tmp_path))] == [How.ADDED, How.ADDED]
    assert [change.path for change in changes(str(tmp_path), staged=True)] == ["a.txt"]


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(ChangesError, match="is in no Git repository"):
        changes(str(tmp_path))


def test_lines_of_texts_that_git_has_not_seen() -> None:
    old = lines(*range(10))
    assert changed_lines(old, old) == ()
    assert changed_lines(old, lines(0, 1) + "new\n" + lines(2, 3, 5, 6, 7, 8, 9)) == ((2, 3), (4, 4))
    assert changed_lines("", "a\nb\n") == ((0, 2),)
    assert changed_lines(old, "") == ((0, 0),)
    many = "".join(f"{number}\n" for number in range(4000))
    assert changed_lines(many, many.replace("\n", "x\n")) == ((0, 4000),)

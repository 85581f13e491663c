"""Files: bytes to text, paths and URIs, walking a folder."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bursar.errors import UnreadableFile
from bursar.files import Unreadable, decode, find_root, path_of_uri, read_text, uri_of_path, walk


@pytest.mark.parametrize(
    ("data", "text", "encoding", "problem"),
    [
        (b"", "", "utf-8", ""),
        ("grüße 😀\r\n".encode(), "grüße 😀\r\n", "utf-8", ""),
        (b"\xef\xbb\xbfa", "a", "utf-8", "byte order mark"),
        ("\ufeffaé".encode("utf-16-le"), "aé", "utf-16-le", "is UTF-16"),
        ("\ufeffaé".encode("utf-16-be"), "aé", "utf-16-be", "is UTF-16"),
        ("\ufeffa".encode("utf-32-le"), "a", "utf-32-le", "is UTF-32"),
        (b"\xff\xfea\x00b", "a\ufffd", "utf-16-le", "broken characters"),
        (b"caf\xe9 \x80", "café €", "cp1252", "Windows-1252"),
        (b"caf\xe9 \x81", "café \x81", "latin-1", "Latin-1"),
        ("中文文本\n".encode() * 9 + b"\xff", "中文文本\n" * 9 + "\ufffd", "utf-8", "broken bytes"),
        ("a\ud800b".encode("utf-8", "surrogatepass"), "a\ud800b", "utf-8", "lone surrogates"),
    ],
)
def test_decoding(data: bytes, text: str, encoding: str, problem: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.binary) == (text, encoding, False)
    assert len(decoded.problems) == bool(problem)
    assert problem in "".join(decoded.problems)


def test_nul_bytes_make_a_binary_file_except_in_utf_16() -> None:
    assert decode(b"a\0b").binary
    assert decode(b"\x89PNG\0\xff").binary
    assert not decode("\ufeffab".encode("utf-16")).binary
    assert decode(b"a\0b").text == "a\0b"


def test_reading_refuses_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"12345")
    assert read_text(path, 5).text == "12345"
    with pytest.raises(UnreadableFile, match="larger than 4 bytes"):
        read_text(path, 4)
    with pytest.raises(UnreadableFile, match="is a folder"):
        read_text(tmp_path)
    with pytest.raises(UnreadableFile, match="no such file"):
        read_text(tmp_path / "none")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_text("a\0b")
    with pytest.raises(UnreadableFile, match="is not a file"):
        read_text(os.devnull)


@pytest.mark.parametrize("name", ["/a/b.md", "/a b/#ü 文?.md", "/100%/x", "/x;y&z=1", "/bad\udcff.md"])
def test_a_path_survives_its_uri(name: str) -> None:
    assert path_of_uri(uri_of_path(name)) == Path(name)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c", "/a/b c"),
        ("file://localhost/x", "/x"),
        ("FILE:///x", "/x"),
        ("file:///a%2Fb", "/a/b"),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell:/a.ipynb#1", None),
        ("file://[broken/x", None),
        ("file:///a%00b", None),
        ("", None),
        ("no uri at all", None),
    ],
)
def test_what_clients_send_as_uris(uri: str, path: str | None) -> None:
    assert path_of_uri(uri) == (Path(path) if path else None)


def tree(root: Path, *paths: str, **contents: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(contents.get(path, "x"), "utf-8")


def rules(root: Path, folder: str, text: str, name: str = ".gitignore") -> None:
    path = root / folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def walked(root: Path) -> list[str]:
    return [found.relative_to(root).as_posix() for found in walk(root) if isinstance(found, Path)]


def test_a_walk_has_files_before_folders_in_a_steady_order(tmp_path: Path) -> None:
    tree(tmp_path, "b/z.md", "b/a/q.md", "c.md", "a.md", ".claude/rules/x.md")
    assert walked(tmp_path) == ["a.md", "c.md", ".claude/rules/x.md", "b/z.md", "b/a/q.md"]


def test_ignore_rules_nest_and_the_innermost_has_the_last_word(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "x.log",
        "keep.log",
        "build/a.md",
        "src/build/b.md",
        "src/x.log",
        "src/deep/y.log",
        "src/ok.md",
        "top/n.md",
    )
    tree(tmp_path, "sub/top/n.md", "secret.md", ".git/config", "node_modules/m.js")
    rules(tmp_path, "", "*.log\n!keep.log\nbuild/\n/top\n!\n")
    rules(tmp_path, "src", "!x.log\n")
    rules(tmp_path, "", "secret.md\n", ".bursarignore")
    found = {path for path in walked(tmp_path) if "ignore" not in path}
    assert found == {"keep.log", "src/x.log", "src/ok.md", "sub/top/n.md"}


def test_a_walk_of_a_part_obeys_the_rules_above_it(tmp_path: Path) -> None:
    tree(tmp_path, ".git/config", "src/a.md", "src/b.log")
    rules(tmp_path, "", "*.log\n")
    assert [found.name for found in walk(tmp_path / "src") if isinstance(found, Path)] == ["a.md"]


def test_links_are_followed_to_files_inside_only(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    tree(tmp_path, "outside/secret.md", "root/a/real.md", "root-too/x.md")
    (root / "loop").symlink_to(root)
    (root / "self").symlink_to(root / "self")
    (root / "gone").symlink_to(root / "nowhere")
    (root / "out").symlink_to(outside / "secret.md")
    (root / "sibling").symlink_to(tmp_path / "root-too" / "x.md")
    (root / "in").symlink_to(root / "a" / "real.md")
    assert walked(root) == ["in", "a/real.md"]


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert walked(tmp_path) == []


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path) -> None:
    (found,) = walk(tmp_path / "gone")
    assert isinstance(found, Unreadable)
    assert (found.path, found.reason) == (tmp_path / "gone", "no such file or directory")


def test_the_root_of_a_project(tmp_path: Path) -> None:
    tree(tmp_path, "repo/.git/HEAD", "repo/a/b/x.md", "repo/a/bursar.toml", "lone/x.md")
    assert find_root(tmp_path / "repo" / "a" / "b" / "x.md") == tmp_path / "repo" / "a"
    assert find_root(tmp_path / "repo") == tmp_path / "repo"
    assert find_root(tmp_path / "repo" / "new.md") == tmp_path / "repo"
    assert find_root(tmp_path / "lone" / "x.md") == tmp_path / "lone"

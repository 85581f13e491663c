"""Reading files of a workspace: stamps that can be trusted, links that stay inside, files that do not hold still."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from bursar.errors import UnreadableFile
from bursar.files import Stamp, look, read_content
from bursar.files import content as reading
from bursar.files.content import read_whole

OLD_NS = 1_600_000_000_123_456_789


def aged(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    os.utime(path, ns=(OLD_NS, OLD_NS))
    return path


def read(path: Path) -> reading.Content:
    return read_content(str(path), os.path.realpath(path.parent))


def test_a_file_that_holds_still_is_steady_once_the_clock_has_moved_on(tmp_path: Path) -> None:
    path = aged(tmp_path / "a", b"text")
    while not read(path).steady:  # its last change (the time it got) is still young
        time.sleep(0.02)
    found = read(path)
    assert found.stamp == look(str(path), str(tmp_path))
    assert (found.digest, list(found.texts()), found.binary) == (hashlib.sha256(b"text").digest(), ["text"], False)
    path.write_bytes(b"more")
    assert not read(path).steady


def test_a_stamp_settles_later_on_a_coarse_clock_and_never_in_the_future() -> None:
    now = 2_000_000_000_500_000_000
    fine, coarse = now - 300_000_001, now - 500_000_000
    assert Stamp(1, fine, fine, 1, 1).settled(now)
    assert not Stamp(1, now - 1_000, now - 1_000, 1, 1).settled(now)
    assert not Stamp(1, coarse, fine, 1, 1).settled(now)  # whole seconds: a second write has the same stamp
    assert not Stamp(1, now + 10**12 + 1, fine, 1, 1).settled(now)  # the clock was set back
    assert not Stamp(1, fine, now - 1, 1, 1).settled(now)


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, rest = aged(tmp_path / "a", b"x" * 20_000), reading._rest
    writes = [b"y" * 30_000]

    def slow(descriptor: int, size: int) -> bytes:
        data = rest(descriptor, size)
        if writes:
            path.write_bytes(writes.pop())
        return data

    monkeypatch.setattr(reading, "_rest", slow)
    assert read(path).data == b"y" * 30_000


def test_binary_files_are_known_by_a_nul_and_not_read_through(tmp_path: Path) -> None:
    assert read(aged(tmp_path / "png", b"\x89PNG\0" + b"x" * 100_000)).binary
    assert read(aged(tmp_path / "late", b"x" * 50_000 + b"\0")).binary
    assert not read(aged(tmp_path / "wide", "\ufeffwide".encode("utf-16"))).binary


def test_the_hash_leaves_a_byte_order_mark_out(tmp_path: Path) -> None:
    assert read(aged(tmp_path / "a", b"\xef\xbb\xbftext")).digest == read(aged(tmp_path / "b", b"text")).digest


@pytest.mark.parametrize(
    "data", [b"a" * 100, "grüße ".encode() * 40, b"caf\xe9 " * 40, "\ufeffab".encode("utf-16") * 20]
)
def test_large_files_are_read_in_blocks_with_the_same_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    path = aged(tmp_path / "a", data)
    whole = "".join(read(path).texts())
    monkeypatch.setattr(reading, "WHOLE_BYTES", 10)
    monkeypatch.setattr(reading, "HEAD_BYTES", 8)
    monkeypatch.setattr(reading, "_BLOCK_BYTES", 7)
    found = read(path)
    assert found.data is None
    try:
        assert "".join(found.texts()) == whole
    except UnicodeDecodeError:
        assert read_whole(found) == whole
    path.write_bytes(b"other" * 40)
    with pytest.raises((UnreadableFile, UnicodeDecodeError)):
        list(found.texts())
    with pytest.raises(UnreadableFile, match="changed while it was read"):
        read_whole(found)


def test_links_stay_inside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    aged(root / "real", b"inside")
    aged(tmp_path / "secret", b"outside")
    for name, target in (("in", "real"), ("out", "../secret"), ("loop", "loop"), ("none", "nowhere"), ("folder", ".")):
        (root / name).symlink_to(target)
    seen = {path.name: look(str(path), str(root)) for path in root.iterdir()}
    assert {name for name, stamp in seen.items() if stamp} == {"real", "in"}
    assert seen["in"] == seen["real"]
    assert read(root / "in").data == b"inside"
    for name in ("out", "loop", "none"):
        with pytest.raises(UnreadableFile):
            read(root / name)


def test_pipes_and_folders_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert look(str(tmp_path / "pipe"), str(tmp_path)) is None
    assert look(str(tmp_path), str(tmp_path)) is None
    with pytest.raises(UnreadableFile, match="is not a file"):
        read(tmp_path / "pipe")  # and does not wait for a writer


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_LIMIT_BYTES", 3)
    with pytest.raises(UnreadableFile, match="larger than 3 bytes"):
        read(aged(tmp_path / "a", b"four"))

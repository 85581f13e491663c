"""Reading files of a workspace so that what was read can be known again without reading it: stamp, hash, text."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bursar.errors import UnreadableFile
from bursar.files.decode import decode, is_marked
from bursar.files.read import READ_LIMIT_BYTES
from bursar.files.stamp import Stamp

HEAD_BYTES: Final = 8192
"""A NUL among the first of this many bytes makes a file binary without reading on."""

WHOLE_BYTES: Final = 4 * 1024 * 1024
"""Larger files are read in blocks, twice: once for the hash, and for the text only if the hash is not known."""

CHANGED: Final = "changed while it was read"
"""How the reason ends where a file did not hold still."""

_ATTEMPTS: Final = 3
_BLOCK_BYTES: Final = 1024 * 1024
_FLAGS: Final = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file held when it was read.

    `steady` says that a file with this stamp has this content: it did not change meanwhile, and a change right after
    has another stamp. `digest` is the SHA-256 of the bytes without a byte order mark of UTF-8. `data` is None for a
    binary file, and for a large one, which `texts` reads again in blocks. `head` is its first `HEAD_BYTES`.
    """

    path: str
    stamp: Stamp
    steady: bool
    digest: bytes
    binary: bool
    head: bytes
    data: bytes | None

    def texts(self) -> Iterator[str]:
        """The text in parts; of a small file all in one. Raises UnreadableFile if a large one changed meanwhile."""
        if self.data is not None:
            yield decode(self.data).text
        else:
            yield from _texts_of_large(self)


def look(path: str, top: str) -> Stamp | None:
    """The stamp of a file, None if there is none: gone, a folder, a device, a link that leads out of `top` or nowhere.

    `top` is a real path. Raises OSError where the file system refuses to tell.
    """
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            found = os.stat(_inside(path, top))
    except (FileNotFoundError, NotADirectoryError, UnreadableFile):
        return None
    return Stamp.of(found) if stat.S_ISREG(found.st_mode) else None


def read_content(path: str, top: str, stopped: Callable[[], bool] = lambda: False) -> Content:
    """Read a file of a workspace whose real path is `top`; one that changes meanwhile is read again some times.

    Raises UnreadableFile: a link that leads out, no file, too large; OSError for the rest.
    """
    for _ in range(_ATTEMPTS):
        content, held_still = _read_once(path, top, stopped)
        if held_still:
            break
    return content


def _read_once(path: str, top: str, stopped: Callable[[], bool]) -> tuple[Content, bool]:
    """What a file holds, and whether it held still while it was read."""
    asked_ns = time.time_ns()
    with _opened(path, top) as (descriptor, before):
        if before.size > READ_LIMIT_BYTES:
            raise UnreadableFile(f"{path} is larger than {READ_LIMIT_BYTES:,} bytes and was not read")
        head = os.read(descriptor, HEAD_BYTES)
        if b"\0" in head and not is_marked(head):
            found = _Read(len(head), hashlib.sha256(head).digest(), binary=True, data=None)
        elif before.size <= WHOLE_BYTES:
            found = _small(head, descriptor, before.size)
        else:
            found = _large(head, descriptor, stopped)
        whole = found.binary or found.size == before.size
        held_still = whole and before == Stamp.of(os.fstat(descriptor))
    steady = held_still and before.settled(asked_ns)
    return Content(path, before, steady, found.digest, found.binary, head, found.data), held_still


@dataclass(frozen=True, slots=True)
class _Read:
    size: int
    digest: bytes
    binary: bool
    data: bytes | None


def _small(head: bytes, descriptor: int, size: int) -> _Read:
    data = head + _rest(descriptor, size - len(head)) if len(head) < size else head
    binary = b"\0" in data and not is_marked(data)
    return _Read(len(data), hashlib.sha256(_unmarked(data)).digest(), binary, None if binary else data)


def _large(head: bytes, descriptor: int, stopped: Callable[[], bool]) -> _Read:
    """The hash of a large file. A file that holds a NUL anywhere, and no mark of UTF-16 or UTF-32, is binary."""
    digest, size, nul = hashlib.sha256(_unmarked(head)), len(head), False
    for block in _blocks(descriptor, stopped):
        digest.update(block)
        size += len(block)
        nul = nul or b"\0" in block
    return _Read(size, digest.digest(), nul and not is_marked(head), None)


class _opened:  # noqa: N801 - reads as a function in `with`
    """A regular file inside a folder, opened without following a link or waiting for a pipe, and its stamp."""

    def __init__(self, path: str, top: str) -> None:
        self._path = _inside(path, top) if os.path.islink(path) else path

    def __enter__(self) -> tuple[int, Stamp]:
        self._descriptor = os.open(self._path, _FLAGS)
        found = os.fstat(self._descriptor)
        if not stat.S_ISREG(found.st_mode):
            os.close(self._descriptor)
            raise UnreadableFile(f"{self._path} is not a file")
        return self._descriptor, Stamp.of(found)

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)


def _inside(path: str, top: str) -> str:
    """Where a link leads, if that is inside a folder."""
    try:
        target = os.path.realpath(path, strict=True)
    except OSError as error:  # a loop, or to nothing
        raise UnreadableFile(f"{path} leads nowhere") from error
    if not target.startswith(top.rstrip(os.sep) + os.sep):
        raise UnreadableFile(f"{path} leads out of {top}")
    return target


def _rest(descriptor: int, size: int) -> bytes:
    """What is left of a file, up to one byte more than it should have."""
    parts = []
    left = size + 1
    while left > 0 and (part := os.read(descriptor, left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _blocks(descriptor: int, stopped: Callable[[], bool]) -> Iterator[bytes]:
    while not stopped() and (block := os.read(descriptor, _BLOCK_BYTES)):
        yield block


def _unmarked(data: bytes) -> bytes:
    return data.removeprefix(codecs.BOM_UTF8)


def _texts_of_large(content: Content) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    digest, begun = hashlib.sha256(), False
    with open(os.path.realpath(content.path), "rb", buffering=0) as stream:
        while block := stream.read(_BLOCK_BYTES):
            if not begun:
                block, begun = _unmarked(block), True
            digest.update(block)
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)
    if digest.digest() != content.digest:
        raise UnreadableFile(f"{content.path} {CHANGED}")


def read_whole(content: Content) -> str:
    """The text of a large file that is no plain UTF-8 (`texts` raised UnicodeDecodeError), decoded as any other."""
    with open(os.path.realpath(content.path), "rb") as stream:
        data = stream.read(READ_LIMIT_BYTES + 1)
    if hashlib.sha256(_unmarked(data)).digest() != content.digest:
        raise UnreadableFile(f"{content.path} {CHANGED}")
    return decode(data).text

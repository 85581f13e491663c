"""A folder's counted files in one piece of the cache: unpacked, they are compared with what is on the disk at once.

Asking the database for each file takes longer than looking at the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import sha256
from typing import Final

from bursar.files import Origin, Stamp
from bursar.session.reading import FileCount, Kind
from bursar.tokens.measure import Measure

_KEY_BYTES: Final = 16
_ROW: Final = struct.Struct(f"<{_KEY_BYTES}sBB{len(Stamp._fields)}q{len(Measure._fields)}q")
_KINDS: Final = (Kind.TEXT, Kind.GENERATED, Kind.BINARY)
_ORIGINS: Final = tuple(Origin)
_STAMP_END: Final = 3 + len(Stamp._fields)

Row = tuple[bytes, int, int, *tuple[int, ...]]


def packed(files: Iterable[FileCount]) -> bytes:
    """Those files of a folder whose counts hold while their stamps stand."""
    return b"".join(
        _ROW.pack(
            _key(found.path), _KINDS.index(found.kind), _ORIGINS.index(found.origin), *found.stamp, *found.measure
        )
        for found in files
        if found.steady and found.stamp is not None and found.kind in _KINDS
    )


class Shelf:
    """What was packed, by path. Data that is none is an empty shelf."""

    def __init__(self, data: bytes = b"") -> None:
        whole = len(data) % _ROW.size == 0
        self._rows: dict[bytes, Row] = {row[0]: row for row in _ROW.iter_unpack(data)} if whole else {}

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, path: str, stamp: Stamp) -> tuple[Kind, Origin, Measure] | None:
        """What a file with this stamp holds, None if it is not here, or had another stamp."""
        row = self._rows.get(_key(path))
        if row is None or row[3:_STAMP_END] != stamp:
            return None
        return _KINDS[row[1]], _ORIGINS[row[2]], Measure._make(row[_STAMP_END:])


def _key(path: str) -> bytes:
    """A path as the cache has it: paths are nobody else's business."""
    return sha256(path.encode("utf-8", "surrogateescape")).digest()[:_KEY_BYTES]

"""The words of a text, found by a table of bytes: half the time of a pattern."""

from __future__ import annotations

from typing import Final

_APART: Final = bytes(byte if byte > 127 or chr(byte).isalnum() or byte == ord("_") else 32 for byte in range(256))


def words_apart(source: bytes) -> list[str]:
    """The runs of letters, digits and underscores in UTF-8, in their order; what is not ASCII stays as it is."""
    return source.translate(_APART).decode("utf-8", "replace").split()

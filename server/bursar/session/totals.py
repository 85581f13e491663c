"""The sums of a folder: tokens and files by what they are, kept up to date file by file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from bursar.files import Origin, origin_by_path
from bursar.session.reading import FileCount, Kind
from bursar.tokens.count import TokenCount


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of a folder. `files` are those with a count; `pending` those whose count is not known yet."""

    count: TokenCount
    files: int
    pending: int
    binary: int = 0
    unreadable: int = 0
    generated: int = 0
    vendored: int = 0


@dataclass(slots=True)
class Sums:
    """What is added up for a folder: tokens, and files by what they are."""

    tokens: int = 0
    files: int = 0
    pending: int = 0
    binary: int = 0
    unreadable: int = 0
    generated: int = 0
    vendored: int = 0

    def add(self, change: tuple[str, int, str | None], sign: int) -> None:
        """Add a file, or take it out."""
        kind, tokens, origin = change
        setattr(self, kind, getattr(self, kind) + sign)
        if tokens:
            self.tokens += sign * tokens
            if origin is not None:
                setattr(self, origin, getattr(self, origin) + sign * tokens)

    def plus(self, other: Sums) -> None:
        """Add the files of another."""
        for name in _FIELDS:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def is_empty(self) -> bool:
        """Whether no file is left."""
        return not (self.files or self.pending or self.binary or self.unreadable)


_FIELDS: Final = tuple(field.name for field in fields(Sums))


def change_of(found: FileCount | None) -> tuple[str, int, str | None]:
    """What a file adds to sums: one to a field, its tokens, and these to another field if they are not our own."""
    if found is None:
        return "pending", 0, None
    if found.is_text:
        return "files", found.tokens, None if found.origin is Origin.OWN else found.origin.value
    return ("binary" if found.kind is Kind.BINARY else "unreadable"), 0, None


def opened(path: str, tokens: int, found: FileCount | None) -> FileCount:
    """An open document in the place of a file."""
    origin = found.origin if found is not None and found.is_text else origin_by_path(path)
    return FileCount(path, None, Kind.TEXT, tokens, origin=origin)

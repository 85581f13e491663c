"""A fault in a settings file, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line: line and columns from 0, columns in code points, the end exclusive."""

    line: int = 0
    column: int = 0
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a settings file, and where (`path` is empty for what a client or a command set)."""

    path: str
    line: int
    column: int
    end_column: int
    message: str

    @classmethod
    def at(cls, path: str, place: Place, message: str) -> Problem:
        """A problem at a place."""
        return cls(path, place.line, place.column, place.end_column, message)

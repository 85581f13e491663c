"""Identifiers and queries as the words that they are made of."""

from __future__ import annotations

import re
from typing import Final

_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
_WORD: Final = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The identifiers and words of a text in small letters, each followed by its parts (camelCase, snake_case)."""
    found: list[str] = []
    for word in _WORD.findall(text):
        whole = word.strip("_").lower()
        parts = [part.lower() for part in _PART.findall(word)]
        if whole:
            found.append(whole)
        if len(parts) > 1:
            found += parts
    return found


def match_of(query: str) -> str:
    """A query of the full-text search: any of the words of a text; empty if it has none."""
    words = dict.fromkeys(words_of(query))
    return " OR ".join(f'"{word}"' for word in list(words)[:64])

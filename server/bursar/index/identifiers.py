"""Identifiers and queries as the words that they are made of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

KEPT_WORDS: Final = 20_000
"""So many identifiers are kept with their parts: code says the same ones over and over."""

_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
_WORD: Final = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The identifiers and words of a text in small letters, each followed by its parts (camelCase, snake_case)."""
    return [part for word in _WORD.findall(text) for part in _split(word)]


@lru_cache(maxsize=KEPT_WORDS)
def _split(word: str) -> tuple[str, ...]:
    whole = word.strip("_").lower()
    parts = tuple(part.lower() for part in _PART.findall(word))
    return (*((whole,) if whole else ()), *(parts if len(parts) > 1 else ()))


def match_of(query: str) -> str:
    """A query of the full-text search: any of the words of a text; empty if it has none."""
    words = dict.fromkeys(words_of(query))
    return " OR ".join(f'"{word}"' for word in list(words)[:64])

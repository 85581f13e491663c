"""Identifiers and queries as the words that they are made of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

KEPT_WORDS: Final = 20_000
"""So many identifiers are kept with their parts: code says the same ones over and over."""

_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
_WORD: Final = re.compile(r"\w+")


def words_of(text: str) -> str:
    """The words of a text in small letters, each followed by its parts (camelCase, snake_case); spaces between."""
    return " ".join(map(_split, _WORD.findall(text)))


@lru_cache(maxsize=KEPT_WORDS)
def _split(word: str) -> str:
    whole = word.strip("_").lower()
    parts = [part.lower() for part in _PART.findall(word)]
    return " ".join([whole, *parts] if len(parts) > 1 else [whole])


def match_of(query: str) -> str:
    """A query of the full-text search: any of the words of a text; empty if it has none."""
    words = dict.fromkeys(words_of(query).split())
    return " OR ".join(f'"{word}"' for word in list(words)[:64])

"""Identifiers and queries as the words that they are made of."""

from __future__ import annotations

import re
from typing import Final

from bursar.text import words_apart

KEPT_WORDS: Final = 20_000
"""So many identifiers are kept with their parts: code says the same ones over and over."""

_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\dA-Za-z_]+")
_WORD: Final = re.compile(r"\w+")


class _Known(dict[str, str]):
    """Each word with its parts. A table of its own takes half the time of `lru_cache` where nearly all are known."""

    def __missing__(self, word: str) -> str:
        if len(self) >= KEPT_WORDS:
            self.clear()
        whole = word.strip("_").lower()
        parts = [part.lower() for part in _PART.findall(word)]
        known = self[word] = " ".join([whole, *parts] if len(parts) > 1 else [whole])
        return known


_known: Final = _Known()


def words_of(text: str) -> str:
    """The words of a text in small letters, each followed by its parts (camelCase, snake_case); spaces between."""
    words = words_apart(text.encode()) if text.isascii() else _WORD.findall(text)
    return " ".join(map(_known.__getitem__, words))


def match_of(query: str) -> str:
    """A query of the full-text search: any of the words of a text; empty if it has none."""
    words = dict.fromkeys(words_of(query).split())
    return " OR ".join(f'"{word}"' for word in list(words)[:64])

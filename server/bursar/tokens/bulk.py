"""The engine for much text at once: fastokens, some ten times as fast as tiktoken, which it is held to.

It takes seconds to load and a few hundred megabytes, so it is for a process of its own that counts a workspace. It is
used only where it was proven equal; everything else tiktoken counts.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, Final

from bursar.errors import VocabularyError
from bursar.tokens import encodings
from bursar.tokens.cuts import chunks
from bursar.tokens.patterns import ENCODINGS
from bursar.tokens.vectors import CHECK_TEXT, CHECK_TOKENS

ENGINES: Final = ("cl100k_base", "o200k_base")
"""The encodings that it was tried on: each code point in many places, and strings at random (tests/property)."""

_DOUBTFUL: Final = re.compile("[\u017f\u180e]")
"""fastokens 0.3 does not take a long s after an apostrophe for an s, nor a Mongolian vowel separator for a sign."""


def is_available(name: str) -> bool:
    """Whether an encoding can be counted by it: the package is optional on platforms that have no wheel of it."""
    return name in ENGINES and find_spec("fastokens") is not None


class BulkEngine:
    """An encoding ready to count much with. Thread-safe; counting releases the interpreter's lock."""

    def __init__(self, name: str, engine: Any) -> None:
        self.name: Final = name
        self._engine: Final = engine

    @classmethod
    def load(cls, name: str) -> BulkEngine:
        """The engine of an encoding. Takes seconds; raises VocabularyError where it is missing or counts wrongly."""
        row = ENCODINGS[name]
        try:
            from fastokens import Tokenizer  # type: ignore[import-untyped]  # it has no types

            encodings.verified(row)
            path = str(files("bursar.tokens") / "data" / row.file)
            engine = Tokenizer.from_tiktoken(path, pattern=row.pattern)
            good = tuple(engine.encode_ordinary(CHECK_TEXT).ids) == CHECK_TOKENS[name]
        except Exception as error:  # of a package we know little of
            raise VocabularyError(f"fastokens cannot count {name} ({error})") from error
        if not good:
            raise VocabularyError(f"fastokens counts {name} wrongly")
        return cls(name, engine)

    def count(self, text: str) -> int:
        """How many tokens a text has: exact, for every text."""
        if len(text) > encodings.BLOCK_CHARS:
            return sum(self._count(block) for block in chunks(text, encodings.BLOCK_CHARS))
        return self._count(text)

    def _count(self, text: str) -> int:
        if not text.isascii() and _DOUBTFUL.search(text):
            return encodings.load(self.name).count(text)
        try:
            return len(self._engine.encode_ordinary(text))
        except UnicodeEncodeError:  # a lone surrogate
            return encodings.load(self.name).count(text)

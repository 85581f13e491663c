"""Encodings, loaded once from the vocabularies that ship with the package, and exact counts by them."""

from __future__ import annotations

import hashlib
import threading
from binascii import a2b_base64
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from typing import Any, Final

from bursar.errors import VocabularyError
from bursar.tokens.patterns import ENCODINGS, EncodingRow

SPACE_RUN_CHARS: Final = 100_000
"""Texts with a white-space run of this length are split by `regex` instead: tiktoken's engine panics on a million."""


class Encoding:
    """A vocabulary ready to count with. Thread-safe; counting releases the interpreter's lock."""

    def __init__(self, row: EncodingRow, ranks: dict[bytes, int]) -> None:
        import tiktoken

        self.name: Final = row.name
        self._pattern: Final = row.pattern
        self._engine: Final = tiktoken.Encoding(row.name, pat_str=row.pattern, mergeable_ranks=ranks, special_tokens={})

    def __repr__(self) -> str:
        return f"<Encoding {self.name}>"

    def encode(self, text: str) -> list[int]:
        """The tokens of a text; special tokens in it are plain text, a lone surrogate counts as U+FFFD."""
        if len(text) < SPACE_RUN_CHARS or not self._long_space.search(text):
            return self._engine.encode_ordinary(text)
        return self._encode_by_pieces(text)

    def count(self, text: str) -> int:
        """How many tokens a text has: exact, for every text."""
        return len(self.encode(text))

    def token_starts(self, text: str) -> list[int]:
        """Where each token begins, in code points; a token that begins inside a character, at that character."""
        lengths = [len(token) for token in self._engine.decode_tokens_bytes(self.encode(text))]
        byte_starts = accumulate(lengths[:-1], initial=0) if lengths else ()
        if text.isascii():
            return list(byte_starts)
        starts: list[int] = []
        char, byte = 0, 0
        sizes = [len(char.encode("utf-8", "surrogatepass")) for char in text]
        for wanted in byte_starts:
            while byte + sizes[char] <= wanted:
                byte += sizes[char]
                char += 1
            starts.append(char)
        return starts

    @cached_property
    def _long_space(self) -> Any:
        import regex

        return regex.compile(rf"\s{{{SPACE_RUN_CHARS}}}")

    @cached_property
    def _splitter(self) -> Any:
        import regex

        return regex.compile(self._pattern)

    def _encode_by_pieces(self, text: str) -> list[int]:
        """As tiktoken's own `_encode_only_native_bpe`: the pattern by `regex`, the merges by tiktoken."""
        clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        merge = self._engine._core_bpe.encode_single_piece
        return [token for found in self._splitter.finditer(clean) for token in merge(found.group().encode())]


_loaded: dict[str, Encoding] = {}
_locks: dict[str, threading.Lock] = {name: threading.Lock() for name in ENCODINGS}


def loaded(name: str) -> Encoding | None:
    """The encoding, if it is loaded already. Never blocks."""
    return _loaded.get(name)


def load(name: str) -> Encoding:
    """The encoding, loaded at the first call (about half a second for `o200k_base`). Blocks; thread-safe.

    Raises VocabularyError when the vocabulary is missing or not the pinned one.
    """
    if (found := _loaded.get(name)) is not None:
        return found
    row = ENCODINGS.get(name)
    if row is None:
        raise VocabularyError(f"no encoding {name!r}; there are {', '.join(sorted(ENCODINGS))}")
    with _locks[name]:
        if name not in _loaded:
            _loaded[name] = Encoding(row, _ranks(row))
        return _loaded[name]


def _ranks(row: EncodingRow) -> dict[bytes, int]:
    """Token bytes to rank. The file has a line per token, base64 and rank, in the order of the ranks."""
    try:
        data = (files("bursar.tokens") / "data" / row.file).read_bytes()
    except OSError as error:
        raise VocabularyError(f"the vocabulary {row.file} cannot be read ({error}); reinstall bursar") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise VocabularyError(f"the vocabulary {row.file} is not the one that ships with bursar; reinstall it")
    fields = data.split()
    return dict(zip(map(a2b_base64, fields[::2]), map(int, fields[1::2]), strict=True))

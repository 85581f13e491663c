"""Encodings, loaded once from the vocabularies that ship with the package, and exact counts by them."""

from __future__ import annotations

import hashlib
import logging
import sys
import threading
from binascii import a2b_base64
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

from bursar.errors import VocabularyError
from bursar.tokens.cuts import chunks
from bursar.tokens.exact import WHOLE, ExactCounter
from bursar.tokens.patterns import ENCODINGS, EncodingRow, plain_first
from bursar.tokens.vectors import CHECK_TEXT, CHECK_TOKENS

if TYPE_CHECKING:
    import tiktoken

log = logging.getLogger(__name__)

SPACE_RUN_CHARS: Final = 100_000
"""Texts with a white-space run of this length are split by `regex` instead: tiktoken's engine panics on a million."""

BLOCK_CHARS: Final = 48 * 1024
"""A text longer than this is counted in blocks, which bounds the memory: an engine lists every token it counts.

A block has at most twice as many characters, fewer than what must be searched for such a run: that takes as long as
counting.
"""

SEPARATOR: Final = "\x00\x1d<|bursar|>\x1d\x00"
"""Our own special token, which only `count_many` looks at: it stands between texts, and nothing merges across it."""

_TOKEN_BYTES: Final = 4
"""The engine writes each token as an unsigned integer of this size."""

JOINED_CHARS: Final = 8 * 1024
"""Texts up to this length are counted several at a time; above it a call costs nothing beside the text."""


class Encoding(ExactCounter):
    """A vocabulary ready to count with. Thread-safe; counting releases the interpreter's lock."""

    def __init__(self, name: str, pattern: str, engine: tiktoken.Encoding) -> None:
        super().__init__(name)
        self._pattern: Final = pattern
        self._engine: Final = engine

    @classmethod
    def of_ranks(cls, name: str, pattern: str, ranks: dict[bytes, int]) -> Encoding:
        """The encoding of a vocabulary: the bytes of each token with its rank, and the pattern that splits a text."""
        import tiktoken

        special = {SEPARATOR: max(ranks.values()) + 1}
        engine = tiktoken.Encoding(name, pat_str=plain_first(pattern), mergeable_ranks=ranks, special_tokens=special)
        engine._mergeable_ranks = {}  # 25 MB that only pickling reads
        return cls(name, pattern, engine)

    def __repr__(self) -> str:
        return f"<Encoding {self.name}>"

    def renamed(self, name: str) -> Encoding:
        """The same engine under another name."""
        return Encoding(name, self._pattern, self._engine)

    def encode(self, text: str) -> list[int]:
        """The tokens of a text; special tokens in it are plain text, a lone surrogate counts as U+FFFD."""
        if len(text) < SPACE_RUN_CHARS or not self._long_space.search(text):
            return self._engine.encode_ordinary(text)
        return self._encode_by_pieces(text)

    def count(self, text: str) -> int:
        """How many tokens a text has: exact, for every text. A large one is counted in blocks."""
        if len(text) <= BLOCK_CHARS or self.chunk_chars == WHOLE:
            return self._count_block(text)
        return sum(self._count_block(block) for block in chunks(text, BLOCK_CHARS))

    def _count_block(self, text: str) -> int:
        if len(text) < SPACE_RUN_CHARS or not self._long_space.search(text):
            return len(self._tokens(text))
        return len(self._encode_by_pieces(text))

    def _tokens(self, text: str, *special: str) -> memoryview[int]:
        """The tokens of a text, as `tiktoken.Encoding.encode_to_numpy` gives them.

        Without a Python integer for each: those are made under the interpreter's lock, and hold other threads up.
        """
        encode = self._engine._core_bpe.encode_to_tiktoken_buffer
        try:
            tokens = encode(text, frozenset(special))
        except UnicodeEncodeError:
            tokens = encode(_without_surrogates(text), frozenset(special))
        return memoryview(tokens).cast("B").cast("I")  # by way of bytes: the engine says how many these are, as items

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has; small ones in one call of the engine, which then lets go of the lock once."""
        counts = [-1 if len(text) <= JOINED_CHARS and SEPARATOR not in text else self.count(text) for text in texts]
        small = [text for text, count in zip(texts, counts, strict=True) if count < 0]
        joined = iter(self._count_joined(small)) if small else iter(())
        return [next(joined) if count < 0 else count for count in counts]

    def _count_joined(self, texts: Sequence[str]) -> list[int]:
        tokens = self._tokens(SEPARATOR.join(texts), SEPARATOR).tobytes()
        between = self._engine.encode_single_token(SEPARATOR).to_bytes(_TOKEN_BYTES, sys.byteorder)
        counts, start = [], 0
        for _ in range(len(texts) - 1):
            end = tokens.index(between, start)
            while end % _TOKEN_BYTES:  # the end of one token and the beginning of the next
                end = tokens.index(between, end + 1)
            counts.append((end - start) // _TOKEN_BYTES)
            start = end + _TOKEN_BYTES
        return [*counts, (len(tokens) - start) // _TOKEN_BYTES]

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
        merge = self._engine._core_bpe.encode_single_piece
        pieces = self._splitter.finditer(_without_surrogates(text))
        return [token for found in pieces for token in merge(found.group().encode())]


def _without_surrogates(text: str) -> str:
    """U+FFFD for each lone surrogate, as tiktoken has it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_loaded: dict[str, Encoding] = {}
_set_aside: dict[str, VocabularyError] = {}
_locks: dict[str, threading.Lock] = {name: threading.Lock() for name in ENCODINGS}


def loaded(name: str) -> Encoding | None:
    """The encoding, if it is loaded already. Never blocks."""
    return _loaded.get(name)


def load(name: str) -> Encoding:
    """The encoding, loaded at the first call (about half a second for `o200k_base`). Blocks; thread-safe.

    Raises VocabularyError when the vocabulary is missing or not the pinned one, or when the engine fails its
    self-check; a failed one stays set aside until the process ends.
    """
    if (found := _loaded.get(name)) is not None:
        return found
    row = ENCODINGS.get(name)
    if row is None:
        raise VocabularyError(f"no encoding {name!r}; there are {', '.join(sorted(ENCODINGS))}")
    with _locks[name]:
        if name in _set_aside:
            raise _set_aside[name]
        if name not in _loaded:
            try:
                _loaded[name] = _loaded_from(row)
            except VocabularyError as error:
                _set_aside[name] = error
                log.warning("%s; counts by %s are estimates until then", error, name)
                raise
        return _loaded[name]


def another(name: str) -> Encoding:
    """One more engine of a shipped encoding, for one thread alone. Blocks; raises VocabularyError as `load` does."""
    return _loaded_from(ENCODINGS[ENCODINGS[name].same_as or name])


def _loaded_from(row: EncodingRow) -> Encoding:
    if row.same_as is not None:
        return load(row.same_as).renamed(row.name)
    encoding = Encoding.of_ranks(row.name, row.pattern, _ranks(row))
    check(encoding)
    return encoding


def check(encoding: Encoding) -> None:
    """Raise VocabularyError unless a shipped encoding's engine makes of the check text what is stored for it."""
    wanted = CHECK_TOKENS[encoding.name]
    try:
        good = tuple(encoding.encode(CHECK_TEXT)) == wanted
        counts = (encoding.count(CHECK_TEXT), *encoding.count_many((CHECK_TEXT, CHECK_TEXT)))
    except Exception as error:
        raise VocabularyError(f"the engine of {encoding.name} fails ({error}); reinstall tiktoken") from error
    if not good or set(counts) != {len(wanted)}:
        raise VocabularyError(f"the engine of {encoding.name} counts wrongly; reinstall tiktoken")


def _ranks(row: EncodingRow) -> dict[bytes, int]:
    """Those of a shipped vocabulary. Its ranks rise: unless one is left out, they need no reading."""
    data = verified(row)
    tokens = data.split()[::2]
    last = int(data.rpartition(b" ")[2])
    return dict(zip(map(a2b_base64, tokens), range(len(tokens)), strict=True)) if last < len(tokens) else ranks_of(data)


def verified(row: EncodingRow) -> bytes:
    """The bytes of a shipped vocabulary. Raises VocabularyError when it is missing or not the pinned one."""
    try:
        data = (files("bursar.tokens") / "data" / row.file).read_bytes()
    except OSError as error:
        raise VocabularyError(f"the vocabulary {row.file} cannot be read ({error}); reinstall bursar") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise VocabularyError(f"the vocabulary {row.file} is not the one that ships with bursar; reinstall it")
    return data


def ranks_of(data: bytes) -> dict[bytes, int]:
    """Token bytes to rank, from a `.tiktoken` file: a line per token, base64 and rank. Raises ValueError."""
    fields = data.split()
    return dict(zip(map(a2b_base64, fields[::2]), map(int, fields[1::2]), strict=True))

"""Tokenizers from files: Hugging Face's `tokenizer.json`, Mistral's `tekken.json`, and `.tiktoken` vocabularies."""

from __future__ import annotations

import hashlib
import json
from binascii import a2b_base64
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bursar.errors import VocabularyError
from bursar.tokens.count import Basis
from bursar.tokens.cuts import CHUNK_CHARS, chunks
from bursar.tokens.encodings import Encoding, ranks_of
from bursar.tokens.exact import WHOLE, ExactCounter
from bursar.tokens.patterns import ENCODINGS
from bursar.tokens.vectors import CHECK_TEXT

UNKNOWN_PATTERN_BAND: Final = 2.0
"""Per cent by which counts may be off where a vocabulary does not say how texts are split before merging."""

_SAMPLE: Final = CHECK_TEXT * 3 + "The quick brown fox, 1984. {'key': [1, 2.5, None]}\n    return value\n" * 3
_SAMPLE_CHARS: Final = 24


def load_file(path: str, name: str | None = None) -> ExactCounter:
    """The tokenizer in a file (`~` is the home folder), under its path or another name. Blocks.

    Raises VocabularyError, which says what is wrong with the file or which package is missing.
    """
    try:
        data = Path(path).expanduser().read_bytes()
    except OSError as error:
        raise VocabularyError(
            f"the tokenizer file {path} cannot be read ({error.strerror}); mend `tokenizer_files`"
        ) from error
    try:
        counter = _of_json(data, name or path) if data.lstrip()[:1] == b"{" else _of_ranks(data, name or path)
        if counter.count(_SAMPLE) < 1:
            raise ValueError("it counts no token in a text")
    except VocabularyError:
        raise
    except Exception as error:  # the engines raise what they like, some of them bare Exceptions
        raise VocabularyError(
            f"{path} is no tokenizer that can be used ({_reason(error)});"
            " give a tokenizer.json, a tekken.json or a .tiktoken file"
        ) from error
    counter.chunk_chars = chunk_chars_of(counter.count)
    return counter


def chunk_chars_of(count: Callable[[str], int]) -> int:
    """How long the stretches may be that a tokenizer counts by itself: unlimited where its tokens cross safe cuts."""
    parts = sum(map(count, chunks(_SAMPLE, _SAMPLE_CHARS)))
    return CHUNK_CHARS if parts == count(_SAMPLE) else WHOLE


class HuggingFace(ExactCounter):
    """A tokenizer of Hugging Face's library. Counting holds the interpreter's lock."""

    def __init__(self, name: str, description: dict[str, Any]) -> None:
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise VocabularyError(f"{name} needs the library tokenizers: pip install 'bursar[huggingface]'") from error
        super().__init__(name)
        self._engine: Final = Tokenizer.from_str(json.dumps(_of_plain_text(description)))

    def count(self, text: str) -> int:
        """How many tokens a text has; special tokens in it are plain text."""
        return len(self._engine.encode(_clean(text), add_special_tokens=False).ids)

    def token_starts(self, text: str) -> list[int]:
        """Where each token begins, in code points."""
        return [start for start, _ in self._engine.encode(_clean(text), add_special_tokens=False).offsets]


def _of_json(data: bytes, name: str) -> ExactCounter:
    description = json.loads(data)
    if "model" in description:
        return HuggingFace(name, description)
    return _of_tekken(description, name)


def _of_tekken(description: dict[str, Any], name: str) -> Encoding:
    """The vocabulary is longer than the model's: its first rows count, less the special tokens."""
    config = description["config"]
    size = config["default_vocab_size"] - config["default_num_special_tokens"]
    ranks = {a2b_base64(row["token_bytes"]): row["rank"] for row in description["vocab"][:size]}
    if len(ranks) < size:
        raise ValueError(f"it has {len(ranks):,} of {size:,} tokens")
    return Encoding.of_ranks(name, config["pattern"], ranks)


def _of_ranks(data: bytes, name: str) -> Encoding:
    """A `.tiktoken` file does not hold its split pattern: that of a shipped vocabulary is known, others are guessed."""
    ranks, digest = ranks_of(data), hashlib.sha256(data).hexdigest()
    if any(bytes((byte,)) not in ranks for byte in range(256)):
        raise ValueError("its vocabulary lacks single bytes")
    row = next((row for row in ENCODINGS.values() if row.sha256 == digest), None)
    encoding = Encoding.of_ranks(name, (row or ENCODINGS["cl100k_base"]).pattern, ranks)
    if row is None:
        encoding.basis, encoding.band = Basis.CALIBRATED, UNKNOWN_PATTERN_BAND
    return encoding


def _of_plain_text(description: dict[str, Any]) -> dict[str, Any]:
    """The tokenizer without what it adds to a text, cuts off, or reads into it: special tokens count as text."""
    plain = [token for token in description.get("added_tokens") or () if not token.get("special")]
    return {**description, "added_tokens": plain, "post_processor": None, "truncation": None, "padding": None}


def _clean(text: str) -> str:
    """A lone surrogate becomes U+FFFD, as with every encoding."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"it has no {error}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__

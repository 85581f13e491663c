"""The encodings we ship: split pattern and checksum of each vocabulary, as rows.

Source of patterns, special tokens and SHA-256: tiktoken 0.14, `tiktoken_ext/openai_public.py`. (Special tokens are not
listed: in the texts we count they are text, and `encode_ordinary` never looks at them.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class EncodingRow:
    """A vocabulary file, what it must hash to, and the pattern that splits a text before merging.

    `same_as` names the encoding that counts every text alike: its engine is used, and loaded once for both.
    """

    name: str
    file: str
    sha256: str
    pattern: str
    same_as: str | None = None


_O200K = "|".join(
    (
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
        r"\s*[\r\n]+",
        r"\s+(?!\S)",
        r"\s+",
    )
)

_CL100K = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)

_R50K = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"

_GREEDY: Final = {
    _CL100K: _CL100K.replace("?+", "?").replace("}+", "}").replace("*+", "*").replace("++", "+"),
    _R50K: _R50K.replace("++", "+"),
}
"""Patterns that match the same without possessive repeats: what a repeat could give back never helps what follows."""

_WITH_LOOK_AHEAD: Final = (r"|\s+(?!\S)|\s+", r"|\s+(?!\S)|\s")


def plain_first(pattern: str) -> str:
    """The same pattern with its plain alternatives as one group: counting takes a quarter to a third less time.

    tiktoken's engine (fancy-regex) walks through a pattern with a look-ahead or a possessive repeat one alternative at
    a time; a part that has neither it hands to a state machine, whole.
    """
    pattern = _GREEDY.get(pattern, pattern)
    last = next(filter(pattern.endswith, _WITH_LOOK_AHEAD), None)
    return pattern if last is None else f"(?:{pattern.removesuffix(last)}){last}"


ENCODINGS: Final = {
    row.name: row
    for row in (
        EncodingRow(
            "r50k_base",
            "r50k_base.tiktoken",
            "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
            _R50K,
        ),
        EncodingRow(
            "p50k_base",
            "p50k_base.tiktoken",
            "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
            _R50K,
        ),
        EncodingRow(
            "cl100k_base",
            "cl100k_base.tiktoken",
            "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
            _CL100K,
        ),
        EncodingRow(
            "o200k_base",
            "o200k_base.tiktoken",
            "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
            _O200K,
        ),
        EncodingRow(
            "o200k_harmony",  # differs from o200k_base in its special tokens only, which are text here
            "o200k_base.tiktoken",
            "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
            _O200K,
            "o200k_base",
        ),
    )
}

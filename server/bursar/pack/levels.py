"""How each language shows less of itself: what stands for an elided body, a name, a shortened document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ELISION: Final = "..."
SENTENCE_CHARS: Final = 200
"""A first sentence longer than this is cut off at a word."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s|\r\n?[ \t]*(?:\r\n?|\Z)|\n[ \t]*(?:\r?\n|\Z)")
_PYTHON_STRING: Final = re.compile(r"([rRuU]?)(\"\"\"|'''|\"|')(.*)\2\s*\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DialectRow:
    """A language's row: `comment` holds `{}`, `elision` stands for what is left out, `indent` is one step.

    `closed` are the kinds of symbol whose skeleton shows nothing of their inside; `first_sentence` gives a short form
    of a doc, or nothing. `code` says whether a part of it must parse; `bodies`, whether a header needs a body after it.
    """

    comment: str
    elision: str
    indent: str
    closed: frozenset[str]
    first_sentence: Callable[[str], str]
    code: bool
    bodies: bool

    def opens(self, kind: str) -> bool:
        """Whether the inside of a symbol of this kind is shown piece by piece."""
        return kind not in self.closed


def dialect_of(language: str | None) -> DialectRow:
    """The row of a language; unknown ones are plain text."""
    return _DIALECTS.get(language or "", _TEXT)


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    text = text.strip()
    end = _SENTENCE_END.search(text)
    sentence = " ".join(text[: end.start() if end else len(text)].split())
    if len(sentence) <= SENTENCE_CHARS:
        return sentence
    return sentence[:SENTENCE_CHARS].rpartition(" ")[0] or sentence[:SENTENCE_CHARS]


def _python_doc(literal: str) -> str:
    """A doc string with its first sentence only; empty where it is not one plain literal."""
    found = _PYTHON_STRING.match(literal.strip())
    if found is None or found[2] in found[3]:
        return ""
    sentence = first_sentence(found[3])
    if not sentence or "\\" in sentence or sentence.endswith(found[2][0]):
        return ""
    return f"{found[1]}{found[2]}{sentence}{found[2]}"


_FUNCTIONS: Final = frozenset({"function", "method"})
_TEXT: Final = DialectRow("[{}]", "[...]", "", frozenset(), first_sentence, code=False, bodies=False)
_DIALECTS: Final = {
    "python": DialectRow("# {}", ELISION, "    ", _FUNCTIONS, _python_doc, code=True, bodies=True),
    "markdown": DialectRow("<!-- {} -->", "[...]", "", frozenset(), first_sentence, code=False, bodies=False),
}

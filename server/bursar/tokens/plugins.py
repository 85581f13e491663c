"""Tokenizers that other packages bring: Mistral's by `mistral-common`, any other by an entry point.

An entry point of the group `bursar.tokenizers` is named as the catalogue's column `encoding` names the tokenizer. It is
a callable without arguments that gives an object with `count(text) -> int`, and `token_starts(text) -> list[int]` if it
can.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from bursar.errors import VocabularyError
from bursar.tokens.exact import ExactCounter
from bursar.tokens.tokenizer_files import chunk_chars_of, load_file

log = logging.getLogger(__name__)

GROUP: Final = "bursar.tokenizers"
TEKKEN: Final = "tekken"
_TEKKEN_FILE: Final = ("data", "tekken_240911.json")


def installed(name: str) -> ExactCounter | None:
    """The exact tokenizer of this name that an installed package brings; None, with one message if it is broken."""
    try:
        for point in entry_points(group=GROUP, name=name):
            return Plugin(name, point.load()())
        return _tekken() if name == TEKKEN else None
    except Exception as error:  # another package's code: whatever it raises, counting goes on
        log.warning("the tokenizer %s is set aside (%s); its counts are estimates", name, error)
        return None


class Plugin(ExactCounter):
    """A tokenizer from an entry point."""

    def __init__(self, name: str, tokenizer: Any) -> None:
        super().__init__(name)
        self._count: Final[Callable[[str], int]] = tokenizer.count
        self._starts: Final[Callable[[str], list[int]] | None] = getattr(tokenizer, "token_starts", None)
        if self.count("token") < 1:
            raise VocabularyError("it counts no token in a word")
        self.chunk_chars = chunk_chars_of(self.count)

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return self._count(text)

    def token_starts(self, text: str) -> list[int]:
        """Where each token begins; where the tokenizer cannot tell, tokens are taken to be evenly long."""
        if self._starts is not None:
            return self._starts(text)
        tokens = self.count(text)
        return [len(text) * number // tokens for number in range(tokens)]


def _tekken() -> ExactCounter | None:
    spec = find_spec("mistral_common")
    if spec is None or spec.origin is None:
        return None
    return load_file(str(Path(spec.origin).parent.joinpath(*_TEKKEN_FILE)), TEKKEN)

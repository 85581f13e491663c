"""Counters: whatever gives a text its number of tokens, with the basis of the number.

There are encodings (exact, shipped), tokenizer files that the user names (exact), tokenizers that other packages bring
by the entry point group `bursar.tokenizers`, and estimators of the families without a public tokenizer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, Protocol

from bursar.config import ModelRow
from bursar.errors import VocabularyError
from bursar.models import Model, resolve
from bursar.tokens import encodings
from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.measure import Measure
from bursar.tokens.patterns import ENCODINGS

TokenizerFiles = Mapping[str, str] | Sequence[tuple[str, str]]
"""Paths of tokenizer files by model id, alias, encoding or family: the setting `tokenizer_files`."""

NO_FILES: Final[TokenizerFiles] = ()

log = logging.getLogger(__name__)


class Counter(Protocol):
    """What counts texts. Thread-safe; no method raises for any text."""

    @property
    def name(self) -> str:
        """The name of the encoding, estimator or tokenizer."""

    @property
    def basis(self) -> Basis:
        """How its numbers are come by."""

    @property
    def band(self) -> float | None:
        """How far its numbers may be off on ordinary text, in per cent; each `counted` has its own."""

    @property
    def chunk_chars(self) -> int:
        """How long the stretches between safe cuts should be that it measures."""

    def count(self, text: str) -> int:
        """The tokens of a text."""

    def token_starts(self, text: str) -> list[int]:
        """Where each token (of an estimator: of its base encoding) begins, in code points."""

    def measure(self, text: str) -> Measure:
        """The measure of a stretch of text; measures of stretches between safe cuts add up."""

    def counted(self, measure: Measure) -> TokenCount:
        """The count that a measure comes to."""

    def base_limit(self, limit: int, measure: Measure) -> int:
        """How many of the tokens in a measure a limit is, for a text that exceeds it."""


class _Key(NamedTuple):
    """What a counter is loaded by: a name, a file to use instead, and whether its estimates are more of a guess."""

    name: str
    path: str | None = None
    guess: bool = False


_loaded: dict[_Key, Counter] = {}
_locks: Final[dict[_Key, threading.Lock]] = {}
_guard: Final = threading.Lock()


def counter_for(model: Model, tokenizer_files: TokenizerFiles = NO_FILES) -> Counter:
    """The counter of a model, loaded at the first call. Blocks; thread-safe.

    A tokenizer file that cannot be used is set aside with one message. Raises VocabularyError when a shipped vocabulary
    is damaged, or the model's encoding is none.
    """
    return _load(_key_of(model, tokenizer_files))


def counter_if_loaded(model: Model, tokenizer_files: TokenizerFiles = NO_FILES) -> Counter | None:
    """The counter of a model, if it is loaded already. Never blocks."""
    return _loaded.get(_key_of(model, tokenizer_files))


@lru_cache(maxsize=256)
def counter_for_name(
    model: str, user_rows: tuple[ModelRow, ...] = (), tokenizer_files: tuple[tuple[str, str], ...] = ()
) -> Counter:
    """`counter_for` the model of a name: found in half a microsecond, which is a tenth of a count from the cache."""
    return counter_for(resolve(model, user_rows), tokenizer_files)


def counter_named(name: str) -> Counter:
    """The counter of a name that the catalogue has in its column `encoding`: an encoding or an estimator. Blocks."""
    return _load(_Key(name))


def forget() -> None:
    """Load every counter anew: a calibration, a file or the installed packages changed."""
    with _guard:
        _loaded.clear()
    counter_for_name.cache_clear()


def _key_of(model: Model, tokenizer_files: TokenizerFiles) -> _Key:
    path = None
    if tokenizer_files:
        files = dict(tokenizer_files)
        names = (model.id, *model.aliases, model.encoding, model.family)
        path = next((files[name] for name in names if name in files), None)
    return _Key(model.encoding, path, model.basis == Basis.ESTIMATED.value)


def _load(key: _Key) -> Counter:
    if (found := _loaded.get(key)) is not None:
        return found
    with _guard:
        lock = _locks.setdefault(key, threading.Lock())
    with lock:
        if (found := _loaded.get(key)) is None:
            found = _loaded[key] = _made(key)
        return found


def _made(key: _Key) -> Counter:
    if key.path is not None:
        from bursar.tokens.tokenizer_files import load_file

        try:
            return load_file(key.path)
        except VocabularyError as error:
            log.warning("%s; counting goes on without it", error)
            return _load(key._replace(path=None))
    if key.name in ENCODINGS:
        return _assumed(encodings.load(key.name)) if key.guess else encodings.load(key.name)
    from bursar.tokens.plugins import installed

    return installed(key.name) or _estimator(key)


def _assumed(encoding: encodings.Encoding) -> Counter:
    """An encoding that a model is only believed to count by: the vocabulary it was known to succeed may be another."""
    from bursar.tokens.estimators import Estimator
    from bursar.tokens.families import ASSUMED, FamilyRow

    return Estimator(FamilyRow(encoding.name, *ASSUMED, "assumed", encoding.name), encoding, Basis.ESTIMATED)


def _estimator(key: _Key) -> Counter:
    from bursar.tokens.calibration import calibrated
    from bursar.tokens.estimators import Estimator
    from bursar.tokens.families import FAMILIES

    row = FAMILIES.get(key.name)
    if row is None:
        known = ", ".join(sorted([*ENCODINGS, *FAMILIES]))
        raise VocabularyError(f"no encoding or estimator is called {key.name!r}; there are {known}")
    return Estimator(calibrated(row), encodings.load(row.base), Basis.ESTIMATED if key.guess else Basis.CALIBRATED)

"""What the files of a workspace are counted by for a model: which measure, and what it comes to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final
from zlib import crc32

from bursar.models import Model
from bursar.tokens.bulk import BulkEngine
from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.counter import NO_FILES, Counter, TokenizerFiles, counter_for
from bursar.tokens.cuts import chunks
from bursar.tokens.measure import Measure, measured
from bursar.tokens.patterns import ENCODINGS
from bursar.tokens.vectors import CHECK_TEXT

NOTHING: Final = Measure(0, 0)
BLOCK_CHARS: Final = 128 * 1024
"""A text is counted in blocks of about this length, which bounds memory and lets a task be stopped."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """How files are measured for a model (by its id; "" for an encoding). Models with one `key` share their measures.

    `measure` takes a stretch of text between safe cuts at least `chunk_chars` long, and loads a vocabulary at its first
    call; `counted` makes the model's count of a measure.
    """

    key: str
    basis: Basis
    band: float | None
    counted: Callable[[Measure], TokenCount]
    counter: Callable[[], Counter]
    measure: Callable[[str], Measure]
    model: str = ""

    def reads(self, counter: Counter) -> bool:
        """Whether a counter counts every text as this ruler does."""
        if self.basis is not Basis.EXACT:
            return counter is self.counter()
        row = ENCODINGS.get(counter.name)
        return row is not None and (row.same_as or row.name) == self.key and counter.basis is Basis.EXACT

    def tokens(self, measure: Measure) -> int:
        """The tokens that a measure comes to."""
        return measure.tokens if self.basis is Basis.EXACT else self.counted(measure).tokens

    def count(self, text: str) -> int:
        """The tokens of a text of any length. Blocks; may load a vocabulary."""
        least = max(BLOCK_CHARS, self.counter().chunk_chars)
        return self.tokens(sum_of(self.measure(part) for part in chunks(text, least)))

    def total(self, tokens: int) -> TokenCount:
        """A sum of counts: on the basis of each."""
        return TokenCount(tokens, self.basis, self.band)


def ruler_for(model: Model, tokenizer_files: TokenizerFiles = NO_FILES) -> Ruler:
    """The ruler of a model. Loads nothing for an exact encoding; for the others blocks as `counter_for` does.

    An encoding's measures are full ones, so that every estimator over the same encoding reads them too.
    """
    return replace(_ruler(model, tokenizer_files), model=model.id)


def _ruler(model: Model, tokenizer_files: TokenizerFiles) -> Ruler:
    row = ENCODINGS.get(model.encoding)
    if row is not None and not tokenizer_files:
        return _exact(row.same_as or row.name)
    counter = counter_for(model, tokenizer_files)
    base = getattr(counter, "base", None)
    if base is not None:  # an estimator
        name = ENCODINGS[base.name].same_as or base.name
        return Ruler(name, counter.basis, counter.band, counter.counted, lambda: counter, counter.measure)
    if row is not None and counter.name in ENCODINGS:
        return _exact(row.same_as or row.name)
    key = _identified(counter)
    return Ruler(key, counter.basis, counter.band, counter.counted, lambda: counter, counter.measure)


def _exact(name: str) -> Ruler:
    from bursar.tokens.encodings import load

    def measure(text: str) -> Measure:
        return measured(text, load(name).count(text))

    def exactly(found: Measure) -> TokenCount:
        return TokenCount(found.tokens)

    return Ruler(name, Basis.EXACT, None, exactly, lambda: load(name), measure)


def ruler_of_engine(engine: BulkEngine) -> Ruler:
    """The ruler of an encoding that is counted by its bulk engine."""
    by = _exact(engine.name)
    return replace(by, measure=lambda text: measured(text, engine.count(text)))


def _identified(counter: Counter) -> str:
    """The name of a tokenizer that does not ship with us, with what tells it from the one it may be replaced by."""
    try:
        found = os.stat(os.path.expanduser(counter.name))
    except (OSError, ValueError):  # no file: a package's
        return f"{counter.name}~{crc32(repr(counter.token_starts(CHECK_TEXT)).encode()):08x}"
    return f"{counter.name}@{found.st_size}.{found.st_mtime_ns}"


def sum_of(measures: Iterable[Measure]) -> Measure:
    """Measures of stretches between safe cuts added up."""
    total = NOTHING
    for found in measures:
        total = total.plus(found)
    return total

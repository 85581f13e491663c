"""How good a shorter form of an item is: the share of the item's facts that it keeps, measured on its very text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bursar.outline import Symbol
from bursar.pack.levels.facts import (
    WEIGHTS,
    Fact,
    Facts,
    facts_of_code,
    facts_of_text,
    kept_of_code,
    kept_of_text,
)
from bursar.pack.units import Page
from bursar.text import Span

SOON_READ: Final = (Fact.NAMES, Fact.SIGNATURES)
"""Facts of code that can be looked for without parsing the shorter form."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of each fact that an item states, how many times it is kept, and stated: (kept, stated)."""

    facts: Mapping[Fact, tuple[int, int]]
    weights: Mapping[Fact, int]

    @property
    def score(self) -> float:
        """The mean of the kept shares, by the weights of the item's kind; 1 where there is nothing to keep."""
        total = sum(self.weights[fact] for fact in self.facts)
        kept = sum(self.weights[fact] * kept / stated for fact, (kept, stated) in self.facts.items())
        return kept / total if total else 1.0

    def shares(self) -> dict[str, float]:
        """The kept share of each fact, with two decimals, by the fact's name."""
        return {fact.value: round(kept / stated, 2) for fact, (kept, stated) in self.facts.items()}


class Qualities:
    """Measures forms of the items of one bundle; what an item states is read once."""

    def __init__(self) -> None:
        self._facts: dict[tuple[str, Span], Facts] = {}
        self._kept: dict[tuple[str, Span, str], Quality] = {}

    def of(self, page: Page, span: Span, text: str) -> Quality:
        """The quality of a text that stands for some lines of a file."""
        key = page.path, span, text
        if key not in self._kept:
            self._kept[key] = quality_of(page, self._stated(page, span), text)
        return self._kept[key]

    def reaches(self, page: Page, span: Span, text: str, floor: float) -> bool:
        """Whether a text keeps a share; code is parsed only if its names and signatures do not tell."""
        if floor <= 0:
            return True
        facts = self._stated(page, span)
        if page.dialect.code:
            asked = [fact for fact, stated in facts.items() if stated and fact in WEIGHTS[page.kind]]
            kept = kept_of_code(facts, text, page.language or "", SOON_READ)
            least = _quality(page, facts, {**{fact: type(facts[fact])() for fact in asked}, **kept}).score
            if least >= floor - 1e-9:
                return True
        return self.of(page, span, text).score >= floor - 1e-9

    def _stated(self, page: Page, span: Span) -> Facts:
        key = page.path, span
        if key not in self._facts:
            self._facts[key] = facts_of(page, span)
        return self._facts[key]


def facts_of(page: Page, span: Span) -> Facts:
    """The facts that some lines of a file state."""
    text = page.source[span.start : span.end]
    if not page.dialect.code:
        return facts_of_text(text, page.kind, page.path)
    return facts_of_code(_within(page.symbols, span), page.source, text, page.language or "")


def quality_of(page: Page, facts: Facts, text: str) -> Quality:
    """The quality of a text that stands for lines with these facts."""
    if page.dialect.code:
        return _quality(page, facts, kept_of_code(facts, text, page.language or "", facts))
    return _quality(page, facts, kept_of_text(facts, text, page.kind))


def _quality(page: Page, facts: Facts, kept: Facts) -> Quality:
    weights = WEIGHTS[page.kind]
    found = {fact: (kept[fact].total(), facts[fact].total()) for fact in weights if facts.get(fact)}
    return Quality(found, weights)


def _within(symbols: Iterable[Symbol], span: Span) -> list[Symbol]:
    """The outermost symbols whose names are in some lines."""
    found: list[Symbol] = []
    for symbol in symbols:
        if span.covers(symbol.span):
            found.append(symbol)
        elif symbol.span.start < span.end and span.start < symbol.span.end:
            found += _within(symbol.children, span)
    return found

"""The symbols of a document with their counts, for outline views, and the tags that can be folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bursar.config import SymbolSettings
from bursar.outline import Kind, Outline
from bursar.outline.prompts import is_prompt
from bursar.present.words import counted
from bursar.snapshot import SymbolCount
from bursar.text import Span, Text

DATA: Final = frozenset({"json", "jsonc", "yaml", "toml"})
"""The languages of data: their keys are listed, code has servers of its own that list its symbols."""


@dataclass(frozen=True, slots=True)
class ListedSymbol:
    """One line of an outline view: `detail` is its count; `name` is never empty, and on one line."""

    name: str
    detail: str
    kind: Kind
    span: Span
    name_span: Span
    children: tuple[ListedSymbol, ...]


def lists_symbols(language: str | None, settings: SymbolSettings) -> bool:
    """Whether the symbols of a language are listed."""
    if is_prompt(language):
        return settings.prompts
    return settings.data if language in DATA else settings.code


def listed(found: SymbolCount) -> ListedSymbol:
    """A symbol and all below it as an outline view shows them."""
    symbol = found.symbol
    name = " ".join(symbol.name.split()) or f"({symbol.kind.value})"
    return ListedSymbol(
        name, counted(found.count), symbol.kind, symbol.span, symbol.name_span, tuple(map(listed, found.children))
    )


def folds(text: Text, outline: Outline) -> Iterator[tuple[int, int]]:
    """The first and the last line of each prompt tag that is longer than a line."""
    for symbol in outline.walk():
        if symbol.kind is Kind.TAG:
            first = text.line_at(symbol.span.start)
            last = text.line_at(max(symbol.span.end - 1, symbol.span.start))
            if first < last:
                yield first, last

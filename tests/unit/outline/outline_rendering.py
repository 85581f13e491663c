"""An outline as text: one line per symbol, indented by its depth, every span as the text it covers."""

from __future__ import annotations

from dataclasses import replace
from textwrap import dedent

from bursar.outline import Kind, Outline, Symbol, outline_of
from bursar.text import Span, Text


def check_outline(language: str, source: str, expected: str, only: Kind | None = None) -> None:
    text = Text(source)
    outline = outline_of(text, language)
    if only is not None:
        outline = replace(outline, symbols=tuple(symbol for symbol in outline.symbols if symbol.kind is only))
    assert rendered(outline, text) == dedent(expected).strip("\n")
    assert not outline.broken
    assert not outline.notes


def rendered(outline: Outline, text: Text) -> str:
    """`kind name @line | whole span | signature | body | doc`; white space at the edges as in the text."""
    return "\n".join(_lines(outline.symbols, text, ""))


def _lines(symbols: tuple[Symbol, ...], text: Text, indent: str) -> list[str]:
    found = []
    for symbol in symbols:
        assert " ".join(_part(symbol.name_span, text).split()) == symbol.name
        found.append(f"{indent}{symbol.kind.value} {symbol.name} @{symbol.line(text)}")
        for label in ("span", "signature", "body", "doc"):
            span = getattr(symbol, label)
            if span is not None:
                found.append(f"{indent}  {label:9} {_part(span, text)!r}")
        found += _lines(symbol.children, text, indent + "    ")
    return found


def _part(span: Span, text: Text) -> str:
    return text.slice(span.start, span.end)

"""After any edits the outline of a document equals that of its text, outside what the grammar could not read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.outline import Outline, OutlineParser, Symbol, outline_of, shift
from bursar.text import Span, Text

_WILD = ["\r", "\n", "\r\n", "\f", "\u2028", "\0", "\ud83d", "\udc00", "😀", "é", "漢", " ", "    ", "\t", "x"]

_MARKDOWN = ["# ", "## ", "### Deep", "\n# One\n", "\r## Two ##\r", "\n===\n", "\n---\n", "> ", "- ", "```\n", "text"]
_MARKDOWN += ["\n\n", "<div>", "[a]: b", "    code", "---\na: 1\n---\n", "1. ", "| a | b |\n|---|---|\n", "#"]
_MARKDOWN += ["\n<rules>\n", "\n</rules>\n", "<", ">", "/", "`", "~~~", "{% if x %}", "{% endif %}", "{{#a}}", "{{/a}}"]
_PYTHON = [
    "def f():\n    pass\n",
    "class A:\n",
    "    def m(self):\n        return 1\n",
    "@d\n",
    "async ",
    '"""doc"""\n',
]
_PYTHON += ["'", '"""', "(", ")", ":", "\\\n", "# c\n", "if x:\n", "def é(a, b=1): return '😀'\n"]
_PIECES = {"markdown": _WILD + _MARKDOWN, "python": _WILD + _PYTHON}

LANGUAGES = pytest.mark.parametrize("language", sorted(_PIECES))


def _texts(language: str, size: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(_PIECES[language]) | st.text(max_size=3), max_size=size).map("".join)


def _edits(language: str) -> st.SearchStrategy[list[tuple[float, int, str]]]:
    return st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _texts(language, 3)), min_size=1, max_size=6)


@LANGUAGES
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_incremental_equals_fresh(language: str, data: st.DataObject) -> None:
    text = Text(data.draw(_texts(language, 40)), piece_chars=32)
    whole_bytes = data.draw(st.sampled_from([0, 1 << 16]))
    parser = OutlineParser(language, whole_bytes=whole_bytes, stretch_chars=data.draw(st.integers(1, 64)))
    outline = parser.parse(text)
    pending = []
    for place, length, new in data.draw(_edits(language)):
        start = round(place * len(text))
        after, edit = text.replace(start, start + length, new)
        pending.append((text, edit))
        outline = shift(outline, edit)
        _check_nested(outline, after)
        text = after
        if len(new) % 2:
            outline = parser.parse(text, pending)
            pending = []
            _check_same(outline, outline_of(text, language))
            _check_nested(outline, text)
    _check_same(parser.parse(text, pending) if pending else outline, outline_of(text, language))


def _check_same(found: Outline, fresh: Outline) -> None:
    if not found.broken and not fresh.broken:
        assert found == fresh
        return
    broken = (*found.broken, *fresh.broken)
    for symbol in set(_flat(found)) ^ set(_flat(fresh)):
        assert any(_touches(span, symbol[2]) for span in broken), (symbol, broken)


def _flat(outline: Outline) -> list[tuple[object, ...]]:
    return [(one.name, one.kind, one.span, one.signature, one.body, one.doc) for one in outline.walk()]


def _touches(broken: Span, span: object) -> bool:
    assert isinstance(span, Span)
    return broken.start <= span.end and span.start <= broken.end


def _check_nested(outline: Outline, text: Text) -> None:
    _check_level(outline.symbols, Span(0, len(text)))
    for span in outline.broken:
        assert 0 <= span.start <= span.end <= len(text)


def _check_level(symbols: tuple[Symbol, ...], around: Span) -> None:
    at = around.start
    for symbol in symbols:
        assert at <= symbol.span.start < symbol.span.end <= around.end
        at = symbol.span.end
        for part in (symbol.name_span, symbol.signature, symbol.body, symbol.doc):
            assert part is None or (symbol.span.covers(part) and part.start <= part.end)
        _check_level(symbol.children, symbol.span)

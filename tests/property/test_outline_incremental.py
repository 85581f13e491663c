"""After any edits the outline of a document equals that of its text, outside what the grammar could not read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.outline import LiveOutline, Outline, OutlineParser, Symbol, outline_of, shift
from bursar.outline.moves import Moves
from bursar.snapshot import own_spans, symbol_counts
from bursar.text import Edit, Span, Text
from bursar.tokens.counts import Counts
from bursar.tokens.encodings import load
from unit.outline.outline_fixtures import large_texts

_WILD = ["\r", "\n", "\r\n", "\f", "\u2028", "\0", "\ud83d", "\udc00", "😀", "é", "漢", " ", "    ", "\t", "x"]

_MARKDOWN = ["# ", "## ", "### Deep", "\n# One\n", "\r## Two ##\r", "\n===\n", "\n---\n", "> ", "- ", "```\n", "text"]
_MARKDOWN += ["\n\n", "<div>", "[a]: b", "    code", "---\na: 1\n---\n", "1. ", "| a | b |\n|---|---|\n", "#"]
_MARKDOWN += ["\n<rules>\n", "\n</rules>\n", "<", ">", "/", "`", "~~~", "{% if x %}", "{% endif %}", "{{#a}}", "{{/a}}"]
_MARKDOWN += ["- one\n- two\n", "\n  more\n", "1. x\n2. y\n", "|", "|-|\n", "\n\n\n"]
_MARKDOWN += ["\nUser: hi\n", "**Assistant:** ", "system:", "User", ":"]
_PYTHON = [
    "def f():\n    pass\n",
    "class A:\n",
    "    def m(self):\n        return 1\n",
    "@d\n",
    "async ",
    '"""doc"""\n',
]
_PYTHON += ["'", '"""', "(", ")", ":", "\\\n", "# c\n", "if x:\n", "def é(a, b=1): return '😀'\n"]
_TYPESCRIPT = ["function f() {}\n", "export class A {\n  m() { return 1 }\n}\n", "/** doc */\n", "// c\n", "{", "}"]
_TYPESCRIPT += ["`", "/*", "*/", "const a = () => {}\n", "interface I { a: string }\n", "@d\n", ";", "export "]
_GO = [
    "package a\n",
    "func f() {\n}\n",
    "// doc\n",
    "type T struct {\n\ta int\n}\n",
    "const (\n\tA = 1\n)\n",
    "{",
    "}",
    "`",
]
_RUST = [
    "fn f() {}\n",
    "/// doc\n",
    "#[test]\n",
    "impl A {\n    fn m(&self) {}\n}\n",
    "struct A;\n",
    "mod m {\n",
    "}",
    '"',
]
_YAML = ["a: 1\n", "- name: b\n", "  c: 2\n", "# c\n", "---\n", "d:\n", "  - e\n", "'", "|\n"]
_JSON = ["{", "}", "[", "]", '"a": ', "1", ",", '{"name": "b"}', "\n"]
_PIECES = {
    "markdown": _WILD + _MARKDOWN,
    "python": _WILD + _PYTHON,
    "typescript": _WILD + _TYPESCRIPT,
    "go": _WILD + _GO,
    "rust": _WILD + _RUST,
    "yaml": _WILD + _YAML,
    "json": _WILD + _JSON,
}

LANGUAGES = pytest.mark.parametrize("language", sorted(_PIECES))


def _texts(language: str, size: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(_PIECES[language]) | st.text(max_size=3), max_size=size).map("".join)


def _edits(language: str) -> st.SearchStrategy[list[tuple[float, int, str]]]:
    return st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), _texts(language, 3)), min_size=1, max_size=6)


@LANGUAGES
@given(data=st.data())
@settings(max_examples=150)
def test_incremental_equals_fresh(language: str, data: st.DataObject) -> None:
    text = Text(data.draw(_texts(language, 40)), piece_chars=32)
    whole_bytes = data.draw(st.sampled_from([0, 1 << 16]))
    parser = OutlineParser(language, whole_bytes=whole_bytes, stretch_chars=data.draw(st.integers(1, 64)))
    outline = parser.parse(text)
    live = parser.update(text)
    pending: list[tuple[Text, Edit]] = []
    for place, length, new in data.draw(_edits(language)):
        start = round(place * len(text))
        after, edit = text.replace(start, start + length, new)
        pending.append((text, edit))
        outline, live = shift(outline, edit), live.after(edit)
        _check_nested(outline, after)
        _check_nested(live.whole(), after)
        _check_asked(live, Span(edit.start, edit.start + 20))
        text = after
        if len(new) % 2:
            live = parser.update(text, pending)
            outline = live.whole()
            pending = []
            _check_asked(live, Span(edit.start, edit.start + 20))
            _check_same(outline, outline_of(text, language))
            _check_nested(outline, text)
    _check_same(parser.parse(text, pending) if pending else outline, outline_of(text, language))


PROMPT = large_texts("markdown")[0]
_TYPED = st.sampled_from(
    [
        *"x -|\n`<>{}#1.",
        "- ",
        "- x\n",
        "\n\n",
        "```\n",
        "| a |",
        "|-|\n",
        "</rules>\n",
        "---\n",
        "***\n",
        "User: ",
        "\nTool:",
    ]
)


@given(
    first=st.integers(0, PROMPT.line_count),
    lines=st.integers(5, 60),
    edits=st.lists(st.tuples(st.floats(0, 1), st.sampled_from([0, 0, 0, 1, 2, 9]), _TYPED), min_size=1, max_size=12),
)
@settings(max_examples=150)
def test_a_prompt_of_every_part_is_the_same_after_any_typing(
    first: int, lines: int, edits: list[tuple[float, int, str]]
) -> None:
    start, end = PROMPT.line_start(first), PROMPT.line_start(min(first + lines, PROMPT.line_count))
    text = Text(PROMPT.slice(start, end))
    parser = OutlineParser("markdown")
    parser.parse(text)
    for place, length, new in edits:
        at = round(place * len(text))
        after, edit = text.replace(at, at + length, new)
        _check_same(parser.parse(after, [(text, edit)]), outline_of(after, "markdown"))
        text = after


EDITS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), st.text("ab", max_size=4)), max_size=8)


@given(edits=EDITS, spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12)), max_size=5))
def test_moves_are_one_rising_map_that_leads_back(
    edits: list[tuple[int, int, str]], spans: list[tuple[int, int]]
) -> None:
    old = Text("".join(chr(0x4E00 + at) for at in range(40)))
    text, moves = old, Moves()
    for start, length, new in edits:
        text, edit = text.replace(start, start + length, new)
        moves = moves.after(edit)
    places = [moves.offset(at) for at in range(len(old) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    for start, length in spans:
        span = Span(min(start, len(old)), min(start + length, len(old)))
        if moves.kept(span):
            now = moves.span(span)
            assert text.slice(now.start, now.end) == old.slice(span.start, span.end)
            assert moves.before(now) == span
        if moves.replaced(span) and len(span):
            assert not set(old.slice(span.start, span.end)) & set(str(text))


@LANGUAGES
@given(data=st.data())
@settings(max_examples=25)
def test_all_counts_are_those_of_exactly_the_text(language: str, data: st.DataObject) -> None:
    encoding = load(data.draw(st.sampled_from(["o200k_base", "cl100k_base"])))
    text = Text(data.draw(_texts(language, 40)), piece_chars=32)
    parser, counts = OutlineParser(language), Counts.of(text, encoding, size=16)
    live = parser.update(text)
    for place, length, new in data.draw(_edits(language)):
        start = round(place * len(text))
        after, edit = text.replace(start, start + length, new)
        counts, live = counts.after(edit, after), parser.update(after, [(text, edit)])
        text = after
    whole = str(text)
    for top in symbol_counts(whole, live.symbols, encoding):
        for found in top.walk():
            span = found.symbol.span
            assert found.count.tokens == encoding.count(whole[span.start : span.end]) == counts.span(text, span)
            parts = own_spans(found.symbol)
            assert found.own.tokens == sum(encoding.count(whole[part.start : part.end]) for part in parts)


def _check_asked(live: LiveOutline, asked: Span) -> None:
    """What is asked of a live outline is what the whole of it would answer."""
    whole = live.whole()
    expected = [symbol for symbol in whole.walk() if asked.start <= symbol.name_span.start <= asked.end]
    found = [placed.symbol for placed in live.named_in(asked)]
    assert [(one.name, one.span, one.body) for one in found] == [(one.name, one.span, one.body) for one in expected]
    assert live.enclosing(asked) == whole.enclosing(asked)


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

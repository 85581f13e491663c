"""Every language: a small file with every construct against its outline, a large file with every count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import pytest
import tree_sitter

from bursar.outline import LANGUAGES, Kind, OutlineParser, Symbol, outline_of
from bursar.outline.grammars import Grammar, captures_in, grammar_of
from bursar.outline.source import LINE_END, encoded
from bursar.text import Text
from bursar.tokens.counts import Counts
from bursar.tokens.encodings import load
from unit.outline.outline_fixtures import (
    FIXTURE_LINES,
    INSTALLED_LINES,
    abridged,
    fixtures,
    language_of_fixture,
    large_fixtures,
    large_texts,
    read,
)

IDS = sorted({language_of_fixture(path) for path in fixtures()})
WITH_LARGE_FIXTURES = [row.id for row in LANGUAGES if large_fixtures(row.id)]


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.name)
def test_outline_signature_body_and_doc(path: Path) -> None:
    text = read(path)
    outline = outline_of(text, language_of_fixture(path))
    assert not outline.broken
    assert not outline.notes
    expected = path.with_suffix(path.suffix + ".outline").read_text(encoding="utf-8")
    assert abridged(outline, text) == expected


@pytest.mark.parametrize("language", IDS)
def test_every_pattern_of_the_query_is_in_a_fixture(language: str) -> None:
    unused, _ = not_in(fixtures(), language)
    assert unused == []


@pytest.mark.parametrize("language", IDS)
def test_what_a_match_captures_is_known_of_its_pattern(language: str) -> None:
    grammar = grammar_of(next(row for row in LANGUAGES if row.id == language))
    assert isinstance(grammar, Grammar)
    for path in fixtures():
        if language_of_fixture(path) == language:
            tree = tree_sitter.Parser(grammar.language).parse(encoded(str(read(path))) + LINE_END)
            for number, captures in tree_sitter.QueryCursor(grammar.query).matches(tree.root_node):
                known = grammar.patterns[number]
                expected = {known.symbol, known.body, known.aside, *known.rare, "name", "item"}
                assert {name for name in captures if name[0] != "_"} <= expected, number


def test_captures_are_not_looked_for_in_the_texts_of_a_pattern() -> None:
    typed = r'''((pair (_) @name . (_) @_key) @symbol.key (#eq? @name "@start\"x") (#set! trim "[\"']@body")); "@end"'''
    assert captures_in(typed) == ["name", "symbol.key"]


@pytest.mark.parametrize("language", WITH_LARGE_FIXTURES)
def test_every_construct_of_the_query_is_in_a_large_fixture_that_repeats_nothing(language: str) -> None:
    assert not_in([path for row in LANGUAGES for path in large_fixtures(row.id)], language) == ([], set())
    lines = str(read(large_fixtures(language)[0])).splitlines()
    assert len(lines) >= FIXTURE_LINES
    stretches = ["\n".join(lines[start : start + 6]) for start in range(len(lines) - 6)]
    assert len(set(stretches)) == len(stretches)


def not_in(paths: Sequence[Path], language: str) -> tuple[list[str], set[str]]:
    """The patterns of a query that match in none of these files, and the kinds of nodes it names that none has."""
    row = next(row for row in LANGUAGES if row.id == language)
    grammar = grammar_of(row)
    assert isinstance(grammar, Grammar)
    used: set[int] = set()
    kinds: set[str] = set()
    for path in paths:
        if language_of_fixture(path) in {language, *_sharing(row.query)}:
            tree = tree_sitter.Parser(grammar.language).parse(encoded(str(read(path))) + LINE_END)
            used.update(pattern for pattern, _ in tree_sitter.QueryCursor(grammar.query).matches(tree.root_node))
            kinds.update(node.type for node in _nodes(tree.root_node))
    folder = files("bursar.outline").joinpath("queries")
    source = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in row.query_files)
    unused = set(range(grammar.query.pattern_count)) - used
    starts = [grammar.query.start_byte_for_pattern(at) for at in sorted(unused)]
    named = set(re.findall(r"\((\w{2,})", re.sub(r"(?m)^;.*", "", source)))
    missing = {kind for kind in named - kinds if grammar.language.id_for_node_kind(kind, True)}
    return [source.encode()[start:][:200].decode() for start in starts], missing


def _nodes(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


def _sharing(query: str) -> set[str]:
    """The languages whose fixtures go for a query as well: those of the same base."""
    base = query.partition("+")[0]
    return {row.id for row in LANGUAGES if base and row.query.partition("+")[0] == base}


def test_every_language_of_code_and_data_has_a_fixture() -> None:
    with_queries = {row.id for row in LANGUAGES if row.id != "markdown"}
    assert with_queries == set(IDS)


@pytest.mark.parametrize("language", [*IDS, "markdown"])
def test_every_count_of_a_large_file_is_that_of_its_text(language: str) -> None:
    texts = large_texts(language)
    assert texts[0].line_count > (FIXTURE_LINES if language in WITH_LARGE_FIXTURES else INSTALLED_LINES)
    for text in texts:
        check_counts(text, language)


def check_counts(text: Text, language: str) -> None:
    """Each count of a symbol or a part of one is the direct count of that text."""
    outline = outline_of(text, language)
    assert not outline.notes
    encoding = load("o200k_base")
    counts = Counts.of(text, encoding)
    symbols = list(outline.walk())
    assert symbols
    for symbol in symbols:
        for span in (symbol.span, symbol.signature, symbol.body, symbol.doc):
            if span is not None:
                assert counts.span(text, span) == encoding.count(text.slice(span.start, span.end)), symbol.name


@pytest.mark.parametrize("language", IDS)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_change_nothing(language: str, end: str) -> None:
    path = next(path for path in fixtures() if language_of_fixture(path) == language)
    source = str(read(path))
    text = Text(source.replace("\n", end))
    outline = outline_of(text, language)
    expected = outline_of(Text(source), language)
    assert [_stripped(symbol, text) for symbol in outline.walk()] == [
        _stripped(symbol, Text(source)) for symbol in expected.walk()
    ]


def _stripped(symbol: Symbol, text: Text) -> tuple[object, ...]:
    parts = (symbol.span, symbol.signature, symbol.body, symbol.doc)
    texts = [text.slice(part.start, part.end) if part is not None else None for part in parts]
    return symbol.name, symbol.kind, [part and part.replace("\r\n", "\n").replace("\r", "\n") for part in texts]


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.name)
def test_broken_code_never_raises_and_stays_in_its_text(path: Path) -> None:
    source = str(read(path))
    language = language_of_fixture(path)
    for cut in range(0, len(source), max(1, len(source) // 12)):
        for broken in (source[:cut], source[cut:], source[:cut] + " ) } ] ' \" " + source[cut:]):
            text = Text(broken)
            for symbol in outline_of(text, language).walk():
                assert 0 <= symbol.span.start < symbol.span.end <= len(text)
                parts = (symbol.name_span, symbol.signature, symbol.body, symbol.doc)
                assert all(part is None or symbol.span.covers(part) for part in parts)
                assert all(symbol.span.covers(child.span) for child in symbol.children)


@pytest.mark.parametrize("path", fixtures(), ids=lambda path: path.name)
def test_edits_lead_to_the_outline_of_a_fresh_parse(path: Path) -> None:
    text = read(path)
    language = language_of_fixture(path)
    parser = OutlineParser(language)
    parser.parse(text)
    for place in range(0, len(text), max(1, len(text) // 10)):
        line_start = text.line_start(text.line_at(place))
        for start, end, new in ((line_start, line_start, "\n"), (line_start, line_start + 1, "")):
            after, edit = text.replace(start, end, new)
            outline = parser.parse(after, [(text, edit)])
            fresh = outline_of(after, language)
            if not outline.broken and not fresh.broken:
                assert outline == fresh
            text = after


def test_a_string_is_a_prompt_from_a_length_in_characters() -> None:
    for length, expected in ((399, []), (400, [Kind.PROMPT])):
        text = Text(f'P = "{"漢" * (length - 2)}"\n')
        assert [symbol.kind for symbol in outline_of(text, "python").symbols] == expected


@pytest.mark.parametrize(("language", "text"), [("shellscript", ")" * 50_000), ("scala", ")" * 50_000)])
def test_a_parse_that_would_take_a_minute_is_stopped(language: str, text: str) -> None:
    assert "too long" in OutlineParser(language, limit_seconds=0.05).parse(Text(text)).notes[0]


def test_a_run_of_hashes_is_not_read_by_the_grammar_that_takes_minutes_for_it() -> None:
    assert "longer than 5,000" in outline_of(Text("#" * 100_000), "swift").notes[0]

from __future__ import annotations

from itertools import count

import pytest

from bursar.outline import OutlineParser, outline_of
from bursar.outline.broken import WIDE
from bursar.outline.grammars import MissingGrammar, grammar_of
from bursar.outline.languages import LONG_LINE_CHARS, Language
from bursar.outline.nesting import MAX_DEPTH
from bursar.outline.source import LINE_END, NODE_CHARS, Feed, encoded
from bursar.text import Text

SOURCE = "class A:\n    def m(self): pass\n\n" + "".join(f"def f{n}(): return '漢字'\n" for n in range(3000))


def names(outline_text: Text, language: str) -> list[str]:
    return [symbol.name for symbol in outline_of(outline_text, language).walk()]


def test_a_language_without_a_row_is_an_answer() -> None:
    outline = outline_of(Text("x"), "klingon")
    assert (outline.language, outline.symbols) == ("klingon", ())
    assert outline.notes == ("No outline for klingon.",)


def test_a_missing_grammar_is_named_with_what_to_install() -> None:
    missing = grammar_of(Language("nix", ("*.nix",), "tree_sitter_no_such_grammar"))
    assert isinstance(missing, MissingGrammar)
    assert "pip install tree-sitter-no-such-grammar" in missing.note


def test_a_query_that_does_not_fit_its_grammar_is_an_answer() -> None:
    misfit = grammar_of(Language("odd", ("*.odd",), "tree_sitter_python", query="markdown"))
    assert isinstance(misfit, MissingGrammar)
    assert "does not fit" in misfit.note


def test_an_alias_is_the_language_it_stands_for() -> None:
    assert outline_of(Text("# A\n"), "MDC").language == "markdown"


@pytest.mark.parametrize("whole_bytes", [0, 1 << 30])
def test_a_long_text_in_stretches_or_whole(whole_bytes: int) -> None:
    outline = OutlineParser("python", whole_bytes=whole_bytes, stretch_chars=100).parse(Text(SOURCE))
    assert len(outline.symbols) == 3001
    assert outline.symbols[-1].span.end == len(SOURCE) - 1


def test_a_cancelled_parse_keeps_the_last_outline_and_goes_on_later() -> None:
    text = Text(SOURCE)
    parser = OutlineParser("python", whole_bytes=0)
    first = parser.parse(text)
    after, edit = text.replace(0, 0, "def new(): pass\n")
    stopped = parser.parse(after, [(text, edit)], cancelled=lambda: True)
    assert stopped.notes == ("Outline not up to date: the parse was cancelled.",)
    assert [s.name for s in stopped.symbols] == [s.name for s in first.symbols]
    assert stopped.symbols[0].span.start == len("def new(): pass\n")
    last, edit = after.replace(4, 7, "newer")
    assert parser.parse(last, [(after, edit)]) == outline_of(last, "python")


def test_a_parse_is_cancelled_on_its_way() -> None:
    asked = count()
    outline = OutlineParser("python", whole_bytes=0).parse(Text(SOURCE), cancelled=lambda: next(asked) >= 3)
    assert outline.notes
    assert next(asked) == 4


def test_a_parse_that_takes_too_long_is_not_tried_again_until_the_text_is_much_shorter() -> None:
    parser = OutlineParser("python", whole_bytes=0, limit_seconds=-1.0)
    text = Text(SOURCE)
    assert "too long" in parser.parse(text).notes[0]
    after, edit = text.replace(0, 0, " ")
    assert "too long" in parser.parse(after, [(text, edit)], cancelled=_never_asked).notes[0]


def _never_asked() -> bool:
    raise AssertionError("the text was parsed")


def test_edits_that_do_not_lead_to_the_text_cost_a_fresh_parse_and_nothing_else() -> None:
    parser = OutlineParser("python")
    parser.parse(Text("def a(): pass\n"))
    other = Text("unrelated")
    _, edit = other.replace(0, 3, "x")
    text = Text("def b(): pass\n")
    assert parser.parse(text, [(other, edit)]) == outline_of(text, "python")
    assert parser.parse(Text("def c(): pass\n")).symbols[0].name == "c"


def test_symbols_nested_too_deeply_are_left_out() -> None:
    source = "".join(f"{' ' * n}class C{n}:\n" for n in range(200)) + " " * 200 + "pass\n"
    assert names(Text(source), "python") == [f"C{n}" for n in range(MAX_DEPTH)]


@pytest.mark.parametrize("language", ["markdown", "python"])
@pytest.mark.parametrize(
    "source",
    [
        "\0" * 1000,
        "\ud800" * 1000,
        "> " * 20_000,
        "- " * 5_000,
        "(" * 50_000,
        "x" * 300_000,
        " " * 300_000,
        "\r" * 20_000,
        "[{(" * 10_000,
        "\x00\x01\x7f\ufeff\U0010ffff\ufffe",
        '"""',
        "f'{" * 5_000,
    ],
    ids=lambda source: repr(source[:4]),
)
def test_no_text_raises(language: str, source: str) -> None:
    text = Text(source + "\n")
    outline = outline_of(text, language)
    assert all(0 <= span.start <= span.end <= len(text) for span in outline.broken)
    assert outline.symbols == ()


def test_nul_and_surrogates_hide_nothing_after_them() -> None:
    source = "# a\0b\n\ud800\n# c\udfff\n"
    assert names(Text(source), "markdown") == ["a\0b", "c\udfff"]


def test_an_error_of_very_many_parts_hides_nothing_beside_it() -> None:
    source = "def a(): pass\n\n" + ")" * (2 * WIDE) + "\n\ndef b(): pass\n"
    outline = outline_of(Text(source), "python")
    assert [symbol.name for symbol in outline.symbols] == ["a", "b"]
    assert any(len(span) > WIDE for span in outline.broken)


@pytest.mark.parametrize("language", ["markdown", "python"])
def test_a_line_of_megabytes_is_not_parsed_and_the_next_text_is(language: str) -> None:
    text = Text("# A\n" + "[" * (2 * LONG_LINE_CHARS) + "\n")
    parser = OutlineParser(language)
    outline = parser.parse(text)
    assert outline.symbols == ()
    assert outline.notes == ("No outline: a line is longer than 500,000 characters.",)
    after, edit = text.replace(4, 4 + 2 * LONG_LINE_CHARS, "# B")
    assert parser.parse(after, [(text, edit)]) == outline_of(after, language)


def test_a_long_text_of_short_lines_is_parsed() -> None:
    text = Text("x\n" * LONG_LINE_CHARS + "# A\n")
    outline = OutlineParser("markdown", limit_seconds=300).parse(text)  # however busy the machine is
    assert [symbol.name for symbol in outline.symbols] == ["A"]


def test_the_parser_is_fed_the_same_bytes_at_every_stage() -> None:
    text = Text('a: "é漢😀"\r\nb\rc: x\n' * 40)
    expected = encoded(str(text)) + LINE_END
    feed = Feed(text, 50, whole=True)
    origin = (0, 0)
    for stage in (feed.parsed, feed.read):
        found, at = b"", 0
        while stretch := feed(at, origin):
            found, at = found + stretch, at + len(stretch)
        assert found == expected
        stage()
    assert len(feed(0, origin)) < 4 * NODE_CHARS  # a query looks at each byte that it is given

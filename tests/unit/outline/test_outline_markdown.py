from __future__ import annotations

import pytest

from bursar.outline import Kind, OutlineParser, outline_of
from bursar.text import Text
from unit.outline.outline_fixtures import large_texts
from unit.outline.outline_rendering import check_outline, rendered


def test_sections_nest_by_level() -> None:
    check_outline(
        "markdown",
        "before\n\n# One\na\n## Two\nb\n### Three\n## Four\nc\n# Five\n",
        r"""
        section One @2
          span      '# One\na\n## Two\nb\n### Three\n## Four\nc\n'
          signature '# One'
          body      'a\n## Two\nb\n### Three\n## Four\nc\n'
            section Two @4
              span      '## Two\nb\n### Three\n'
              signature '## Two'
              body      'b\n### Three\n'
                section Three @6
                  span      '### Three\n'
                  signature '### Three'
            section Four @7
              span      '## Four\nc\n'
              signature '## Four'
              body      'c\n'
        section Five @9
          span      '# Five\n'
          signature '# Five'
        """,
    )


def test_a_skipped_level_nests_under_what_is_above() -> None:
    check_outline(
        "markdown",
        "### Deep\n# Top\n#### Low\n## Mid\n",
        r"""
        section Deep @0
          span      '### Deep\n'
          signature '### Deep'
        section Top @1
          span      '# Top\n#### Low\n## Mid\n'
          signature '# Top'
          body      '#### Low\n## Mid\n'
            section Low @2
              span      '#### Low\n'
              signature '#### Low'
            section Mid @3
              span      '## Mid\n'
              signature '## Mid'
        """,
    )


def test_underlined_headings() -> None:
    check_outline(
        "markdown",
        "One\n===\na\n\nTwo\nlines\n---\nb\n# Three\n",
        r"""
        section One @0
          span      'One\n===\na\n\nTwo\nlines\n---\nb\n'
          signature 'One\n==='
          body      'a\n\nTwo\nlines\n---\nb\n'
            section Two lines @4
              span      'Two\nlines\n---\nb\n'
              signature 'Two\nlines\n---'
              body      'b\n'
        section Three @8
          span      '# Three\n'
          signature '# Three'
        """,
    )


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("# Closed #", "Closed"),
        ("# Closed ##  ", "Closed"),
        ("# C#", "C#"),
        ("#   Spaces  ", "Spaces"),
        ("   # Indented", "Indented"),
        ("#", ""),
        ("## ##", ""),
        ("# `code` *emphasis* <b>", "`code` *emphasis* <b>"),
        ("# 漢字 😀 é", "漢字 😀 é"),
        ("# Form\ffeed", "Form feed"),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_names(heading: str, name: str, end: str) -> None:
    text = Text(heading + end)
    (section,) = outline_of(text, "markdown").symbols
    assert section.name == name
    assert (section.span.start, section.span.end) == (0, len(text))


@pytest.mark.parametrize(
    "source",
    [
        "text only\n",
        "```\n# in a fence\n```\n",
        "~~~~\n# in a fence\n~~~\n# still\n~~~~\n",
        "    # indented code\n",
        "<div>\n# in HTML\n</div>\n",
        "<!--\n# commented out\n-->\n",
        "#hashtag\n",
        "####### seven\n",
        "\\# escaped\n",
        "> # quoted\n> x\n",
        "> quoted\n> ===\n",
        "- # in a list\n- x\n\n  Set\n  ---\n",
        "---\ntitle: x\n# a comment\n---\n\ntext\n",
        "+++\ntitle = 1\n# a comment\n+++\n",
        "",
        "\n",
    ],
)
def test_what_begins_no_section(source: str) -> None:
    found = outline_of(Text(source), "markdown").walk()
    assert all(symbol.kind in {Kind.BLOCK, Kind.LIST} for symbol in found)


def test_a_quoted_heading_ends_no_section() -> None:
    check_outline(
        "markdown",
        "## A\n> # Q\n\n- # L\n\nend\n",
        r"""
        section A @0
          span      '## A\n> # Q\n\n- # L\n\nend\n'
          signature '## A'
          body      '> # Q\n\n- # L\n\nend\n'
        """,
    )


def test_front_matter_is_before_the_first_section() -> None:
    check_outline(
        "markdown",
        "---\nname: x\n---\nintro\n# A\n",
        r"""
        section A @4
          span      '# A\n'
          signature '# A'
        """,
        only=Kind.SECTION,
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_of_the_protocol(end: str) -> None:
    source = "# A 😀\n\ntext\n## B\ntext é\n# C\n"
    text = Text(source.replace("\n", end))
    found = rendered(outline_of(text, "markdown"), text)
    assert found.replace(repr(end)[1:-1], r"\n") == rendered(outline_of(Text(source), "markdown"), Text(source))


@pytest.mark.parametrize(
    ("place", "again"),
    [
        ("Eleven paintings", False),
        ("last Friday", False),
        ("until four", False),
        ("return minutes", False),
        ("Call the guard", False),
        ("heading in a quotation", True),
        ("first Monday", True),  # the list has its name from it
        ("Holidays", True),
        ("<checklist>", True),
        ("{% if language", True),
        ("User: Was anybody", True),
        ("Was anybody there", False),
    ],
)
def test_typing_reads_the_text_again_only_where_a_part_may_change(place: str, again: bool) -> None:
    text, parser = large_texts("markdown")[0], OutlineParser("markdown")
    before = parser.update(text)
    at = str(text).index(place) + 3
    after, edit = text.replace(at, at, "x")
    live = parser.update(after, [(text, edit)])
    assert live.whole() == outline_of(after, "markdown")
    assert (live.tops is not before.tops) == again


def test_typing_that_makes_a_role_or_ends_one() -> None:
    text = Text("# A\n\n" + "prose\n" * 9 + "\nUser: hi\nmore\n\nAssistant: yes\nmore\n\nTool x\n" + "prose\n" * 9)
    parser = OutlineParser("markdown")
    parser.update(text)
    for old, new in (
        ("Tool x", "Tool: x"),
        ("Tool: x", "Tool; x"),
        ("User: hi", "Usr: hi"),
        ("Usr: hi", "User: hi"),
        ("yes\n", "yes\nHuman: q\n"),
        ("\nHuman: q", "Human: q"),
        ("more\n\nAss", "more\nand\n\nAss"),
        ("User: hi", "**User:** hi"),
    ):
        at = str(text).index(old)
        after, edit = text.replace(at, at + len(old), new)
        assert parser.update(after, [(text, edit)]).whole() == outline_of(after, "markdown"), (old, new)
        text = after
    assert [symbol.name for symbol in outline_of(text, "markdown").walk()] == ["A", "User", "Assistant"]

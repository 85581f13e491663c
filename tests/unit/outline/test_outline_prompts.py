"""The parts of prompts: tags, template blocks, front matter, fenced code, roles and paragraphs."""

from __future__ import annotations

from textwrap import dedent

import pytest

from bursar.outline import Outline, outline_of
from bursar.outline.prompts import is_prompt
from bursar.text import Text


def shape(outline: Outline, text: Text) -> str:
    """`kind name | first characters … last characters`, indented by depth."""
    lines: list[str] = []

    def add(symbols, indent):
        for symbol in symbols:
            whole = text.slice(symbol.span.start, symbol.span.end)
            name = text.slice(symbol.name_span.start, symbol.name_span.end)
            assert symbol.name_span.start >= symbol.span.start or not name
            assert " ".join(name.split()) == symbol.name or symbol.name == "front matter"
            lines.append(f"{indent}{symbol.kind.value} {symbol.name} | {whole[:12]!r} … {whole[-9:]!r}")
            add(symbol.children, indent + "  ")

    add(outline.symbols, "")
    return "\n".join(lines)


def check(language: str, source: str, expected: str) -> None:
    text = Text(source)
    assert shape(outline_of(text, language), text) == dedent(expected).strip("\n")


def test_tags_hold_the_sections_between_them():
    check(
        "markdown",
        "# Top\n<rules>\n\n## A\na\n## B\n<example id='1'>\nx\n</example>\n</rules>\n\nafter\n# Next\n",
        r"""
        section Top | '# Top\n<rules' … '>\n\nafter\n'
          tag rules | '<rules>\n\n## ' … '\n</rules>'
            section A | '## A\na\n' … '## A\na\n'
            section B | '## B\n<exampl' … 'example>\n'
              tag example | '<example id=' … '/example>'
        section Next | '# Next\n' … '# Next\n'
        """,
    )


def test_what_only_looks_like_a_part_is_none():
    check(
        "markdown",
        "# Top\nan inline `<rules>` here </rules>\n<br>\n<div>\nx\n</div>\n<open>\n"
        "```\n<rules>\n</rules>\n```\n<self/>\n",
        r"""
        section Top | '# Top\nan inl' … '\n<self/>\n'
          block  | '```\n<rules>\n' … 'ules>\n```'
        """,
    )


def test_front_matter_and_fenced_code_are_parts():
    check(
        "markdown",
        "---\nname: review\nallowed: x\n---\n# Top\n~~~python title\nx = 1\n~~~\n",
        r"""
        block front matter | '---\nname: re' … 'd: x\n---\n'
        section Top | '# Top\n~~~pyt' … ' = 1\n~~~\n'
          block python | '~~~python ti' … 'x = 1\n~~~'
        """,
    )


def test_lists_and_tables_are_parts():
    check(
        "markdown",
        "# Top\n- one thing\n  more of it\n\n- two\n\ntext\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- alone\n\n***\n",
        r"""
        section Top | '# Top\n- one ' … 'one\n\n***\n'
          list one thing | '- one thing\n' … 't\n\n- two\n'
          table a | '| a | b |\n|-' … ' 1 | 2 |\n'
        """,
    )


@pytest.mark.parametrize("language", ["jinja", "django-html", "handlebars", "mustache"])
def test_template_blocks(language):
    check(
        language,
        "{% for x in y %}a{% if z %}b{% endif %}{% endfor %}\n{{#each items}}{{name}}{{/each}}{% set q = 1 %}{% if %}",
        r"""
        block for x in y | '{% for x in ' … 'endfor %}'
          block if z | '{% if z %}b{' … ' endif %}'
        block each items | '{{#each item' … '{{/each}}'
        """,
    )


def test_plain_text_has_roles_or_paragraphs():
    check(
        "plaintext",
        "System: be brief\n\nUser: hi\nthere\nAssistant: yes\n",
        r"""
        block System | 'System: be b' … 'e brief\n\n'
        block User | 'User: hi\nthe' … 'hi\nthere\n'
        block Assistant | 'Assistant: y' … 'ant: yes\n'
        """,
    )
    check(
        "plaintext",
        "One line\nand another\r\n\r\n \t\nA paragraph whose first line is much longer than a name may be\n",
        r"""
        block One line | 'One line\nand' … 'd another'
        block A paragraph whose first line is much | 'A paragraph ' … 'me may be'
        """,
    )


def test_roles_in_markdown_are_parts_of_their_section():
    check(
        "markdown",
        "# Shots\n\n**User:** hi\nthere\n\n**Assistant:** yes\n\n```\nUser: no\n```\n\n## Rules\n\nNote: one\n",
        r"""
        section Shots | '# Shots\n\n**U' … 'ote: one\n'
          block User | '**User:** hi' … 'i\nthere\n\n'
          block Assistant | '**Assistant:' … ' no\n```\n\n'
            block  | '```\nUser: no' … 'r: no\n```'
          section Rules | '## Rules\n\nNo' … 'ote: one\n'
        """,
    )
    check("markdown", "One\n\nUser: hi\n\nUser: ho\n", "")


def test_prompts_in_code_have_their_tags():
    prompt = "<task>\nRead the file and answer.\n</task>\n" * 15
    text = Text(f'PROMPT = """\n{prompt}"""\n')
    found = [symbol.name for symbol in outline_of(text, "python").walk()]
    assert found.count("task") == 15


def test_languages_that_are_prompts():
    assert is_prompt("markdown")
    assert is_prompt("plaintext")
    assert is_prompt("jinja")
    assert not is_prompt("python")
    assert not is_prompt(None)


@pytest.mark.parametrize(
    "text", ["<" * 300_000, "<a " * 100_000, "{% aa" * 60_000, "<x>\n" * 20_000 + "</x>\n" * 20_000, "```\n" * 50_000]
)
@pytest.mark.parametrize("language", ["plaintext", "jinja"])
def test_hostile_texts_are_read_once(language, text):
    outline = outline_of(Text(text), language)
    for symbol in outline.walk():
        assert 0 <= symbol.span.start < symbol.span.end <= len(text)

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from bursar.outline import LANGUAGES, Kind, Symbol, language_named, language_of, outline_of
from bursar.text import Span, Text

MARKED = "x = 1\nclass A:\n    def m(self):\n        return 1\n\ndef f(): pass\n"


@pytest.mark.parametrize(
    ("needle", "expected"),
    [("x = 1", []), ("class", ["A"]), ("return", ["A", "m"]), ("self", ["A", "m"]), ("pass", ["f"]), ("1\n\ndef", [])],
)
def test_enclosing(needle: str, expected: list[str]) -> None:
    start = MARKED.rindex(needle)
    found = outline_of(Text(MARKED), "python").enclosing(Span(start, start + len(needle)))
    assert [symbol.name for symbol in found] == expected


def test_a_symbol_is_made_once_when_it_is_looked_at() -> None:
    made: list[str] = []

    def make() -> tuple[str, Kind, Span, None, None, None, tuple[Symbol, ...]]:
        made.append("f")
        return "f", Kind.FUNCTION, Span(4, 5), None, None, None, (Symbol.later(Span(6, 9), make),)

    symbol = Symbol.later(Span(0, 9), make)
    assert symbol.span == Span(0, 9)
    assert not made
    assert (symbol.name, symbol.kind, symbol.name_span, symbol.body) == ("f", Kind.FUNCTION, Span(4, 5), None)
    assert symbol.children[0].span == Span(6, 9)
    assert len(made) == 1
    with pytest.raises(AttributeError):
        getattr(symbol, "nothing")  # noqa: B009 - the type checker knows that there is none


def test_symbols_that_nobody_looked_at_are_equal_to_others_and_travel_between_processes() -> None:
    looked = outline_of(Text(MARKED), "python")
    assert [symbol.name for symbol in looked.walk()] == ["A", "m", "f"]
    assert outline_of(Text(MARKED), "python") == looked
    assert pickle.loads(pickle.dumps(outline_of(Text(MARKED), "python"))) == looked


def test_enclosing_an_empty_span_at_a_border_is_what_begins_there() -> None:
    outline = outline_of(Text("# A\n# B\n"), "markdown")
    assert [[symbol.name for symbol in outline.enclosing(Span(at, at))] for at in (0, 3, 4, 7)] == [
        ["A"],
        ["A"],
        ["B"],
        ["B"],
    ]


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", "python"),
        ("B.PYI", "python"),
        ("C:\\x\\README.md", "markdown"),
        ("skills/SKILL.md", "markdown"),
        (".cursor/rules/a.mdc", "markdown"),
        ("repo/.cursorrules", "markdown"),
        ("notes.prompt.md", "markdown"),
        ("a.txt", "plaintext"),
        ("a.py.txt", "plaintext"),
        ("md", None),
        ("line\nbreak.py", "python"),
        ("", None),
    ],
)
def test_language_of(path: str, language: str | None) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("name", "language"),
    [("python", "python"), ("Markdown", "markdown"), ("markdown.mdx", "markdown"), ("prompt", "markdown")],
)
def test_language_named(name: str, language: str) -> None:
    found = language_named(name)
    assert found is not None
    assert found.id == language


def test_no_name_is_of_two_languages() -> None:
    names = [name for row in LANGUAGES for name in (row.id, *row.aliases)]
    patterns = [pattern.lower() for row in LANGUAGES for pattern in row.patterns]
    assert len(names) == len(set(names))
    assert len(patterns) == len(set(patterns))


def test_every_language_has_its_grammar_and_a_query_that_fits() -> None:
    for row in LANGUAGES:
        assert outline_of(Text("x"), row.id).notes == ()


def test_importing_the_room_loads_no_parser() -> None:
    code = "import bursar.outline, sys; sys.exit(any(name.startswith('tree_sitter') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("json", '{"a": "%s", "b": "x", "c": ["%s"]}'),
        ("toml", 'a = "%s"\nb = "x"\nc = ["%s"]\n'),
        ("yaml", 'a: !!str "%s"\nb: x\nc: ["%s"]\n'),
        ("yaml", "a: |\n  %s\nb: x\nc:\n  - %s\n"),
    ],
)
def test_a_long_string_of_data_is_a_prompt_and_a_list_with_one_is_none(language: str, text: str) -> None:
    found = outline_of(Text(text % ("word " * 20, "word " * 20)), language, prompt_chars=50)
    kinds = [(symbol.name, symbol.kind) for symbol in found.walk()]
    assert kinds == [("a", Kind.PROMPT), ("b", Kind.KEY), ("c", Kind.KEY)]
    short = outline_of(Text(text % ("é" * 30, "é")), language, prompt_chars=50)  # long enough in bytes
    assert [(symbol.name, symbol.kind) for symbol in short.walk()] == [(name, Kind.KEY) for name in "abc"]


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ('{"a": 1, "type": "t", "id": 7, "name": "n"}', "n"),
        ('{"a": 1, "type": "t", "id": 7, "name": ["n"]}', "7"),
        ('{"a": 1, "type": "t", "role": "r"}', "t"),
        ('{"a": 1, "b": 2, "name": ""}', "1"),
        ('{"a": {}, "b": 2}', None),
    ],
)
def test_an_entry_of_a_list_is_called_by_its_most_telling_key(entry: str, name: str | None) -> None:
    top = outline_of(Text(f"[{entry}]"), "json").symbols
    assert (top[0].name if name else [symbol.name for symbol in top]) == (name or ["a", "b"])

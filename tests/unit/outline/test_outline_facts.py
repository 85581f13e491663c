"""What the index keeps of a file: definitions wherever they stand but in functions, and words."""

from __future__ import annotations

import textwrap

import pytest

from bursar.outline.references import facts_of

AROUND = {
    "if": "if A:",
    "elif": "if A:\n    pass\nelif B:",
    "else": "if A:\n    pass\nelse:",
    "try": "try:",
    "except": "try:\n    pass\nexcept E:",
    "finally": "try:\n    pass\nfinally:",
    "with": "with a:",
    "for": "for a in b:",
    "while": "while a:",
    "class": "@decorated\nclass Around:",
}


def names(source: str, language: str = "python") -> list[str]:
    """Every definition as qualified."""
    facts = facts_of(source, language).definitions
    return [f"{fact.container}.{fact.name}" if fact.container else fact.name for fact in facts]


@pytest.mark.parametrize("name", AROUND)
def test_definitions_stand_under_anything_at_any_depth(name: str) -> None:
    source = "@decorated\nclass C:\n    @decorated\n    def m(self):\n        def local(): ...\n"
    for _ in range(12):
        source = f"{AROUND[name]}\n{textwrap.indent(source, '    ')}"
        if name == "try":
            source += "except E:\n    pass\n"
    within = "Around." * 12 if name == "class" else ""
    assert names(source)[-2:] == [f"{within}C", f"{within}C.m"]


def test_definitions_in_cases() -> None:
    source = "match a:\n    case 1:\n        def one(): ...\n    case _:\n        def other(): ...\n"
    assert names(source) == ["one", "other"]


def test_definitions_in_rust_stand_in_modules_and_implementations_at_any_depth() -> None:
    source = "impl<T> Display for S<T> { fn fmt(&self) { fn local() {} } }\ntrait Y { fn y(&self) {} }\n"
    for _ in range(12):
        source = f"mod m {{ {source} }}"
    within = "m." * 12
    assert names(source, "rust")[-3:] == [f"{within}S.fmt", f"{within}Y", f"{within}Y.y"]
    assert names('extern "C" { fn c(); }\nconst _: () = { impl A { fn a() {} } };\n', "rust") == ["c", "_", "_.A.a"]


@pytest.mark.parametrize(
    ("language", "source", "found"),
    [
        (
            "python",
            "@a\nclass C:\n    x = 1\n\n    }f):\n        pass\n\n self):\n        pas{s\n\ndef f():\n    pass\n",
            "C",
        ),
        (
            "python",
            '@a\nclass C:\n    def m(self):\n        pass\n\n    "f):\n        pass\n\nclass D:\n    def p((ss\n',
            "C.m",
        ),
        ("rust", 'fn a() {\n}\n\nmod m" {\n (   fn b() {}:mpl S {\n    fn c(\n}\n\nfn d() {}\n', "m.b"),
        ("rust", "fn  lt:\n\nmod {   fn b() {}\n}\n\nimpl S {\n    fn c(&self) {}\n}\n", "b"),
    ],
)
def test_definitions_beside_what_cannot_be_parsed(language: str, source: str, found: str) -> None:
    assert found in names(source, language)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("a b1 _c d", ["_c", "b1"]),
        ("zoo Zoo 12 0xff 1e5_name", ["Zoo", "e5_name", "xff", "zoo"]),
        ("größe = x_ä·y2 #日本語 0ß1", ["größe", "x_ä", "y2", "ß1", "日本語"]),
        ("it's\u00a0two\u2003words\ud800", ["it", "two", "words"]),
    ],
)
def test_words_are_of_two_signs_and_begin_with_no_digit(text: str, words: list[str]) -> None:
    assert facts_of(text, "").words == "\n".join(("", *words, ""))

"""The forms of code in each language: what stays, what is left out, and that what is left parses."""

# ruff: noqa: E501 - sources are easier to compare on one line

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bursar.pack.forms import CAPSULE, COMPACT, COMPACT_DOC, FULL, HEADER, HEADER_DOC, SKELETON, forms_of, text_of
from bursar.pack.parsing import parses
from bursar.pack.units import Page, Unit
from bursar.pack.views import composed, file_at, file_forms
from unit.outline.outline_fixtures import fixtures
from unit.pack.workspaces import MemoryDocument

SOURCES = {
    "a.py": '@cached\ndef f(a: int = 1) -> int:  # why\n    """Adds. Twice.\n\n    More."""\n\n    # no\n    s = """x\n\n  # y"""\n    return a  \n',
    "a.ts": "/** Adds. Twice. */\nexport async function f<T>(a: T): Promise<T> {\n  // no\n  const s = `x\n\n // y`\n\n  return a\n}\n",
    "b.ts": "export const f = (a: number): number => {\n  return a // no\n}\n",
    "a.tsx": "export function F(p: P) {\n  return <b>// x</b>\n}\n",
    "a.js": "/** Adds. */\nfunction f(a) {\n  return a // no\n}\n",
    "a.go": "package p\n\n// F adds. Twice.\nfunc (t *T) F(a int) (int, error) {\n\t// no\n\treturn a, nil\n}\n",
    "a.rs": "/// Adds. Twice.\n#[inline]\npub fn f<T: Copy>(a: T) -> T {\n    // no\n    a\n}\n",
    "a.java": "class A {\n    /** Adds. Twice. */\n    int f(int a) {\n        // no\n        return a;\n    }\n}\n",
    "a.c": "/* Adds. */\nint f(int a) {\n    // no\n    return a;\n}\n",
    "a.cpp": "class A {\n public:\n  int f(int a) {\n    return a; // no\n  }\n};\n",
    "a.cs": "class A {\n    int F(int a) {\n        // no\n        return a;\n    }\n}\n",
    "a.rb": "# Adds. Twice.\ndef f(a)\n  # no\n  a + 1\nend\n",
    "a.php": "<?php\nfunction f(int $a): int {\n    // no\n    return $a;\n}\n",
}

CLASSES = {
    "a.py": "class A(B):\n    x = 1\n\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n",
    "a.ts": "export class A extends B {\n  x = 1\n\n  f(): void {\n    g()\n  }\n\n  async g() {\n    return 2\n  }\n}\n",
    "a.rs": "impl<T> A<T> for B {\n    fn f(&self) -> u8 {\n        1\n    }\n\n    fn g(&self) {}\n}\n",
    "a.java": "class A extends B {\n    int x = 1;\n\n    int f() {\n        return 1;\n    }\n\n    A() {\n        x = 2;\n    }\n}\n",
    "a.rb": "class A < B\n  def f\n    1\n  end\n\n  def g\n    2\n  end\nend\n",
    "a.go": "package p\n\nconst (\n\tA = 1 // one\n\tB = 2\n)\n",
}


def page_of(path: str, source: str) -> Page:
    return Page(MemoryDocument(path, source))


@pytest.mark.parametrize("path", SOURCES)
def test_every_form_parses_and_is_no_larger_than_the_one_above(path: str) -> None:
    page = page_of(path, SOURCES[path])
    assert page.sound
    unit = page.units[-1]
    forms = forms_of(page, unit)
    assert forms[-1] is FULL
    for form in forms:
        text = composed(page, page.units, {unit.span: form})
        assert parses(text if path != "a.php" or "<?php" in text else "<?php\n" + text, page.language), (form, text)
    assert len(text_of(page, unit, COMPACT)) <= len(text_of(page, unit, COMPACT_DOC)) <= len(text_of(page, unit, FULL))


@pytest.mark.parametrize("path", SOURCES)
def test_compact_code_loses_its_comments_only(path: str) -> None:
    page = page_of(path, SOURCES[path])
    text = text_of(page, page.units[-1], COMPACT)
    assert "no\n" not in text.replace("nonono", "")
    assert text.strip()


def test_strings_stay_to_the_letter() -> None:
    for path in ("a.py", "a.ts"):
        page = page_of(path, SOURCES[path])
        assert "x\n\n" in text_of(page, page.units[-1], COMPACT)
        assert "y" in text_of(page, page.units[-1], COMPACT)


@pytest.mark.parametrize("path", CLASSES)
def test_a_member_stands_in_its_containers_header_at_its_own_indentation(path: str) -> None:
    page = page_of(path, CLASSES[path])
    container = page.units[-1]
    member = container.children[-1]
    text = composed(page, page.units, {member.span: FULL})
    assert page.source[member.span.start : member.span.end] in text
    assert text.startswith(page.source[container.span.start : container.header.end])
    assert parses(text, page.language), text


def test_python() -> None:
    page = page_of("a.py", SOURCES["a.py"])
    unit = page.units[0]
    assert text_of(page, unit, HEADER) == "@cached\ndef f(a: int = 1) -> int: ...\n"
    assert text_of(page, unit, HEADER_DOC) == '@cached\ndef f(a: int = 1) -> int:\n    """Adds."""\n'
    assert text_of(page, unit, COMPACT_DOC) == (
        '@cached\ndef f(a: int = 1) -> int:\n    # Adds.\n    s = """x\n\n  # y"""\n    return a\n'
    )
    assert text_of(page, unit, CAPSULE) == "# function f(a: int = 1) -> int, lines 1-11\n"


def test_typescript_go_and_rust() -> None:
    expected = {
        "a.ts": "export async function f<T>(a: T): Promise<T>;\n",
        "b.ts": "export const f = (a: number): number => {}\n",
        "a.go": "func (t *T) F(a int) (int, error)\n",
        "a.rs": "pub fn f<T: Copy>(a: T) -> T;\n",
    }
    for path, text in expected.items():
        page = page_of(path, SOURCES[path])
        assert text_of(page, page.units[-1], HEADER) == text


def test_the_skeleton_of_a_class() -> None:
    page = page_of("a.ts", CLASSES["a.ts"])
    assert text_of(page, page.units[0], SKELETON) == (
        "export class A extends B {\n  x = 1\n  f(): void;\n  async g();\n}\n"
    )


def all_units(units: tuple[Unit, ...]) -> Iterator[Unit]:
    for unit in units:
        yield unit
        yield from all_units(unit.children)


CODE = [path for path in fixtures() if page_of(path.name, path.read_text("utf-8")).dialect.code]


@pytest.mark.parametrize("folder", ["", "tests/"])
@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_every_form_of_every_construct_parses(path: Path, folder: str) -> None:
    """Of units that cannot stand alone at all (half a conditional of the preprocessor) nothing is asked."""
    page = Page(MemoryDocument(folder + path.name, path.read_text("utf-8")))
    for unit in all_units(page.units):
        if not parses(composed(page, page.units, {unit.span: FULL}), page.language):
            continue
        for form in forms_of(page, unit):
            text = composed(page, page.units, {unit.span: form})
            assert parses(text, page.language), (form, text)
    for form in file_forms(page):
        assert parses(file_at(page, form), page.language), (form, file_at(page, form))

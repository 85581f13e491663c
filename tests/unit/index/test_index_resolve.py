"""What code refers to, in any language: outside of definitions, in circles, in broken code."""

from __future__ import annotations

from pathlib import Path

from bursar.text import Span
from unit.index.folder import check_resolves, definition, index_of


def test_code_outside_of_definitions_and_parts_of_functions_resolve(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
def one(): ...
def two(): ...
def both():
    one()
    two()
one()
""",
    )
    text = (tmp_path / "a.py").read_text()
    at = text.index("    two()")
    assert [each.definition.name for each in index.resolve("a.py", Span(at, at + 9))] == ["two"]
    at = text.rindex("one()")
    assert [each.definition.name for each in index.resolve("a.py", Span(at, at + 5))] == ["one"]


def test_circles_and_broken_code_end(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- a.py
from b import x as y
from b import *
def f(): return g().z
def g(): return f().z
def h(a=h): return h(y, q)(
class A(A): pass
class B(C): pass
class C(B): pass
def k(b: B): b.nothing()
//- b.py
from a import y as x
from a import *
""",
    )
    for each in index.definitions():
        assert isinstance(index.resolve(each.path, each.span), list)
    assert index.resolve("missing.py", Span(0, 3)) == []
    assert index.resolve("a.py", Span(0, 0)) == []
    assert index.resolve("a.py", Span(5, 10_000)) is not None


def test_offsets_are_code_points(tmp_path: Path) -> None:
    index = index_of(tmp_path, '//- a.py\ns = "é😀"\ndef größe(): ...\ndef f():\n    """ü"""\n    größe()\n')
    found = definition(index, "größe")
    text = (tmp_path / "a.py").read_text()
    assert text[found.name_span.start : found.name_span.end] == "größe"
    check_resolves(index, "f", "a.py:größe")

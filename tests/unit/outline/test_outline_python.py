from __future__ import annotations

import pytest

from bursar.outline import Kind, outline_of
from bursar.text import Span, Text
from unit.outline.outline_rendering import check_outline, rendered


def test_functions_classes_and_methods() -> None:
    check_outline(
        "python",
        '''\
import x

@cached
@named("f")
async def f(a, *,
            b: int = 1) -> str:  # why
    # lead
    """What f does."""
    def inner(): pass
    return 1

class Base(A, metaclass=M):
    """A base."""

    @property
    def p(self): ...

    if x:
        def q(self):
            return 1

    class Meta: y = 1
''',
        r"""
        function f @4
          span      '@cached\n@named("f")\nasync def f(a, *,\n            b: int = 1) -> str:  # why\n    # lead\n    \"\"\"What f does.\"\"\"\n    def inner(): pass\n    return 1'
          signature 'async def f(a, *,\n            b: int = 1) -> str:'
          body      '\"\"\"What f does.\"\"\"\n    def inner(): pass\n    return 1'
          doc       '\"\"\"What f does.\"\"\"'
            function inner @8
              span      'def inner(): pass'
              signature 'def inner():'
              body      'pass'
        class Base @11
          span      'class Base(A, metaclass=M):\n    \"\"\"A base.\"\"\"\n\n    @property\n    def p(self): ...\n\n    if x:\n        def q(self):\n            return 1\n\n    class Meta: y = 1'
          signature 'class Base(A, metaclass=M):'
          body      '\"\"\"A base.\"\"\"\n\n    @property\n    def p(self): ...\n\n    if x:\n        def q(self):\n            return 1\n\n    class Meta: y = 1'
          doc       '\"\"\"A base.\"\"\"'
            method p @15
              span      '@property\n    def p(self): ...'
              signature 'def p(self):'
              body      '...'
            method q @18
              span      'def q(self):\n            return 1'
              signature 'def q(self):'
              body      'return 1'
            class Meta @21
              span      'class Meta: y = 1'
              signature 'class Meta:'
              body      'y = 1'
        """.replace('\\"', '"'),  # noqa: E501 - spans are shown whole
    )


@pytest.mark.parametrize(
    "body", ["x = 'no doc'", "1\n    'no doc'", "return 'no doc'", "'a' + 'b'", "f('no doc')", "pass  # 'no doc'"]
)
def test_what_is_no_docstring(body: str) -> None:
    (f,) = outline_of(Text(f"def f():\n    {body}\n"), "python").symbols
    assert f.doc is None


def test_names_and_lines_are_of_the_whole_text_not_of_bytes() -> None:
    check_outline(
        "python",
        "s = '漢字 😀'\r\ndef é(): '''ü'''\r\n\f\r\nclass Ω: pass\r\n",
        r"""
        function é @1
          span      "def é(): '''ü'''"
          signature 'def é():'
          body      "'''ü'''"
          doc       "'''ü'''"
        class Ω @3
          span      'class Ω: pass'
          signature 'class Ω:'
          body      'pass'
        """,
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_of_the_protocol(end: str) -> None:
    source = "class A:\n    '''d'''\n    def m(self):\n        # é\n        return 1\n\ndef f(): pass\n"
    text = Text(source.replace("\n", end))
    found = rendered(outline_of(text, "python"), text)
    assert found.replace(repr(end)[1:-1], r"\n") == rendered(outline_of(Text(source), "python"), Text(source))


def test_broken_code_keeps_what_is_whole_and_says_where_it_broke() -> None:
    source = "def a(): pass\n\n)]} !!\n\ndef b(): pass\n"
    outline = outline_of(Text(source), "python")
    assert [symbol.name for symbol in outline.symbols] == ["a", "b"]
    at = source.index("}")
    assert any(span.start <= at < span.end for span in outline.broken)
    assert not any(span.covers(Span(0, 13)) for span in outline.broken)


def test_a_method_is_a_function_directly_in_a_class() -> None:
    outline = outline_of(
        Text("class A:\n  def m(self):\n    def f(): pass\n    class B:\n      def n(self): pass\n"), "python"
    )
    assert [(symbol.name, symbol.kind) for symbol in outline.walk()] == [
        ("A", Kind.CLASS),
        ("m", Kind.METHOD),
        ("f", Kind.FUNCTION),
        ("B", Kind.CLASS),
        ("n", Kind.METHOD),
    ]

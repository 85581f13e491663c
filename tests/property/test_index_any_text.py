"""The index takes any text in any language, and knows after any edits what it knows from scratch."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.index import WorkspaceIndex
from bursar.index.build import index_file
from bursar.index.records import BUFFER, file_of, record_of
from bursar.text import Span

ENDINGS = ("py", "ts", "tsx", "js", "go", "rs", "java", "c", "cpp", "cs", "rb", "php")

PIECES = st.sampled_from(
    [
        "def f(a, b: A = f(1)) -> A:",
        "class A(B):",
        "    self.x = f().y",
        "from b import x as y",
        "import a.b",
        "from . import *",
        "@x\n    export const f = (c: A<B>, { d, ...e }) => c.d(e)",
        "import { f as g } from './b'",
        "export * from './a'",
        "class A extends B {",
        "interface A extends B { (x: A): B; y: A['z'] }",
        "type A<T> = T extends A<infer U> ? U : A[]",
        "}",
        "{",
        "(",
        ")",
        "func (a *A) F(b ...B) (c C, err error) {",
        "package a",
        'import x "m/b"',
        "a, b := f(g{h: 1})",
        "switch v := x.(type) { case A: v.f() }",
        "type A struct { *B; C map[string]A }",
        "use crate::{a::{self, B as C}, super::*};",
        "impl<T: A<B>> C for D<T> where T: E { fn f(&self) -> Self::G { self.h?.i() } }",
        "enum A { B(C), D { e: F } }",
        'match x { A::B(c) => c.d(), A::D { e } if e.f => g!(e.h, "{}", i), _ => j }',
        "let Some(a) = b else { c };",
        "for a in b: c(a)",
        "[x for x in y if x.z]",
        "with a as b: b.c()",
        "# é😀",
        "// 中",
        "/* * */",
        'x = "unterminated',
        "return a.b.c().d[e]",
        "�",
        "\x00",
        "",
        "",
        "struct a { struct a *b; };",
        "typedef struct a b;",
        "int f(a *b) { return b->c(); }",
        "#define A(x) x",
        "namespace a::b { class C : D {} }",
        "module A; class B < C; def d; @e = F.new; end",
        "<?php class A { function b(C $d) { $this->e($d->f()); } }",
        "@Override void f(A... b) { new C().d(this.e); }",
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("\n".join) | st.text(st.characters(exclude_categories=()), max_size=80)


@given(TEXTS, st.sampled_from(ENDINGS))
@settings(max_examples=60)
def test_any_text_is_indexed_with_spans_inside_it(text: str, ending: str) -> None:
    from bursar.outline import language_of

    path = f"a.{ending}"
    file = index_file(path, text, language_of(path))
    whole = Span(0, len(text))
    for each in file.definitions:
        assert whole.covers(each.span)
        assert each.span.covers(each.name_span)
        for part in (each.signature, each.body):
            assert part is None or each.span.covers(part)
    assert file_of(record_of(file, text, BUFFER)) == file


@given(st.lists(st.tuples(st.sampled_from(("a", "b")), st.sampled_from(ENDINGS), TEXTS), min_size=1, max_size=6))
@settings(max_examples=30)
def test_after_any_edits_the_index_is_that_of_the_last_texts(edits: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, other = (WorkspaceIndex(Path(folder), False, None) for _ in range(2))
        last: dict[str, str] = {}
        for name, ending, text in edits:
            path = f"{name}.{ending}"
            one.update(path, text)
            last[path] = text
            for each in list(one.definitions()):
                one.resolve(each.path, each.span)
            one.resolve(path, Span(0, len(text)))
        for path, text in last.items():
            other.update(path, text)
        assert list(one.definitions()) == list(other.definitions())
        for each in list(one.definitions()):
            assert one.resolve(each.path, each.span) == other.resolve(each.path, each.span)
            one.callers(each)

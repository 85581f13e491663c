"""Invariants 3 and 4 over an index: workspaces in thirteen languages, levels, several places, formats, secrets."""

# ruff: noqa: E501 - sources are easier to compare on one line

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.errors import PackError
from bursar.index import WorkspaceIndex
from bursar.outline import language_of
from bursar.pack import CapsulePolicy, ContentKind, Format, Level, LevelPolicy, PackRequest, Place, Scope, pack
from bursar.pack.folder import FolderOnDisk
from bursar.pack.forms import unnumbered
from bursar.pack.parsing import parses
from bursar.text import Span
from bursar.tokens.encodings import load
from unit.pack.workspaces import read_blocks

EXAMPLES = int(os.environ.get("BURSAR_PROPERTY_EXAMPLES", "150"))

SECRET = "ghp_1234567890abcdefghijABCDEFGHIJ123456"

TEXTS = [
    "</file>",
    "</file1> </file>",
    "`````",
    "==== x (lines 1-2, full)",
    f"token {SECRET}",
    "🙂 日本語",
    "// no comment",
    "# none",
]

PARTS = {
    "py": [
        'def {name}(a: int = 1) -> int:  # why\n    """{text}. Twice.\n\n    More."""\n    return {other}(a)\n',
        'class {name}(Base):\n    """{text}"""\n\n    size = 0\n\n    def {other}(self):\n        # no\n        return self.size\n\n    def run(self):\n        if self.size:\n            return {other}("""{text}\n\n  x""")\n',
        '{name} = "{text}"\n',
        "try:\n    import {other}\nexcept ImportError:\n    pass\n",
    ],
    "ts": [
        "/** {text}. Twice. */\nexport async function {name}<T>(a: T): Promise<T> {{\n  const s = `{plain}\n\n // y`\n  return {other}(a)\n}}\n",
        'export class {name} extends Base {{\n  size = 1\n\n  {other}(): string {{\n    return "{text}"\n  }}\n}}\n',
        "export const {name} = (a: number): number => {{\n  return {other}(a) // no\n}}\n",
    ],
    "js": ['function {name}(a) {{\n  return {other}("{text}") // no\n}}\n', "const {name} = require('./{other}')\n"],
    "go": [
        '// {name} adds. {text}\nfunc {name}(a int) (int, error) {{\n\t// no\n\ts := "{text}"\n\treturn {other}(s), nil\n}}\n',
        "type {name} struct {{\n\tsize int\n}}\n\nfunc (t *{name}) Run() int {{\n\treturn {other}(t.size)\n}}\n",
        "const (\n\t{name} = 1 // one\n\tB{other} = 2\n)\n",
    ],
    "rs": [
        '/// Adds. {text}\n#[inline]\npub fn {name}<T: Copy>(a: T) -> T {{\n    // no\n    {other}("{text}", a)\n}}\n',
        "pub struct {name} {{\n    pub size: u8,\n}}\n\nimpl {name} {{\n    fn run(&self) -> u8 {{\n        {other}(self.size)\n    }}\n}}\n",
    ],
    "java": [
        'class {name} extends Base {{\n    /** {text}. */\n    int {other}(int a) {{\n        // no\n        return run("{text}");\n    }}\n}}\n'
    ],
    "c": [
        '/* Adds. */\nint {name}(int a) {{\n    // no\n    return {other}("{text}");\n}}\n',
        "struct {name} {{\n    int size;\n}};\n",
    ],
    "cpp": ["class {name} {{\n public:\n  int {other}(int a) {{\n    return a; // no\n  }}\n}};\n"],
    "cs": ['class {name} {{\n    int Run(int a) {{\n        return {other}("{text}"); // no\n    }}\n}}\n'],
    "rb": [
        '# Adds. {text}\ndef {name}(a)\n  # no\n  {other}("{text}")\nend\n',
        "module {upper}\n  # {text}\n  class {upper}\n    def run\n      {other}\n    end\n  end\nend\n",
    ],
    "php": ['function {name}(int $a): int {{\n    // no\n    return {other}("{text}");\n}}\n'],
    "md": ["# {name}\n\n{text}. It must run.\n\n```python\n# {other}\n```\n\n## {other}\n\n- one\n- two\n"],
    "json": ['{{"{name}": {{"text": "{text}", "list": [1, 2, 3]}}}}\n'],
}
"""What files are made of, by extension; one part alone makes a JSON file."""

NAMES = st.sampled_from(["load", "save", "Größe", "check_all", "Cart", "priceOf"])


def part(extension: str) -> st.SearchStrategy[str]:
    def filled(template: str, name: str, other: str, text: str) -> str:
        plain = text.replace("`", "")
        return template.format(name=name, other=other, text=text, plain=plain, upper=name.capitalize())

    return st.builds(filled, st.sampled_from(PARTS[extension]), NAMES, NAMES, st.sampled_from(TEXTS))


HEADS = {"go": "package p\n\n", "php": "<?php\n"}


def file_of(extension: str) -> st.SearchStrategy[tuple[str, str]]:
    most = 1 if extension == "json" else 4
    bodies = st.lists(part(extension), min_size=1, max_size=most).map("\n".join)
    folders = st.sampled_from(["", "src/", "src/deep/", "tests/"])
    return st.builds(
        lambda folder, name, body: (f"{folder}{name}.{extension}", HEADS.get(extension, "") + body),
        folders,
        NAMES,
        bodies,
    )


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, str]:
    """Files of one language mostly, cut off or not, and what stands beside them."""
    extension = draw(st.sampled_from([name for name in PARTS if name not in ("md", "json")]))
    files = dict(draw(st.lists(file_of(extension), min_size=1, max_size=4)))
    files |= dict(draw(st.lists(st.sampled_from(["md", "json", "py"]).flatmap(file_of), max_size=2)))
    if draw(st.booleans()):
        path = draw(st.sampled_from(sorted(files)))
        files[path] = files[path][: draw(st.integers(0, len(files[path])))]
    if draw(st.booleans()):
        files[".env"] = f"TOKEN={SECRET}\n"
    return files


POLICIES = st.builds(
    LevelPolicy,
    st.dictionaries(st.sampled_from(ContentKind), st.sampled_from([0.0, 0.5, 1.0])),
    st.dictionaries(
        st.sampled_from(ContentKind),
        st.frozensets(st.sampled_from([level for level in Level if level is not Level.NOTHING])),
    ),
    st.builds(CapsulePolicy, st.booleans(), st.sampled_from([5, 400])),
)
PLACES = st.tuples(st.integers(0, 9), st.integers(0, 2000), st.integers(0, 300))


@settings(max_examples=EXAMPLES)
@given(
    workspaces(),
    st.lists(PLACES, min_size=1, max_size=3),
    st.one_of(st.integers(1, 150), st.integers(60, 1500)),
    st.sampled_from([Scope.SELECTION, Scope.SYMBOL, Scope.FILE, Scope.WORKSPACE]),
    st.sampled_from(Format),
    st.sampled_from([("gpt-5",), ("gpt-4",), ("gpt-4", "gpt-5")]),
    POLICIES,
    st.booleans(),
    st.sampled_from([None, "load", SECRET]),
)
def test_any_bundle_is_within_its_budget_parses_and_holds_no_secret(
    sources: dict[str, str],
    places: list[tuple[int, int, int]],
    budget: int,
    scope: Scope,
    form: Format,
    models: tuple[str, ...],
    policy: LevelPolicy,
    numbered: bool,
    query: str | None,
) -> None:
    first, *also = (_place(sources, *place) for place in places)
    request = PackRequest(
        scope, first.path, first.span, query=query, budget=budget, models=models, format=form, policy=policy,
        also=tuple(also), line_numbers=numbered,
    )  # fmt: skip  # rows, as a table
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in sources.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8", newline="")
        index = WorkspaceIndex(root, False)
        try:
            assert index.refresh()
            bundle = pack(request, FolderOnDisk(root), index=index, limit_seconds=60)
        except PackError as error:
            expected = ("ask for at least", "fits", f"nothing in it matches {query!r}")
            assert any(words in str(error) for words in expected), error  # noqa: PT017 - both outcomes are right
            return
        finally:
            index.close()
    assert [use.model for use in bundle.report.models] == list(models)
    for use in bundle.report.models:
        recounted = load("o200k_base" if use.model == "gpt-5" else "cl100k_base").count(bundle.text)
        assert recounted == use.actual.tokens <= use.budget == budget
    assert bundle.report.actual in [use.actual.tokens for use in bundle.report.models]
    assert SECRET not in bundle.text
    assert SECRET not in str([item.why for item in bundle.report.breakdown if query != SECRET])
    for block in read_blocks(bundle.text, form):
        _check_parses(sources, block.path, block.language, unnumbered(block.text) if numbered else block.text)


def _place(sources: Mapping[str, str], number: int, start: int, length: int) -> Place:
    path = sorted(sources)[number % len(sources)]
    size = len(sources[path])
    start %= size + 1
    return Place(path, Span(start, min(start + length, size)))


def _check_parses(sources: Mapping[str, str], path: str, language: str, text: str) -> None:
    own = language_of(path)
    if language == own and own not in ("markdown", "json") and parses(sources[path], own):
        assert parses(text, own), text

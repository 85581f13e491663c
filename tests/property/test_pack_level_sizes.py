"""No level of anything is larger than the one above it, every level of code parses, and what is kept is a share."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.pack.levels.rungs import rungs_of, rungs_of_file
from bursar.pack.parsing import parses
from bursar.pack.units import Page, Unit
from property.test_pack_budget import ANY_TEXT, MARKDOWN, PYTHON
from unit.pack.levels_fixtures import count
from unit.pack.workspaces import MemoryDocument

PATHS = st.sampled_from(
    ["a.py", "test_a.py", "a.md", "AGENTS.md", "a.toml", "a.yaml", "package.json", "a.json", "a.csv"]
)
PIECES = st.sampled_from(
    [
        "# Head\n",
        "Head\n====\n",
        "First sentence. It must hold. 42 of them!\n\n",
        "- Use `it`. Never twice.\n  - inner\n",
        "1. one\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "```py\nx = 1\n```\n",
        "    indented\n",
        "<rules>\n",
        "</rules>\n",
        "{{name}}\n",
        "---\n",
        "key = 1\n",
        "key: value\n",
        "  inner:\n    deep: 3\n",
        '"a": {"b": [1, 2, {"c": null}]},\n',
        '{"a": 1}\n',
        "[table]\n",
        "[[list]]\n",
        "password: hunter2\n",
        "# a comment\n",
        "a,b,c\n1,,2024-01-01\n",
        "x" * 400 + "\n",
        "\r\n",
        "\r",
        "\n",
    ]
)
ASSERTING = st.sampled_from(
    [
        "def test_a(x):\n    y = 1\n    assert y\n    if y:\n        assert x, '''a\n  b'''\n",
        "def test_b(): assert 1\n",
        "class TestC:\n    x = 1\n\n    def test(self):\n        # no\n        with raises(E):\n            f(\n1)\n",
        "async def helper():\n    '''Doc.'''\n    for a in b:\n        self.assertEqual(a, 1)\n",
        "@mark(\n    1\n)\ndef test_d():\n    def inner():\n        assert 2\n    inner()\n",
    ]
)
SOURCES = st.one_of(
    PYTHON,
    MARKDOWN,
    ANY_TEXT,
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(st.one_of(ASSERTING, PYTHON), max_size=4).map("".join),
)


def units(page: Page) -> list[Unit]:
    found, waiting = [], list(page.units)
    while waiting:
        unit = waiting.pop()
        found.append(unit)
        waiting.extend(unit.children)
    return found


@settings(max_examples=300)
@given(PATHS, SOURCES)
def test_levels(path: str, source: str) -> None:
    page = Page(MemoryDocument(path, source))
    for rungs in (rungs_of_file(page, count), *(rungs_of(page, unit, count) for unit in units(page))):
        sizes = [rung.tokens for rung in rungs]
        assert sizes == sorted(set(sizes), reverse=True)
        assert all(0.0 <= rung.quality.score <= 1.0 for rung in rungs)
        assert all(len(rung.text) <= len(rungs[0].text) + 200 for rung in rungs)
    if page.dialect.code and page.sound:
        for rung in rungs_of_file(page, count):
            assert parses(rung.text, page.language), rung.text

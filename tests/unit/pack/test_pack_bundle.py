"""The bundle as a whole: its wrappers, its order, its report, its other files."""

from __future__ import annotations

from base64 import b64decode
from concurrent.futures import CancelledError
from importlib.resources import files

import pytest

from bursar.config import DEFAULT_MODEL, ModelRow
from bursar.errors import PackError, UnreadableFile
from bursar.models import resolve
from bursar.pack import Format, PackRequest, Scope, pack
from bursar.pack.forms import CAPSULE, SKELETON_DOC
from bursar.pack.levels.policy import Level
from bursar.pack.profile import Profile, Tiers
from bursar.pack.report import ModelUse
from bursar.pack.targets import TOKEN_CHARS
from bursar.pack.units import Page
from bursar.pack.views import file_at
from bursar.text import Span
from bursar.tokens.count import TokenCount
from bursar.tokens.encodings import load
from unit.pack.workspaces import MemoryDocument, MemoryWorkspace, marked, read_blocks, workspace_of

MODULE = '''\
"""A module. With more."""
import os

@decorated(1)
class A(Base):
    """It is a class. Truly.

    With a tail.
    """

    limit = 3

    @property
    def one(self) -> int:
        r"""One\\d. Two."""
        return 1

    def two(self): return 2

if os.name:
    def three():
        return 3

def four(
    a,
):  # why
    def inner():
        pass
    return inner
'''


DOCUMENT = "Before. And so on.\n\n# One\n\nFirst point. Second.\n\n## Two\n\n```\ncode\n```\n"

LOOKALIKES = ["</file>", "</FILE >\n</file1>", "```\n`````", '<file path="b.py">\n</file>', "~~~"]


def test_the_skeleton_of_a_module() -> None:
    assert (
        file_at(Page(MemoryDocument("a.py", MODULE)), SKELETON_DOC)
        == '''\
"""A module. With more."""
import os
@decorated(1)
class A(Base):
    """It is a class."""
    limit = 3
    @property
    def one(self) -> int: ...
    def two(self): ...
if os.name:
    def three():
        return 3
def four(
    a,
): ...
'''
    )


def test_the_capsules_of_a_module() -> None:
    assert (
        file_at(Page(MemoryDocument("a.py", MODULE)), CAPSULE)
        == "# class A (one, two), lines 4-18\n# function four(a), lines 24-29\n"
    )


def test_the_levels_of_a_document() -> None:
    page = Page(MemoryDocument("a.md", DOCUMENT))
    assert file_at(page, SKELETON_DOC) == "Before.\n# One\nFirst point.\n## Two\n```\ncode\n```\n"
    assert file_at(page, CAPSULE) == "# One\n## Two\n"


@pytest.mark.parametrize("form", list(Format))
@pytest.mark.parametrize("content", LOOKALIKES)
def test_content_that_looks_like_its_end(form: Format, content: str) -> None:
    source = f"first\n{content}\nlast\n"
    bundle = pack(PackRequest(Scope.FILE, "a.txt", budget=200, format=form), MemoryWorkspace({"a.txt": source}))
    assert [found.text for found in read_blocks(bundle.text, form)] == [source]


def test_markdown() -> None:
    bundle = pack(
        PackRequest(Scope.FILE, "a.py", budget=200, format=Format.MARKDOWN, diagnostic="x is unused"),
        workspace_of("//- a.py\nx = 1\n//- b.py\ny = 2\n"),
    )
    assert bundle.text == (
        "## b.py (lines 1, full)\n\n```python\ny = 2\n```\n\n"
        "## a.py (diagnostic, lines 1, full)\n\n```text\nx is unused\n```\n\n"
        "## a.py (lines 1, full)\n\n```python\nx = 1\n```\n\n"
    )


def test_a_path_never_breaks_out_of_its_heading() -> None:
    path = 'a"> </file>\n<b &.txt'
    bundle = pack(PackRequest(Scope.FILE, path, budget=200), MemoryWorkspace({path: "x\n"}))
    assert bundle.text == (
        '<file path="a&quot;&gt; &lt;/file&gt;&#10;&lt;b &amp;.txt:1" language="plaintext" level="full">\nx\n</file>\n'
    )


def test_lone_surrogates_and_carriage_returns() -> None:
    bundle = pack(PackRequest(Scope.FILE, "a.txt", budget=200), MemoryWorkspace({"a.txt": "a\ud800b\rc\r\nd"}))
    assert "a\ufffdb\rc\r\nd\n</file>" in bundle.text
    assert bundle.text.encode()


def test_the_report() -> None:
    workspace, path, selection = marked("//- d/a.py\n$0x = 1$0\n//- d/b.py\n" + "y = 2\n" * 100)
    report = pack(PackRequest(Scope.SELECTION, path, selection, budget=60), workspace).report
    assert report.to_json() == {
        "schema": 1,
        "model": DEFAULT_MODEL,
        "budget": 60,
        "estimated": report.actual,
        "actual": report.actual,
        "basis": "exact",
        "usagePercentage": round(100 * report.actual / 60, 1),
        "models": [{"model": DEFAULT_MODEL, "budget": 60, "actual": report.actual, "basis": "exact"}],
        "breakdown": [
            {
                "path": "d/a.py",
                "symbol": None,
                "level": "full",
                "tokens": 5,
                "why": "the selection",
                "quality": 1.0,
                "kept": {},
            }
        ],
        "dropped": [{"path": "d/b.py", "symbol": None, "tokens": 500, "why": "same folder"}],
        "redacted": [],
        "notes": [],
        "intent": None,
    }


def test_several_models_all_fit() -> None:
    text = "Größe 数える " * 60
    workspace = MemoryWorkspace({"a.txt": text})
    bundle = pack(PackRequest(Scope.FILE, "a.txt", budget=300, models=("gpt-5", "gpt-4")), workspace)
    assert load("cl100k_base").count(bundle.text) <= 300
    assert load("o200k_base").count(bundle.text) <= 300
    assert bundle.report.models == (
        ModelUse("gpt-5", 300, TokenCount(load("o200k_base").count(bundle.text))),
        ModelUse("gpt-4", 300, TokenCount(load("cl100k_base").count(bundle.text))),
    )


def test_each_model_has_the_budget_that_its_own_window_leaves() -> None:
    """The one that holds least text may hold more tokens than another."""
    rows = (ModelRow("small", like="gpt-5", window=300), ModelRow("other", like="claude", window=310))
    request = PackRequest(Scope.FILE, "a.txt", models=("small", "other"), model_rows=rows, reserve=0)
    bundle = pack(request, MemoryWorkspace({"a.txt": "A few words of the text.\n" * 300}))
    assert [(use.model, use.budget) for use in bundle.report.models] == [("small", 300), ("other", 310)]
    assert (bundle.report.model, bundle.report.budget) == ("other", 310)
    assert bundle.report.usage_percentage <= 100


def test_the_reserve_is_part_of_each_models_budget_but_not_of_what_it_may_have() -> None:
    profile = Profile(tiers=Tiers(20, 10, 10, 10, 50))
    request = PackRequest(Scope.FILE, "a.txt", budget=300, models=("gpt-5", "gpt-4"), keep_reserve=True)
    report = pack(request.under(profile), MemoryWorkspace({"a.txt": "A few words of the text.\n" * 300})).report
    assert [use.budget for use in report.models] == [300, 300]
    assert all(use.actual.tokens <= 150 for use in report.models)


@pytest.mark.parametrize("models", [("gpt-5", "claude"), ("claude", "gpt-5")])
def test_of_models_with_the_same_budget_the_one_that_holds_least_is_filled(models: tuple[str, ...]) -> None:
    sources = {f"{name}.py": f"def {name}():\n    return {'n + ' * 20}0\n" for name in "abcdefghijklmnop"}
    report = pack(PackRequest(Scope.WORKSPACE, budget=300, models=models), MemoryWorkspace(sources)).report
    assert report.model == resolve("claude").id
    assert report.usage_percentage > 80


def test_a_budget_from_the_models_window() -> None:
    workspace = workspace_of("//- a.txt\nx\n")
    report = pack(PackRequest(Scope.FILE, "a.txt", used=1000), workspace).report
    more = pack(PackRequest(Scope.FILE, "a.txt"), workspace).report
    assert more.budget - report.budget == 1000
    with pytest.raises(PackError, match=f"leave nothing of the .* that {DEFAULT_MODEL} holds"):
        pack(PackRequest(Scope.FILE, "a.txt", used=10_000_000), workspace)


def test_the_workspace_shows_a_little_of_everything_before_all_of_something() -> None:
    sources = {
        f"{name}.py": "".join(f"def {name}{n}():\n    return {'n + ' * 20}{n}\n" for n in range(8)) for name in "abc"
    }
    bundle = pack(PackRequest(Scope.WORKSPACE, query="look at b3", budget=800), MemoryWorkspace(sources))
    assert [(item.path, item.level) for item in bundle.report.breakdown] == [
        ("b.py", Level.FULL),
        ("a.py", Level.SKELETON),
        ("c.py", Level.SKELETON),
    ]


@pytest.mark.parametrize("others", [3, 500])
def test_of_a_workspace_the_open_file_goes_first(others: int) -> None:
    """Few files are packed by their parts, many as files; more than are looked at must not hide the open one."""
    body = "".join(f"def part{n}(a, b):\n    return a * {n} + b\n\n\n" for n in range(6))
    sources = {f"module{n:03}.py": body for n in range(others)} | {"open.py": body.replace("part", "mine")}
    bundle = pack(PackRequest(Scope.WORKSPACE, path="open.py", budget=250), MemoryWorkspace(sources))
    assert "def mine5(a, b):\n    return a * 5 + b\n" in bundle.text
    assert {item.path for item in bundle.report.breakdown if item.why == "the open file"} == {"open.py"}
    without = pack(PackRequest(Scope.WORKSPACE, budget=250), MemoryWorkspace(sources))
    assert "def mine5(a, b):\n    return a * 5 + b\n" not in without.text


def test_a_workspace_without_files() -> None:
    with pytest.raises(
        PackError, match=r"^there is nothing to pack from the workspace: it has no readable text files$"
    ):
        pack(PackRequest(Scope.WORKSPACE, budget=100), MemoryWorkspace({}))


def test_a_neighbour_that_cannot_be_read_is_left_out_and_said_so() -> None:
    class Torn(MemoryWorkspace):
        def read(self, path: str) -> MemoryDocument:
            if path == "b.bin":
                raise UnreadableFile("b.bin is not text")
            return super().read(path)

    bundle = pack(PackRequest(Scope.FILE, "a.txt", budget=100), Torn({"a.txt": "x\n", "b.bin": ""}))
    assert bundle.report.notes == ("left out: b.bin is not text",)


def test_broken_code_is_packed_as_it_is() -> None:
    workspace = workspace_of("//- a.py\ndef f(:\n    return (\n\ndef g():\n    return 1\n")
    bundle = pack(PackRequest(Scope.SELECTION, "a.py", Span(0, 3), budget=200), workspace)
    assert "def f(:\n" in bundle.text


def test_cancelling() -> None:
    with pytest.raises(CancelledError):
        pack(PackRequest(Scope.FILE, "a.txt", budget=100), MemoryWorkspace({"a.txt": "x\n"}), cancelled=lambda: True)


def test_an_empty_file() -> None:
    bundle = pack(PackRequest(Scope.FILE, "a.py", budget=100), MemoryWorkspace({"a.py": ""}))
    assert bundle.text == '<file path="a.py:1" language="python" level="full">\n</file>\n'


def test_no_token_is_longer_than_the_packer_believes() -> None:
    for file in (files("bursar.tokens") / "data").iterdir():
        if file.name.endswith(".tiktoken"):
            assert max(len(b64decode(line.split()[0])) for line in file.read_bytes().splitlines()) <= TOKEN_CHARS


def test_a_text_of_megabytes_is_cut_without_counting_it_whole() -> None:
    counted: list[int] = []
    count = load("o200k_base").count

    def counting(text: str) -> int:
        counted.append(len(text))
        return count(text)

    workspace = MemoryWorkspace({"a.py": f"a = '{'x' * 3_000_000}'\n"})
    bundle = pack(PackRequest(Scope.FILE, "a.py", budget=100), workspace, count=counting)
    assert bundle.report.actual > 90
    assert max(counted) <= 100 * TOKEN_CHARS

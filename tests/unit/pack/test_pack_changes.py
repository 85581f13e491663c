"""A change as places: which symbols its lines stand in, what comes first, what is said of files that are not shown."""

from __future__ import annotations

import pytest

from bursar.errors import PackError
from bursar.files.changes import FileChange, How
from bursar.pack import Level, PackRequest, Scope, pack
from bursar.pack.changes import changed_places
from unit.pack.workspaces import MemoryWorkspace, workspace_of

SHOP = """\
//- shop/cart.py
import os


class Cart:
    size = 0

    def add(self, item):
        self.size += 1

    def clear(self):
        self.size = 0
//- shop/price.py
def price(item):
    return 2
//- tests/test_cart.py
def test_add():
    pass
//- torn.py
def one():
<<<<<<< HEAD
    return 1
=======
    return 2
>>>>>>> other
//- package-lock.json
{}
//- .env
KEY=1
"""


def modified(path: str, *lines: tuple[int, int]) -> FileChange:
    return FileChange(path, How.MODIFIED, lines)


def check_places(workspace: MemoryWorkspace, changes: list[FileChange], *expected: str) -> tuple[str, ...]:
    found = changed_places(changes, workspace)
    told = []
    for place in found.places:
        text = workspace.sources[place.path]
        shown = text if place.span is None else text[place.span.start : place.span.end]
        told.append(f"{place.path}: {shown.splitlines()[0] if shown else ''}")
    assert told == list(expected)
    return found.notes


def test_lines_become_the_functions_they_stand_in_each_once() -> None:
    check_places(
        workspace_of(SHOP),
        [modified("shop/cart.py", (0, 1), (7, 8), (6, 7), (10, 10))],
        "shop/cart.py: def add(self, item):",
        "shop/cart.py: def clear(self):",
        "shop/cart.py: import os",
    )


def test_lines_of_a_class_stay_lines() -> None:
    check_places(workspace_of(SHOP), [modified("shop/cart.py", (4, 5))], "shop/cart.py: size = 0")


def test_code_comes_before_tests_and_what_changed_more_first() -> None:
    changes = [
        modified("shop/price.py", (1, 2)),
        modified("shop/cart.py", (6, 8)),
        FileChange("tests/test_cart.py", How.ADDED),
    ]
    check_places(
        workspace_of(SHOP),
        changes,
        "shop/cart.py: def add(self, item):",
        "shop/price.py: def price(item):",
        "tests/test_cart.py: def test_add():",
    )


def test_what_is_not_shown_is_told() -> None:
    changes = [
        FileChange("gone.py", How.DELETED),
        FileChange("logo.png", How.BINARY),
        modified("package-lock.json", (0, 1)),
        modified(".env", (0, 1)),
        FileChange("shop/cart.py", How.RENAMED, ((6, 7),), "shop/basket.py"),
        FileChange("shop/price.py", How.RENAMED, (), "shop/cost.py"),
        FileChange("torn.py", How.CONFLICTED),
    ]
    notes = check_places(workspace_of(SHOP), changes, "torn.py: def one():", "shop/cart.py: def add(self, item):")
    assert notes == (
        "gone.py was deleted: there is nothing of it to show",
        "logo.png changed, but was left out: it is not text",
        "package-lock.json changed, but was left out: it is generated or copied",
        ".env changed, but was left out: it holds secrets",
        "shop/cart.py was renamed from shop/basket.py",
        "shop/price.py was renamed from shop/cost.py, and its text is as it was",
        "torn.py:2: unresolved conflict, up to line 6; it is shown as it stands",
    )


def test_nothing_to_show_is_an_error_that_says_why() -> None:
    with pytest.raises(PackError, match="nothing has changed"):
        changed_places([], workspace_of(SHOP))
    with pytest.raises(PackError, match=r"nothing can be shown; gone\.py was deleted"):
        changed_places([FileChange("gone.py", How.DELETED)], workspace_of(SHOP))


def test_lines_past_the_end_of_a_file_that_has_since_shrunk() -> None:
    check_places(workspace_of(SHOP), [modified("shop/price.py", (90, 95))], "shop/price.py: ")


def test_a_conflicted_file_is_packed_as_it_stands() -> None:
    workspace = workspace_of(SHOP)
    found = changed_places([FileChange("torn.py", How.CONFLICTED)], workspace)
    request = PackRequest(Scope.CHANGE, found.places[0].path, found.places[0].span, budget=500)
    bundle = pack(request, workspace)
    assert "<<<<<<< HEAD\n    return 1\n=======\n    return 2\n>>>>>>> other\n" in bundle.text
    assert bundle.report.breakdown[0].level is Level.FULL

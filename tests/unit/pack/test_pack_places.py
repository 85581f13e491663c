"""Several selections in one request: in one function, in one file, in several files."""

from __future__ import annotations

import ast

from bursar.pack import Bundle, Level, PackRequest, Place, Scope, pack
from bursar.text import Span
from bursar.tokens.encodings import load
from unit.pack.workspaces import MemoryWorkspace, workspace_of

SHOP = '''\
//- cart.py
import os


class Cart:
    """A cart."""

    def add(self, item):
        self.items.append(item)
        self.changed = True

    def clear(self):
        self.items = []
        self.changed = True

    def total(self):
        return sum(item.price for item in self.items)


def check(item):
    return os.path.exists(item)
//- price.py
def price(item):
    return 2 * base(item)


def base(item):
    return len(item)
//- notes.md
# Notes

Nothing of note.
'''


def packed(budget: int, first: str, *others: str) -> Bundle:
    """The bundle for the places where some texts stand, each in the first file that has it."""
    workspace = workspace_of(SHOP)
    place, *also = (place_of(workspace, text) for text in (first, *others))
    request = PackRequest(Scope.SELECTION, place.path, place.span, budget=budget, also=tuple(also))
    bundle = pack(request, workspace)
    assert load("o200k_base").count(bundle.text) == bundle.report.actual <= budget
    return bundle


def place_of(workspace: MemoryWorkspace, text: str) -> Place:
    path = next(path for path in workspace.files() if text in workspace.sources[path])
    start = workspace.sources[path].index(text)
    return Place(path, Span(start, start + len(text)))


def test_places_in_one_function_are_one_selection() -> None:
    bundle = packed(45, "self.items.append(item)", "self.changed = True")
    assert [item.symbol for item in bundle.report.breakdown] == ["add"]
    assert "        self.items.append(item)\n        self.changed = True\n" in bundle.text


def test_each_place_is_shown_with_its_symbol_and_those_in_other_files_come_first() -> None:
    bundle = packed(120, "self.items.append(item)", "self.items = []", "2 * base(item)")
    shown = {(item.path, item.symbol): item.level for item in bundle.report.breakdown if item.why == "selected"}
    assert shown == {("cart.py", "clear"): Level.FULL, ("price.py", "price"): Level.FULL}
    blocks = bundle.text.split("</file>\n")
    assert [block.partition(":")[0] for block in blocks[:-1]] == ['<file path="price.py', '<file path="cart.py']
    assert "def clear(self):\n        self.items = []\n        self.changed = True\n" in blocks[1]
    ast.parse(blocks[1].partition("\n")[2])


def test_a_place_is_never_shown_twice() -> None:
    for budget in (60, 90, 130, 400, 2000):
        bundle = packed(budget, "self.items.append(item)", "class Cart", "import os", "def clear", "def clear")
        assert bundle.text.count("def clear") == 1
        assert bundle.text.count("import os") <= 1


def test_what_does_not_fit_whole_is_degraded_and_said() -> None:
    bundle = packed(40, "self.items.append(item)", "def price(item):\n    return 2 * base(item)\n\n\ndef base")
    assert bundle.report.notes[0].endswith("selections are not shown whole: the budget is too small")


def test_a_whole_file_can_be_a_place() -> None:
    workspace = workspace_of(SHOP)
    first = place_of(workspace, "self.items.append(item)")
    request = PackRequest(Scope.SELECTION, "cart.py", first.span, budget=400, also=(Place("notes.md"),))
    text = pack(request, workspace).text
    assert '<file path="notes.md:1-3" language="markdown" level="full">\n# Notes\n\nNothing of note.\n' in text

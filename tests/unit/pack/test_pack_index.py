"""A bundle over a real index: what the selection refers to comes in, surest first, and the report says why."""

# ruff: noqa: E501 - sources are easier to compare on one line

from __future__ import annotations

from pathlib import Path

from bursar.index import WorkspaceIndex
from bursar.pack import Level, PackRequest, Scope, pack, selection_of_line
from bursar.pack.folder import FolderOnDisk
from bursar.tokens.encodings import load

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": (
        "from shop.price import price_of\nfrom shop.stock import Stock\n\n\n"
        "class Cart:\n    def add(self, stock: Stock, item: str) -> int:\n"
        "        stock.take(item)\n        return price_of(item)\n"
    ),
    "shop/price.py": "RATE = 3\n\n\ndef price_of(item: str) -> int:\n    return RATE * len(item)\n\n\ndef other() -> None:\n    pass\n",
    "shop/stock.py": "class Stock:\n    def take(self, item: str) -> None:\n        self.left -= 1\n\n    def give(self) -> None:\n        pass\n",
    "far/away.py": "def price_of(thing: object) -> None:\n    raise NotImplementedError(thing)\n",
}


def packed(root: Path, budget: int, **more: object) -> tuple[str, dict[str, Level]]:
    for path, text in FILES.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    index = WorkspaceIndex(root, False)
    assert index.refresh()
    folder = FolderOnDisk(root)
    selection = selection_of_line(folder.read("shop/cart.py").text, 6, "shop/cart.py")
    request = PackRequest(Scope.SELECTION, "shop/cart.py", selection, budget=budget, **more)
    bundle = pack(request, folder, index=index, limit_seconds=60)
    index.close()
    assert load("o200k_base").count(bundle.text) == bundle.report.actual <= budget
    return bundle.text, {f"{item.path}:{item.symbol}": item.level for item in bundle.report.breakdown}


def test_direct_callees_come_in_from_other_files(tmp_path: Path) -> None:
    text, items = packed(tmp_path, 160)
    assert "def price_of(item: str) -> int:" in text
    assert "def take(self, item: str) -> None:" in text
    assert "class Stock:" in text
    assert text.rstrip().endswith("return price_of(item)\n</file>")
    assert "far/away.py:price_of" not in items


def test_constants_of_the_module_are_items_of_their_own(tmp_path: Path) -> None:
    _, items = packed(tmp_path, 400)
    assert "shop/price.py:RATE" in items


def test_the_tree_of_the_files_stands_first(tmp_path: Path) -> None:
    text, _ = packed(tmp_path, 220, tree=True)
    assert text.startswith("<files>\nshop/\n  cart.py\n")


def test_line_numbers_stand_before_lines_shown_to_the_letter(tmp_path: Path) -> None:
    text, _ = packed(tmp_path, 400, line_numbers=True)
    assert "    6|     def add(self, stock: Stock, item: str) -> int:\n" in text

"""Files that are kept from one bundle to the next change nothing but the time that it takes."""

from __future__ import annotations

import pytest

from bursar.pack import Bundle, KeptPages, PackRequest, Scope, pack, pages
from unit.pack.workspaces import MemoryWorkspace, marked

SHOP = """\
//- cart.py
from price import price_of

def total(items: list[str]) -> int:$0
    return sum(price_of(item) for item in items)
//- price.py
RATE = 3

def price_of(item: str) -> int:
    # what it costs
    return RATE * len(item)
//- config.yaml
api_key: "sk_live_9a8b7c6d5e4f3a2b1c0d"
rate: 3
"""


def packed(workspace: MemoryWorkspace, request: PackRequest, kept: KeptPages | None) -> Bundle:
    return pack(request, workspace, limit_seconds=60, kept=kept)


def test_a_bundle_is_the_same_from_files_that_are_kept() -> None:
    workspace, path, selection = marked(SHOP)
    kept = KeptPages()
    for budget in (90, 120, 200, 400):
        for numbered in (False, True):
            request = PackRequest(Scope.SELECTION, path, selection, budget=budget, line_numbers=numbered)
            assert packed(workspace, request, kept) == packed(workspace, request, None)


def test_a_file_that_changed_is_read_again() -> None:
    workspace, path, selection = marked(SHOP)
    kept = KeptPages()
    request = PackRequest(Scope.SELECTION, path, selection, budget=400)
    assert "RATE * len(item)" in packed(workspace, request, kept).text
    sources = {**workspace.sources, "price.py": workspace.sources["price.py"].replace("RATE *", "RATE +")}
    found = packed(MemoryWorkspace(sources), request, kept)
    assert found == packed(MemoryWorkspace(sources), request, None)
    assert "RATE + len(item)" in found.text


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "KEPT_CHARS", 200)
    workspace, path, selection = marked(SHOP)
    kept = KeptPages()
    for _ in range(2):
        packed(workspace, PackRequest(Scope.SELECTION, path, selection, budget=400), kept)
        assert 0 < kept.chars <= 200

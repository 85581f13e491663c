"""The documentation of profiles and intents is made from their tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.pack.docs import PAGES, intents_table, keys_table, updated

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_up_to_date(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert text == updated(page, text), "run: python -m bursar.pack.docs docs"
    assert all(make() in text for make in PAGES[page].values())


def test_the_tables_name_what_they_are_about() -> None:
    assert "| `priorities.tests` | `0.8` |" in keys_table()
    assert "| refactor | refactor, rename," in intents_table()
    assert "its callers × 6" in intents_table()

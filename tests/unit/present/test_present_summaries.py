"""The hover, the lens, the status and the offers."""

from __future__ import annotations

import pytest
from present_views import outline, snapshot_of

from bursar.budgets import Budget
from bursar.config import Settings, Unit
from bursar.pack import Scope
from bursar.present.actions import pack_offers
from bursar.present.hover import hover
from bursar.present.lens import lens
from bursar.present.status import status
from bursar.present.words import amount, counted, percent
from bursar.text import Span
from bursar.tokens.count import Basis, TokenCount

TEXT = "# Shop\n\nopen\n\n## Goods\n\nbread, milk\n"
TOKENS = Budget(20, Unit.TOKENS)


def test_a_hover_tells_tokens_shares_and_model() -> None:
    snapshot = snapshot_of(TEXT)
    found = hover(snapshot, outline(snapshot), [TOKENS], TEXT.index("Goods"))
    assert found is not None
    assert found.markdown == (
        "**Goods** · 7 tokens\n\n58 % of the file (12) · 35 % of its budget (20)\n\ngpt-5 · exact, o200k\\_base"
    ).replace("\\_", "_")
    assert TEXT[found.span.start : found.span.end] == "Goods"


def test_a_hover_is_on_the_line_that_names_a_symbol_only() -> None:
    snapshot = snapshot_of(TEXT)
    assert hover(snapshot, outline(snapshot), [], TEXT.index("bread")) is None
    assert hover(snapshot, outline(snapshot), [], len(TEXT)) is None


def test_a_pending_hover_has_no_number() -> None:
    snapshot = snapshot_of(TEXT, pending=True)
    found = hover(snapshot, outline(snapshot), [TOKENS], 0)
    assert found is not None
    assert found.markdown.startswith("**Shop** · … tokens\n\nstill counting")


def test_a_name_cannot_format_the_hover() -> None:
    snapshot = snapshot_of("# [x](command:evil) `a` **b**\n")
    found = hover(snapshot, outline(snapshot), [], 3)
    assert found is not None
    assert r"\[x\]\(command:evil\)" in found.markdown


@pytest.mark.parametrize(
    ("budgets", "title"),
    [
        ([], None),
        ([TOKENS], "12 of 20 tokens (60 %) · gpt-5"),
        ([TOKENS, Budget(12, Unit.TOKENS, hard=True)], "12 of 12 tokens (100 %) · gpt-5"),
        ([Budget(9, Unit.LINES)], "12 tokens · gpt-5"),
    ],
)
def test_the_lens_has_the_total_of_a_budgeted_file(budgets: list[Budget], title: str | None) -> None:
    assert lens(snapshot_of(TEXT), budgets) == title


def test_a_pending_lens_has_no_number() -> None:
    assert lens(snapshot_of(TEXT, pending=True), [TOKENS]) == "… of 20 tokens · gpt-5"


def test_the_status_has_the_worst_severity_and_the_smallest_token_budget() -> None:
    budgets = [TOKENS, Budget(13, Unit.TOKENS, hard=True), Budget(1, Unit.LINES)]
    found = status(snapshot_of(TEXT), budgets, Settings())
    assert (found.tokens, found.budget, found.percent, found.severity) == (12, 13, 92, "warning")
    pending = status(snapshot_of(TEXT, pending=True), [TOKENS], Settings())
    assert (pending.tokens, pending.pending, pending.percent, pending.severity) == (None, True, None, None)


@pytest.mark.parametrize(
    ("marked", "titles"),
    [
        ("$0$0# Shop\n", ["section Shop", "workspace"]),
        ("$0$0plain\n", ["workspace"]),
        ("# Shop\n\n$0open$0\n", ["selection", "section Shop", "workspace"]),
        ("# Shop\n\nopen\n\n## Goods\n\nbr$0$0ead\n", ["section Goods", "workspace"]),
        ("# Sh$0op\n\nopen\n\n## Goo$0ds\n\nbread\n", ["selection", "section Shop", "workspace"]),
    ],
)
def test_offers_name_their_scope(marked: str, titles: list[str]) -> None:
    start = marked.index("$0")
    end = marked.index("$0", start + 2) - 2
    snapshot = snapshot_of(marked.replace("$0", ""))
    offers = pack_offers(outline(snapshot), Span(start, end), 8000)
    assert [offer.title for offer in offers] == [
        f"Copy packed context for {title} (≤ 8,000 tokens)" for title in titles
    ]
    assert all((offer.span is None) is (offer.scope is Scope.WORKSPACE) for offer in offers)


def test_words() -> None:
    assert amount(1, "tokens") == "1 token"
    assert amount(3412, "lines") == "3,412 lines"
    assert counted(None) == "… tokens"
    assert counted(TokenCount(1)) == "1 token"
    assert counted(TokenCount(1234, Basis.CALIBRATED, 12.0)) == "≈1,234 tokens"
    assert [percent(part, 1000) for part in (0, 1, 500, 999, 1000, 2500)] == [
        "0 %", "<1 %", "50 %", "99 %", "100 %", "250 %",
    ]  # fmt: skip
    assert percent(5, 0) == "over 100 %"

"""The hover, the lens, the status and the offers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from present_views import outline, snapshot_of

from bursar.budgets import Budget
from bursar.config import Settings, SymbolSettings, Unit
from bursar.models import resolve
from bursar.outline import Kind, Outline, Symbol
from bursar.pack import Scope
from bursar.present.actions import pack_offers
from bursar.present.hover import Hover, ModelCount, named_at
from bursar.present.hover import hover as hover_on
from bursar.present.lens import lens, symbol_lenses
from bursar.present.status import status
from bursar.present.symbols import folds, listed, lists_symbols
from bursar.present.words import amount, counted, dollars, heat, percent
from bursar.snapshot import DocumentSnapshot, symbol_counts
from bursar.text import Span, Text
from bursar.tokens import encodings
from bursar.tokens.count import Basis, TokenCount

TEXT = "# Shop\n\nopen\n\n## Goods\n\nbread, milk\n"
TOKENS = Budget(20, Unit.TOKENS)


def hover(snapshot: DocumentSnapshot, budgets: Sequence[Budget], at: int) -> Hover | None:
    named = named_at(snapshot, outline(snapshot), at)
    return None if named is None else hover_on(snapshot, named, budgets)


def test_a_hover_is_a_table_of_tokens_shares_and_cost() -> None:
    found = hover(snapshot_of(TEXT), [TOKENS], TEXT.index("Goods"))
    assert found is not None
    assert (
        found.markdown
        == r"""**Goods** · 7 tokens · 58 % of Shop

|  | tokens | of the file | of the budget (20) |
| --- | --: | --: | --: |
| all of it | 7 | 58 % | 35 % |
| the file | 12 | 100 % | 60 % |

| model | tokens | as input | basis |
| --- | --: | --: | --- |
| gpt\-5 | 7 | <$0.0001 | exact, o200k\_base |"""
    )
    assert TEXT[found.span.start : found.span.end] == "Goods"


def test_a_hover_tells_own_text_from_parts_and_names_other_models() -> None:
    snapshot = snapshot_of(TEXT)
    named = named_at(snapshot, outline(snapshot), 2)
    assert named is not None
    assert named.around is None
    found = hover_on(snapshot, named, [], [ModelCount(resolve("gpt-4"), TokenCount(2_000_000))])
    count = encodings.load("o200k_base").count
    own, part = count("# Shop\n\nopen\n\n"), count("## Goods\n\nbread, milk\n")
    assert f"| its own | {own} |" in found.markdown
    assert f"| its 1 part | {part} |" in found.markdown
    assert r"| gpt\-4 | 2,000,000 | $60.00 | exact, cl100k\_base |" in found.markdown


def test_a_hover_is_on_the_line_that_names_a_symbol_only() -> None:
    snapshot = snapshot_of(TEXT)
    assert hover(snapshot, [], TEXT.index("bread")) is None
    assert hover(snapshot, [], len(TEXT)) is None


def test_a_pending_hover_has_no_number() -> None:
    found = hover(snapshot_of(TEXT, pending=True), [TOKENS], 0)
    assert found is not None
    assert found.markdown.startswith("**Shop** · … tokens\n\nstill counting")


def test_a_name_cannot_format_the_hover() -> None:
    found = hover(snapshot_of("# [x](command:evil) `a` **b**\n"), [], 3)
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
    assert found.crossed == (Unit.LINES, len(TEXT.splitlines()), 1)
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
    offers = pack_offers(outline(snapshot), Span(start, end), 8000, "gpt-5")
    assert [offer.title for offer in offers] == [
        f"Copy packed context for {title} (≤ 8,000 tokens for gpt-5)" for title in titles
    ]
    assert all((offer.span is None) is (offer.scope is Scope.WORKSPACE) for offer in offers)


def test_symbol_lenses_are_above_what_is_large() -> None:
    snapshot = snapshot_of(TEXT)
    counts = symbol_counts(TEXT, outline(snapshot).symbols, encodings.load("o200k_base"))
    own = encodings.load("o200k_base").count("# Shop\n\nopen\n\n")
    assert [(TEXT[lens.name_span.start : lens.name_span.end], lens.title) for lens in symbol_lenses(counts, 12, 7)] == [
        ("Shop", f"12 tokens, {own} its own · 100 % of the file"),
        ("Goods", "7 tokens · 58 % of the file"),
    ]
    assert [lens.title for lens in symbol_lenses(counts, 12, 8)] == [f"12 tokens, {own} its own · 100 % of the file"]


def test_listed_symbols_have_their_count_and_a_name() -> None:
    text = "# \n\n## Goods\n\nbread\n"
    snapshot = snapshot_of(text)
    (found,) = map(listed, symbol_counts(text, outline(snapshot).symbols, encodings.load("o200k_base")))
    assert (found.name, found.kind) == ("(section)", Kind.SECTION)
    assert [child.name for child in found.children] == ["Goods"]
    assert found.detail == f"{encodings.load('o200k_base').count(text)} tokens"


@pytest.mark.parametrize(
    ("language", "settings", "lists"),
    [
        ("markdown", SymbolSettings(), True),
        ("yaml", SymbolSettings(), True),
        ("python", SymbolSettings(), False),
        ("python", SymbolSettings(code=True), True),
        ("markdown", SymbolSettings(prompts=False), False),
        ("json", SymbolSettings(data=False), False),
    ],
)
def test_symbols_are_listed_by_kind_of_language(language: str, settings: SymbolSettings, lists: bool) -> None:
    assert lists_symbols(language, settings) is lists


def test_tags_of_more_than_a_line_fold() -> None:
    text = Text("intro\n<rules>\n- a\n</rules>\n<one>x</one>\n")
    tag = Symbol("rules", Kind.TAG, Span(6, 26), Span(7, 12))
    short = Symbol("one", Kind.TAG, Span(27, 39), Span(28, 31))
    section = Symbol("s", Kind.SECTION, Span(0, 6), Span(0, 5))
    assert list(folds(text, Outline("markdown", (section, tag, short)))) == [(1, 3)]


def test_words() -> None:
    assert amount(1, "tokens") == "1 token"
    assert amount(3412, "lines") == "3,412 lines"
    assert counted(None) == "… tokens"
    assert counted(TokenCount(1)) == "1 token"
    assert counted(TokenCount(1234, Basis.CALIBRATED, 12.0)) == "≈1,234 tokens"
    assert [percent(part, 1000) for part in (0, 1, 500, 999, 1000, 2500)] == [
        "0 %", "<1 %", "50 %", "99 %", "100 %", "250 %",
    ]  # fmt: skip  # rows, as a table
    assert percent(5, 0) == "over 100 %"
    assert "".join(heat(part, 100) for part in (0, 1, 12, 13, 50, 88, 100)) == "▁▁▁▂▄██"
    assert [dollars(cost) for cost in (0, 0.00001, 0.00312, 0.05, 1.5, 1234)] == [
        "$0", "<$0.0001", "$0.0031", "$0.050", "$1.50", "$1,234.00",
    ]  # fmt: skip  # rows, as a table

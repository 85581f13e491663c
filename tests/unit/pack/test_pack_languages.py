"""Whole bundles in languages that nothing was tuned on: what a function needs is there, the rest is not, all parses."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.index import WorkspaceIndex
from bursar.pack import Bundle, Format, Level, PackRequest, Scope, pack, selection_of_line
from bursar.pack.folder import FolderOnDisk
from bursar.pack.parsing import parses
from bursar.tokens.encodings import load
from unit.index.folder import write
from unit.pack.workspaces import read_blocks

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pack"

SELECTED = {
    "java": ("src/main/java/com/acme/billing/InvoiceService.java", "public Invoice bill("),
    "ruby": ("lib/library/loan.rb", "def return_on("),
    "c": ("src/parse.c", "struct value *parse_value("),
}

CALLED = {
    "java": [
        "public static BigDecimal round(BigDecimal amount) {\n        return amount.setScale(2,",
        "public BigDecimal rateFor(String country) {\n        return rates.getOrDefault(country, BigDecimal.ZERO);",
        "public static Invoice of(Customer customer, BigDecimal net, BigDecimal tax) {",
        "public void setDueOn(LocalDate dueOn) {",
        "public BigDecimal total() {\n        return price.multiply(BigDecimal.valueOf(quantity));",
        "public String getCountry() {\n        return country;",
        "void save(Invoice invoice);",
    ],
    "ruby": [
        "def overdue_days(day)\n      [day - due_on, 0].max",
        "def self.for_days(days)\n      new([days * CENTS_A_DAY, MOST_CENTS].min)",
        "def charge(fine)\n      @entries << fine.cents",
        "def self.remind(member, fine)\n",
        "def check_in\n      @out = false",
    ],
    "c": [
        "static int skip_blank(struct reader *in)\n{\n\twhile (reader_peek(in) == ' '",
        "struct value *parse_list(struct reader *in, int depth)\n{\n\tstruct value *list",
        "struct value *value_new(enum kind kind)\n{\n\tstruct value *made",
        "int buffer_append(struct buffer *out, struct reader *in)\n{\n\tconst char *start",
        "void error_set(struct errors *errors, enum code code)\n{\n\tif (errors->first",
    ],
}
"""The definitions that the selected function calls, with the beginnings of their bodies."""

TYPES = {
    "java": ["class TaxTable {", "class Invoice {", "record LineItem(", "interface InvoiceRepository {"],
    "ruby": ["class Ledger", "class Fine", "class Book", "module Notifier"],
    "c": ["struct value {", "struct reader {", "enum kind {", "enum code {"],
}
"""The types that it names, or on whose values it calls something."""

ELSEWHERE = {"java": "Mailer", "ruby": "Garage", "c": "plot.c"}
"""What has the same names, and nothing to do with it."""


@pytest.fixture(params=sorted(SELECTED))
def language(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    name: str = request.param
    write(tmp_path, (FIXTURES / f"{name}.txt").read_text("utf-8"))
    return name


def packed(root: Path, language: str, budget: int) -> Bundle:
    path, head = SELECTED[language]
    folder = FolderOnDisk(root)
    text = folder.read(path).text
    line = str(text)[: str(text).index(head)].count("\n") + 1
    with_index = WorkspaceIndex(root, False)
    assert with_index.refresh()
    request = PackRequest(Scope.SYMBOL, path, selection_of_line(text, line, path), budget=budget)
    bundle = pack(request, folder, index=with_index, limit_seconds=60)
    with_index.close()
    assert load("o200k_base").count(bundle.text) == bundle.report.actual <= budget
    for block in read_blocks(bundle.text, Format.XML):
        assert block.language in {language, "cpp" if block.path.endswith(".h") else language, "text"}
        assert parses(block.text, block.language), block.text
    return bundle


def test_what_a_function_needs_is_in_its_bundle(language: str, tmp_path: Path) -> None:
    bundle = packed(tmp_path, language, 1100)
    missing = [part for part in CALLED[language] + TYPES[language] if part not in bundle.text]
    assert missing == []
    assert ELSEWHERE[language] not in bundle.text


def test_with_less_room_the_selection_is_whole_and_its_callees_are_declared(language: str, tmp_path: Path) -> None:
    bundle = packed(tmp_path, language, 650)
    assert bundle.report.breakdown[0].level is Level.FULL
    missing = [part for part in CALLED[language] if part.split("\n")[0] not in bundle.text]
    assert missing == []
    assert ELSEWHERE[language] not in bundle.text


@pytest.mark.parametrize("budget", [60, 150, 300, 800, 2000, 5000])
def test_every_budget_holds_and_every_block_parses(language: str, tmp_path: Path, budget: int) -> None:
    packed(tmp_path, language, budget)

"""The report of a bundle as a document."""

from __future__ import annotations

from bursar.pack import ContentKind, Dropped, Level, Packed, Report
from bursar.pack.levels.facts import WEIGHTS, Fact
from bursar.pack.quality import Quality
from bursar.pack.report import SHOWN, ModelUse
from bursar.present.report import report_document
from bursar.tokens.count import Basis, TokenCount


def rows_of(text: str) -> list[list[str]]:
    """The cells of a document's tables, without their heads."""
    tables = [part.partition("\n\n")[0].splitlines()[2:] for part in text.split("\n\n") if part.startswith("| ")]
    return [[cell.strip() for cell in line[1:-1].split(" | ")] for lines in tables for line in lines]


def test_the_report_keeps_its_tables_whatever_the_names_are() -> None:
    odd = "a|b\n`c` <x>"
    report = Report("gpt-5", 10, 9, 9, (Packed(odd, odd, Level.FULL, 9, odd),), (Dropped(odd, None, 1, odd),), (odd,))
    rows = [line for line in report_document(report).splitlines() if line.startswith("| ")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [7, 7, 7, 5, 5, 5]


def test_names_are_written_as_they_are_but_for_what_is_markup() -> None:
    names = {"a_b": "a_b", "_a.b": "_a.b", "__init__": "\\_\\_init\\_\\_", "_a, _b": "\\_a, \\_b", "a*b": "a\\*b"}
    names |= {"f<T>[0]": "f\\<T>\\[0]", "a__b_c": "a__b_c", "größe_数_": "größe_数_"}
    items = tuple(Packed("a.py", name, Level.FULL, 9, "used") for name in names)
    assert [row[1] for row in rows_of(report_document(Report("gpt-5", 10, 9, 9, items)))] == list(names.values())


def test_the_columns_stand_under_each_other_as_the_document_is_written() -> None:
    items = tuple(Packed("a.py", name, Level.FULL, len(name) ** 5, "x" * 80) for name in ("f", "a_longer_name"))
    lines = [line for line in report_document(Report("gpt-5", 10, 9, 9, items)).splitlines() if line.startswith("| ")]
    assert {tuple(place for place, char in enumerate(line[:60]) if char == "|") for line in lines} == {
        (0, 7, 23, 31, 41)
    }
    assert lines[2:] == [
        f"| a.py | f             | full  |       1 | {'x' * 80} | all   |",
        f"| a.py | a_longer_name | full  | 371,293 | {'x' * 80} | all   |",
    ]


def test_each_model_has_its_line_if_there_are_several() -> None:
    one = ModelUse("gpt-5", 1000, TokenCount(985))
    other = ModelUse("claude", 2000, TokenCount(1487, Basis.CALIBRATED, 22.0))
    report = Report("gpt-5", 1000, 9, 985, models=(one, other))
    assert rows_of(report_document(report)) == [
        ["gpt-5", "985", "1,000", "98.5 %", "exact"],
        ["claude", "≈1,487", "2,000", "74.3 %", "calibrated ±22 %"],
    ]
    assert rows_of(report_document(Report("gpt-5", 1000, 9, 985, models=(one,)))) == []


def test_the_report_says_what_each_item_keeps() -> None:
    quality = Quality({Fact.NAMES: (2, 2), Fact.BRANCHES: (1, 4)}, WEIGHTS[ContentKind.CODE])
    items = (Packed("a.py", "f", Level.SKELETON, 9, "used", quality), Packed("b.py", "g", Level.FULL, 9, "used"))
    text = report_document(Report("gpt-5", 10, 9, 9, items))
    assert rows_of(text) == [
        ["a.py", "f", "skeleton", "9", "used", "81% (names 100%, branches 25%)"],
        ["b.py", "g", "full", "9", "used", "all"],
    ]


def test_of_what_was_left_out_the_likeliest_are_named_and_the_rest_is_counted() -> None:
    left = tuple(Dropped(f"f{number}.py", None, 2, "same folder") for number in range(SHOWN + 5))
    text = report_document(Report("gpt-5", 10, 9, 9, (), left))
    assert rows_of(text) == [[one.path, "", "2", "same folder"] for one in left[:SHOWN]]
    assert "And 5 more, worth less." in text
    assert f"about {2 * len(left)} tokens more" in text

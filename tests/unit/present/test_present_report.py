"""The report of a bundle as a document."""

from __future__ import annotations

from bursar.pack import ContentKind, Dropped, Level, Packed, Report
from bursar.pack.levels.facts import WEIGHTS, Fact
from bursar.pack.quality import Quality
from bursar.pack.report import SHOWN
from bursar.present.report import report_document


def test_the_report_keeps_its_tables_whatever_the_names_are() -> None:
    odd = "a|b\n`c` <x>"
    report = Report("gpt-5", 10, 9, 9, (Packed(odd, odd, Level.FULL, 9, odd),), (Dropped(odd, None, 1, odd),), (odd,))
    rows = [line for line in report_document(report).splitlines() if line.startswith("| ")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [7, 7, 5, 5]


def test_the_report_says_what_each_item_keeps() -> None:
    quality = Quality({Fact.NAMES: (2, 2), Fact.BRANCHES: (1, 4)}, WEIGHTS[ContentKind.CODE])
    items = (Packed("a.py", "f", Level.SKELETON, 9, "used", quality), Packed("b.py", "g", Level.FULL, 9, "used"))
    text = report_document(Report("gpt-5", 10, 9, 9, items))
    assert "| 9 | skeleton | 81% (names 100%, branches 25%) | a.py |" in text
    assert "| 9 | full | all | b.py |" in text


def test_of_what_was_left_out_the_likeliest_are_named_and_the_rest_is_counted() -> None:
    left = tuple(Dropped(f"f{number}.py", None, 2, "same folder") for number in range(SHOWN + 5))
    text = report_document(Report("gpt-5", 10, 9, 9, (), left))
    assert text.count("| 2 |") == SHOWN
    assert "And 5 more, worth less." in text
    assert f"about {2 * len(left)} tokens more" in text

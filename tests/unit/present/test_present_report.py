"""The report of a bundle as a document."""

from __future__ import annotations

from bursar.pack import Dropped, Level, Packed, Report
from bursar.present.report import report_document


def test_the_report_keeps_its_tables_whatever_the_names_are() -> None:
    odd = "a|b\n`c` <x>"
    report = Report("gpt-5", 10, 9, 9, (Packed(odd, odd, Level.FULL, 9, odd),), (Dropped(odd, None, 1, odd),), (odd,))
    rows = [line for line in report_document(report).splitlines() if line.startswith("| ")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [6, 6, 5, 5]

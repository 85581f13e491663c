from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from present_views import snapshot_of

from bursar.budgets import Budget, Crossing, Severity
from bursar.config import DiagnosticSettings, Problem, Settings, Unit
from bursar.present.findings import Finding, config_findings, findings, near_message, over_message
from bursar.text import Text

TEN = "one two three four five six seven eight nine ten"


def said(found: list[Finding], text: str) -> list[tuple[str, str, str]]:
    return [(finding.code, text[finding.span.start : finding.span.end], finding.message) for finding in found]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (13, []),
        (12, [("budget", TEN, "10 of 12 tokens (83 %): 2 left")]),
        (10, [("budget", TEN, "10 of 10 tokens (100 %): 0 left")]),
        (8, [("budget", " nine ten", "10 of 8 tokens (125 %): trim 2, or raise the budget")]),
    ],
)
def test_a_budget_is_reported_from_its_first_threshold(limit: int, expected: list[tuple[str, str, str]]) -> None:
    assert said(findings(snapshot_of(TEN), [Budget(limit, Unit.TOKENS)], Settings()), TEN) == expected


def test_a_warning_ends_with_the_line_on_which_the_budget_runs_out() -> None:
    text = "one two three\nfour five six\r\nseven\n"
    found = findings(snapshot_of(text), [Budget(5, Unit.TOKENS)], Settings())
    assert said(found, text) == [("budget", " five six", "10 of 5 tokens (200 %): trim 5, or raise the budget")]
    assert found[0].severity is Severity.WARNING


def test_text_that_is_cut_is_faded_to_the_end_beside_the_warning() -> None:
    text = "one two three\nfour five six\nseven\n"
    found = findings(snapshot_of(text), [Budget(5, Unit.TOKENS, hard=True)], Settings())
    assert said(found, text) == [
        ("budget", " five six", "10 of 5 tokens (200 %): what follows is not read; trim 5"),
        ("cut", " five six\nseven\n", "Not read: beyond 5 tokens"),
    ]
    assert [finding.faded for finding in found] == [False, True]
    assert [finding.severity for finding in found] == [Severity.WARNING, Severity.HINT]


def test_lines_and_bytes_are_limits_too() -> None:
    text = "日本\nb\nc\n"
    budgets = [Budget(2, Unit.LINES), Budget(4, Unit.BYTES, hard=True)]
    assert said(findings(snapshot_of(text), budgets, Settings()), text) == [
        ("budget", "c", "3 of 2 lines (150 %): trim 1, or raise the budget"),
        ("budget", "本", "11 of 4 bytes (275 %): what follows is not read; trim 7"),
        ("cut", "本\nb\nc\n", "Not read: beyond 4 bytes"),
    ]


def test_while_tokens_are_counted_only_other_units_are_reported() -> None:
    budgets = [Budget(1, Unit.TOKENS), Budget(1, Unit.LINES)]
    found = findings(snapshot_of("a\nb\n", pending=True), budgets, Settings())
    assert [finding.message for finding in found] == ["2 of 1 line (200 %): trim 1, or raise the budget"]


def test_nothing_when_switched_off() -> None:
    settings = Settings(diagnostics=DiagnosticSettings(enabled=False))
    assert findings(snapshot_of(TEN), [Budget(1, Unit.TOKENS)], settings) == []


AMOUNTS = st.integers(1, 99_999_999)


@given(used=AMOUNTS, limit=AMOUNTS, unit=st.sampled_from(Unit), hard=st.booleans())
def test_a_message_is_shorter_than_ninety_characters(used: int, limit: int, unit: Unit, hard: bool) -> None:
    crossing = Crossing(Budget(limit, unit, hard), used, used * 100 // limit, 80, Severity.WARNING)
    for message in (over_message, near_message):
        if used * 1000 >= limit:  # a file a thousand times over its budget may say so at length
            assert len(message(snapshot_of(""), crossing)) < 90


def test_a_fault_in_a_settings_file_stands_at_its_place() -> None:
    text = 'model = "gtp-5"\r\n[budgets]\n'
    problems = [Problem("/bursar.toml", 0, 8, 15, "no such model"), Problem("/bursar.toml", 90, 3, 9, "far away")]
    found = config_findings(Text(text), problems)
    assert said(found, text) == [("config", '"gtp-5"', "no such model"), ("config", "", "far away")]

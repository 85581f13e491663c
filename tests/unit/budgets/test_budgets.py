"""Budgets: which hold for a file, when one is crossed, and where it runs out."""

from __future__ import annotations

import pytest

from bursar.budgets import (
    Budget,
    Severity,
    Unit,
    budgets_for,
    check,
    crossings,
    literal_pattern,
    overflow_offset,
    own_budget,
    used,
)
from bursar.budgets.scope import default_rules
from bursar.config import Settings, merge, parse_settings
from bursar.text import Text
from bursar.tokens.counts import Counts
from bursar.tokens.encodings import load

THRESHOLDS = (80, 85, 95, 100)


def settings(budgets: str) -> Settings:
    loaded = merge([parse_settings(f"[budgets]\n{budgets}", "bursar.toml")])
    assert loaded.problems == ()
    return loaded.settings


def shown(budgets: tuple[Budget, ...]) -> list[str]:
    return [f"{budget.limit} {budget.unit.value}{' hard' if budget.hard else ''}" for budget in budgets]


@pytest.mark.parametrize(
    ("path", "budgets"),
    [
        ("CLAUDE.md", ["3000 tokens", "200 lines"]),
        ("sub/folder/CLAUDE.md", ["3000 tokens", "200 lines"]),
        ("AGENTS.md", ["3000 tokens", "32768 bytes hard"]),
        ("GEMINI.md", ["3000 tokens"]),
        (".cursorrules", ["3000 tokens"]),
        (".github/copilot-instructions.md", ["3000 tokens"]),
        (".cursor/rules/deep/er/style.mdc", ["3000 tokens"]),
        (".windsurf/rules/a.md", ["3000 tokens", "12000 chars"]),
        (".claude/skills/pdf/SKILL.md", ["5000 tokens", "500 lines"]),
        ("memory/MEMORY.md", ["200 lines hard", "25000 bytes hard"]),
        ("review.prompt.md", ["4000 tokens"]),
        ("prompts/review.md", ["4000 tokens"]),
        ("prompts/deep/review.txt", ["4000 tokens"]),
        ("prompts/code.py", []),
        ("README.md", []),
        ("NOTCLAUDE.md", []),
    ],
)
def test_default_budgets(path: str, budgets: list[str]) -> None:
    assert shown(budgets_for(path, Settings())) == budgets


def test_every_default_says_why_and_from_where() -> None:
    for rule in default_rules():
        assert rule.budget.note
        assert rule.source
        assert rule.certainty in {"spec", "code", "doc", "secondary", "house"}
        assert not (rule.budget.hard and rule.certainty in {"secondary", "house"})


@pytest.mark.parametrize(
    ("budgets", "path", "found"),
    [
        ("'CLAUDE.md' = 100", "CLAUDE.md", ["100 tokens"]),
        ("'AGENTS.md' = 100", "AGENTS.md", ["100 tokens", "32768 bytes hard"]),
        ("'AGENTS.md' = { bytes = 65536 }", "AGENTS.md", ["65536 bytes"]),
        ("'AGENTS.md' = false", "AGENTS.md", []),
        ("'*.md' = 1\n'a.md' = 2", "a.md", ["2 tokens"]),
        ("'a.md' = 2\n'*.md' = 1", "a.md", ["1 tokens"]),
        ("'docs/' = 7", "docs/deep/x.txt", ["7 tokens"]),
        ("'/x.md' = 7", "sub/x.md", []),
        ("'/x.md' = 7", "x.md", ["7 tokens"]),
        ("'**/x.md' = { lines = 3, chars = 9, hard = true }", "a/x.md", ["3 lines hard", "9 chars hard"]),
        ("'*.md' = 5", "*.md", ["5 tokens"]),
        ("'ü 文.md' = 5", "a/ü 文.md", ["5 tokens"]),
    ],
)
def test_the_last_matching_rule_of_the_settings_wins(budgets: str, path: str, found: list[str]) -> None:
    assert shown(budgets_for(path, settings(budgets))) == found


@pytest.mark.parametrize("path", ["a/b.md", "a b.md", "!x [1] *?.md", "#a.md", "a "])
def test_a_literal_pattern_matches_its_file_alone(path: str) -> None:
    pattern = literal_pattern(path)
    rules = settings(f"'{pattern}' = 5")
    assert shown(budgets_for(path, rules)) == ["5 tokens"]
    assert budgets_for(f"sub/{path}", rules) == ()
    assert budgets_for(f"x{path}", rules) == ()


def test_windows_separators_and_a_leading_dot_are_no_part_of_a_name() -> None:
    rules = settings("'/a/b.md' = 5")
    assert shown(budgets_for("a\\b.md", rules)) == shown(budgets_for("./a/b.md", rules)) == ["5 tokens"]


def test_a_budget_of_ones_own_replaces_advice_and_leaves_what_is_cut() -> None:
    assert shown(own_budget(9)) == ["9 tokens"]
    assert shown(own_budget(9, over=budgets_for("AGENTS.md", Settings()))) == ["9 tokens", "32768 bytes hard"]


@pytest.mark.parametrize(
    ("amount", "threshold", "severity"),
    [
        (0, None, None),
        (799, None, None),
        (800, 80, Severity.HINT),
        (849, 80, Severity.HINT),
        (850, 85, Severity.INFORMATION),
        (949, 85, Severity.INFORMATION),
        (950, 95, Severity.WARNING),
        (1000, 95, Severity.WARNING),
        (1001, 100, Severity.WARNING),
        (99999, 100, Severity.WARNING),
    ],
)
def test_crossings(amount: int, threshold: int | None, severity: Severity | None) -> None:
    crossing = check(Budget(1000, Unit.TOKENS), amount, THRESHOLDS)
    assert (crossing.threshold if crossing else None) == threshold
    assert (crossing.severity if crossing else None) == severity
    if crossing:
        assert crossing.percent == amount // 10
        assert crossing.over == max(amount - 1000, 0)


def test_thresholds_come_in_any_order_and_may_be_none() -> None:
    budget = Budget(10, Unit.LINES)
    found = check(budget, 30, (250, 10, 300, 20))
    assert found is not None
    assert found.threshold == 250  # 300 is reached, not exceeded
    assert check(budget, 30, ()) is None


# In these texts `$0` is where the budget runs out.
@pytest.mark.parametrize(
    ("unit", "limit", "marked"),
    [
        (Unit.TOKENS, 2, "hello world$0 again"),
        (Unit.TOKENS, 3, "hello world again"),
        (Unit.BYTES, 5, "hello$0 world"),
        (Unit.BYTES, 5, "abcd$0é"),
        (Unit.BYTES, 6, "abcdé"),
        (Unit.BYTES, 3, "$0😀"),
        (Unit.CHARS, 2, "😀é$0x"),
        (Unit.CHARS, 3, "😀éx"),
        (Unit.LINES, 2, "a\nb\n$0c"),
        (Unit.LINES, 2, "a\nb\n"),
        (Unit.LINES, 2, "a\r\nb\r$0c\n"),
        (Unit.LINES, 1, "a\x0cb\u2028c\n"),
        (Unit.LINES, 1, ""),
        (Unit.LINES, 2, "a\n\n$0\n"),
    ],
)
def test_where_a_budget_runs_out(unit: Unit, limit: int, marked: str) -> None:
    before, mark, after = marked.partition("$0")
    text = Text(before + after)
    counts = Counts.of(text, load("o200k_base"))
    budget = Budget(limit, unit)
    assert overflow_offset(text, counts, budget) == (len(before) if mark else None)
    (crossing,) = crossings(text, counts, [budget], (0,))
    assert (crossing.overflow is not None) == (crossing.used > limit) == bool(mark)


def test_lines_are_counted_as_people_count_them() -> None:
    lines = {source: used(Text(source), None, Unit.LINES) for source in ["", "a", "a\n", "a\nb", "\n", "\n\n"]}
    assert lines == {"": 0, "a": 1, "a\n": 1, "a\nb": 2, "\n": 1, "\n\n": 2}


def test_without_counts_the_other_units_are_checked() -> None:
    text = Text("x" * 50)
    found = crossings(text, None, [Budget(10, Unit.TOKENS), Budget(10, Unit.BYTES, hard=True)], THRESHOLDS)
    assert [(crossing.budget.unit, crossing.overflow) for crossing in found] == [(Unit.BYTES, 10)]
    assert overflow_offset(text, None, Budget(10, Unit.TOKENS)) is None

"""Rule files that must fit: which they are, what their front matter says, what comes first, and their shares."""

from __future__ import annotations

import pytest

import bursar
from bursar.errors import PackError
from bursar.pack import Bundle, PackRequest, Scope, pack
from bursar.pack.rules import RuleHead, rule_head
from bursar.tokens.encodings import load
from unit.pack.workspaces import MemoryWorkspace

STYLE = "# Style\n\nAlways write short functions. They read well, and people have said so for a long time now.\n"
TESTS = "# Tests\n\nRun the tests before you say that something is done. It is a matter of being polite to others.\n"


def rules(**texts: str) -> MemoryWorkspace:
    return MemoryWorkspace({name.replace("__", "/") + ".md": text for name, text in texts.items()})


def packed(workspace: MemoryWorkspace, budget: int) -> Bundle:
    bundle = pack(PackRequest(Scope.RULES, budget=budget), workspace)
    assert load("o200k_base").count(bundle.text) == bundle.report.actual <= budget
    return bundle


def head(front: str) -> RuleHead:
    return rule_head(f"---\n{front}---\n# Rule\n")


def test_heads() -> None:
    assert rule_head("# Rule\npriority: 3\n") == RuleHead()
    assert head("description: x\n") == RuleHead()
    assert head("priority: 2.5  # of 5\norder: -1\nsize: 300\n") == RuleHead(2.5, -1, 300, stated=True)
    assert head('priority: "high"\n') == RuleHead(2.0, stated=True)
    assert head("priority: urgent\norder: first\nsize: 0\n").faults == (
        (2, "`priority` must be a number from 0 or one of low, normal, medium, high, critical, not 'urgent'"),
        (3, "`order` must be a number, not 'first'"),
        (4, "`size` must be a whole number of tokens, 1 or more, not '0'"),
    )
    assert head("priority: nan\n").faults
    assert head("priority: -1\n").faults


def test_all_that_fits_is_whole_and_in_order() -> None:
    text = packed(rules(AGENTS=f"---\norder: 2\n---\n{STYLE}", docs__tests=f"---\norder: 1\n---\n{TESTS}"), 400).text
    assert text.index("# Tests") < text.index("# Style")
    assert "being polite" in text
    assert "for a long time" in text
    assert "order:" not in text


def test_what_matters_more_keeps_more() -> None:
    texts = {"AGENTS": f"---\npriority: low\n---\n{STYLE}", "docs__tests": f"---\npriority: high\n---\n{TESTS}"}
    text = packed(rules(**texts), 85).text
    assert "being polite" in text
    assert "for a long time" not in text
    texts = {"AGENTS": f"---\npriority: high\n---\n{STYLE}", "docs__tests": f"---\npriority: low\n---\n{TESTS}"}
    text = packed(rules(**texts), 85).text
    assert "being polite" not in text
    assert "for a long time" in text


def test_a_size_holds_where_there_is_room_for_more() -> None:
    long = "".join(f"## Rule {number}\n\nAlways do thing {number} first.\n\n" for number in range(40))
    bundle = packed(rules(AGENTS=f"---\nsize: 120\n---\n{long}", docs__tests=f"---\norder: 1\n---\n{TESTS}"), 2000)
    block = bundle.text[: bundle.text.index("</file>") + len("</file>")]
    assert 100 < load("o200k_base").count(block) <= 120
    assert "being polite" in bundle.text


def test_a_long_rule_file_is_cut_by_its_sections() -> None:
    long = "".join(f"## Rule {number}\n\nAlways do thing {number} first.\n\n" for number in range(200))
    bundle = packed(rules(AGENTS=long), 500)
    assert bundle.report.actual > 400
    assert bundle.report.dropped


def test_documents_are_no_rules_unless_they_say_so() -> None:
    bundle = packed(rules(AGENTS=STYLE, README="# Readme\n\nMust read.\n", docs__a="---\ntitle: A\n---\nText.\n"), 400)
    assert {item.path for item in bundle.report.breakdown} == {"AGENTS.md"}
    with pytest.raises(PackError, match="there are no rule files"):
        pack(PackRequest(Scope.RULES, budget=100), rules(README="# Readme\n"))


def test_a_wrong_head_is_told_with_its_place() -> None:
    bundle = packed(rules(AGENTS=f"---\npriority: urgent\n---\n{STYLE}"), 400)
    assert "AGENTS.md:2: `priority` must be a number from 0 or one of low, normal" in bundle.report.notes[0]


def test_nothing_of_priority_0_and_nothing_that_does_not_fit() -> None:
    texts = {"AGENTS": STYLE, "docs__tests": f"---\npriority: 0\n---\n{TESTS}"}
    assert "polite" not in packed(rules(**texts), 400).text
    with pytest.raises(PackError, match="no rule file fits 5 tokens"):
        pack(PackRequest(Scope.RULES, budget=5), rules(**texts))


def test_shares_of_rule_files_in_the_api() -> None:
    high, low = f"---\npriority: high\n---\n{STYLE * 9}", f"---\npriority: low\n---\n{TESTS * 9}"
    shares = bursar.allocate_budget({"a.md": high, "b.md": low}, 100, "gpt-5")
    assert shares == {"a.md": 80, "b.md": 20}
    capped = bursar.allocate_budget({"a.md": high.replace("high\n", "high\nsize: 30\n"), "b.md": low}, 100, "gpt-5")
    assert capped == {"a.md": 30, "b.md": 70}
    with pytest.raises(ValueError, match="name one"):
        bursar.allocate_budget({"a.md": high}, 100)

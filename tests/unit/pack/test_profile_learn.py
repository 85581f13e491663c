"""What a repository teaches: facts from its files, and the rules that make values of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.pack.folder import FolderOnDisk
from bursar.pack.levels.policy import ContentKind
from bursar.pack.profile import Profile
from bursar.pack.profile.declare import all_keys
from bursar.pack.profile.facts import Facts, TestLayout, facts_of
from bursar.pack.profile.learn import learn
from bursar.pack.profile.load import built
from unit.index.folder import write

CODE, TEST, DOCUMENT = ContentKind.CODE, ContentKind.TEST, ContentKind.DOCUMENT
CONFIGURATION = ContentKind.CONFIGURATION


def look(root: Path, texts: str) -> Facts:
    write(root, texts)
    return facts_of(root, FolderOnDisk(root))


def why(facts: Facts, key: str, budget: int = 8000) -> tuple[object, str]:
    return next((one.value, one.why) for one in learn(facts, budget) if one.name == key)


def test_facts_of_a_small_repository(tmp_path: Path) -> None:
    facts = look(
        tmp_path,
        '//- src/a.py\ndef a():\n    """Doc."""\n    return 1  # why\n\n\ndef b():\n    return 2\n'
        "//- src/b.go\npackage b\n\nfunc B() {}\n"
        "//- tests/test_a.py\ndef test_a():\n    assert True\n"
        "//- README.md\n# A\n//- setup.cfg\n[a]\n//- package-lock.json\n{}\n",
    )
    assert facts.files == {CODE: 2, TEST: 1, DOCUMENT: 1, CONFIGURATION: 1}
    assert [name for name, _ in facts.languages] == ["python", "go"]
    assert facts.layout is TestLayout.APART
    assert (facts.functions, round(facts.documented, 2)) == (3, 0.33)
    assert facts.comments == (len('"""Doc."""') + len("# why")) / (facts.sizes[CODE])


def test_tests_beside_the_code_and_inside_it(tmp_path: Path) -> None:
    beside = look(tmp_path / "go", "//- a.go\npackage a\n//- a_test.go\npackage a\n")
    assert beside.layout is TestLayout.BESIDE
    inside = look(tmp_path / "rust", "//- a.rs\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn t() {}\n}\n")
    assert inside.layout is TestLayout.INSIDE
    assert look(tmp_path / "none", "//- a.py\na = 1\n").layout is TestLayout.NONE


def test_an_empty_repository_teaches_no_more_than_the_defaults_need(tmp_path: Path) -> None:
    facts = look(tmp_path, "")
    assert facts == Facts()
    assert why(facts, "priorities.tests") == (0.8, "there are no tests to go by")


FACTS = [
    ("priorities.tests", {"sizes": {CODE: 100, TEST: 90}, "layout": TestLayout.APART}, 0.9, "0.9 times as much"),
    ("priorities.tests", {"sizes": {CODE: 100, TEST: 10}, "layout": TestLayout.BESIDE}, 0.7, "only 10 % of"),
    ("priorities.tests", {"layout": TestLayout.INSIDE, "inside_share": 0.4}, 0.7, "40 % of the code files hold"),
    ("priorities.docs", {"files": {DOCUMENT: 5}, "functions": 9, "documented": 0.7}, 0.6, "70 % of functions say"),
    (
        "priorities.docs",
        {"files": {DOCUMENT: 5}, "sizes": {CODE: 100, DOCUMENT: 20}, "functions": 9, "documented": 0.1},
        0.8,
        "only 10 % of functions are documented where they stand, while 5 documents",
    ),
    (
        "priorities.docs",
        {"files": {DOCUMENT: 50}, "sizes": {CODE: 9_000}, "median_tokens": {DOCUMENT: 300}},
        0.8,
        "50 documents of ≈300 tokens each",
    ),
    ("priorities.comments", {"functions": 9, "comments": 0.4}, 0.5, "40 % of the code are comments"),
    ("priorities.comments", {"functions": 9, "comments": 0.05}, 0.7, "only 5 % of the code"),
    ("priorities.config", {"files": {CONFIGURATION: 9}, "sizes": {CODE: 100, CONFIGURATION: 30}}, 1.0, "30 % of"),
    ("priorities.config", {"files": {CONFIGURATION: 1}, "sizes": {CODE: 100, CONFIGURATION: 1}}, 0.8, "small beside"),
    ("tiers.must_have", {"functions": 9, "function_tokens": 200}, 40, "functions are long"),
    ("tiers.must_have", {"functions": 9, "function_tokens": 40}, 25, "functions are short"),
    ("capsule.threshold", {"files": {CODE: 900}}, 0.005, "with 900 code files"),
    ("minimum_relevance", {"files": {CODE: 5_000}}, 0.003, "most of 5,000 files"),
    ("levels.document", {"median_tokens": {DOCUMENT: 100}}, ("full", "compact"), "documents are short"),
    ("preserve_quality.document", {"median_tokens": {DOCUMENT: 3_000}}, 0.7, "documents are long"),
    ("preserve_quality.test", {"median_tokens": {TEST: 2_500}}, 0.7, "test files are long"),
]


@pytest.mark.parametrize(("key", "facts", "value", "words"), FACTS)
def test_rules(key: str, facts: dict[str, object], value: object, words: str) -> None:
    found, said = why(Facts(**facts), key)
    assert found == value
    assert words in said


def test_a_small_budget_asks_for_other_values() -> None:
    facts = Facts(files={CODE: 10}, functions=9, function_tokens=80)
    assert why(facts, "minimum_relevance", 1_000)[0] == 0.004
    assert why(facts, "capsule.largest", 1_000)[0] == 50
    assert why(facts, "tiers.must_have", 1_000)[0] == 40


def test_whatever_is_learned_makes_a_profile_whose_tiers_add_up() -> None:
    for size in (10, 100, 1_000):
        learned = learn(Facts(files={CODE: 3_000}, functions=5, function_tokens=size), 2_000)
        assert {one.key for one in learned} <= set(all_keys())
        profile = built({one.key: one.value for one in learned})
        assert isinstance(profile, Profile)
        assert sum(profile.tiers.shares) + profile.tiers.reserve == 100

"""Whatever a profile's file holds: no exception; what is read is written and read again as the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.pack.profile import VERSION, parse_profile
from bursar.pack.profile.declare import all_keys
from bursar.pack.profile.write import profile_text
from bursar.pack.rules import rule_head

ANY_TEXT = st.text(st.characters(categories=("L", "N", "P", "S", "Z", "Cc", "Cs")), max_size=40)
HEADS = ["[priorities]\n", "[tiers]\n", "[models.'x y'.tiers]\n", "[[models]]\n", "version = 1\n", "version = 2\n"]
FLAT = ["tier_must_have = 40\n", "levels_code = 'full'\n", "priority_code = inf\n", "preserve_quality = nan\n"]
LINES = ["code = 1\n", "must_have = 30\n", "models = 3\n", "capsule_largest = -1\n"]
WORDS = st.sampled_from([*"=,.[]{}\\#'\"\n ", *HEADS, *FLAT, *LINES])
NEARLY_PROFILES = st.lists(WORDS | ANY_TEXT, max_size=12).map("".join)


@settings(max_examples=400)
@given(NEARLY_PROFILES)
def test_any_text_is_read_or_refused_at_a_place_that_it_has(text: str) -> None:
    found = parse_profile(text, "p.toml")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in found.problems:
        assert 0 <= problem.line < len(lines)
        assert 0 <= problem.column <= problem.end_column <= len(lines[problem.line])
    assert not (found.problems and (found.values or found.models))
    again = parse_profile(profile_text(found.values, found.models), "p.toml")
    assert not again.problems
    assert again.version == VERSION
    assert dict(again.values) == dict(found.values)
    assert {name: own for name, own in again.models.items() if own} == {
        name: own for name, own in found.models.items() if own
    }
    assert all(key in all_keys() for key in found.values)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(["---\n", "priority: ", "size: 1e999\n", "order: ", "low", "\n"]) | ANY_TEXT, max_size=9)
)
def test_any_front_matter_gives_a_head(parts: list[str]) -> None:
    head = rule_head("---\n" + "".join(parts))
    assert head.priority >= 0
    assert head.size is None or head.size >= 1

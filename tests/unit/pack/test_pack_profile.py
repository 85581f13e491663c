"""A profile and an intent steer the packer: what is left out, what comes first, how a budget is shared."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.index import WorkspaceIndex
from bursar.pack import Bundle, Level, PackRequest, Scope, pack, selection_of_line
from bursar.pack.folder import FolderOnDisk
from bursar.pack.intent import SHIFTS, Intent, intent_of
from bursar.pack.profile import Levels, Priorities, Profile, Tiers
from bursar.pack.tiers import Shares
from bursar.pack.value import WEIGHTS, tier_of
from bursar.tokens.encodings import load

FILES = {
    "shop/cart.py": (
        "from shop.price import price_of\n\n\n"
        'def total(items: list[str]) -> int:\n    """Add up prices."""\n'
        "    return sum(price_of(item) for item in items)\n"
    ),
    "shop/price.py": (
        "def price_of(item: str) -> int:\n"
        '    """What an item costs: three for each letter of its name, which nobody else knows how to say better."""\n'
        "    # letters are dear, and so are the people who count them, every day of the week\n"
        "    return 3 * len(item)\n"
    ),
    "shop/till.py": "from shop.cart import total\n\n\ndef pay(items: list[str]) -> None:\n    print(total(items))\n",
    "tests/test_cart.py": "from shop.cart import total\n\n\ndef test_total() -> None:\n    assert total(['ab']) == 6\n",
    "README.md": "# Shop\n\nIt sells things.\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return tmp_path


def packed(root: Path, profile: Profile, budget: int = 1000, scope: Scope = Scope.SELECTION, **more: object) -> Bundle:
    index = WorkspaceIndex(root, False)
    assert index.refresh()
    folder = FolderOnDisk(root)
    line = selection_of_line(folder.read("shop/cart.py").text, 4, "shop/cart.py")
    request = PackRequest(scope, "shop/cart.py", line, budget=budget, **more)
    bundle = pack(request.under(profile), folder, index=index, limit_seconds=60)
    index.close()
    assert load("o200k_base").count(bundle.text) == bundle.report.actual <= budget
    return bundle


def places(bundle: Bundle) -> dict[str, Level]:
    return {item.path: item.level for item in bundle.report.breakdown}


def test_a_priority_of_nothing_leaves_a_kind_out(shop: Path) -> None:
    assert "tests/test_cart.py" in places(packed(shop, Profile()))
    bundle = packed(shop, Profile(priorities=Priorities(tests=0)))
    assert "tests/test_cart.py" not in places(bundle)
    assert "shop/till.py" in places(bundle)


def test_comments_worth_nothing_are_left_out_where_they_cost(shop: Path) -> None:
    assert "letters are dear" in packed(shop, Profile()).text
    bundle = packed(shop, Profile(priorities=Priorities(comments=0)))
    assert "letters are dear" not in bundle.text
    assert "return 3 * len(item)" in bundle.text


def test_the_least_relevance_is_that_of_the_profile(shop: Path) -> None:
    bundle = packed(shop, Profile(minimum_relevance=0.5))
    assert set(places(bundle)) == {"shop/cart.py", "shop/price.py"}
    assert bundle.report.dropped == ()


def test_the_reserve_is_kept_free_when_asked_for(shop: Path) -> None:
    whole = packed(shop, Profile(), 200)
    kept = packed(shop, Profile(tiers=Tiers(20, 20, 20, 10, 30)), 200, keep_reserve=True)
    assert whole.report.actual > 140 >= kept.report.actual
    assert kept.report.budget == 200
    assert "60 of 200 tokens were kept in reserve" in kept.report.notes


def test_only_the_levels_that_the_profile_allows(shop: Path) -> None:
    def levels(profile: Profile) -> set[Level]:
        shown = (item for budget in range(60, 200, 10) for item in packed(shop, profile, budget).report.breakdown)
        return {item.level for item in shown if item.path != "shop/cart.py"}

    assert {Level.COMPACT, Level.SKELETON} <= levels(Profile())
    assert levels(Profile(levels=Levels(code=("full",), test=("full",)))) == {Level.FULL}
    assert Level.SKELETON not in levels(Profile(levels=Levels(code=("compact",), test=("compact",))))


def test_strict_tiers_share_out_and_their_leftovers_cascade(shop: Path) -> None:
    profile = Profile(tiers=Tiers(10, 10, 60, 10, 10, sharing="strict"))
    bundle = packed(shop, profile, 400)
    assert {"shop/till.py", "tests/test_cart.py", "shop/price.py"} <= set(places(bundle))  # nothing is left over


def test_a_share_is_guarded_against_the_tiers_two_below() -> None:
    shares = Shares(Tiers(), 1000, 100, [0, 1, 2, 3])
    assert shares.room(0, 900) == shares.room(1, 900) == 900
    assert shares.room(2, 900) == 700  # 300 less the selection's 100 are still the first tier's
    assert shares.room(3, 900) == 450
    shares.spend(0, 150)
    assert shares.room(2, 750) == 700
    shares.leave(0)
    assert shares.room(2, 750) == 750
    assert shares.room(3, 750) == 500


def test_a_strict_share_is_guarded_against_all_and_the_reserve_too() -> None:
    shares = Shares(Tiers(30, 25, 20, 15, 10, sharing="strict"), 1000, 100, [0, 1, 3])
    assert shares.room(0, 900) == 900 - 250 - 150 - 100
    shares.leave(3)
    assert shares.room(0, 900) == 900 - 250 - 100


def test_tiers_by_value() -> None:
    assert [tier_of(value) for value in (1.0, 0.5, 0.49, 0.1, 0.05, 0.02, 0.019, 0.0)] == [0, 0, 1, 1, 2, 2, 3, 3]


INTENTS = [
    ("fix the failing checkout test", None, Intent.FIX),
    ("why does total crash on empty lists", None, Intent.FIX),
    ("Explain how the cart adds up prices", None, Intent.EXPLAIN),
    ("how does the session expire?", None, Intent.EXPLAIN),
    ("where are errors logged", None, Intent.EXPLAIN),
    ("write unit tests for the cart", None, Intent.TEST),
    ("test that the total is rounded", None, Intent.TEST),
    ("rename total to sum_of and fix its callers", None, Intent.REFACTOR),
    ("simplify the tests", None, Intent.REFACTOR),
    ("add docstrings to the public functions", None, Intent.DOCUMENT),
    ("document how prices are made", None, Intent.DOCUMENT),
    ("set up the linter for the docs folder", None, Intent.CONFIGURE),
    ("change the default of the log level", None, Intent.CONFIGURE),
    ("cart exception", None, Intent.FIX),
    ("price config", None, Intent.CONFIGURE),
    ("readme", None, Intent.DOCUMENT),
    ("session expiry", None, Intent.NONE),
    ("TestClient ErrorPage", None, Intent.NONE),
    ("", None, Intent.NONE),
    (None, None, Intent.NONE),
    (None, "Name 'totl' is not defined", Intent.FIX),
    (None, "Missing docstring in public function", Intent.DOCUMENT),
    ("config", "Name 'totl' is not defined", Intent.FIX),
    ("explain this", "Name 'totl' is not defined", Intent.EXPLAIN),
]


@pytest.mark.parametrize(("query", "diagnostic", "intent"), INTENTS)
def test_intents(query: str | None, diagnostic: str | None, intent: Intent) -> None:
    assert intent_of(query, diagnostic).intent is intent


def test_every_shift_is_of_terms_and_priorities_that_there_are() -> None:
    assert set(SHIFTS) == set(Intent)
    for shift in SHIFTS.values():
        assert shift.terms.keys() <= WEIGHTS.keys()
        assert shift.priorities.keys() <= set(Priorities.__dataclass_fields__)


def test_an_intent_shifts_what_comes_first_and_is_reported(shop: Path) -> None:
    def order(intent: Intent) -> list[str]:
        bundle = packed(shop, Profile(), 400, intent=intent)
        return [item.path for item in bundle.report.breakdown]

    calm, testing, refactoring = order(Intent.NONE), order(Intent.TEST), order(Intent.REFACTOR)
    assert testing.index("tests/test_cart.py") < testing.index("shop/till.py")
    assert refactoring.index("shop/till.py") < refactoring.index("tests/test_cart.py")
    assert set(calm) == set(testing) == set(refactoring)


def test_a_change_wants_its_callers_and_tests_more(shop: Path) -> None:
    strict = Profile(minimum_relevance=0.2)
    assert set(places(packed(shop, strict))) == {"shop/cart.py", "shop/price.py"}
    around = set(places(packed(shop, strict, scope=Scope.CHANGE)))
    assert around == {"shop/cart.py", "shop/price.py", "shop/till.py", "tests/test_cart.py"}


def test_the_report_says_what_the_words_meant(shop: Path) -> None:
    told = packed(shop, Profile(), query="write tests for total").report
    assert told.to_json()["intent"] == {"name": "test", "why": "the query says “write tests”"}
    named = packed(shop, Profile(), query="write tests for total", intent=Intent.FIX).report
    assert named.to_json()["intent"] == {"name": "fix", "why": "as asked for"}
    assert packed(shop, Profile()).report.to_json()["intent"] is None

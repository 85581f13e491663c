"""Which models hold a content, and what a request costs."""

from __future__ import annotations

import pytest

from bursar.config import ModelRow
from bursar.models import Price, Tier, catalogue, recommend, resolve


def test_what_fits_comes_first_and_the_cheapest_of_it() -> None:
    found = recommend(150_000, output_tokens=4_000)
    ranks = [(not one.comfortable, not one.fits) for one in found]
    assert ranks == sorted(ranks)
    comfortable = [one.cost for one in found if one.comfortable and one.cost is not None]
    assert comfortable == sorted(comfortable)
    assert len(comfortable) > 20
    assert {one.model.retired for one in found} == {False}


def test_headroom_is_what_the_content_and_the_answer_leave() -> None:
    (one,) = [one for one in recommend(100_000, output_tokens=10_000) if one.model.id == "gpt-4o"]
    assert (one.fits, one.headroom, one.comfortable) == (True, 18_000, False)
    assert one.cost == pytest.approx(0.25 + 0.10)
    assert one.reasons == (
        "uses 78 % of its window of 128,000, more than the 70 % advised",
        "US$ 0.35 for a request",
        "best for conversation and images",
    )


def test_what_is_not_nothing_is_not_shown_as_nothing() -> None:
    (one,) = [one for one in recommend(10) if one.model.id == "gpt-4o"]
    assert one.reasons[:2] == ("uses <1 % of its window of 128,000", "US$ <0.0001 for a request")
    (none,) = [one for one in recommend(0) if one.model.id == "gpt-4o"]
    assert none.reasons[:2] == ("uses 0 % of its window of 128,000", "US$ 0 for a request")


def test_a_limit_of_the_input_holds() -> None:
    (one,) = [one for one in recommend(300_000) if one.model.id == "gpt-5"]
    assert (one.fits, one.headroom) == (False, -28_000)
    assert one.reasons[0] == "28,000 tokens too many for its window of 400,000 and its input of at most 272,000"


def test_an_answer_that_is_too_long_does_not_fit() -> None:
    (one,) = [one for one in recommend(10, output_tokens=20_000) if one.model.id == "gpt-4o"]
    assert not one.fits
    assert "answers with at most 16,384 tokens" in one.reasons


def test_an_estimate_is_taken_at_its_worst() -> None:
    def claude(tokens: int) -> tuple[bool, bool, str]:
        (one,) = [one for one in recommend(tokens) if one.model.id == "claude-haiku-4-5"]
        return one.fits, one.comfortable, one.reasons[0]

    assert claude(110_000) == (True, True, "uses 55 % of its window of 200,000")
    assert claude(120_000) == (True, False, "uses 60 % of its window of 200,000, perhaps 72 %")


def test_counts_by_encoding_go_before_the_one_given() -> None:
    found = {one.model.id: one.tokens for one in recommend(100, by_encoding={"claude-4.7": 150})}
    assert (found["gpt-5"], found[resolve("claude").id]) == (100, 150)


def test_choices() -> None:
    assert {one.model.family for one in recommend(5, families=["claude", "llama"])} == {"claude", "llama"}
    assert len(recommend(5, limit=3)) == 3
    assert any(one.model.retired for one in recommend(5, retired=True))
    own = recommend(5, user_rows=(ModelRow("house", like="gpt-4o", input_price=0.0, output_price=0.0),))
    assert own[0].model.id == "house"
    assert "text-embedding-3-small" not in {one.model.id for one in recommend(5)}


def test_nothing_and_too_much() -> None:
    assert recommend(0)[0].cost == 0
    assert not any(one.fits for one in recommend(10**9))
    assert all(one.reasons for one in recommend(10**9, retired=True))


def test_a_price_with_tiers_holds_for_all_tokens() -> None:
    price = Price(1.0, 10.0, 0.1, (Tier(100, 2.0, 20.0), Tier(1000, 3.0, 30.0, 0.5)))
    assert price.cost(100, 10) * 1e6 == pytest.approx(200)
    assert price.cost(101, 10) * 1e6 == pytest.approx(402)
    assert price.cost(2000, 0, 1000) * 1e6 == pytest.approx(3000 + 500)
    assert price.cost(100, 0, 50) * 1e6 == pytest.approx(50 + 5)
    assert price.cost(200, 0, 50) * 1e6 == pytest.approx(400)  # no price for cached input: as any


def test_models_with_tiers_are_there() -> None:
    price = catalogue()["claude-haiku-5-5"].price
    assert price is not None
    assert price.cost(100_000) < price.cost(100_001) / 4

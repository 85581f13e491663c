"""Which models hold a content, with what room to spare, what that costs, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bursar.config import ModelRow
from bursar.models.catalogue import models_with
from bursar.models.model import RECOMMENDED_PERCENT, Model, dollars

_NO_COUNTS: Mapping[str, int] = {}


@dataclass(frozen=True)
class Recommendation:
    """A model for a content of `tokens` and an answer of `output_tokens`.

    `fits` says whether the model takes both; `headroom` is what they leave of its window (negative: what is too much);
    `cost` is US dollars for one request, None where no price is known.
    """

    model: Model
    tokens: int
    output_tokens: int
    fits: bool
    headroom: int
    cost: float | None

    @property
    def comfortable(self) -> bool:
        """Whether the content is within the recommended budget even if its estimate is off by the whole band."""
        return self.fits and _at_most(self.tokens, self.model) <= self.model.recommended_budget

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why it stands where it does, a clause each."""
        return tuple(_reasons(self))


def recommend(
    tokens: int,
    *,
    output_tokens: int = 0,
    by_encoding: Mapping[str, int] = _NO_COUNTS,
    families: Iterable[str] = (),
    user_rows: tuple[ModelRow, ...] = (),
    retired: bool = False,
    limit: int | None = None,
) -> list[Recommendation]:
    """The models for a content, best first: with room to spare, cheapest first; then just fitting; then the rest.

    `tokens` are those of the content; a model with an encoding in `by_encoding` takes the count there instead (the same
    text has half as many tokens again for some). `families` restricts the choice (`claude`, `gpt`, ...); models whose
    life has ended come with `retired`. A pass over the catalogue: some hundred microseconds.
    """
    wanted = frozenset(families)
    found = [
        _recommendation(model, by_encoding.get(model.encoding, tokens), output_tokens)
        for model in models_with(user_rows).values()
        if (retired or not model.retired) and (not wanted or model.family in wanted) and model.max_output > 0
    ]
    found.sort(key=_rank)
    return found[:limit]


def better_for(model: Model, tokens: int, user_rows: tuple[ModelRow, ...] = ()) -> tuple[Recommendation, str] | None:
    """A model that serves a content better than one does, and why; None where that one does well.

    One does not do well when the content is over its recommended budget, or when its maker serves it no more. The
    better one holds the content with room to spare and is to stay; of those the one that is nearest in price, of the
    same family if there is one.
    """
    own = _recommendation(model, tokens, 0)
    if own.comfortable and not model.retired:
        return None
    found = [one for one in recommend(tokens, user_rows=user_rows) if one.comfortable and not one.model.retires]
    if not found:
        return None
    best = min(found, key=lambda one: (one.model.family != model.family, _apart(one.cost, own.cost)))
    if not own.fits:
        return best, f"{model.id} cannot hold {tokens:,} tokens"
    if not own.comfortable:
        return best, f"{tokens:,} tokens are more than the {RECOMMENDED_PERCENT} % advised of {model.id}'s window"
    return best, f"{model.id} is no longer served by its maker"


def _apart(cost: float | None, other: float | None) -> float:
    """How far two prices are apart, as a factor; none is far from all."""
    if not cost or not other:
        return math.inf
    return max(cost / other, other / cost)


def _recommendation(model: Model, tokens: int, output_tokens: int) -> Recommendation:
    headroom = min(model.window - output_tokens, model.max_input or model.window) - tokens
    cost = model.price.cost(tokens, output_tokens) if model.price else None
    fits = headroom >= 0 and output_tokens <= model.max_output
    return Recommendation(model, tokens, output_tokens, fits, headroom, cost)


def _rank(found: Recommendation) -> tuple[int, bool, float, int]:
    return 2 - found.fits - found.comfortable, found.cost is None, found.cost or 0.0, -found.headroom


def _input_limit(model: Model) -> str:
    return f" and its input of at most {model.max_input:,}" if model.max_input else ""


def _at_most(tokens: int, model: Model) -> float:
    return tokens * (1 + (model.band or 0.0) / 100)


def _reasons(found: Recommendation) -> Iterable[str]:
    model, tokens = found.model, found.tokens
    percent = "<1" if 0 < tokens * 100 < model.window else tokens * 100 // model.window
    if found.headroom < 0:
        yield f"{-found.headroom:,} tokens too many for its window of {model.window:,}" + _input_limit(model)
    elif _at_most(tokens, model) <= model.recommended_budget:
        yield f"uses {percent} % of its window of {model.window:,}"
    elif tokens <= model.recommended_budget:
        most = _at_most(tokens, model) * 100 // model.window
        yield f"uses {percent} % of its window of {model.window:,}, perhaps {most:.0f} %"
    else:
        yield f"uses {percent} % of its window of {model.window:,}, more than the {RECOMMENDED_PERCENT} % advised"
    if found.output_tokens > model.max_output:
        yield f"answers with at most {model.max_output:,} tokens"
    yield f"US$ {dollars(found.cost)} for a request" if found.cost is not None else "no price known"
    if model.basis != "exact":
        band = f" to about {model.band:.0f} %" if model.band else ""
        yield f"its tokens are {model.basis}{band}"
    if model.best_use:
        yield f"best for {model.best_use}"
    if model.retired:
        yield "no longer served by its maker" + (f" since {model.retires}" if model.retires else "")
    elif model.retires:
        yield f"ends on {model.retires}"

"""The account of what was fitted: what is in, at which level and why, what stayed out, how the budget was used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bursar.errors import PackError
from bursar.pack.fit import Fitted, Fitting
from bursar.pack.layout import Layout
from bursar.pack.report import Dropped, ModelUse, Packed, Report
from bursar.pack.request import Candidate
from bursar.pack.targets import Meter
from bursar.tokens.count import Basis


def report_on(meter: Meter, layout: Layout, fitting: Fitting, fitted: Fitted, items: Sequence[Candidate]) -> Report:
    """The report of a choice among items; its final text is recounted here for every target. Raises PackError."""
    text, choice = fitted.text, fitted.choice
    actual = meter.total(text)
    if not meter.fits(text):
        raise PackError(f"the bundle came to {actual:,} tokens of {meter.budget:,}; please report this")
    packed = (
        Packed(
            item.path,
            item.symbol,
            choice[item].level,
            fitting.cost(item, choice[item]),
            item.why,
            layout.quality(item, choice[item]),
        )
        for item in items
        if item in choice
    )
    return Report(
        model=meter.tightest.model.id,
        budget=meter.tightest.asked,
        estimated=fitted.estimated,
        actual=actual,
        breakdown=tuple(packed),
        dropped=tuple(_dropped(fitting, fitted, items)),
        redacted=layout.redacted(fitted.forms),
        notes=tuple(_said(meter)),
        worth=meter.tightest.worth,
        models=tuple(
            ModelUse(target.model.id, target.asked, target.worth.with_tokens(meter.total_for(target, text)))
            for target in meter.targets
        ),
    )


def _dropped(fitting: Fitting, fitted: Fitted, items: Sequence[Candidate]) -> Iterator[Dropped]:
    for item in sorted(items, key=lambda item: -item.value):
        if item not in fitted.choice and not fitting.shown(item):
            yield Dropped(item.path, item.symbol, fitting.least(item), item.why)


def _said(meter: Meter) -> Iterator[str]:
    """What a reader should know of budgets: how sure the counts are, the windows, the reserve."""
    for target in meter.targets:
        if target.worth.basis is not Basis.EXACT:
            yield f"counts for {target.model.id} are {target.worth.worth}: by them the bundle fits"
    for target in meter.targets:
        model = target.model
        if target.budget > model.window:
            yield f"the budget of {target.budget:,} tokens is over the {model.window:,} that {model.id} holds"
    asked = meter.tightest.asked
    if meter.budget < asked:
        yield f"{asked - meter.budget:,} of {asked:,} tokens were kept in reserve"

"""`bursar models`: what the catalogue (with the user's own rows) says of models, and which of them hold a content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.output import dollars, say, write_json
from bursar.cli.project import Project, remark_problems
from bursar.errors import UnknownModel

if TYPE_CHECKING:
    from bursar.config import ModelRow
    from bursar.models import Model, Price, Recommendation

SCHEMA = 1


@click.command("models", short_help="Show models: tokenizer, window, prices; which hold a content.")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--family", metavar="FAMILY", help="The models of one family only, such as claude or llama.")
@click.option("--fits", type=click.IntRange(min=0), metavar="TOKENS", help="Which models hold this much, best first.")
@click.option("--output", type=click.IntRange(min=0), default=0, metavar="TOKENS", help="With --fits: of the answer.")
@click.option("--retired", is_flag=True, help="Models that are no longer served as well.")
@click.option("--verbose", "-v", is_flag=True, help="All that is known of each.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/models.json).")
def command(
    name: str | None, family: str | None, fits: int | None, output: int, retired: bool, verbose: bool, as_json: bool
) -> None:
    """Show the models of the catalogue, or one of them by any of its names.

    Prices are US dollars per million tokens. Exit codes: 0 done, 2 wrong usage, such as a name that no model has.
    """
    from bursar.models import catalogue_date

    project = Project()
    rows = project.settings_for(Path.cwd()).settings.models
    remark_problems(project.problems())
    if output and fits is None:
        raise click.UsageError("--output goes with --fits: give the TOKENS of the content too.")
    shown = [_named(name, rows)] if name is not None else _listed(rows, family, retired)
    if fits is not None:
        _recommend(fits, output, shown, rows, as_json)
    elif as_json:
        write_json({"schema": SCHEMA, "date": catalogue_date(), "models": [_row(model) for model in shown]})
    else:
        for line in _verbose(shown) if verbose or len(shown) == 1 else _table(shown):
            say(line)


def _named(name: str, rows: tuple[ModelRow, ...]) -> Model:
    from bursar.models import resolve

    try:
        return resolve(name, rows)
    except UnknownModel as error:
        raise click.BadParameter(str(error), param_hint="'NAME'") from None


def _listed(rows: tuple[ModelRow, ...], family: str | None, retired: bool) -> list[Model]:
    from bursar.models import models_with

    models = models_with(rows).values()
    known = dict.fromkeys(model.family for model in models)
    if family is not None and family not in known:
        raise click.BadParameter(f"no family {family!r}; there are {', '.join(known)}", param_hint="'--family'")
    return [model for model in models if (retired or not model.retired) and family in (None, model.family)]


def _recommend(tokens: int, output: int, shown: Sequence[Model], rows: tuple[ModelRow, ...], as_json: bool) -> None:
    from bursar.models import catalogue_date, recommend

    wanted = set(shown)
    found = recommend(tokens, output_tokens=output, user_rows=rows, retired=True)
    ranked = [one for one in found if one.model in wanted]
    if as_json:
        models = [{**_row(one.model), **_recommended_row(one)} for one in ranked]
        write_json({"schema": SCHEMA, "date": catalogue_date(), "models": models})
        return
    width = max((len(one.model.id) for one in ranked), default=0)
    for one in ranked:
        verdict = "yes" if one.comfortable else "tight" if one.fits else "no"
        say(f"{verdict:<5}  {one.model.id:<{width}}  {'; '.join(one.reasons)}")


def _recommended_row(one: Recommendation) -> dict[str, Any]:
    return {"fits": one.fits, "headroom": one.headroom, "cost": one.cost, "reasons": list(one.reasons)}


def _row(model: Model) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": model.id,
        "aliases": list(model.aliases),
        "family": model.family,
        "basis": model.basis,
        "encoding": model.encoding,
        "window": model.window,
        "max_output": model.max_output,
        "recommended_budget": model.recommended_budget,
        "price": _price_row(model.price) if model.price else None,
        "best_use": model.best_use,
        "retired": model.retired,
    }
    optional = {"band": model.band, "max_input": model.max_input, "retires": model.retires}
    return row | {key: value for key, value in optional.items() if value is not None}


def _price_row(price: Price) -> dict[str, Any]:
    row: dict[str, Any] = {"input": price.input, "cached": price.cached, "output": price.output}
    if price.tiers:
        row["tiers"] = [
            {"above": tier.above, "input": tier.input, "cached": tier.cached, "output": tier.output}
            for tier in price.tiers
        ]
    return row


def _table(models: Sequence[Model]) -> Iterator[str]:
    head = ("model", "tokens by", "window", "budget", "output", "US$ in", "US$ out")
    rows = [
        (
            model.id,
            ("≈" if model.basis != "exact" else "") + model.encoding,
            f"{model.window:,}",
            f"{model.recommended_budget:,}",
            f"{model.max_output:,}",
            dollars(model.price.input if model.price else None),
            dollars(model.price.output if model.price else None),
        )
        for model in models
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        left = [f"{cell:<{width}}" for cell, width in zip(row[:2], widths[:2], strict=True)]
        right = [f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield "  ".join(left + right)


def _verbose(models: Sequence[Model]) -> Iterator[str]:
    for number, model in enumerate(models):
        if number:
            yield ""
        yield model.id
        yield from (f"  {label:<12}{value}" for label, value in _facts(model) if value)


def _facts(model: Model) -> Iterator[tuple[str, str]]:
    band = f" ±{model.band:g} %" if model.band is not None else ""
    yield "aliases", ", ".join(model.aliases)
    yield "family", model.family
    yield "tokens by", f"{model.encoding}, {model.basis}{band}"
    yield "window", f"{model.window:,} tokens" + (f", input at most {model.max_input:,}" if model.max_input else "")
    yield "output", f"at most {model.max_output:,} tokens"
    yield "budget", f"{model.recommended_budget:,} tokens recommended"
    yield from _prices(model.price)
    yield "best for", model.best_use
    ended = f"since {model.retires}" if model.retires else "no longer served"
    yield "retired", ended if model.retired else ""
    yield "ends", model.retires or "" if not model.retired else ""


def _prices(price: Price | None) -> Iterator[tuple[str, str]]:
    if price is None:
        yield "price", "not known"
        return
    yield "price", f"{_rates(price.input, price.cached, price.output)} ({price.source})"
    for tier in price.tiers:
        yield "", f"above {tier.above:,} tokens: {_rates(tier.input, tier.cached, tier.output)}"


def _rates(given: float, cached: float | None, output: float) -> str:
    cheaper = f", cached {dollars(cached)}" if cached is not None else ""
    return f"US$ in {dollars(given)}{cheaper}, out {dollars(output)} per million tokens"

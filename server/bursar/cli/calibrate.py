"""`bursar calibrate`: fit the estimates to what the providers' count endpoints answer for the user's own texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.options import model_option
from bursar.cli.output import aside, remark, say, write_json
from bursar.cli.project import Project, files_of, model_named
from bursar.cli.sources import Reading

if TYPE_CHECKING:
    from bursar.models import Model
    from bursar.tokens.calibration import Fit

SCHEMA = 1


@click.command("calibrate")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True), metavar="[PATH]...")
@model_option("The model to ask about (default: the one in the settings).")
@click.option("--ask", is_flag=True, help="Send the texts to the provider, with the key in the environment.")
@click.option("--reset", is_flag=True, help="Forget all answers and go back to the factors that ship with Bursar.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/calibrate.json).")
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[str, ...], model: str | None, ask: bool, reset: bool, as_json: bool
) -> None:
    """Fit the estimates for models without a public tokenizer to their provider's own counts.

    With --ask, the texts of files are sent to Anthropic (ANTHROPIC_API_KEY) or Google (GEMINI_API_KEY); without it
    nothing is sent, and the answers kept so far are fitted again. Answers are kept without the texts.

    Exit codes: 0 done, 1 the provider gave no count, 2 wrong usage or unreadable input.
    """
    if bool(paths) != ask:
        raise click.UsageError("Give --ask and the PATHs to send, or neither.")
    from bursar.store.observations import Observations

    observations, failed = Observations(), False
    if reset:
        _reset(observations)
    reading = Reading()
    if ask:
        failed = not _ask(reading, paths, model_named(model, Project()), observations, aside if as_json else say)
    fits = _fits(observations)
    if as_json:
        write_json({"schema": SCHEMA, "families": [_row(done) for done in fits]})
    else:
        for line in _lines(fits):
            say(line)
    ctx.exit(1 if failed else 2 if reading.failed else 0)


def _reset(observations: Any) -> None:
    from bursar.tokens.calibration import drop

    observations.clear()
    drop()


def _ask(
    reading: Reading, paths: tuple[str, ...], model: Model, observations: Any, tell: Callable[[str], None]
) -> bool:
    """Ask about each file; whether every one was answered. After the first refusal nothing more is sent."""
    from bursar.errors import EndpointError
    from bursar.tokens.provider import Provider

    with Provider(observations) as provider:
        for source in reading.sources(files_of(paths)):
            try:
                count = provider.ask(source.text, model)
            except EndpointError as error:
                remark(str(error))
                return False
            tell(f"{count!s:>9}  {source.path}")
    return True


def _fits(observations: Any) -> list[Fit]:
    from bursar.tokens.calibration import fit, keep
    from bursar.tokens.families import FAMILIES

    names = [name for name in observations.tally() if name in FAMILIES]
    fits = [fit(FAMILIES[name], observations.of(name)) for name in names]
    if fits:
        keep(fits)
    return fits


def _lines(fits: Sequence[Fit]) -> Iterator[str]:
    if not fits:
        yield "no answers are kept; estimates are those that ship with Bursar (see bursar calibrate --help)"
    for done in fits:
        held = f"{done.held_before} of {done.answers} within their band before, {done.held_after} now"
        yield f"{done.after.name}: fitted to {done.answers:,} answers, {held}"
        for kind, before, after in zip(_kinds(), done.before.factors, done.after.factors, strict=True):
            yield f"  {kind:<6} {before.ratio:.2f} ± {before.band:g} %  ->  {after.ratio:.2f} ± {after.band:g} %"


def _row(done: Fit) -> dict[str, Any]:
    factors = {
        kind: {"ratio": factor.ratio, "band": factor.band}
        for kind, factor in zip(_kinds(), done.after.factors, strict=True)
    }
    held = {"answers": done.answers, "heldBefore": done.held_before, "heldAfter": done.held_after}
    return {"family": done.after.name, **held, "factors": factors}


def _kinds() -> tuple[str, ...]:
    from bursar.tokens.estimators import Mix

    return Mix._fields

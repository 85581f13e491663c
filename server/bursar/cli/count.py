"""`bursar count`: tokens of files, folders, standard input or a text, for one or several models, by symbol if asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.asked import AskedCounts
from bursar.cli.cached import CachedCounts, Wanted
from bursar.cli.counted import CountedFile, CountedSymbol, counted_by_symbol
from bursar.cli.options import models_option
from bursar.cli.output import dollars, say, write_json
from bursar.cli.progress import with_bar
from bursar.cli.project import Project, files_of, model_named, model_of_file, remark_problems
from bursar.cli.sources import STDIN, Reading, Source
from bursar.tokens.count import summed

if TYPE_CHECKING:
    from bursar.models import Model
    from bursar.tokens.count import TokenCount

SCHEMA = 1
TEXT_PATH = "<text>"
"""What stands for a path where the text came from `--text`."""

BATCH_FILES = 64
BATCH_CHARS = 1024 * 1024

_WIDTH = 9
_COST_WIDTH = 12

Column = list[CountedFile]
"""All files as counted for one model (or each for its own)."""


@click.command("count")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True), metavar="PATH...")
@models_option(
    "The model to count for (default: the one in the settings, for a rule file its agent's); repeat to compare."
)
@click.option("--text", metavar="TEXT", help="Count this text.")
@click.option("--symbols", is_flag=True, help="Count each function, class and section as well.")
@click.option(
    "--ask",
    is_flag=True,
    help="Send the texts to Anthropic or Google for exact counts, with the key in the environment.",
)
@click.option("--cost", is_flag=True, help="Say what sending it once costs.")
@click.option("--tree", is_flag=True, help="Show where the tokens of folders are, as a tree.")
@click.option("--depth", type=click.IntRange(1), default=3, show_default=True, help="How deep the tree goes.")
@click.option(
    "--threshold", type=click.IntRange(0), default=0, metavar="N", help="Leave out of the tree what has fewer tokens."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/count.json).")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    models: tuple[str, ...],
    text: str | None,
    symbols: bool,
    ask: bool,
    cost: bool,
    tree: bool,
    depth: int,
    threshold: int,
    as_json: bool,
) -> None:
    """Count the tokens of files and folders (`-` is standard input).

    Claude and Gemini publish no tokenizer: their counts are calibrated estimates. With --ask, whole texts (not symbols)
    are counted by the provider (ANTHROPIC_API_KEY, GEMINI_API_KEY); answers are kept, without the texts, and feed
    `bursar calibrate`.

    Exit codes: 0 all counted, 2 wrong usage, or something named could not be read (the rest is counted).
    """
    if not paths and text is None:
        raise click.UsageError("Give a PATH, - for standard input, or --text TEXT.")
    if not tree and (threshold or ctx.get_parameter_source("depth") is click.core.ParameterSource.COMMANDLINE):
        raise click.UsageError("--depth and --threshold go with --tree.")
    if tree and (symbols or ask or cost or len(models) > 1):
        raise click.UsageError("--tree goes with one --model, and not with --symbols, --ask or --cost.")
    project, reading, counts = Project(), Reading(), CachedCounts()
    asked = AskedCounts() if ask else None
    configured = model_named(None, project)
    if tree:
        _show_trees(
            paths, text, model_named(models[0], project) if models else configured, project, depth, threshold, as_json
        )
        return
    chosen = tuple(dict.fromkeys(model_named(name, project) for name in models))
    columns: list[Column] = [[] for _ in chosen or (configured,)]
    for sources in _batches(_all_sources(text, reading, paths)):
        for column, model in zip(columns, chosen or (None,), strict=True):
            files = _counted(sources, model, project, counts, symbols)
            column += map(asked.of, files, (source.text for source in sources)) if asked else files
    counts.close()
    if asked:
        asked.close()
    remark_problems(project.problems())
    if as_json:
        write_json(_document(columns, chosen[0] if chosen else configured, cost))
    else:
        for line in _lines(columns, chosen or (configured,), cost):
            say(line)
    ctx.exit(2 if reading.failed else 0)


def _show_trees(
    paths: tuple[str, ...], text: str | None, model: Model, project: Project, depth: int, threshold: int, as_json: bool
) -> None:
    from bursar.cli.tree import TreeOptions, show_trees

    if text is not None or not all(Path(path).is_dir() for path in paths):
        raise click.UsageError("--tree is for folders: give a DIR.")
    remark_problems(project.problems())
    show_trees(paths, model, project, TreeOptions(depth, threshold), as_json=as_json)


def _all_sources(text: str | None, reading: Reading, paths: tuple[str, ...]) -> Iterator[Source]:
    if text is not None:
        yield Source(TEXT_PATH, text)
    yield from reading.sources(with_bar(files_of(paths), "counted"))


def _batches(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """As many texts as are looked up and counted at a time."""
    batch: list[Source] = []
    chars = 0
    for source in sources:
        batch.append(source)
        chars += len(source.text)
        if len(batch) >= BATCH_FILES or chars >= BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    if batch:
        yield batch


def _counted(
    sources: Sequence[Source], model: Model | None, project: Project, counts: CachedCounts, symbols: bool
) -> list[CountedFile]:
    """The counts of texts for a model, or each for its own."""
    wanted = [
        Wanted(source, model or _own_model(source, project), project.settings_for(_place(source))) for source in sources
    ]
    if symbols:
        return [counted_by_symbol(one.source, one.model, one.loaded.settings) for one in wanted]
    return counts.count(wanted)


def _own_model(source: Source, project: Project) -> Model:
    return model_of_file(_place(source), project) if _is_file(source) else model_named(None, project)


def _place(source: Source) -> Path:
    """The file whose settings hold for a text; for one that is none, the current folder."""
    return Path(source.path) if _is_file(source) else Path.cwd()


def _is_file(source: Source) -> bool:
    return source.path not in (STDIN, TEXT_PATH)


def _document(columns: Sequence[Column], model: Model, cost: bool) -> dict[str, Any]:
    first, *_ = columns
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "model": model.id,
        "files": [_file_row(file, cost) for file in first],
        "total": {"files": len(first), **_count_row(summed(file.count for file in first))},
    }
    if cost:
        document["total"]["cost"] = _total_cost(first)
    if len(columns) > 1:
        document["comparison"] = [_compared(column) for column in columns if column]
    return document


def _file_row(file: CountedFile, cost: bool) -> dict[str, Any]:
    row = {"path": file.path, **_count_row(file.count), "encoding": file.encoding, "model": file.model.id}
    if cost:
        row["cost"] = file.cost
    if file.symbols is not None:
        row["symbols"] = [symbol.to_json() for symbol in file.symbols]
    return row


def _compared(column: Column) -> dict[str, Any]:
    model, total = column[0].model, summed(file.count for file in column)
    return {
        "model": model.id,
        **_count_row(total),
        "encoding": column[0].encoding,
        "files": [file.count.tokens for file in column],
        "window": model.window,
        "fits": total.tokens <= model.window,
        "cost": _total_cost(column),
    }


def _count_row(count: TokenCount) -> dict[str, Any]:
    row: dict[str, Any] = {"tokens": count.tokens, "basis": count.basis.value}
    if count.band is not None:
        row["band"] = count.band
    return row


def _total_cost(column: Column) -> float | None:
    """What sending all of it in one request costs; None if a price is not known."""
    if len({file.model for file in column}) == 1:
        price = column[0].model.price
        return price.cost(sum(file.count.tokens for file in column)) if price else None
    costs = [file.cost for file in column]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _lines(columns: Sequence[Column], models: Sequence[Model], cost: bool) -> Iterator[str]:
    comparing = len(columns) > 1
    widths = [max(_WIDTH, len(model.id)) if comparing else _WIDTH for model in models]
    if comparing:
        yield _line([model.id for model in models], widths, "")
    for row in zip(*columns, strict=True):
        costs = [_cost_cell(row[0].cost)] if cost and not comparing else []
        yield _line([str(file.count) for file in row], widths, row[0].path, costs)
        yield from _symbol_lines([file.symbols or () for file in row], widths, 1, len(costs))
    totals = [summed(file.count for file in column) for column in columns]
    costs = [_cost_cell(_total_cost(columns[0]))] if cost and not comparing else []
    number = len(columns[0])
    files = "1 file" if number == 1 else f"{number:,} files"
    if not comparing:
        yield _line([str(totals[0])], widths, f"tokens in {files}, {_worth(columns[0], models[0])}", costs)
        return
    yield _line([str(total) for total in totals], widths, f"tokens in {files}")
    yield _line([total.worth for total in totals], widths, "")
    yield _line([_share(total, model) for total, model in zip(totals, models, strict=True)], widths, "of the window")
    yield _line([dollars(_total_cost(column)) for column in columns], widths, "US$ to send it once")


def _symbol_lines(
    symbols: Sequence[Sequence[CountedSymbol]], widths: Sequence[int], depth: int, costs: int
) -> Iterator[str]:
    for row in zip(*symbols, strict=True):
        name = f"{'  ' * depth}{row[0].kind} {row[0].name}"
        yield _line([str(symbol.count) for symbol in row], widths, name, [" " * _COST_WIDTH] * costs)
        yield from _symbol_lines([symbol.children for symbol in row], widths, depth + 1, costs)


def _line(cells: Sequence[str], widths: Sequence[int], name: str, costs: Sequence[str] = ()) -> str:
    aligned = [f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([*aligned, *costs, name]).rstrip() if not name else "  ".join([*aligned, *costs, name])


def _cost_cell(cost: float | None) -> str:
    return f"US$ {dollars(cost)}".rjust(_COST_WIDTH)


def _worth(column: Column, configured: Model) -> str:
    """How the numbers were come by: `exact for gpt-5 (o200k_base)`."""
    found: dict[str, str] = {}
    for file in column:
        found.setdefault(file.model.id, f"{file.count.worth} for {file.model.id} ({file.encoding})")
    return ", ".join(found.values()) or f"{configured.basis} for {configured.id} ({configured.encoding})"


def _share(count: TokenCount, model: Model) -> str:
    from bursar.present.words import percent

    return percent(count.tokens, model.window)

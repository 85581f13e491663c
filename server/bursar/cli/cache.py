"""`bursar cache`: what is kept of counts: figures, emptying it, filling it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.options import model_option
from bursar.cli.output import remark, say, write_json
from bursar.cli.project import Project, model_named, remark_problems

if TYPE_CHECKING:
    from bursar.cache.records import LayerFigures
    from bursar.config import Loaded

SCHEMA = 1
_WORDS = {
    "memory": "in memory",
    "files": "files not read again",
    "database": "contents not counted again",
}


@click.group("cache", short_help="Show, empty or fill the cache of counts.")
def command() -> None:
    """The counts that are kept from one run to the next, so that no file is counted twice."""


@command.command("stats")
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/cache.json).")
def stats(as_json: bool) -> None:
    """Show where the cache is, how large, and how often each layer had the answer (hits and misses of all runs)."""
    from bursar.cache.database import CountDatabase
    from bursar.cache.layers import figures_of
    from bursar.cache.open import place_of

    loaded = _loaded()
    database = CountDatabase(_url(loaded))
    numbers = database.figures()
    database.close()
    place, size = place_of(database.url)
    layers = figures_of(numbers)
    if as_json:
        write_json(_document(loaded, place, size, database.problem, numbers, layers))
        return
    say(f"{place}{f', {size:,} bytes' if size is not None else ''}")
    if not loaded.settings.cache.enabled:
        say("not used: `cache.enabled` is false")
    say(f"{numbers.get('files', 0):,} files, {numbers.get('counts', 0):,} counts")
    for line in _lines(layers):
        say(line)


@command.command("clear")
def clear() -> None:
    """Forget all counts, and the indexes of folders. A database that cannot be used is removed."""
    from bursar.cache.database import CountDatabase
    from bursar.cache.open import place_of, remove
    from bursar.cache.place import cache_folder
    from bursar.index.place import drop_indexes

    database = CountDatabase(_url(_loaded()), quiet=True)
    cleared = database.clear()
    database.close()
    place, _ = place_of(database.url)
    if not cleared and not remove(database.url):
        raise click.ClickException(database.problem or f"{place} is in use; try again")
    drop_indexes(cache_folder())
    say(f"{place} is empty")


@command.command("warm")
@click.argument("folders", nargs=-1, type=click.Path(exists=True, file_okay=False), metavar="[DIR...]")
@model_option()
def warm(folders: tuple[str, ...], model: str | None) -> None:
    """Count all files of folders (default: the current one) ahead of time."""
    from bursar.cli.folders import counted_folder
    from bursar.present.workspace import files_of

    project = Project()
    chosen = model_named(model, project)
    remark_problems(project.problems())
    for folder in folders or (".",):
        totals = counted_folder(Path(folder), chosen, project).totals()
        if totals is not None:
            say(f"{folder}: {totals.count} tokens in {files_of(totals.files)}")
    if not _loaded().settings.cache.enabled:
        remark("nothing was kept: `cache.enabled` is false")


def _loaded() -> Loaded:
    return Project().settings_for(Path.cwd())


def _url(loaded: Loaded) -> str:
    from bursar.cache.open import default_url

    return loaded.settings.cache.database or default_url()


def _lines(layers: Mapping[str, LayerFigures]) -> Iterator[str]:
    for layer, found in layers.items():
        lookups = found.hits + found.misses
        share = f"{100 * found.hit_rate:.0f} %" if lookups else "never asked"
        yield f"{_WORDS[layer]:>26}: {found.hits:,} of {lookups:,} ({share})"


def _document(
    loaded: Loaded,
    place: str,
    size: int | None,
    problem: str | None,
    numbers: Mapping[str, int],
    layers: Mapping[str, LayerFigures],
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "enabled": loaded.settings.cache.enabled,
        "database": place,
        "bytes": size,
        "problem": problem,
        "files": numbers.get("files", 0),
        "counts": numbers.get("counts", 0),
        "layers": {
            layer: {"hits": found.hits, "misses": found.misses, "hit_rate": round(found.hit_rate, 4)}
            for layer, found in layers.items()
        },
    }

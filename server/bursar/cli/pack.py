"""`bursar pack`: the best context for a place in a file, on stdout and within its budget."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bursar.cli.output import aside, remark, write_text
from bursar.cli.project import Project, model_named, remark_problems
from bursar.errors import BursarError
from bursar.files import find_root

if TYPE_CHECKING:
    from bursar.models import Model
    from bursar.pack import Bundle, Report

_FORMATS = ("xml", "markdown")


@click.command("pack", short_help="Pack the best context for a line of a file.")
@click.option("--file", "-f", "file", required=True, metavar="PATH", help="The file, relative to --repo if given.")
@click.option("--line", "-l", required=True, type=click.IntRange(min=1), metavar="N", help="The line, counted from 1.")
@click.option("--budget", "-b", type=int, metavar="B", help="The most tokens of the bundle (default: in the settings).")
@click.option(
    "--repo",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to draw on (default: the project around the file).",
)
@click.option("--model", "-m", metavar="MODEL", help="The model to count for (default: the one in the settings).")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="How to write it (default: in the settings).")
@click.pass_context
def command(
    ctx: click.Context, file: str, line: int, budget: int | None, repo: Path | None, model: str | None, form: str | None
) -> None:
    """Pack the best context for a line of a file: the bundle on stdout, its report on stderr.

    Exit codes: 0 the bundle is within its budget, 1 nothing fits or can be read, 2 wrong usage.
    """
    root, path = _place(file, repo)
    project = Project()
    loaded = project.settings_for(root / path)
    chosen = model_named(model or loaded.settings.model, project)
    remark_problems(project.problems())
    pack = loaded.settings.pack
    try:
        bundle = _pack(root, path, line, pack.budget if budget is None else budget, chosen, form or pack.format)
    except BursarError as error:
        remark(str(error))
        ctx.exit(1)
    _remark_report(bundle.report)
    write_text(bundle.text)


def _place(file: str, repo: Path | None) -> tuple[Path, str]:
    """The folder, and the file's path in it."""
    given = Path(file)
    if repo is None:
        root, absolute = find_root(given), given.absolute()
    else:
        root = repo.absolute()
        inside = root / given
        absolute = inside if inside.exists() or given.is_absolute() else given.absolute()
    if not absolute.is_file():
        raise click.BadParameter(f"there is no file {file!r}" + (f" in {repo}" if repo else ""), param_hint="'--file'")
    try:
        path = Path(os.path.normpath(absolute)).relative_to(os.path.normpath(root)).as_posix()
        absolute.resolve().relative_to(root.resolve())
    except ValueError:
        raise click.BadParameter(f"{file} is outside {root}", param_hint="'--file'") from None
    return root, path


def _pack(root: Path, path: str, line: int, budget: int, model: Model, form: str) -> Bundle:
    from bursar.cli.folder import FolderOnDisk
    from bursar.pack import Format, PackRequest, Scope, pack
    from bursar.pack.scope import selection_of_line

    folder = FolderOnDisk(root)
    selection = selection_of_line(folder.read(path).text, line, path)
    request = PackRequest(Scope.SELECTION, path, selection, budget=budget, models=(model.id,), format=Format(form))
    return pack(request, folder)


def _remark_report(report: Report) -> None:
    items = len(report.breakdown)
    files = len({item.path for item in report.breakdown})
    aside(
        f"{report.actual:,} of {report.budget:,} tokens ({report.usage_percentage} %) for {report.model}: "
        f"{items:,} {'item' if items == 1 else 'items'} from {files:,} {'file' if files == 1 else 'files'}, "
        f"{len(report.dropped):,} left out"
    )
    for item in report.breakdown:
        name = f" {item.symbol}" if item.symbol else ""
        aside(f"{item.tokens:>7,}  {item.level.value:<8}  {item.path}{name}: {item.why}")
    for note in report.notes:
        aside(note)

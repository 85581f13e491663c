"""`bursar pack`: the best context for a place in a file, or for a query, on stdout and within its budget."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.output import aside, remark, write_json, write_text
from bursar.cli.project import Project, model_named, remark_problems
from bursar.errors import BursarError
from bursar.files import find_root

if TYPE_CHECKING:
    from bursar.config import Settings
    from bursar.index import WorkspaceIndex
    from bursar.pack import Bundle, Report

_FORMATS = ("xml", "markdown", "json", "plain")
WAIT_SECONDS = 2.0
"""So long a bundle waits for the index; then it is made of what is indexed."""


@click.command("pack", short_help="Pack the best context for a line of a file, or for a query.")
@click.option("--file", "-f", "file", metavar="PATH", help="The file, relative to --repo if given.")
@click.option(
    "--line", "-l", type=click.IntRange(min=1), metavar="N", help="The line, from 1 (default: the whole file)."
)
@click.option("--query", "-q", metavar="WORDS", help="What the bundle is for: draws in what matches.")
@click.option("--budget", "-b", type=int, metavar="B", help="The most tokens in all (default: in the settings).")
@click.option("--used", type=click.IntRange(min=0), default=0, metavar="N", help="Tokens of the window already spent.")
@click.option(
    "--reserve",
    type=click.IntRange(min=0),
    metavar="N",
    help="Tokens of the window to keep for the answer (default: what the model may answer).",
)
@click.option(
    "--repo",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder to draw on (default: the project around the file).",
)
@click.option(
    "--model",
    "-m",
    "models",
    multiple=True,
    metavar="MODEL",
    help="The model to count for (default: the one in the settings); given several times, the bundle fits all.",
)
@click.option("--format", "form", type=click.Choice(_FORMATS), help="How to write it (default: in the settings).")
@click.option("--tree", is_flag=True, help="Put the tree of the bundle's files first.")
@click.option("--line-numbers", is_flag=True, help="Number the lines that are shown to the letter.")
@click.option("--report", "full", is_flag=True, help="Write what is in the bundle and why, and what was left out.")
@click.option("--json", "as_json", is_flag=True, help="Write the text and its report as JSON (docs/schemas/pack.json).")
@click.option("--copy", is_flag=True, help="Copy the bundle to the clipboard instead of writing it.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=WAIT_SECONDS,
    metavar="SECONDS",
    help="How long to wait for the index of the folder (default: 2).",
)
@click.pass_context
def command(
    ctx: click.Context, /, file: str | None, repo: Path | None, copy: bool, as_json: bool, **given: Any
) -> None:
    """Pack the best context for a line of a file: the bundle on stdout, its report on stderr.

    Without --file the bundle is of the folder, or of what matches --query in it.

    Exit codes: 0 the bundle is within its budget, 1 nothing fits or can be read, 2 wrong usage.
    """
    root, path = _place(file, repo)
    project = Project()
    settings = project.settings_for(root / path if path else root).settings
    names = given["models"] or (None,)
    chosen = tuple(model_named(name or settings.model, project).id for name in names)
    remark_problems(project.problems())
    try:
        bundle = _pack(root, path, chosen, settings, given)
    except BursarError as error:
        remark(str(error))
        ctx.exit(1)
    if as_json:
        write_json({"schema": 1, "text": bundle.text, "report": bundle.report.to_json()})
    else:
        _remark_report(bundle.report, given["full"])
    if copy:
        _copy(ctx, bundle.text)
    elif not as_json:
        write_text(bundle.text)


def _place(file: str | None, repo: Path | None) -> tuple[Path, str | None]:
    """The folder, and the file's path in it."""
    if file is None:
        return (repo or find_root(Path.cwd())).absolute(), None
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


def _pack(root: Path, path: str | None, models: tuple[str, ...], settings: Settings, given: dict[str, Any]) -> Bundle:
    from bursar.cli.folder import FolderOnDisk
    from bursar.pack import Format, PackRequest, Scope, pack, selection_of_line

    folder = FolderOnDisk(root, settings.symbols.prompt_chars)
    scope = Scope.WORKSPACE if path is None else Scope.SELECTION if given["line"] else Scope.FILE
    selection = None
    if path is not None and given["line"]:
        selection = selection_of_line(folder.read(path).text, given["line"], path)
    request = PackRequest(
        scope,
        path,
        selection,
        query=given["query"],
        budget=given["budget"],
        ceiling=settings.pack.budget,
        used=given["used"],
        reserve=given["reserve"],
        models=models,
        model_rows=settings.models,
        tokenizer_files=settings.tokenizer_files,
        format=Format(given["form"] or settings.pack.format),
        tree=given["tree"],
        line_numbers=given["line_numbers"],
    )
    index = _index(root, given["wait"], path)
    if path is not None and index.file(path) is None:
        index.update(path, str(folder.read(path).text))
    try:
        return pack(request, folder, index=index, limit_seconds=max(given["wait"], WAIT_SECONDS))
    finally:
        index.close()


def _index(root: Path, seconds: float, path: str | None) -> WorkspaceIndex:
    """The folder's index, as far as it comes in a time, beginning near a file."""
    from bursar.index import WorkspaceIndex

    until = time.monotonic() + seconds
    index = WorkspaceIndex(root)
    index.refresh(cancelled=lambda: time.monotonic() > until, near=path)
    return index


def _copy(ctx: click.Context, text: str) -> None:
    import pyperclip  # type: ignore[import-untyped]  # it has no types

    from bursar.cli.output import clean

    try:
        pyperclip.copy(clean(text))
    except pyperclip.PyperclipException as error:
        remark(f"there is no clipboard to copy to ({' '.join(str(error).split())}); leave --copy out to write it")
        ctx.exit(1)


def _remark_report(report: Report, full: bool) -> None:
    items = len(report.breakdown)
    files = len({item.path for item in report.breakdown})
    aside(
        f"{report.actual:,} of {report.budget:,} tokens ({report.usage_percentage} %) for {report.model}: "
        f"{items:,} {'item' if items == 1 else 'items'} from {files:,} {'file' if files == 1 else 'files'}, "
        f"{len(report.dropped):,} left out"
    )
    if full:
        for item in report.breakdown:
            name = f" {item.symbol}" if item.symbol else ""
            aside(f"{item.tokens:>7,}  {item.level.value:<8}  {item.path}{name}: {item.why}")
        shown, more = report.worth_most()
        for left in shown:
            name = f" {left.symbol}" if left.symbol else ""
            aside(f"{left.tokens:>7,}  left out  {left.path}{name}: {left.why}")
        if more:
            aside(f"         left out  {more:,} more, worth less (--json names them)")
    for secret in report.redacted:
        aside(f"redacted: {secret}")
    for note in report.notes:
        aside(note)

"""`bursar pack`: the best context for a place in a file, or for a query, on stdout and within its budget."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.bundle import hand_over
from bursar.cli.options import models_option, repo_option
from bursar.cli.output import remark
from bursar.cli.project import Project, model_named, remark_problems
from bursar.errors import BursarError
from bursar.files import find_root

if TYPE_CHECKING:
    from bursar.config import Settings
    from bursar.index import WorkspaceIndex
    from bursar.pack import Bundle, PackRequest

_FORMATS = ("xml", "markdown", "json", "plain")
_INTENTS = ("fix", "explain", "test", "refactor", "configure", "document", "none")
WAIT_SECONDS = 2.0
"""So long a bundle waits for the index; then it is made of what is indexed."""


@click.command("pack", short_help="Pack the best context for a line of a file, or for a query.")
@click.option("--file", "-f", "file", metavar="PATH", help="The file, relative to --repo if given.")
@click.option(
    "--line", "-l", type=click.IntRange(min=1), metavar="N", help="The line, from 1 (default: the whole file)."
)
@click.option("--query", "-q", metavar="WORDS", help="What the bundle is for: draws in what matches.")
@click.option("--diff", is_flag=True, help="What has changed since the last commit, new files too.")
@click.option("--staged", is_flag=True, help="What is staged for the next commit.")
@click.option("--since", metavar="REV", help="What has changed since this branch left REV.")
@click.option(
    "--rules",
    is_flag=False,
    flag_value=0,
    type=click.IntRange(min=0),
    metavar="[N]",
    help="The rule files of the folder (AGENTS.md, .cursor/rules, ...), in N tokens together.",
)
@click.option("--intent", type=click.Choice(_INTENTS), help="What it is for (default: what --query says).")
@click.option("--budget", "-b", type=int, metavar="B", help="The most tokens in all (default: in the settings).")
@click.option("--used", type=click.IntRange(min=0), default=0, metavar="N", help="Tokens of the window already spent.")
@click.option(
    "--reserve",
    type=click.IntRange(min=0),
    metavar="N",
    help="Tokens of the window to keep for the answer (default: what the model may answer).",
)
@repo_option("The folder to draw on (default: the project around the file).")
@models_option("The model to count for (default: the one in the settings); given several times, the bundle fits all.")
@click.option("--keep-reserve", is_flag=True, help="Leave the reserve of the repository's profile free.")
@click.option("--no-profile", is_flag=True, help="Leave the repository's profile and your own aside.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="How to write it (default: in the settings).")
@click.option("--aggressive", is_flag=True, help="Leave out unused private helpers, shorten local names; says so.")
@click.option("--tree", is_flag=True, help="Put the tree of the bundle's files first.")
@click.option("--line-numbers", is_flag=True, help="Number the lines that are shown to the letter.")
@click.option("--report", "full", is_flag=True, help="Say what was left out as well, and what it would take.")
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

    Without --file the bundle is of the folder, or of what matches --query in it; with --diff, --staged or --since, of
    the symbols that changed, with their tests and callers; with --rules, of the rule files that agents read. `bursar
    profile` and `bursar budget` say what it prefers.

    Exit codes: 0 the bundle is within its budget, 1 nothing fits or can be read, 2 wrong usage.
    """
    rules = given["rules"] is not None
    if sum((file is not None, given["diff"], given["staged"], given["since"] is not None, rules)) > 1:
        raise click.UsageError("Give one of --file, --diff, --staged, --since and --rules.")
    if rules and given["rules"]:
        if given["budget"] is not None:
            raise click.UsageError("--rules N is a budget: leave --budget out.")
        given["budget"] = given["rules"]
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
    hand_over(ctx, bundle, as_json=as_json, full=given["full"], copy=copy)


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
    from bursar.pack import Scope, pack, selection_of_line
    from bursar.pack.folder import FolderOnDisk
    from bursar.pack.history import keep_run

    request = _request(root, models, settings, given)
    folder, texts = FolderOnDisk(root, settings.symbols.prompt_chars), {}
    if given["rules"] is not None:
        return pack(replace(request, scope=Scope.RULES), folder)
    if given["diff"] or given["staged"] or given["since"] is not None:
        from bursar.cli.changed import changed_folder

        changed = changed_folder(
            root, request, settings.symbols.prompt_chars, staged=given["staged"], since=given["since"]
        )
        folder, request, texts = changed.folder, changed.request, dict(changed.texts)
    elif path is not None and given["line"]:
        selection = selection_of_line(folder.read(path).text, given["line"], path)
        request = replace(request, scope=Scope.SELECTION, path=path, selection=selection)
    elif path is not None:
        request = replace(request, scope=Scope.FILE, path=path)
    index = _index(root, given["wait"], request.path)
    if request.path is not None and index.file(request.path) is None:
        texts.setdefault(request.path, str(folder.read(request.path).text))
    for name, text in texts.items():
        index.update(name, text)
    try:
        bundle = pack(request, folder, index=index)
    finally:
        index.close()
    if settings.pack.history:
        keep_run(root, request, bundle.report)
    return bundle


def _request(root: Path, models: tuple[str, ...], settings: Settings, given: dict[str, Any]) -> PackRequest:
    """What is asked for, but for what it is about; the repository's profile and budget hold."""
    from bursar.pack import Format, PackRequest, Scope
    from bursar.pack.budget import budget_in_force
    from bursar.pack.intent import Intent
    from bursar.pack.profile import LoadedProfile, load_profile
    from bursar.store.profiles import Profiles

    loaded = LoadedProfile() if given["no_profile"] else load_profile(root, models[0], Profiles())
    remark_problems(loaded.problems)
    return PackRequest(
        Scope.WORKSPACE,
        query=given["query"],
        intent=Intent(given["intent"]) if given["intent"] else None,
        budget=given["budget"],
        ceiling=budget_in_force(root, models[0], settings).tokens,
        used=given["used"],
        reserve=given["reserve"],
        models=models,
        model_rows=settings.models,
        tokenizer_files=settings.tokenizer_files,
        format=Format(given["form"] or settings.pack.format),
        tree=given["tree"],
        line_numbers=given["line_numbers"],
        keep_reserve=given["keep_reserve"],
        aggressive=given["aggressive"],
        dynamic=settings.pack.dynamic_budget,
        notes=loaded.notes,
    ).under(loaded.profile)


def _index(root: Path, seconds: float, path: str | None) -> WorkspaceIndex:
    """The folder's index, as far as it comes in a time, beginning near a file."""
    from bursar.index import WorkspaceIndex

    until = time.monotonic() + seconds
    index = WorkspaceIndex(root)
    index.refresh(cancelled=lambda: time.monotonic() > until, near=path)
    return index

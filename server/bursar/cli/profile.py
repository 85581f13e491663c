"""`bursar profile`: what suits a repository when context is packed for it, and why; saved where it is shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.options import models_option
from bursar.cli.output import remark, say, write_json
from bursar.cli.profile_account import Account, document, lines, shown
from bursar.cli.project import Project, model_named, remark_problems
from bursar.files import find_root

if TYPE_CHECKING:
    from bursar.models import Model


@click.command("profile", short_help="Learn what suits a repository when packing, and why; save it.")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="[DIR]")
@models_option("The model to pack for (default: the one in the settings); given several times, they are compared.")
@click.option("--save", is_flag=True, help="Write it to .bursar/profile.toml; with --model, what is different for it.")
@click.option("--user", is_flag=True, help="With --save: write your own profile, which serves all repositories.")
@click.option(
    "--verbose", "-v", is_flag=True, help="Every value, where it comes from, and what the repository is like."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/profile.json).")
@click.pass_context
def command(
    ctx: click.Context, folder: Path, models: tuple[str, ...], save: bool, user: bool, verbose: bool, as_json: bool
) -> None:
    """Learn from a repository's languages, sizes, tests and documents how context is best packed for it, and why.

    What is saved is in force from then on for `bursar pack` and the editor; commit it to share it.

    Exit codes: 0 done, 2 a profile that must be mended first, or wrong usage.
    """
    if user and not save:
        raise click.UsageError("--user says where --save writes; give both.")
    root = folder.absolute().resolve()
    project = Project()
    chosen = [model_named(name, project) for name in models]
    configured = model_named(project.settings_for(root).settings.model, project)
    remark_problems(project.problems())
    account = _account(root, chosen or [configured], user, project)
    remark_problems(account.loaded.problems)
    for note in account.loaded.notes:
        remark(note)
    saved = False
    if save:
        saved = _save(account, chosen)
        if not saved:
            ctx.exit(2)
        if not user and find_root(root) != root:
            remark(f"{root} is a part of {find_root(root)}: its profile holds with `bursar pack --repo` only")
        account = _account(root, chosen or [configured], user, project)
    if as_json:
        write_json(document(account, saved))
        return
    for line in lines(account, verbose):
        say(line)
    say(f"saved to {account.path}" if saved else f"`bursar profile --save` writes it to {account.path}")


def _account(root: Path, models: Sequence[Model], user: bool, project: Project) -> Account:
    from bursar.pack.budget import budget_in_force, repository_name
    from bursar.pack.folder import FolderOnDisk
    from bursar.pack.profile import load_profile, profile_path, user_profile_path
    from bursar.pack.profile.compare import budget_for, compare
    from bursar.pack.profile.facts import facts_of
    from bursar.pack.profile.learn import learn
    from bursar.store.profiles import Profiles
    from bursar.store.runs import Runs

    path = user_profile_path() if user else profile_path(root)
    if path is None:
        raise click.UsageError("there is no folder for your own profile: neither HOME nor XDG_CONFIG_HOME is set.")
    settings = project.settings_for(root).settings
    ceiling = budget_in_force(root, models[0].id, settings).tokens
    facts = facts_of(root, FolderOnDisk(root, settings.symbols.prompt_chars))
    loaded = load_profile(root, models[0].id, Profiles())
    learned = learn(facts, budget_for(models[0], ceiling))
    runs, name = Runs(), repository_name(root)
    compared = compare(facts, models, ceiling) if len(models) > 1 else []
    with_profile = runs.tally(name, loaded.profile.fingerprint)
    return Account(root, path, facts, learned, loaded, compared, with_profile, runs.tally(name))


def _save(account: Account, models: Sequence[Model]) -> bool:
    """Write what was learned over what the file says; one that cannot be read is not written over."""
    from bursar.pack.profile import parse_profile
    from bursar.pack.profile.learn import values_of
    from bursar.pack.profile.write import profile_text, write_profile

    found = parse_profile(account.path.read_text("utf-8") if account.path.exists() else "", str(account.path))
    if found.problems:
        remark_problems(found.problems)
        remark(f"{account.path} was not written: mend it or remove it first")
        return False
    values, own = dict(found.values), {name: dict(stated) for name, stated in found.models.items()}
    if not models:
        values.update(values_of(account.learned))
        _remark_changed(found.values, values)
    for model in models:
        learned = next((one.learned for one in account.compared if one.model == model), account.learned)
        different = {one.key: one.value for one in learned if values.get(one.key, _default(one.key)) != one.value}
        own[model.id] = own.get(model.id, {}) | different
    reasons = {one.key: one.why for one in account.learned if values.get(one.key) == one.value}
    write_profile(account.path, profile_text(values, {name: stated for name, stated in own.items() if stated}, reasons))
    return True


def _default(key: tuple[str, ...]) -> Any:
    from bursar.pack.profile.declare import all_keys

    return all_keys()[key].default


def _remark_changed(before: Mapping[tuple[str, ...], Any], after: Mapping[tuple[str, ...], Any]) -> None:
    for key, value in before.items():
        if after[key] != value:
            remark(f"{'.'.join(key)} was {shown(value)} in the file and is now {shown(after[key])}")

"""What `bursar profile` tells of a repository, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bursar.cli.output import dollars

if TYPE_CHECKING:
    from bursar.pack.profile import LoadedProfile
    from bursar.pack.profile.compare import Compared
    from bursar.pack.profile.facts import Facts
    from bursar.pack.profile.learn import Learned
    from bursar.store.runs import Tally

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Account:
    """All that is told of a repository's profile."""

    root: Path
    path: Path
    facts: Facts
    learned: tuple[Learned, ...]
    loaded: LoadedProfile
    compared: list[Compared]
    with_profile: Tally
    with_any: Tally


def lines(account: Account, verbose: bool) -> Iterator[str]:
    """What is told on a terminal: the values that are not the usual ones, with their reasons; verbose, all."""
    yield f"{account.root}: {_described(account.facts)}"
    told = [one for one in account.learned if verbose or not one.usual]
    width = max((len(one.name) for one in told), default=0)
    if not told:
        yield "  the usual values suit it"
    for one in told:
        yield f"  {one.name:<{width}}  {shown(one.value):<10}  {one.why}"
    if verbose:
        yield from _in_force(account)
    for other in account.compared:
        yield _compared(other)
    yield from _history(account)


def _described(facts: Facts) -> str:
    from bursar.pack.levels.policy import ContentKind
    from bursar.pack.profile.learn import percent

    languages = ", ".join(f"{name} {percent(share)}" for name, share in facts.languages[:3] if share >= 0.01)
    counts = ", ".join(f"{facts.files[kind]:,} {_FILES[kind.value]}" for kind in ContentKind if facts.files.get(kind))
    where = f"; tests {_LAYOUTS[facts.layout.value]}"
    return f"{languages or 'no code'}; {counts or 'no files'}{where}"


_FILES = {
    "code": "of code",
    "test": "of tests",
    "document": "documents",
    "configuration": "of configuration",
    "data": "of data",
    "prompt": "prompts and rule files",
}
_LAYOUTS = {
    "apart": "in folders of their own",
    "beside": "beside the code",
    "inside": "in the files that they test",
    "none": "not found",
}


def _in_force(account: Account) -> Iterator[str]:
    from bursar.pack.profile.declare import all_keys

    yield "in force now:"
    for key, declared in all_keys().items():
        value: Any = account.loaded.profile
        for name in key:
            value = getattr(value, name)
        yield f"  {declared.name:<32}  {shown(value):<10}  {account.loaded.origins[declared.name]}"


def _compared(other: Compared) -> str:
    own = ", ".join(f"{one.name} {shown(one.value)}" for one in other.learned if not one.usual)
    return (
        f"{other.model.id}: bundles of {other.budget:,} tokens at US$ {dollars(other.cost)}; all code is "
        f"≈{other.code_tokens:,} tokens, {other.window_percent:g} % of its window; {own or 'the usual values'}"
    )


def _history(account: Account) -> Iterator[str]:
    now, any_ = account.with_profile, account.with_any
    if not any_.runs:
        yield "nothing was packed here yet, so there is nothing to tell of how well it does"
        return
    bundles = "1 bundle" if now.runs == 1 else f"{now.runs:,} bundles"
    yield (
        f"with the profile in force: {bundles}, {now.usage:g} % of their budgets used, "
        f"{now.items:g} items in and {now.dropped:g} left out on average"
        if now.runs
        else "nothing was packed with the profile in force yet"
    )
    if any_.runs > now.runs:
        yield f"with any profile: {any_.runs:,} bundles, {any_.usage:g} % used, {any_.items:g} in, {any_.dropped:g} out"


def shown(value: Any) -> str:
    """A value as a profile writes it, without quotes."""
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def document(account: Account, saved: bool) -> dict[str, Any]:
    """The same as JSON, by docs/schemas/profile.json."""
    facts, loaded = account.facts, account.loaded
    return {
        "schema": SCHEMA,
        "root": str(account.root),
        "path": str(account.path),
        "saved": saved,
        "learned": [_learned_row(one) for one in account.learned],
        "inForce": asdict(loaded.profile),
        "origins": dict(loaded.origins),
        "facts": {
            "files": {kind.value: count for kind, count in facts.files.items()},
            "bytes": {kind.value: size for kind, size in facts.sizes.items()},
            "languages": {name: round(share, 3) for name, share in facts.languages},
            "tests": facts.layout.value,
            "functions": facts.functions,
            "functionTokens": facts.function_tokens,
            "documented": round(facts.documented, 3),
            "comments": round(facts.comments, 3),
        },
        "models": [
            {
                "id": other.model.id,
                "budget": other.budget,
                "codeTokens": other.code_tokens,
                "windowPercent": other.window_percent,
                "cost": other.cost,
                "learned": [_learned_row(one) for one in other.learned],
            }
            for other in account.compared
        ],
        "history": {"inForce": _tally_row(account.with_profile), "any": _tally_row(account.with_any)},
        "problems": [f"{found.path}:{found.line + 1}:{found.column + 1}: {found.message}" for found in loaded.problems],
        "notes": list(loaded.notes),
    }


def _learned_row(one: Learned) -> dict[str, Any]:
    return {"key": one.name, "value": one.value, "usual": one.usual, "why": one.why}


def _tally_row(tally: Tally) -> dict[str, Any]:
    return {"runs": tally.runs, "usage": tally.usage, "items": tally.items, "dropped": tally.dropped}

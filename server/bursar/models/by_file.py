"""Which model a file is counted for: that of the agent that alone reads it, otherwise the configured one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from bursar.config import FileModelRule, Settings
from bursar.errors import UnknownModel
from bursar.models.catalogue import resolve
from bursar.models.model import Model

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_PATTERNS_KEPT = 1024


@dataclass(frozen=True, slots=True)
class DefaultFileModel:
    """One row of `by_file.toml`: files, the model they are counted for (None: the configured one), and who says so."""

    patterns: tuple[str, ...]
    model: str | None
    source: str
    verified_on: str


def model_for_path(path: str, settings: Settings) -> Model:
    """The model that a file is counted for; `path` is relative to the root of the settings, "" for no file.

    The setting `models_by_file` first, then the shipped table, then the setting `model`. Never raises: a name that no
    row has (its settings file was reported for it) is passed over.
    """
    name = _named(path.replace("\\", "/").removeprefix("./").lstrip("/"), settings.models_by_file) if path else None
    for wanted in (name, settings.model):
        if wanted is not None:
            try:
                return resolve(wanted, settings.models)
            except UnknownModel:
                continue
    return resolve(Settings().model)


@cache
def default_file_models() -> tuple[DefaultFileModel, ...]:
    """The shipped table; of the rows that match a file the last holds."""
    table = tomllib.loads(files(__package__).joinpath("by_file.toml").read_text("utf-8"))
    return tuple(
        DefaultFileModel(tuple(row["files"]), row.get("model"), row["source"], str(row["verified_on"]))
        for row in table["rule"]
    )


def _named(path: str, rules: tuple[FileModelRule, ...]) -> str | None:
    for rule in reversed(rules):
        if _matcher((rule.pattern,)).match_file(path):
            return rule.model
    for row in reversed(default_file_models()):
        if _matcher(row.patterns).match_file(path):
            return row.model
    return None


@lru_cache(maxsize=_PATTERNS_KEPT)
def _matcher(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # here, because start-up does without it

    return GitIgnoreSpec.from_lines(patterns)

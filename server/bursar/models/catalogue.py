"""The catalogue with the user's rows over it, and names resolved in it; the nearest for a misspelt one.

A name is an id, an alias, or a dated, hosted or otherwise dressed-up form of one, in any case: `gpt-4o-2024-05-13`,
`anthropic/claude-3.5-sonnet`, `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `models/gemini-2.5-pro`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from bursar.config import ModelRow
from bursar.errors import UnknownModel
from bursar.models.model import Model, Price, Tier
from bursar.models.user_rows import encoding_fault, with_row

Models = Mapping[str, Model]

_DATED = re.compile(r"[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|\d{2}-\d{2}|\d{3}|latest|preview|default)\Z")
"""What is appended to a model's name for one release of it: `-2024-05-13`, `@20240513`, `-0613`, `-001`, `-latest`."""

_BEDROCK = re.compile(r"(?:[a-z-]+\.)?(?:anthropic|deepseek|meta|mistral|openai|qwen)\.(.+?)(?:-v\d+)?(?::\d+)?")
_VARIANT = re.compile(r":[a-z]+\Z")
"""What hosts append to a name for how they serve it: `:free`."""

_LENGTH = 200
"""No name is longer, in characters."""

_SUGGESTIONS = 3
_SHOWN_CHARS = 60
_KEPT = 64


@cache
def catalogue() -> Models:
    """All shipped models by id, in the order of the table."""
    return MappingProxyType({model.id: model for model in map(_model, _table()["models"])})


def catalogue_date() -> str:
    """The day of the price tables that the catalogue was made from (ISO 8601)."""
    return str(_table()["date"])


@lru_cache(maxsize=_KEPT)
def models_with(user_rows: tuple[ModelRow, ...]) -> Models:
    """All models by id: the shipped ones, with the user's rows (the setting `models`) over them and after them."""
    found = dict(catalogue())
    for row in user_rows:
        model = with_row(row, _find(row.like or row.name, _names_of(found.values())))
        if model is not None:
            found[model.id] = model
    return MappingProxyType(found)


def resolve(name: str, user_rows: tuple[ModelRow, ...] = ()) -> Model:
    """The model that a name means. Raises `UnknownModel`, which names the nearest."""
    found = _find(name, _names(user_rows))
    if found is None:
        raise UnknownModel(_unknown(name, user_rows))
    return found


def name_fault(name: object, user_rows: tuple[ModelRow, ...] = ()) -> str | None:
    """Why a setting's value names no model, or None; for `bursar.config` to check settings with."""
    return None if _find(str(name), _names(user_rows)) else _unknown(str(name), user_rows)


def counted_fault(name: object) -> str | None:
    """Why nothing is counted by a name (a model's, an alias, an encoding's, a family's, as written), or None."""
    models = catalogue().values()
    known = {one for model in models for one in (model.id, *model.aliases, model.encoding, model.family)}
    if name in known or encoding_fault(name) is None:
        return None
    near = get_close_matches(str(name)[:_SHOWN_CHARS], known, _SUGGESTIONS, cutoff=0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else "`bursar models` lists them"
    return f"no model, encoding or family is called {str(name)[:_SHOWN_CHARS]!r}; {hint}"


@lru_cache(maxsize=_KEPT)
def _names(user_rows: tuple[ModelRow, ...]) -> Models:
    return _names_of(models_with(user_rows).values())


def _names_of(models: Iterable[Model]) -> Models:
    """Models by every name of theirs; an id goes before an alias, a later model before an earlier one."""
    rows = tuple(models)
    aliases = {_dashed(alias): model for model in rows for alias in model.aliases}
    return MappingProxyType({**aliases, **{_dashed(model.id): model for model in rows}})


def _find(name: str, names: Models) -> Model | None:
    return next((names[form] for form in _forms(name) if form in names), None)


def _forms(name: str) -> Iterator[str]:
    """A name as the table may have it, the nearest to what was written first."""
    whole = name.strip()[:_LENGTH].lower()
    yield _dashed(whole)
    plain = _VARIANT.sub("", whole.rpartition("/")[2])
    if found := _BEDROCK.fullmatch(plain):
        plain = found[1]
    yield _dashed(plain)
    for _ in range(2):  # `-preview-05-20`
        plain = _DATED.sub("", plain)
        yield _dashed(plain)


def _dashed(name: str) -> str:
    """`claude-3.5-sonnet` and `claude-3-5-sonnet` are one name."""
    return name.lower().replace(".", "-").replace("_", "-").replace(" ", "-")


def _unknown(name: str, user_rows: tuple[ModelRow, ...]) -> str:
    models = models_with(user_rows)
    shown = repr(name if len(name) <= _SHOWN_CHARS else f"{name[:_SHOWN_CHARS]}...")
    names = {spelt.lower(): None for model in models.values() for spelt in (model.id, *model.aliases)}
    meant = name.strip().lower()[: 2 * _SHOWN_CHARS]
    begun = [spelt for spelt in names if meant and spelt.startswith(f"{meant}-")]  # `gpt-6`, of which there are several
    nearest = (begun or get_close_matches(meant, names, _SUGGESTIONS, cutoff=0.6))[:_SUGGESTIONS]
    if nearest:
        return f"no model is called {shown}; did you mean {' or '.join(nearest)}?"
    families = dict.fromkeys(model.family for model in models.values())
    return f"no model is called {shown}; `bursar models` lists them, of the families {', '.join(families)}"


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(files(__package__).joinpath("catalogue.json").read_text("utf-8"))
    return table


def _model(row: dict[str, Any]) -> Model:
    price = row.get("price")
    return Model(**{**row, "aliases": tuple(row.get("aliases", ())), "price": _price(price) if price else None})


def _price(row: dict[str, Any]) -> Price:
    return Price(**{**row, "tiers": tuple(Tier(**tier) for tier in row.get("tiers", ()))})

"""What the user says of models (the setting `models`), laid over the catalogue's rows."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from bursar.config import ModelRow
from bursar.models.model import Model, Price

TOKENIZERS = "bursar.tokenizers"
"""The entry point group of tokenizers that other packages bring."""

_FAMILY = "custom"
_ESTIMATED = "estimated"


def with_row(row: ModelRow, base: Model | None) -> Model | None:
    """The model of a row; `base` is what it is like, or the catalogue's own of this name. None: it says too little.

    A new model takes its figures from the one it is like, not that one's names or end of life. A stated encoding is the
    user's word: as exact as that encoding.
    """
    if base is None:
        if row.encoding is None or row.window is None:
            return None
        base = Model(row.name, _FAMILY, *_worth(row.encoding), row.window, row.window)
    model = base if base.id == row.name else replace(base, id=row.name, aliases=(), retired=False, retires=None)
    if row.encoding is not None:
        basis, encoding = _worth(row.encoding)
        model = replace(model, encoding=encoding, basis=basis, band=bands().get(encoding))
    given = {name: getattr(row, name) for name in ("family", "window", "max_output", "best_use", "aliases")}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    model = replace(model, price=_price(row, base.price), **changes)
    limit = None if row.window is not None else model.max_input
    return replace(model, max_output=min(model.max_output, model.window), max_input=limit)


def encoding_fault(name: object) -> str | None:
    """Why nothing counts by an encoding of this name, or None; for `bursar.config` to check settings with."""
    known = (*exact_encodings(), *bands())
    if name in known or _brought(str(name)):
        return None
    near = get_close_matches(str(name)[:60], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"no encoding or estimator is called {str(name)[:60]!r}; {hint}"


@cache
def exact_encodings() -> tuple[str, ...]:
    """The names of the encodings that count exactly."""
    return tuple(_table()["exact"]["encodings"])


@cache
def bands() -> MappingProxyType[str, float]:
    """The estimators, each with how far it may be off, in per cent."""
    return MappingProxyType({name: float(band) for name, band in _table()["calibrated"].items()})


def _brought(name: str) -> bool:
    """Whether an installed package brings a tokenizer of this name."""
    from importlib.metadata import entry_points  # here, because it takes longer than all of this room

    return bool(entry_points(group=TOKENIZERS, name=name))


def _worth(encoding: str) -> tuple[str, str]:
    return ("calibrated" if encoding in bands() else "exact"), encoding


def _price(row: ModelRow, base: Price | None) -> Price | None:
    if row.input_price is None and row.output_price is None and row.cached_price is None:
        return base
    if base is None and row.input_price is None:
        return None  # what sending costs is not known: it is not nothing
    base = base or Price(0.0, 0.0)
    return Price(
        base.input if row.input_price is None else row.input_price,
        base.output if row.output_price is None else row.output_price,
        base.cached if row.cached_price is None else row.cached_price,
        source=row.origin,
    )


def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("encodings.toml").read_text("utf-8"))

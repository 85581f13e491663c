"""What two public price tables say of a model, read from their wheels without running a line of them.

`litellm` ships JSON; `genai-prices` ships Python that constructs its table, which is read here as a syntax tree.
"""

from __future__ import annotations

import ast
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

Prices = Mapping[str, Any]
"""`input`, `cached`, `output` in US dollars per million tokens (None: not stated); `tiers` of the same above a size."""

_LITELLM_TABLE: Final = "litellm/model_prices_and_context_window_backup.json"
_LITELLM_COSTS: Final = {
    "input": "input_cost_per_token",
    "cached": "cache_read_input_token_cost",
    "output": "output_cost_per_token",
}
_GENAI_TABLE: Final = "genai_prices/data.py"
_GENAI_COSTS: Final = {"input": "input_mtok", "cached": "cache_read_mtok", "output": "output_mtok"}
_MILLION: Final = 1_000_000
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class Listed:
    """What one table says of one model; None and the empty mapping: nothing."""

    input_limit: int | None = None
    max_output: int | None = None
    prices: Prices = field(default_factory=dict)
    ends: str | None = None
    ended: bool = False


class Litellm:
    """The table in a wheel of `litellm`, by its keys."""

    def __init__(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as opened:
            self._rows: dict[str, dict[str, Any]] = json.loads(opened.read(_LITELLM_TABLE))

    def find(self, key: str) -> Listed | None:
        """What the table says of a key."""
        row = self._rows.get(key)
        if row is None:
            return None
        return Listed(row.get("max_input_tokens"), row.get("max_output_tokens"), _of_litellm(row), _end(row))


def _end(row: Mapping[str, Any]) -> str | None:
    end = row.get("deprecation_date")
    return end if isinstance(end, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", end) else None


def _of_litellm(row: Mapping[str, Any]) -> Prices:
    base = {name: _per_million(row.get(key)) for name, key in _LITELLM_COSTS.items()}
    if staged := row.get("tiered_pricing"):
        stages = [{name: _per_million(stage.get(key)) for name, key in _LITELLM_COSTS.items()} for stage in staged]
        starts = [int(stage["range"][0]) for stage in staged]
        tiers = [{"above": start, **stage} for start, stage in zip(starts, stages, strict=True)][1:]
        return {**stages[0], "tiers": tiers}
    if not base["input"] and not base["output"]:
        return {}
    tiers = []
    for key in row:
        if found := re.fullmatch(r"input_cost_per_token_above_(\d+)k_tokens", key):
            costs = {name: f"{cost}_above_{found[1]}k_tokens" for name, cost in _LITELLM_COSTS.items()}
            prices = {name: _per_million(row.get(cost)) for name, cost in costs.items()}
            tiers.append({"above": int(found[1]) * 1000, **prices})
    return {**base, "tiers": sorted(tiers, key=lambda tier: tier["above"])}


def _per_million(cost: Any) -> float | None:
    return None if cost is None else round(float(cost) * _MILLION, _DIGITS)


class GenaiPrices:
    """The table in a wheel of `genai-prices`: models by the matching rules in it, prices as of a day."""

    def __init__(self, wheel: Path, day: date) -> None:
        with zipfile.ZipFile(wheel) as opened:
            tree = ast.parse(opened.read(_GENAI_TABLE))
        table = next(
            node.value
            for node in tree.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "providers"
        )
        assert isinstance(table, ast.List)
        self._day = day
        self._providers = {_literal(given["id"]): _models(given) for given in map(_arguments, table.elts)}

    def find(self, provider: str, name: str) -> Listed | None:
        """What the table says of a model's name at a provider."""
        for matches, given in self._providers.get(provider, ()):
            if matches(name):
                limit, ended = _literal(given.get("context_window")), bool(_literal(given.get("deprecated")))
                return Listed(limit, None, self._prices(given.get("prices")), ended=ended)
        return None

    def _prices(self, node: ast.expr | None) -> Prices:
        choices = self._choices(node.elts) if isinstance(node, ast.List) else [node] if node else []
        found = [prices for prices in map(_of_genai, choices) if prices]
        return max(found, key=lambda prices: prices["input"] or 0.0, default={})

    def _choices(self, entries: Sequence[ast.expr]) -> list[ast.expr]:
        """The prices in force: the last that began by the day, and those of certain hours (the dearest is taken)."""
        in_force = _arguments(entries[0])["prices"]
        hourly = []
        for given in map(_arguments, entries):
            constraint = given.get("constraint")
            start = _arguments(constraint).get("start_date") if constraint else None
            if isinstance(start, ast.Call):
                begun = date(*map(_literal, start.args)) <= self._day
                in_force = given["prices"] if begun else in_force
            elif constraint:
                hourly.append(given["prices"])
        return [in_force, *hourly]


def _of_genai(node: ast.expr) -> Prices:
    given = _arguments(node)
    costs = {name: _cost(given.get(key)) for name, key in _GENAI_COSTS.items()}
    if not costs["input"][0] and not costs["output"][0]:
        return {}
    starts = sorted({start for _, tiers in costs.values() for start in tiers})
    tiers = [{"above": start, **{name: found[1].get(start) for name, found in costs.items()}} for start in starts]
    return {**{name: found[0] for name, found in costs.items()}, "tiers": tiers}


_Matches = Callable[[str], bool]


def _models(provider: Mapping[str, ast.expr]) -> tuple[tuple[_Matches, Mapping[str, ast.expr]], ...]:
    listed = provider["models"]
    assert isinstance(listed, ast.List)
    return tuple((_clause(given["match"]), given) for given in map(_arguments, listed.elts))


def _clause(node: ast.expr) -> _Matches:
    """The matching rule that an expression constructs."""
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    ((_, argument),) = _arguments(node).items()
    if isinstance(argument, ast.List):
        parts = [_clause(part) for part in argument.elts]
        every = all if node.func.id == "ClauseAnd" else any
        return lambda name: every(part(name) for part in parts)
    wanted = _literal(argument)
    return {
        "ClauseEquals": lambda name: name == wanted,
        "ClauseStartsWith": lambda name: name.startswith(wanted),
        "ClauseEndsWith": lambda name: name.endswith(wanted),
        "ClauseContains": lambda name: wanted in name,
        "ClauseRegex": lambda name: re.search(wanted, name) is not None,
    }[node.func.id]


def _arguments(node: ast.expr) -> dict[str, ast.expr]:
    assert isinstance(node, ast.Call)
    return {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}


def _cost(node: ast.expr | None) -> tuple[float | None, dict[int, float]]:
    """A price and its tiers by the size at which they start."""
    if node is None:
        return None, {}
    given = _arguments(node)
    if not given:  # Decimal('1.25')
        assert isinstance(node, ast.Call)
        return float(_literal(node.args[0])), {}
    return _cost(given["base"])[0], dict(_tiers(given["tiers"]))


def _tiers(node: ast.expr) -> Iterator[tuple[int, float]]:
    assert isinstance(node, ast.List)
    for tier in map(_arguments, node.elts):
        price = _cost(tier["price"])[0]
        if price is not None:
            yield _literal(tier["start"]), price


def _literal(node: ast.expr | None) -> Any:
    return None if node is None else ast.literal_eval(node)

"""Makes catalogue.json: `python -m bursar.models.generate [LITELLM_WHEEL GENAI_PRICES_WHEEL]`.

From selection.toml, encodings.toml and the price tables in two PyPI packages, which are downloaded if no wheels are
given. For whoever maintains the catalogue; the product itself never runs this.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from bursar.models.price_tables import GenaiPrices, Listed, Litellm, Prices

SCHEMA: Final = 1
HERE: Final = Path(__file__).parent

_CLAUDE: Final = re.compile(r"claude-(?P<tier>[a-z]+)-(?P<version>\d[-.\d]*)")
_NEARLY: Final = 0.95
"""A window that is at least this share of input limit and output together is the two together."""

Row = Mapping[str, Any]


def made(litellm: Path, genai: Path, day: date) -> dict[str, Any]:
    """The catalogue from the tables in two wheels, as of a day."""
    tables = Litellm(litellm), GenaiPrices(genai, day)
    models = [_model(row, group, tables, day) for group in _toml("selection.toml")["group"] for row in group["models"]]
    return {
        "schema": SCHEMA,
        "date": day.isoformat(),
        "sources": [_source(litellm), _source(genai)],
        "models": models,
    }


def written(catalogue: Mapping[str, Any]) -> str:
    """The catalogue as JSON, a line for each model: so that a diff shows what changed."""
    head = {key: value for key, value in catalogue.items() if key != "models"}
    rows = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in catalogue["models"])
    return f'{json.dumps(head, indent=2)[:-2]},\n  "models": [\n{rows}\n  ]\n}}\n'


def _model(row: Row, group: Row, tables: tuple[Litellm, GenaiPrices], day: date) -> dict[str, Any]:
    name, encoding = row["id"], group["encoding"]
    of_litellm, litellm_key = _in_litellm(row, group, tables[0])
    of_genai, genai_key = _in_genai(row, group, tables[1])
    basis, band = _worth(encoding)
    ends = None if "litellm" in row else of_litellm.ends  # a host that stops serving a model does not end it
    retired = row.get("retired", of_genai.ended or (ends is not None and ends <= day.isoformat()))
    price, source = (of_genai.prices, genai_key) if of_genai.prices else (of_litellm.prices, litellm_key)
    window = row.get("window") or _window(of_litellm, of_genai)
    limit = of_litellm.input_limit
    max_output = row.get("max_output", of_litellm.max_output)
    if window is None or max_output is None:
        raise SystemExit(f"{name}: no table states its window or output; state them in selection.toml")
    model = {
        "id": name,
        "aliases": _aliases(row),
        "family": group["family"],
        "encoding": encoding,
        "basis": group.get("basis", basis),
        "band": band if group.get("basis", basis) == basis else None,
        "window": window,
        "max_output": min(max_output, window),
        "max_input": limit if limit and "window" not in row and limit < window else None,
        "best_use": row.get("best", group["best"]),
        "price": _price(price, source),
        "retired": retired,
        "retires": ends,
    }
    return {key: value for key, value in model.items() if value is not None and value is not False and value != []}


def _in_litellm(row: Row, group: Row, table: Litellm) -> tuple[Listed, str]:
    stated = row.get("litellm")
    keys = [stated] if isinstance(stated, str) else stated or [prefix + row["id"] for prefix in group["litellm"]]
    return _first((table.find(key), f"litellm: {key}") for key in keys if key)


def _in_genai(row: Row, group: Row, table: GenaiPrices) -> tuple[Listed, str]:
    stated = row.get("genai")
    keys = [f"{provider}/{row['id']}" for provider in group["genai"]] if stated is None else [stated]
    return _first((table.find(*key.split("/", 1)), f"genai-prices: {key}") for key in keys if key)


def _first(found: Iterable[tuple[Listed | None, str]]) -> tuple[Listed, str]:
    """The first that a table has; its prices from the next that has some, if need be."""
    listed = [(model, key) for model, key in found if model is not None]
    if not listed:
        return Listed(), ""
    priced, key = next(((model, key) for model, key in listed if model.prices), listed[0])
    return replace(listed[0][0], prices=priced.prices), key


def _window(of_litellm: Listed, of_genai: Listed) -> int | None:
    """The window: where one table states the input limit and the other all that input and output share, the latter."""
    limit, whole = of_litellm.input_limit, of_genai.input_limit
    if limit is None or whole is None:
        return limit or whole
    shared = limit + (of_litellm.max_output or 0)
    return shared if shared * _NEARLY <= whole <= shared / _NEARLY and whole > limit else limit


def _price(prices: Prices, source: str) -> dict[str, Any] | None:
    if not prices or prices.get("input") is None:
        return None
    tiers = [{key: value for key, value in tier.items() if value is not None} for tier in prices["tiers"]]
    price = {
        "input": prices["input"],
        "cached": prices["cached"],
        "output": prices["output"] or 0.0,
        "tiers": [tier for tier in tiers if "input" in tier],
        "source": source,
    }
    return {key: value for key, value in price.items() if value is not None and value != []}


def _aliases(row: Row) -> list[str]:
    return list(dict.fromkeys([*row.get("aliases", ()), *_turned(row["id"])]))


def _turned(name: str) -> Iterator[str]:
    """How else people write a Claude model: `claude-4-5-sonnet`."""
    if found := _CLAUDE.fullmatch(name):
        yield f"claude-{found['version']}-{found['tier']}"


def _worth(encoding: str) -> tuple[str, float | None]:
    worth = _toml("encodings.toml")
    return ("exact", None) if encoding in worth["exact"]["encodings"] else ("calibrated", worth["calibrated"][encoding])


def _source(wheel: Path) -> dict[str, str]:
    name, version, *_ = wheel.name.split("-")
    return {"package": name.replace("_", "-"), "version": version}


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def _download(folder: Path) -> tuple[Path, Path]:
    """The newest wheels of both packages, without what they depend on."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"]
    subprocess.run([*pip, str(folder), "litellm", "genai-prices"], check=True)
    return next(folder.glob("litellm-*.whl")), next(folder.glob("genai_prices-*.whl"))


def main(arguments: list[str]) -> None:
    """Write catalogue.json beside this module."""
    with tempfile.TemporaryDirectory() as folder:
        litellm, genai = map(Path, arguments) if arguments else _download(Path(folder))
        (HERE / "catalogue.json").write_text(written(made(litellm, genai, date.today())), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

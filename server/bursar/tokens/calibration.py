"""Factors of a family fitted to what its provider's count endpoint answered on the user's own texts.

The fit is least squares with a pull towards the shipped factors (ridge regression), so that a few answers change little
and a kind of content without answers changes nothing.
"""

from __future__ import annotations

import json
import logging
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bursar.store import data_folder
from bursar.tokens.estimators import Mix, mix_of
from bursar.tokens.families import FAMILIES, Factor, FamilyRow
from bursar.tokens.measure import Measure

if TYPE_CHECKING:
    from bursar.store.observations import Observation

log = logging.getLogger(__name__)

FILE: Final = "calibration.json"

PULL: Final = 3.0
"""As many answers as the shipped factor of a kind weighs."""

ENOUGH: Final = 20
"""Answers on a kind of content from which its band is taken from them."""

LEAST_BAND: Final = 2.0

_KINDS: Final = Mix._fields
_ROUNDS: Final = 100


@dataclass(frozen=True, slots=True)
class Fit:
    """A family's factors before and after, and for how many of the answers each kept within its band."""

    before: FamilyRow
    after: FamilyRow
    answers: int
    held_before: int
    held_after: int


def fit(row: FamilyRow, observations: Sequence[Observation]) -> Fit:
    """The factors that suit the answers best. Those on empty texts are left out."""
    known = [(_measure(found), found.tokens) for found in observations if found.base_tokens and found.tokens]
    mixes = [mix_of(measure) for measure, _ in known]
    wanted = [tokens / measure.tokens for measure, tokens in known]
    ratios = _ridge(mixes, wanted, [factor.ratio for factor in row.factors])
    bands = _bands(mixes, wanted, ratios, row)
    after = row.with_factors(map(Factor, ratios, bands))
    return Fit(row, after, len(known), _held(row, mixes, wanted), _held(after, mixes, wanted))


def calibrated(row: FamilyRow, folder: Path | None = None) -> FamilyRow:
    """The row with the user's own factors, if there are any; a damaged file is left aside with one message."""
    path = (folder or data_folder()) / FILE
    try:
        own = json.loads(path.read_text("utf-8"))["families"].get(row.name)
        return row if own is None else _read(row, own)
    except FileNotFoundError:
        return row
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning(
            "%s is not used (%s: %s); run bursar calibrate again, or remove it", path, type(error).__name__, error
        )
        return row


def keep(fits: Sequence[Fit], folder: Path | None = None) -> Path:
    """Keep fitted factors beside those of other families; returns the file. Raises OSError."""
    folder = folder or data_folder()
    path = folder / FILE
    families = {name: _written(row) for name, row in _kept(folder).items()}
    date = datetime.now(UTC).date().isoformat()
    families |= {done.after.name: {**_written(done.after), "answers": done.answers, "date": date} for done in fits}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({"schema": 1, "families": families}, indent=2) + "\n", "utf-8")
    draft.replace(path)
    return path


def drop(folder: Path | None = None) -> None:
    """Go back to the shipped factors. Raises OSError."""
    ((folder or data_folder()) / FILE).unlink(missing_ok=True)


def _kept(folder: Path) -> dict[str, FamilyRow]:
    rows = ((row, calibrated(row, folder)) for row in FAMILIES.values())
    return {row.name: own for row, own in rows if own != row}


def _written(row: FamilyRow) -> dict[str, Any]:
    return {kind: [factor.ratio, factor.band] for kind, factor in zip(_KINDS, row.factors, strict=True)}


def _read(row: FamilyRow, own: dict[str, Any]) -> FamilyRow:
    factors = [Factor(*map(float, own[kind])) for kind in _KINDS]
    if any(not 0.1 < factor.ratio < 10 or not 0 < factor.band <= 100 for factor in factors):
        raise ValueError(f"its factors for {row.name} are out of range")
    return row.with_factors(factors)


def _measure(found: Observation) -> Measure:
    return Measure(found.chars, found.base_tokens, 0, found.cjk, found.quotes, found.signs)


def _ridge(mixes: Sequence[Mix], wanted: Sequence[float], prior: Sequence[float]) -> list[float]:
    """The least of sum (wanted - mix . factors)^2 + PULL * sum (factors - prior)^2, one factor after the other."""
    factors = list(prior)
    for _ in range(_ROUNDS):
        for kind in range(len(factors)):
            pull, weight = PULL * prior[kind], PULL
            for mix, ratio in zip(mixes, wanted, strict=True):
                others = sum(mix[other] * factors[other] for other in range(len(factors)) if other != kind)
                pull += mix[kind] * (ratio - others)
                weight += mix[kind] ** 2
            factors[kind] = pull / weight
    return [round(factor, 4) for factor in factors]


def _bands(mixes: Sequence[Mix], wanted: Sequence[float], ratios: Sequence[float], row: FamilyRow) -> list[float]:
    """The band of each kind that holds 95 of 100 of its answers; the shipped one where they are few."""
    bands = []
    for kind, factor in enumerate(row.factors):
        off = sorted(_off(mix, ratio, ratios) for mix, ratio in zip(mixes, wanted, strict=True) if mix[kind] > 0.5)
        if len(off) < ENOUGH:
            bands.append(factor.band)
        else:
            bands.append(max(LEAST_BAND, float(math.ceil(off[math.ceil(len(off) * 0.95) - 1]))))
    return bands


def _off(mix: Mix, ratio: float, ratios: Sequence[float]) -> float:
    """By how many per cent of the estimate an answer differs from it."""
    estimate = sum(map(float.__mul__, mix, ratios))
    return abs(ratio / estimate - 1) * 100


def _held(row: FamilyRow, mixes: Sequence[Mix], wanted: Sequence[float]) -> int:
    ratios, bands = [factor.ratio for factor in row.factors], [float(factor.band) for factor in row.factors]
    return sum(
        _off(mix, ratio, ratios) <= math.ceil(sum(map(float.__mul__, mix, bands)))
        for mix, ratio in zip(mixes, wanted, strict=True)
    )

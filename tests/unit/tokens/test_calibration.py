"""Factors fitted to answers: they come nearer, few answers change little; what is kept is used, damage left aside."""

from __future__ import annotations

import random

import pytest

from bursar.store.observations import Observation
from bursar.tokens import calibration, encodings
from bursar.tokens.calibration import FILE, LEAST_BAND, calibrated, fit, keep
from bursar.tokens.estimators import Estimator
from bursar.tokens.families import FAMILIES
from bursar.tokens.measure import Measure

ROW = FAMILIES["claude-4.7"]
PROSE = Measure(4000, 1000)
CODE = Measure(4000, 1000, signs=120)
JSON = Measure(4000, 1000, quotes=100, signs=120)


def answer(measure: Measure, ratio: float, number: int = 0) -> Observation:
    return Observation(
        "claude-x",
        ROW.name,
        f"{number}",
        round(measure.tokens * ratio),
        measure.chars,
        measure.tokens,
        measure.cjk,
        measure.quotes,
        measure.signs,
    )


def test_many_answers_move_the_factor_of_their_kind_and_its_band_only():
    rng = random.Random(1)
    found = fit(ROW, [answer(PROSE, 1.30 + rng.uniform(-0.03, 0.03), n) for n in range(200)])
    assert abs(found.after.prose.ratio - 1.30) < 0.02
    assert LEAST_BAND <= found.after.prose.band < 5 < ROW.prose.band
    assert (found.after.code, found.after.json, found.after.cjk) == (ROW.code, ROW.json, ROW.cjk)
    assert found.answers == 200
    assert found.held_after >= 190 > found.held_before


def test_few_answers_change_little_and_no_band():
    found = fit(ROW, [answer(CODE, 1.0)])
    assert ROW.code.ratio - 0.15 < found.after.code.ratio < ROW.code.ratio
    assert found.after.code.band == ROW.code.band


def test_no_answers_change_nothing():
    assert fit(ROW, []).after == ROW
    assert fit(ROW, [answer(Measure(0, 0), 1)]).answers == 0


def test_kinds_are_fitted_apart():
    answers = [answer(kind, ratio, n) for n in range(60) for kind, ratio in ((PROSE, 1.7), (CODE, 1.3), (JSON, 1.1))]
    after = fit(ROW, answers).after
    assert [round(factor.ratio, 1) for factor in (after.prose, after.code, after.json)] == [1.7, 1.3, 1.1]


def test_what_is_kept_is_used_beside_other_families(tmp_path):
    first = fit(ROW, [answer(PROSE, 1.3, n) for n in range(50)])
    keep([first], tmp_path)
    other = fit(FAMILIES["gemini"], [answer(PROSE, 1.2, n) for n in range(50)])
    keep([other], tmp_path)
    assert calibrated(ROW, tmp_path) == first.after
    assert calibrated(FAMILIES["gemini"], tmp_path) == other.after
    assert calibrated(FAMILIES["qwen"], tmp_path) == FAMILIES["qwen"]
    count = Estimator(calibrated(ROW, tmp_path), encodings.load("o200k_base")).counted(PROSE)
    assert 1290 <= count.tokens <= 1330


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"families": {"claude-4.7": {}}}',
        '{"families": {"claude-4.7": 3}}',
        '{"families": {"claude-4.7": {"code": [99, 5], "prose": [1, 5], "json": [1, 5], "cjk": [1, 5]}}}',
        '{"families": {"claude-4.7": {"code": ["x", 5], "prose": [1, 5], "json": [1, 5], "cjk": [1, 5]}}}',
    ],
)
def test_a_damaged_file_is_left_aside_with_a_message(tmp_path, damage, caplog):
    (tmp_path / FILE).write_text(damage)
    assert calibrated(ROW, tmp_path) == ROW
    assert "is not used" in caplog.text
    assert calibration.calibrated(ROW, tmp_path / "nowhere") == ROW

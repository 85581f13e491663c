"""Budgets, runs and good profiles in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.store.budgets import Budgets, Reach, SetBudget
from bursar.store.profiles import Profiles
from bursar.store.runs import Run, Runs


def test_a_budget_for_a_model_is_found_before_the_one_for_all(tmp_path: Path) -> None:
    Budgets(tmp_path).set(SetBudget(Reach.REPOSITORY, "/r", "", 100))
    Budgets(tmp_path).set(SetBudget(Reach.REPOSITORY, "/r", "gpt-5", 200))
    Budgets(tmp_path).set(SetBudget(Reach.REPOSITORY, "/r", "gpt-5", 300))
    kept = Budgets(tmp_path)
    assert kept.find(Reach.REPOSITORY, "/r", "gpt-5") == SetBudget(Reach.REPOSITORY, "/r", "gpt-5", 300)
    assert kept.find(Reach.REPOSITORY, "/r", "gpt-4") == SetBudget(Reach.REPOSITORY, "/r", "", 100)
    assert kept.find(Reach.SESSION, "/r", "gpt-4") is None
    assert [budget.tokens for budget in kept.of(Reach.REPOSITORY, "/r")] == [100, 300]
    assert kept.clear(Reach.REPOSITORY, "/r") == 2
    assert kept.of(Reach.REPOSITORY, "/r") == []


def run(root: str = "/r", used: int = 90, profile: str = "default") -> Run:
    return Run(root, "gpt-5", 100, used, 4, 2, profile)


def test_runs_are_told_by_folder_and_profile(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    assert runs.tally("/r").runs == 0
    for one in (run(), run(used=80), run(profile="other", used=40), run("/else")):
        runs.add(one)
    tally = Runs(tmp_path).tally("/r", "default")
    assert (tally.runs, tally.usage, tally.items, tally.dropped) == (2, 85.0, 4.0, 2.0)
    assert runs.tally("/r").runs == 3
    assert [found.used for _, found in runs.latest("/r", 2)] == [40, 80]


def test_the_oldest_runs_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bursar.store.runs.KEPT", 2)
    runs = Runs(tmp_path)
    for used in (1, 2, 3):
        runs.add(run(used=used))
    assert [found.used for _, found in runs.latest("/r")] == [3, 2]


def test_the_last_good_text_of_a_profile(tmp_path: Path) -> None:
    kept = Profiles(tmp_path)
    assert kept.last("p") is None
    kept.keep("p", "one")
    kept.keep("p", "two")
    assert Profiles(tmp_path).last("p") == "two"

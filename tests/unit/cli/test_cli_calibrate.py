"""`bursar calibrate`: asks only when told to, keeps the answers, fits, goes back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from bursar.cli.calibrate import command
from bursar.cli.count import command as count_command
from bursar.store.observations import Observations
from bursar.tokens import counter, endpoints
from bursar.tokens.calibration import FILE
from unit.tokens.count_endpoints import GOOD_KEY, played, tokens_of

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "calibrate.json"
PROSE = "It was late, and nobody had said good night yet. "


@pytest.fixture
def server(monkeypatch, tmp_path):
    monkeypatch.setenv("BURSAR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ANTHROPIC_API_KEY", GOOD_KEY)
    monkeypatch.setattr(counter, "_loaded", {})
    monkeypatch.chdir(tmp_path)
    with played() as state:
        rows = tuple(dataclasses.replace(row, origin=state.origin, per_minute=60_000) for row in endpoints.ENDPOINTS)
        monkeypatch.setattr(endpoints, "ENDPOINTS", rows)
        yield state


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(PROSE * (10 + number))
    return str(folder)


def run(*args: str):
    return CliRunner().invoke(command, list(args))


def document(*args: str):
    made = json.loads(run(*args).stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(made)
    return made


def test_asks_keeps_and_fits(server, files, tmp_path):
    done = run("--ask", "-m", "claude", files)
    assert done.exit_code == 0, done.output
    assert "fitted to 3 answers" in done.output
    assert len(server.requests) == 4  # the framing once, each file
    assert sum(Observations().tally().values()) == 3
    assert (tmp_path / "data" / FILE).exists()
    again = document("--json")
    assert (again["schema"], again["families"][0]["answers"]) == (1, 3)
    assert len(server.requests) == 4  # nothing was sent
    more = document("--ask", "-m", "claude", "--json", files)
    assert (more["families"][0]["answers"], more["families"][0]["heldAfter"] >= 0) == (3, True)


def test_sends_nothing_unless_told_to(server, files):
    assert run(files).exit_code == 2
    assert run("--ask").exit_code == 2
    assert "no answers are kept" in run().output
    assert not server.requests


def test_a_refused_key_ends_it_with_a_message(server, files, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "wrong")
    done = run("--ask", "-m", "claude", files)
    assert done.exit_code == 1
    assert "refused the key in ANTHROPIC_API_KEY" in done.output
    assert len(server.requests) == 1


def test_reset_goes_back(server, files, tmp_path):
    run("--ask", "-m", "claude", files)
    assert "no answers are kept" in run("--reset").output
    assert not (tmp_path / "data" / FILE).exists()


def test_count_asks_for_exact_counts_only_when_told_to(server, files):
    (estimate,) = json.loads(count("-m", "claude", "--text", PROSE, "--json").stdout)["files"]
    assert (estimate["basis"], server.requests) == ("calibrated", [])
    made = json.loads(count("-m", "claude", "--ask", files, "--json").stdout)
    assert [row["tokens"] for row in made["files"]] == [tokens_of(PROSE * (10 + number)) for number in range(3)]
    assert {(row["basis"], row["encoding"]) for row in made["files"]} == {("exact", "Anthropic")}
    assert len(server.requests) == 4
    count("-m", "claude", "--ask", files)
    count("-m", "gpt-5", "--ask", files)
    assert len(server.requests) == 4  # known answers, and a model that needs none
    assert sum(Observations().tally().values()) == 3


def test_count_goes_on_with_estimates_after_a_refusal(server, files, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "wrong")
    done = count("-m", "claude", "--ask", files)
    assert done.exit_code == 0
    assert done.stdout.count("≈") == 4
    assert done.stderr.count("refused the key in ANTHROPIC_API_KEY") == 1
    assert len(server.requests) == 1


def count(*args: str):
    return CliRunner().invoke(count_command, list(args))

"""Profiles as files: read, refused with their places, migrated, kept in force, layered and written."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.pack.levels.policy import ContentKind, Level
from bursar.pack.profile import VERSION, Profile, load_profile, parse_profile, profile_path, user_profile_path
from bursar.pack.profile.declare import all_keys
from bursar.pack.profile.load import Remembered
from bursar.pack.profile.migrate import STEPS
from bursar.pack.profile.write import profile_text, write_profile

FIXTURES = Path(__file__).parents[2] / "fixtures" / "profiles"


@pytest.fixture(autouse=True)
def _no_profile_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def check_faults(text: str, *expected: str) -> None:
    found = parse_profile(text, "p.toml")
    said = [f"{fault.line + 1}:{fault.column + 1}-{fault.end_column + 1}: {fault.message}" for fault in found.problems]
    assert said == list(expected)
    assert not found.values
    assert not found.models


def save(root: Path, text: str) -> Path:
    path = profile_path(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_stored_version_1_file_loads_as_what_it_meant() -> None:
    old = parse_profile((FIXTURES / "version-1.toml").read_text("utf-8"), "p.toml")
    new = parse_profile((FIXTURES / "version-1.expected.toml").read_text("utf-8"), "p.toml")
    assert not old.problems
    assert (old.version, new.version) == (1, VERSION)
    assert dict(old.values) == dict(new.values)
    assert {name: dict(own) for name, own in old.models.items()} == {"gpt-4": dict(new.models["gpt-4"])}


def test_every_older_version_has_a_step_and_a_stored_file() -> None:
    assert sorted(STEPS) == list(range(1, VERSION))
    assert all((FIXTURES / f"version-{version}.toml").is_file() for version in STEPS)


def test_a_fault_in_an_old_file_is_placed_where_it_stands_there() -> None:
    check_faults(
        'version = 1\npriority_code = "high"\n',
        '2:17-23: `priorities.code` must be a number from 0 to 2, not "high"',
    )
    check_faults(
        "version = 1\ntier_must_have = 50\n",
        "2:18-20: the tiers add up to 120 per cent, not to 100: must_have 50, important 25, supplementary 20, "
        "optional 15, reserve 10",
    )


def test_what_is_saved_loads_as_the_same(tmp_path: Path) -> None:
    values = {key: declared.default for key, declared in all_keys().items()} | {("priorities", "tests"): 0.95}
    models = {"gpt-4": {("minimum_relevance",): 0.01, ("levels", "code"): ("full", "skeleton")}, 'odd "name"': {}}
    path = profile_path(tmp_path)
    write_profile(path, profile_text(values, models, {("priorities", "tests"): "they say\nwhat is meant"}))
    found = parse_profile(path.read_text("utf-8"), str(path))
    assert not found.problems
    assert dict(found.values) == values
    assert {name: dict(own) for name, own in found.models.items()} == {"gpt-4": models["gpt-4"]}
    assert "tests = 0.95  # they say what is meant\n" in path.read_text("utf-8")
    assert [entry.name for entry in path.parent.iterdir()] == ["profile.toml"]


def test_unknown_keys_are_refused_with_the_nearest() -> None:
    check_faults(
        "version = 2\n[priorities]\ncode = 1.0\ntest = 0.5\n",
        "4:1-5: unknown key `priorities.test`; did you mean `priorities.tests`?",
    )
    check_faults(
        "[tiers]\nenabled = true\n",
        "2:1-8: unknown key `tiers.enabled`; did you mean `capsule.enabled`?",
    )
    check_faults("[wheels]\n", "1:2-8: unknown key `wheels`; did you mean `levels`?")


def test_weights_that_do_not_add_up_are_refused() -> None:
    check_faults(
        "[tiers]\nmust_have = 35\n",
        "1:2-7: the tiers add up to 105 per cent, not to 100: must_have 35, important 25, supplementary 20, "
        "optional 15, reserve 10",
    )
    check_faults(
        '[tiers]\nmust_have = 35\nreserve = 5\n[models."gpt-4".tiers]\nreserve = 10\n',
        "4:2-22: the tiers add up to 105 per cent, not to 100: must_have 35, important 25, supplementary 20, "
        "optional 15, reserve 10",
    )


def test_a_newer_version_is_refused() -> None:
    check_faults(
        'version = 3\nfuture = "yes"\n',
        "1:11-12: version 3 is newer than this Bursar knows (2); update Bursar to use the profile",
    )
    check_faults("version = true\n", "1:11-15: `version` must be a whole number from 1 to 2, not true")


def test_broken_toml_is_refused_at_its_place() -> None:
    check_faults(
        "version = 2\n[priorities\n", "2:11-12: not valid TOML: expected ']' at the end of a table declaration"
    )


def test_wrong_values_are_refused_each_at_its_place() -> None:
    check_faults(
        'priorities = 3\nmodels = 1\n[tiers]\nmust_have = "all"\n[levels]\ncode = ["whole"]\n',
        "1:14-15: `priorities` must be a table, not 3",
        '4:13-18: `tiers.must_have` must be a whole number from 0 to 100, not "all"',
        '6:8-17: `levels.code` must be a list of different values, each "full" or "compact" or "skeleton" or "capsule"'
        ', not ["whole"]',
        "2:10-11: `models` must be a table of models, not 1",
    )


def test_the_last_good_profile_stays_in_force(tmp_path: Path) -> None:
    good = Remembered()
    path = save(tmp_path, "[priorities]\ntests = 0.1\n")
    assert load_profile(tmp_path, good=good).profile.priorities.tests == 0.1
    save(tmp_path, "[priorities]\ntests = 0.2\ndocs = \n")
    found = load_profile(tmp_path, good=good)
    assert found.profile.priorities.tests == 0.1
    assert [(problem.path, problem.line) for problem in found.problems] == [(str(path), 2)]
    assert found.notes == (f"{path}: the last good profile stays in force until it is mended",)
    save(tmp_path, "[priorities]\ntests = 0.3\n")
    assert load_profile(tmp_path, good=good).profile.priorities.tests == 0.3


def test_without_a_last_good_one_a_broken_profile_is_left_aside(tmp_path: Path) -> None:
    path = save(tmp_path, "version = 9\n")
    found = load_profile(tmp_path)
    assert found.profile == Profile()
    assert found.notes == (f"{path} is left aside until it is mended",)


def test_the_repository_is_over_the_user_and_a_model_over_both(tmp_path: Path) -> None:
    user = user_profile_path()
    assert user is not None
    write_profile(user, "[priorities]\ntests = 0.5\ndocs = 0.5\n[models.gpt-4.priorities]\nconfig = 0.2\n")
    path = save(tmp_path, "[priorities]\ndocs = 0.6\n[models.gpt-4.priorities]\ndocs = 0.7\n")
    found = load_profile(tmp_path, "gpt-4")
    priorities = found.profile.priorities
    assert (priorities.code, priorities.tests, priorities.docs, priorities.config) == (1.0, 0.5, 0.7, 0.2)
    assert found.origins["priorities.code"] == "default"
    assert found.origins["priorities.tests"] == str(user)
    assert found.origins["priorities.docs"] == str(path)
    assert load_profile(tmp_path, "gpt-5").profile.priorities.docs == 0.6
    assert load_profile(None).profile.priorities.docs == 0.5


def test_a_profile_that_leads_out_of_its_folder_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text("[priorities]\ncode = 0.1\n", "utf-8")
    root = tmp_path / "repository"
    profile_path(root).parent.mkdir(parents=True)
    profile_path(root).symlink_to(outside)
    found = load_profile(root)
    assert found.profile == Profile()
    assert found.problems[0].message == "leads out of the folder, so it is not read"


def test_levels_and_floors_reach_the_packer() -> None:
    text = '[levels]\ntest = ["skeleton"]\n[preserve_quality]\ntest = 0.5\n[capsule]\nenabled = false\n'
    parsed = parse_profile(text, "p.toml")
    from bursar.pack.profile.load import built

    policy = built(parsed.values).level_policy()
    assert policy.floor(ContentKind.TEST) == 0.5
    assert policy.floor(ContentKind.CODE) == 0.8
    allowed = [level for level in Level if policy.allows(ContentKind.TEST, level)]
    assert allowed == [Level.FULL, Level.SKELETON]
    assert not policy.allows(ContentKind.CODE, Level.CAPSULE)

"""Layers: who overrules whom, where each value came from, and which files hold for a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from bursar.config import (
    CacheSettings,
    Limit,
    Settings,
    Unit,
    all_settings,
    client_layer,
    find_settings_file,
    load_settings,
    merge,
    parse_settings,
    session_layer,
    user_settings_file,
)
from bursar.models import SETTING_CHECKS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's configuration folder of the test's own."""
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder / "bursar" / "bursar.toml"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_without_any_file_all_is_default(tmp_path: Path, home: Path) -> None:
    loaded = load_settings(tmp_path)
    assert loaded.settings == Settings()
    assert set(loaded.origins) == {declared.name for declared in all_settings().values()}
    assert set(loaded.origins.values()) == {"default"}
    assert (loaded.problems, loaded.file, loaded.root) == ((), None, str(tmp_path))


def test_each_layer_overrules_those_before_it_and_is_named(tmp_path: Path, home: Path) -> None:
    write(home, 'model = "gpt-4"\nthresholds = [50]\nhints.min_tokens = 1\npack.budget = 1\nlens.enabled = false\n')
    project = write(tmp_path / "bursar.toml", "thresholds = [60]\nhints.min_tokens = 2\npack.budget = 2\n")
    client = client_layer({"hints": {"minTokens": 3}, "pack": {"budget": 3}})
    loaded = load_settings(tmp_path, above=(client, session_layer({"pack": {"budget": 4}})))
    settings = loaded.settings
    assert (settings.model, settings.thresholds, settings.hints.min_tokens) == ("gpt-4", (60,), 3)
    assert (settings.pack.budget, settings.lens.enabled, settings.diagnostics.enabled) == (4, False, True)
    origins = loaded.origins
    assert origins["model"] == origins["lens.enabled"] == str(home)
    assert origins["thresholds"] == str(project)
    assert (origins["hints.min_tokens"], origins["pack.budget"], origins["pack.format"]) == (
        "client",
        "session",
        "default",
    )


def test_budgets_of_all_layers_stand_in_order_and_one_stated_again_moves_to_the_end() -> None:
    first = parse_settings("[budgets]\n'a' = 1\n'b' = { tokens = 2, lines = 3, hard = true }\n", "one/bursar.toml")
    second = parse_settings("[budgets]\n'c' = false\n'a' = 9\n", "two/bursar.toml")
    loaded = merge([first, second])
    rules = loaded.settings.budgets
    assert [(rule.pattern, rule.origin[:3]) for rule in rules] == [("b", "one"), ("c", "two"), ("a", "two")]
    assert rules[0].limits == (Limit(2, Unit.TOKENS, True), Limit(3, Unit.LINES, True))
    assert rules[1].limits == ()
    assert loaded.origins["budgets.a"] == "two/bursar.toml"


def test_the_nearest_file_from_the_document_up_to_the_folder_holds(tmp_path: Path, home: Path) -> None:
    write(tmp_path / "bursar.toml", 'model = "gpt-4"')
    root = tmp_path / "root"
    document = write(root / "a" / "b" / "x.md", "")
    assert find_settings_file(document, root) is None
    write(root / "pyproject.toml", '[project]\nname = "tool.bursar"\n')
    assert find_settings_file(document, root) is None
    top = write(root / "pyproject.toml", "[tool.bursar]\nthresholds = [1]\n")
    assert find_settings_file(document, root) == top
    inner = write(root / "a" / "bursar.toml", "thresholds = [2]\n")
    assert find_settings_file(document, root) == inner
    assert load_settings(root, document).settings.thresholds == (2,)
    assert load_settings(root, document).root == str(root / "a")
    assert load_settings(root).settings.thresholds == (1,)
    assert load_settings(root, tmp_path / "elsewhere" / "y.md").file == str(top)


def test_beside_a_bursar_toml_the_pyproject_does_not_count(tmp_path: Path, home: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool.bursar]\nthresholds = [1]\n")
    write(tmp_path / "bursar.toml", "")
    assert load_settings(tmp_path).settings == Settings()


def test_a_broken_file_keeps_its_last_good_values(tmp_path: Path, home: Path) -> None:
    path = write(tmp_path / "bursar.toml", "pack.budget = 5\n")
    good = load_settings(tmp_path)
    path.write_text("pack.budget = = 6\n", "utf-8")
    broken = load_settings(tmp_path, last=good)
    assert broken.settings.pack.budget == 5
    assert len(broken.problems) == 1
    still = load_settings(tmp_path, last=broken)
    assert still.settings.pack.budget == 5
    path.write_text("pack.budget = 7\n", "utf-8")
    mended = load_settings(tmp_path, last=still)
    assert (mended.settings.pack.budget, mended.problems) == (7, ())


def test_an_open_buffer_lies_over_the_file(tmp_path: Path, home: Path) -> None:
    path = write(tmp_path / "bursar.toml", "pack.budget = 5\n")
    assert load_settings(tmp_path, buffers={str(path): "pack.budget = 6\n"}).settings.pack.budget == 6
    new = tmp_path / "sub" / "bursar.toml"
    loaded = load_settings(tmp_path, tmp_path / "sub" / "x.md", buffers={str(new): "pack.budget = 8\n"})
    assert (loaded.settings.pack.budget, loaded.file) == (8, str(new))


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"#" * 2_000_000])
def test_a_file_that_is_no_text_or_too_large_is_one_problem(tmp_path: Path, home: Path, data: bytes) -> None:
    (tmp_path / "bursar.toml").write_bytes(data)
    loaded = load_settings(tmp_path)
    (problem,) = loaded.problems
    assert problem.message.startswith("cannot be read as a settings file")
    assert loaded.settings == Settings()


def test_a_byte_order_mark_and_crlf_do_no_harm() -> None:
    layer = parse_settings("\ufeffmodel = 'gpt-4o'\r\n[pack]\r\nbudget = 3\r\n", "bursar.toml")
    assert dict(layer.values) == {("model",): "gpt-4o", ("pack", "budget"): 3}


@pytest.mark.parametrize("raw", [None, 3, [], {"bursar": 4}, {"bursar": None}])
def test_a_client_may_send_anything(raw: object) -> None:
    assert client_layer(raw) == client_layer({})


def test_a_client_sends_more_than_settings_and_nulls() -> None:
    layer = client_layer(
        {"bursar": {"status": True, "trace": {"server": "off"}, "model": None, "lens": {"enabled": False, "x": 1}}}
    )
    assert dict(layer.values) == {("lens", "enabled"): False}
    assert layer.problems == ()


def test_a_wrong_value_from_a_client_is_a_problem_without_a_file() -> None:
    layer = client_layer({"hints": {"minTokens": -1}, "budgets": {"CLAUDE.md": 10, "camelCase.md": {"lines": 2}}})
    (problem,) = layer.problems
    assert problem.path == ""
    assert "hints.min_tokens" in problem.message
    assert set(layer.values) == {("budgets", "CLAUDE.md"), ("budgets", "camelCase.md")}


def test_a_project_cannot_set_what_is_the_users_alone(tmp_path: Path, home: Path) -> None:
    write(tmp_path / "bursar.toml", '[cache]\nenabled = false\ndatabase = "sqlite:////elsewhere"\n')
    loaded = load_settings(tmp_path)
    assert (loaded.settings.cache.enabled, loaded.settings.cache.database) == (False, "")
    (problem,) = loaded.problems
    assert (problem.line, problem.message.split(" is ")[0]) == (2, "`cache.database`")
    write(home, '[cache]\ndatabase = "sqlite:////here"\n')
    assert load_settings(tmp_path).settings.cache.database == "sqlite:////here"
    client = client_layer({"cache": {"database": "sqlite:////there"}})
    assert load_settings(tmp_path, above=(client,)).settings.cache == CacheSettings(False, "sqlite:////there")


def test_the_users_own_file_is_no_projects_where_its_folder_is_open(tmp_path: Path, home: Path) -> None:
    write(home, '[cache]\ndatabase = "sqlite:////here"\n[tokenizer_files]\nqwen = "/elsewhere/qwen.json"\n')
    loaded = load_settings(home.parent, home)
    assert (loaded.settings.cache.database, loaded.problems) == ("sqlite:////here", ())
    assert (len(loaded.layers), loaded.file) == (1, str(home))


def test_where_the_users_own_file_is() -> None:
    assert user_settings_file({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}) == Path("/c/bursar/bursar.toml")
    assert user_settings_file({"XDG_CONFIG_HOME": "relative", "HOME": "/h"}) == Path("/h/.config/bursar/bursar.toml")
    assert user_settings_file({}) is None


def test_models_of_the_users_own_may_be_named_in_any_layer(tmp_path: Path, home: Path) -> None:
    write(home, '[models.house]\nlike = "gpt-4o"\naliases = ["ours"]\nwindow = 5000\n')
    write(tmp_path / "bursar.toml", 'model = "House"\n[models_by_file]\n"*.md" = "ours"\n"*.py" = "theirs"\n')
    client = client_layer({"model": "house"}, checks=SETTING_CHECKS)
    assert len(client.problems) == 1
    loaded = load_settings(tmp_path, above=(client,), checks=SETTING_CHECKS)
    assert loaded.settings.model == "house"
    assert [(rule.pattern, rule.model) for rule in loaded.settings.models_by_file] == [("*.md", "ours")]
    assert [(row.name, row.window, row.origin) for row in loaded.settings.models] == [("house", 5000, str(home))]
    assert [problem.line for problem in loaded.problems] == [3]
    assert "theirs" in loaded.problems[0].message
    assert loaded.origins["models.house"] == str(home)


def test_a_tokenizer_file_may_be_for_a_model_of_the_users_own(tmp_path: Path, home: Path) -> None:
    write(home, '[models.house]\nlike = "gpt-4o"\nfamily = "ours"\n')
    write(tmp_path / "bursar.toml", '[tokenizer_files]\nhouse = "a.json"\nours = "b.json"\ntheirs = "c.json"\n')
    loaded = load_settings(tmp_path, checks=SETTING_CHECKS)
    assert [name for name, _ in loaded.settings.tokenizer_files] == ["house", "ours"]
    assert [problem.line for problem in loaded.problems] == [3]


def test_the_fields_of_a_clients_models_may_be_in_camel_case() -> None:
    layer = client_layer({"models": {"camelCase": {"like": "gpt-5", "maxOutput": 7}}}, checks=SETTING_CHECKS)
    assert layer.problems == ()
    (row,) = merge([layer]).settings.models
    assert (row.name, row.max_output) == ("camelCase", 7)


def test_a_tokenizer_file_is_relative_to_its_settings_file(tmp_path: Path, home: Path) -> None:
    write(tmp_path / "bursar.toml", '[tokenizer_files]\nllama = "data/llama.json"\n')
    write(home, '[tokenizer_files]\nqwen = "/elsewhere/qwen.json"\ngemma = "gemma.json"\n')
    files = dict(load_settings(tmp_path).settings.tokenizer_files)
    assert files == {
        "llama": str(tmp_path / "data" / "llama.json"),
        "qwen": "/elsewhere/qwen.json",
        "gemma": str(home.parent / "gemma.json"),
    }


@pytest.mark.parametrize("path", ["/etc/passwd", "~/x.json", "../x.json", "a/../../x.json"])
def test_a_project_names_tokenizer_files_inside_it_only(tmp_path: Path, home: Path, path: str) -> None:
    write(tmp_path / "bursar.toml", f'[tokenizer_files]\nllama = "{path}"\n')
    loaded = load_settings(tmp_path)
    assert loaded.settings.tokenizer_files == ()
    assert "outside the folder of these settings" in loaded.problems[0].message

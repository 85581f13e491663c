"""Which model a file is counted for."""

from __future__ import annotations

import pytest

from bursar.config import DEFAULT_MODEL, Settings, merge, parse_settings
from bursar.models import SETTING_CHECKS, default_file_models, model_for_path, resolve


def settings(text: str) -> Settings:
    layer = parse_settings(text, "bursar.toml", checks=SETTING_CHECKS)
    assert merge([layer]).problems == ()
    return merge([layer]).settings


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("CLAUDE.md", "claude"),
        ("docs/deep/CLAUDE.md", "claude"),
        ("CLAUDE.local.md", "claude"),
        (".claude/agents/reviewer.md", "claude"),
        ("sub/.claude/skills/x/SKILL.md", "claude"),
        (".claude\\rules\\x.md", "claude"),
        ("./CLAUDE.md", "claude"),
        ("GEMINI.md", "gemini"),
        ("AGENTS.md", "gpt-4o"),
        ("docs/claude.md", "gpt-4o"),
        ("src/main.py", "gpt-4o"),
        (".claude/worktrees/fix/src/main.py", "gpt-4o"),
        ("", "gpt-4o"),
    ],
)
def test_a_file_that_one_agent_reads_is_counted_for_its_model(path: str, model: str) -> None:
    assert model_for_path(path, settings('model = "gpt-4o"')) == resolve(model)


def test_a_claude_file_is_marked_calibrated() -> None:
    assert model_for_path("CLAUDE.md", Settings()).basis == "calibrated"


def test_settings_go_before_the_table_and_the_last_of_them_wins() -> None:
    own = settings("""
[models_by_file]
"CLAUDE.md" = false
"prompts/" = "gemini"
"prompts/old/*" = "gpt-4"
"AGENTS.md" = "claude"
""")
    paths = ("CLAUDE.md", "prompts/a.md", "prompts/old/b.md", "AGENTS.md")
    found = {path: model_for_path(path, own).id for path in paths}
    assert found == {
        "CLAUDE.md": DEFAULT_MODEL,
        "prompts/a.md": resolve("gemini").id,
        "prompts/old/b.md": "gpt-4",
        "AGENTS.md": resolve("claude").id,
    }
    assert model_for_path(".claude/x.md", own) == resolve("claude")


def test_a_model_of_the_users_own_is_found() -> None:
    own = settings(
        "model = 'house'\n[models.house]\nlike = 'gpt-4o'\nwindow = 1000\n[models_by_file]\n'*.txt' = 'house'"
    )
    assert (model_for_path("a.txt", own).id, model_for_path("a.py", own).window) == ("house", 1000)


def test_a_name_that_nobody_knows_is_passed_over() -> None:
    wrong = merge([parse_settings("model = 'gpt-9'\n[models_by_file]\n'CLAUDE.md' = 'clod'", "bursar.toml")]).settings
    assert model_for_path("CLAUDE.md", wrong).id == model_for_path("x.py", wrong).id == DEFAULT_MODEL


def test_what_is_counted_for_by_default_is_not_about_to_end() -> None:
    """OpenAI's and what rule files are counted for; the first is exact, without anyone's key."""
    assert resolve(DEFAULT_MODEL).basis == "exact"
    for name in (DEFAULT_MODEL, *filter(None, (row.model for row in default_file_models()))):
        model = resolve(name)
        assert (name, model.retired, model.retires) == (name, False, None), "choose another"


def test_every_row_has_its_source() -> None:
    for row in default_file_models():
        assert row.source
        assert row.verified_on
        assert row.model is None or resolve(row.model)

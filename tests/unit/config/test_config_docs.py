"""The reference of settings is made from their declaration and is fresh."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bursar.config import Settings, all_settings, merge, parse_settings
from bursar.config.docs import settings_page
from bursar.config.settings import ENTRY_TABLES

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text("utf-8") == settings_page(), "run: python -m bursar.config.docs > docs/settings.md"


def test_the_example_on_the_page_holds() -> None:
    example = settings_page().split("```toml\n")[1].split("```")[0]
    assert tomllib.loads(example)["budgets"]["vendor/"] is False
    assert parse_settings(example, "bursar.toml").problems == ()


def test_every_default_satisfies_its_own_declaration() -> None:
    layer = parse_settings(
        "\n".join(
            f"{declared.name} = {declared.default!r}".replace("True", "true")
            .replace("False", "false")
            .replace("(", "[")
            .replace(")", "]")
            for declared in all_settings().values()
            if declared.name not in ENTRY_TABLES
        ),
        "bursar.toml",
    )
    assert layer.problems == ()
    assert len(layer.values) == len(all_settings()) - len(ENTRY_TABLES)
    assert merge([layer]).settings == Settings()

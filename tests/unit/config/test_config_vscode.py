"""The settings section of the VS Code client is made from the declaration, and is fresh."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from bursar.config import Settings, all_settings, client_layer, merge
from bursar.config.settings import ENTRY_TABLES
from bursar.config.vscode import configuration, updated

MANIFEST = Path(__file__).parents[3] / "vscode-client" / "package.json"
PROPERTIES = configuration()["properties"]


def test_the_section_is_fresh() -> None:
    text = MANIFEST.read_text("utf-8")
    assert text == updated(text), "run: python -m bursar.config.vscode vscode-client/package.json"


def test_every_setting_of_the_server_is_there() -> None:
    client_only = {name for name in PROPERTIES if name.startswith(("bursar.server.", "bursar.statusBar."))}
    assert len(PROPERTIES) - len(client_only) == len(all_settings())


@pytest.mark.parametrize("name", sorted(PROPERTIES))
def test_a_default_satisfies_its_own_schema(name: str) -> None:
    jsonschema.validate(PROPERTIES[name]["default"], PROPERTIES[name])


def test_the_server_takes_every_default_under_its_name_in_the_client() -> None:
    """What VS Code would send, were it to send everything, changes nothing and has no faults."""
    sent: dict[str, object] = {}
    for name, schema in PROPERTIES.items():
        *path, last = name.split(".")
        table = sent
        for part in path:
            table = table.setdefault(part, {})
        table[last] = schema["default"]
    layer = client_layer(sent)
    assert layer.problems == ()
    assert merge([layer]).settings == Settings()
    assert len(layer.values) == len(all_settings()) - len(ENTRY_TABLES)  # these are empty


def test_what_names_programs_and_files_is_restricted_in_untrusted_workspaces() -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    restricted = set(manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"])
    assert restricted == {
        "bursar.server.command",
        "bursar.server.interpreter",
        "bursar.cache.database",
        "bursar.tokenizerFiles",
    }
    assert restricted <= PROPERTIES.keys()


def test_no_workspace_has_a_say_in_where_counts_are_kept() -> None:
    assert PROPERTIES["bursar.cache.database"]["scope"] == "machine"

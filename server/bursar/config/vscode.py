"""The settings section of the VS Code client's package.json.

Made anew by `python -m bursar.config.vscode vscode-client/package.json`.

The server's settings come from their one declaration; those that only the client reads are declared here.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bursar.config.declare import Declared
from bursar.config.settings import ENTRY_TABLES, all_settings

SECTION = "bursar"

_UNDERSCORE = re.compile(r"_([a-z0-9])")

_RESTRICTED = ("server.command", "server.interpreter", "cache.database", "tokenizerFiles")
"""What names programs and files: a folder that is not trusted has no say in it."""

_CLIENT_SETTINGS: Mapping[str, Any] = {
    "server.command": {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "scope": "machine-overridable",
        "markdownDescription": "The command line of a server of your own, such as `["
        '"/home/me/.venv/bin/bursar"]`. Empty: the one in the selected Python environment, otherwise the bundled one.',
    },
    "server.interpreter": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "markdownDescription": "The Python (3.11 or newer) that runs the bundled server. Empty: the selected "
        "environment's, otherwise the first suitable one on the `PATH`.",
    },
    "statusBar.models": {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "scope": "window",
        "markdownDescription": "Models to compare with the document's own when you point at the count in the status "
        "bar, such as `gpt-4o`.",
    },
}


def configuration() -> dict[str, Any]:
    """What stands under `contributes.configuration`."""
    properties = {f"{SECTION}.{_camel(declared.name)}": _property(declared) for declared in all_settings().values()}
    properties |= {f"{SECTION}.{name}": dict(schema) for name, schema in _CLIENT_SETTINGS.items()}
    return {"title": "Bursar", "properties": properties}


def updated(manifest: str) -> str:
    """A package.json with the section and what of it is restricted made anew, and everything else as it was."""
    package = json.loads(manifest)
    package.setdefault("contributes", {})["configuration"] = configuration()
    untrusted = package.setdefault("capabilities", {}).setdefault("untrustedWorkspaces", {})
    untrusted["restrictedConfigurations"] = [f"{SECTION}.{name}" for name in _RESTRICTED]
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _property(declared: Declared) -> dict[str, Any]:
    default = declared.default
    if declared.key[0] in ENTRY_TABLES:
        default = {}
    return {
        **declared.spec.schema,
        "default": list(default) if isinstance(default, tuple) else default,
        # The client sends one set for all folders; what differs by folder stands in bursar.toml.
        "scope": "machine" if declared.spec.personal else "window",
        "markdownDescription": f"{declared.spec.description} What is set here goes before `bursar.toml`.",
    }


def _camel(name: str) -> str:
    return _UNDERSCORE.sub(lambda found: found[1].upper(), name)


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        path = Path(argument)
        path.write_text(updated(path.read_text("utf-8")), "utf-8")

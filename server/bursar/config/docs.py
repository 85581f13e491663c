"""The reference of all settings for people: `python -m bursar.config.docs > docs/settings.md`."""

from __future__ import annotations

import json
import sys
from typing import Any

from bursar.config.declare import Declared
from bursar.config.settings import all_settings
from bursar.config.validate import expected

_HEAD = """\
# Settings

<!-- Made from server/bursar/config/settings.py by `python -m bursar.config.docs`; do not edit. -->

In `bursar.toml`, or under `[tool.bursar]` in `pyproject.toml`. For a file, the nearest of them from its folder up to
the workspace folder holds; over it go the editor's own settings, under it the user's `~/.config/bursar/bursar.toml`.

```toml
model = "gpt-5.6-sol"

[budgets]
"CLAUDE.md" = 3000
"docs/*.md" = { tokens = 8000, lines = 500 }
"AGENTS.md" = { bytes = 32768, hard = true }   # what lies behind a hard limit is shown faded
"vendor/" = false

[hints]
min_tokens = 100
```

| setting | value | default | what it does |
|---|---|---|---|
"""


def settings_page() -> str:
    """The page docs/settings.md."""
    return _HEAD + "".join(f"{_row(declared)}\n" for declared in all_settings().values())


def _row(declared: Declared) -> str:
    value = _capital(expected(declared.spec.schema))
    return f"| `{declared.name}` | {value} | {value_of(declared)} | {declared.spec.description} |"


def value_of(declared: Declared) -> str:
    """The default of a setting, as code."""
    return f"`{_default(declared.default)}`"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1] != '"' else text


def _default(value: Any) -> str:
    if value == ():
        return "{}"
    return json.dumps(list(value) if isinstance(value, tuple) else value)


if __name__ == "__main__":
    sys.stdout.write(settings_page())

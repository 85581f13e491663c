"""The one declaration of all settings: names, types, defaults and what each is for.

The table in docs/settings.md, the validation of files and the clients' own settings are made from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bursar.config.declare import Declared, Key, declarations, setting, table


class Unit(Enum):
    """What a budget counts."""

    TOKENS = "tokens"
    BYTES = "bytes"
    CHARS = "chars"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount in a unit; `hard` where an agent really stops reading there, otherwise it is advice."""

    amount: int
    unit: Unit
    hard: bool = False


@dataclass(frozen=True, slots=True)
class BudgetRule:
    """The limits of all files that match a pattern (`.gitignore` rules); no limits takes the defaults away."""

    pattern: str
    limits: tuple[Limit, ...]
    origin: str = ""


_SWITCH: Mapping[str, Any] = {"type": "boolean"}
_AMOUNT: Mapping[str, Any] = {"type": "integer", "minimum": 1}
_NUMBER: Mapping[str, Any] = {"type": "integer", "minimum": 0}
_PERCENTAGES: Mapping[str, Any] = {
    "type": "array",
    "items": {"type": "integer", "minimum": 1, "maximum": 1000},
    "uniqueItems": True,
}
_BUDGETS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "oneOf": [
            _AMOUNT,
            {"const": False},
            {
                "type": "object",
                "properties": {**{unit.value: _AMOUNT for unit in Unit}, "hard": _SWITCH},
                "additionalProperties": False,
            },
        ]
    },
}


@dataclass(frozen=True, slots=True)
class HintSettings:
    """The counts at the ends of lines."""

    enabled: bool = setting(True, "Show the token count of each symbol at the end of its first line.", _SWITCH)
    min_tokens: int = setting(50, "In code, show the counts of symbols of this many tokens or more.", _NUMBER)
    min_tokens_prompts: int = setting(
        0, "In prompts and Markdown, show the counts of sections of this many tokens or more.", _NUMBER
    )


@dataclass(frozen=True, slots=True)
class LensSettings:
    """The line above a budgeted file."""

    enabled: bool = setting(True, "Show a file's total at its top, if the file has a budget.", _SWITCH)


@dataclass(frozen=True, slots=True)
class DiagnosticSettings:
    """The warnings."""

    enabled: bool = setting(True, "Report files that come near their budget or exceed it.", _SWITCH)


@dataclass(frozen=True, slots=True)
class PackSettings:
    """Packed context."""

    budget: int = setting(8000, "The most tokens that a packed context may have.", _AMOUNT)
    format: str = setting(
        "xml", "How a packed context is written.", {"type": "string", "enum": ["xml", "markdown"]}, "window"
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    model: str = setting("gpt-5", "The model that counts are for.", {"type": "string"})
    budgets: tuple[BudgetRule, ...] = setting(
        (),
        "Budgets by file pattern (as in `.gitignore`; the last match wins): a number of tokens, a table with any of "
        "`tokens`, `bytes`, `chars`, `lines` and `hard`, or `false` for no budget.",
        _BUDGETS,
    )
    thresholds: tuple[int, ...] = setting(
        (80, 85, 95, 100), "The percentages of a budget from which a file is reported.", _PERCENTAGES
    )
    hints: HintSettings = table(HintSettings)  # noqa: RUF009 - a field
    lens: LensSettings = table(LensSettings)  # noqa: RUF009 - a field
    diagnostics: DiagnosticSettings = table(DiagnosticSettings)  # noqa: RUF009 - a field
    pack: PackSettings = table(PackSettings)  # noqa: RUF009 - a field


BUDGETS = "budgets"
"""The key of the one setting that is merged by entry rather than replaced."""


def all_settings() -> Mapping[Key, Declared]:
    """Every declared setting by key, in order."""
    return declarations(Settings)

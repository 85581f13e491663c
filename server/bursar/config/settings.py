"""The one declaration of all settings: names, types, defaults and what each is for.

The table in docs/settings.md, the validation of files and the clients' own settings are made from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bursar.config.declare import Declared, Key, declarations, setting, table

DEFAULT_MODEL = "gpt-5.6-sol"
"""A model whose tokenizer is public, and that its maker has not said to end: a test tells when it must be another."""


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


@dataclass(frozen=True, slots=True)
class ModelRow:
    """What a user says of a model: of a new one, or differently of one that the catalogue has.

    None is what they leave out: then it is as in the model that this one is `like`, or in the catalogue. Prices are US
    dollars per million tokens.
    """

    name: str
    like: str | None = None
    aliases: tuple[str, ...] | None = None
    family: str | None = None
    encoding: str | None = None
    window: int | None = None
    max_output: int | None = None
    input_price: float | None = None
    cached_price: float | None = None
    output_price: float | None = None
    best_use: str | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class FileModelRule:
    """The model that the files which match a pattern are counted for; none: the configured one."""

    pattern: str
    model: str | None
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
_NAME: Mapping[str, Any] = {"type": "string", "minLength": 1}
_PRICE: Mapping[str, Any] = {"type": "number", "minimum": 0}
MODEL_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "like": _NAME,
    "aliases": {"type": "array", "items": _NAME, "uniqueItems": True},
    "family": _NAME,
    "encoding": _NAME,
    "window": _AMOUNT,
    "max_output": _NUMBER,
    "input_price": _PRICE,
    "cached_price": _PRICE,
    "output_price": _PRICE,
    "best_use": {"type": "string"},
}
"""What can be said of a model, by field."""

_MODELS: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "object", "properties": MODEL_FIELDS, "additionalProperties": False},
}
_MODELS_BY_FILE: Mapping[str, Any] = {"type": "object", "additionalProperties": {"oneOf": [_NAME, {"const": False}]}}
_TOKENIZER_FILES: Mapping[str, Any] = {"type": "object", "additionalProperties": _NAME}


@dataclass(frozen=True, slots=True)
class HintSettings:
    """The counts at the ends of lines."""

    enabled: bool = setting(True, "Show the token count of each symbol at the end of its first line.", _SWITCH)
    style: str = setting(
        "all",
        "Which counts to show and how: `all`, only those of the `large` symbols (see `hints.large_percent`), or all "
        "with a bar of `heat` that grows with their share of the file.",
        {"type": "string", "enum": ["all", "large", "heat"]},
    )
    large_percent: int = setting(
        10,
        "With the style `large`, show the counts of symbols that take this many per cent of their file or more.",
        {"type": "integer", "minimum": 1, "maximum": 100},
    )
    min_tokens: int = setting(50, "In code, show the counts of symbols of this many tokens or more.", _NUMBER)
    min_tokens_prompts: int = setting(
        0, "In prompts and Markdown, show the counts of sections of this many tokens or more.", _NUMBER
    )


@dataclass(frozen=True, slots=True)
class LensSettings:
    """The lines above files and symbols."""

    enabled: bool = setting(True, "Show a file's total at its top, if the file has a budget.", _SWITCH)
    symbols: bool = setting(
        False, "Show the count of each symbol above it, its own tokens, and its share of the file.", _SWITCH
    )


@dataclass(frozen=True, slots=True)
class SymbolSettings:
    """The symbols that outline views show, with their counts."""

    prompts: bool = setting(True, "List the parts of prompts and Markdown, with their counts, in outlines.", _SWITCH)
    data: bool = setting(True, "List the keys of JSON, YAML and TOML, with their counts, in outlines.", _SWITCH)
    code: bool = setting(
        False,
        "List the symbols of code, with their counts, in outlines; most languages have a server that lists them too.",
        _SWITCH,
    )
    prompt_chars: int = setting(
        400,
        "In code and data, a string of this many characters or more is taken for a prompt: it has a count of its own.",
        _AMOUNT,
    )


@dataclass(frozen=True, slots=True)
class FoldingSettings:
    """What can be folded."""

    tags: bool = setting(True, "Make the tags of prompts, such as `<instructions>`, foldable.", _SWITCH)


@dataclass(frozen=True, slots=True)
class DiagnosticSettings:
    """The warnings."""

    enabled: bool = setting(True, "Report files that come near their budget or exceed it.", _SWITCH)


@dataclass(frozen=True, slots=True)
class PackSettings:
    """Packed context."""

    budget: int = setting(8000, "The most tokens that a packed context may have.", _AMOUNT)
    format: str = setting(
        "xml",
        "How a packed context is written.",
        {"type": "string", "enum": ["xml", "markdown", "json", "plain"]},
    )
    dynamic_budget: bool = setting(
        False,
        "Give simple requests less of the budget: 40 per cent to a selection that needs up to 3 definitions, 70 to one "
        "that needs up to 10.",
        _SWITCH,
    )
    history: bool = setting(
        True,
        "Keep how packing went (tokens, numbers of items; no text), for `bursar profile` and `bursar budget`.",
        _SWITCH,
    )


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """The files of a folder that are not open."""

    enabled: bool = setting(True, "Count all files of the workspace folders in the background.", _SWITCH)


@dataclass(frozen=True, slots=True)
class CacheSettings:
    """What is kept of counts from one run to the next."""

    enabled: bool = setting(True, "Keep counts in a database, so that no file is counted twice.", _SWITCH)
    database: str = setting(
        "",
        "The SQLAlchemy URL of that database, a file in the user's cache folder by default. Heeded in the user's own "
        "settings and the editor's only, not in a project's.",
        {"type": "string"},
        personal=True,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings."""

    model: str = setting(DEFAULT_MODEL, "The model that counts are for.", {"type": "string"})
    budgets: tuple[BudgetRule, ...] = setting(
        (),
        "Budgets by file pattern (as in `.gitignore`; the last match wins): a number of tokens, a table with any of "
        "`tokens`, `bytes`, `chars`, `lines` and `hard`, or `false` for no budget.",
        _BUDGETS,
    )
    models_by_file: tuple[FileModelRule, ...] = setting(
        (),
        "The model that files are counted for, by file pattern (the last match wins), or `false` for the configured "
        "one. Files that one agent reads are counted for that agent's model without this: `CLAUDE.md` and `.claude/` "
        "for Claude, `GEMINI.md` for Gemini.",
        _MODELS_BY_FILE,
    )
    models: tuple[ModelRow, ...] = setting(
        (),
        "Models of your own, by name, or what is different of one that the catalogue has: any of `like` (a model with "
        "the same tokenizer and figures), `encoding`, `window`, `max_output`, `input_price`, `cached_price`, "
        "`output_price` (US dollars per million tokens), `family`, `best_use` and `aliases`.",
        _MODELS,
    )
    tokenizer_files: tuple[tuple[str, str], ...] = setting(
        (),
        "Tokenizer files to count with (`tokenizer.json`, tekken, `.tiktoken`), by the name of a model, an encoding or "
        "a family; a path is relative to the settings file, and in a project's settings inside its folder.",
        _TOKENIZER_FILES,
    )
    thresholds: tuple[int, ...] = setting(
        (80, 85, 95, 100), "The percentages of a budget from which a file is reported.", _PERCENTAGES
    )
    hints: HintSettings = table(HintSettings)  # noqa: RUF009 - a field
    lens: LensSettings = table(LensSettings)  # noqa: RUF009 - a field
    symbols: SymbolSettings = table(SymbolSettings)  # noqa: RUF009 - a field
    folding: FoldingSettings = table(FoldingSettings)  # noqa: RUF009 - a field
    diagnostics: DiagnosticSettings = table(DiagnosticSettings)  # noqa: RUF009 - a field
    pack: PackSettings = table(PackSettings)  # noqa: RUF009 - a field
    workspace: WorkspaceSettings = table(WorkspaceSettings)  # noqa: RUF009 - a field
    cache: CacheSettings = table(CacheSettings)  # noqa: RUF009 - a field


MODEL = "model"
BUDGETS = "budgets"
MODELS = "models"
MODELS_BY_FILE = "models_by_file"
TOKENIZER_FILES = "tokenizer_files"

ENTRY_TABLES = (BUDGETS, MODELS_BY_FILE, MODELS, TOKENIZER_FILES)
"""The keys of the settings that are merged by entry rather than replaced."""


def all_settings() -> Mapping[Key, Declared]:
    """Every declared setting by key, in order."""
    return declarations(Settings)

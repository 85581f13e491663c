"""The one declaration of all settings, and the layers from which each value comes.

Reads settings files and reports what is wrong in them as data. Never raises for what a user wrote, never knows what a
model or a budget does.
"""

from bursar.config.layers import Layer, Loaded, client_layer, merge, parse_settings, session_layer, settings_in
from bursar.config.load import BURSAR_TOML, find_settings_file, load_settings, user_settings_file
from bursar.config.problems import Problem
from bursar.config.settings import (
    DEFAULT_MODEL,
    BudgetRule,
    CacheSettings,
    DiagnosticSettings,
    FileModelRule,
    FoldingSettings,
    HintSettings,
    LensSettings,
    Limit,
    ModelRow,
    PackSettings,
    Settings,
    SymbolSettings,
    Unit,
    all_settings,
)

__all__ = [
    "BURSAR_TOML",
    "DEFAULT_MODEL",
    "BudgetRule",
    "CacheSettings",
    "DiagnosticSettings",
    "FileModelRule",
    "FoldingSettings",
    "HintSettings",
    "Layer",
    "LensSettings",
    "Limit",
    "Loaded",
    "ModelRow",
    "PackSettings",
    "Problem",
    "Settings",
    "SymbolSettings",
    "Unit",
    "all_settings",
    "client_layer",
    "find_settings_file",
    "load_settings",
    "merge",
    "parse_settings",
    "session_layer",
    "settings_in",
    "user_settings_file",
]

"""Bursar keeps the token budget of what people put in front of a model.

Never imports anything at start-up beyond its version: `import bursar` is free, the API loads on first use.
"""

from typing import TYPE_CHECKING, Any

from bursar.version import __version__

if TYPE_CHECKING:
    from bursar.api import (
        acount_tokens,
        acount_tokens_batch,
        allocate_budget,
        count_tokens,
        count_tokens_batch,
        count_up_to,
        fit_to_context,
        recommend_models,
        settings_for,
        token_cache,
        token_report,
    )
    from bursar.cache import TokenCountCache
    from bursar.config import ModelRow, Settings
    from bursar.errors import BursarError, UnknownModel, VocabularyError

__all__ = [
    "BursarError",
    "ModelRow",
    "Settings",
    "TokenCountCache",
    "UnknownModel",
    "VocabularyError",
    "__version__",
    "acount_tokens",
    "acount_tokens_batch",
    "allocate_budget",
    "count_tokens",
    "count_tokens_batch",
    "count_up_to",
    "fit_to_context",
    "recommend_models",
    "settings_for",
    "token_cache",
    "token_report",
]

_HOMES = {
    "BursarError": "bursar.errors",
    "ModelRow": "bursar.config",
    "Settings": "bursar.config",
    "TokenCountCache": "bursar.cache",
    "UnknownModel": "bursar.errors",
    "VocabularyError": "bursar.errors",
}
"""Where a name comes from, if not from `bursar.api`."""


def __getattr__(name: str) -> Any:
    """Load a name of the API when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'bursar' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(_HOMES.get(name, "bursar.api")), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""The query and the grammar by which the references of a language are read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bursar.outline.languages import language_named

if TYPE_CHECKING:
    import tree_sitter

_QUERIES: Final = {"typescriptreact": "typescript", "tsx": "typescript", "javascriptreact": "javascript"}
"""Languages that are read by the query of another."""


_READ: Final = frozenset(
    ["python", "typescript", "javascript", "go", "rust", "java", "c", "cpp", "csharp", "ruby", "php"]
)


def reads(language: str) -> bool:
    """Whether there is a query for a language. Loads no grammar."""
    row = language_named(language)
    return row is not None and _QUERIES.get(row.id, row.id) in _READ


@dataclass(frozen=True, slots=True)
class References:
    """A language whose references can be read."""

    id: str
    language: tree_sitter.Language
    query: tree_sitter.Query


@cache
def references_of(language: str) -> References | None:
    """What reads a language; None of one without a grammar here or without a query."""
    row = language_named(language)
    if row is None:
        return None
    name = _QUERIES.get(row.id, row.id)
    path = files("bursar.outline").joinpath("queries", f"{name}.refs.scm")
    try:
        import tree_sitter

        grammar = tree_sitter.Language(getattr(import_module(row.grammar), row.function)())
        return References(name, grammar, tree_sitter.Query(grammar, path.read_text(encoding="utf-8")))
    except (ImportError, AttributeError, OSError, ValueError):  # of a version that our query is not for
        return None

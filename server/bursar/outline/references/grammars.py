"""The query and the grammar by which the references of a language are read."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bursar.outline.languages import language_named

if TYPE_CHECKING:
    import tree_sitter

log = logging.getLogger(__name__)

_QUERIES: Final = {"typescriptreact": "typescript", "tsx": "typescript", "javascriptreact": "javascript"}
"""Languages that are read by the query of another."""


_BASES: Final = {"cpp": "c"}
"""Languages whose query adds to that of another."""

_READ: Final = frozenset(
    ["python", "typescript", "javascript", "go", "rust", "java", "c", "cpp", "csharp", "ruby", "php"]
)


def reads(language: str) -> bool:
    """Whether there is a query for a language. Loads no grammar."""
    row = language_named(language)
    return row is not None and _QUERIES.get(row.id, row.id) in _READ


@dataclass(frozen=True)
class References:
    """A language whose references can be read. `query` is compiled when it is first asked for."""

    id: str
    language: tree_sitter.Language

    @cached_property
    def query(self) -> tree_sitter.Query:
        """What finds the definitions of a file."""
        import tree_sitter

        folder = files("bursar.outline").joinpath("queries")
        names = (*((_BASES[self.id],) if self.id in _BASES else ()), self.id)
        source = "\n".join(folder.joinpath(f"{name}.refs.scm").read_text(encoding="utf-8") for name in names)
        try:
            return tree_sitter.Query(self.language, source)
        except ValueError as error:
            log.warning("index: the grammar of %s does not fit (%s); its definitions are not found", self.id, error)
            return tree_sitter.Query(self.language, "")

    @cached_property
    def max_depth(self) -> int:
        """So deep below what is searched a definition may begin; deeper ones are in bodies of functions.

        The less of these is visited, the better: a query that names all that is to be searched `inside` a match needs
        only the depth of a definition with decorators.
        """
        names = {self.query.capture_name(number) for number in range(self.query.capture_count)}
        return 2 if "inside" in names else 10


@cache
def references_of(language: str) -> References | None:
    """What reads a language; None of one without a query, or whose grammar is not installed."""
    row = language_named(language)
    if row is None or not reads(language):
        return None
    try:
        import tree_sitter

        grammar = tree_sitter.Language(getattr(import_module(row.grammar), row.function)())
    except (ImportError, AttributeError, OSError, ValueError):
        return None
    return References(_QUERIES.get(row.id, row.id), grammar)

"""Loading grammars and queries: each once, when a document of the language is first parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from bursar.outline.languages import Language

if TYPE_CHECKING:
    import tree_sitter


@dataclass(frozen=True, slots=True)
class Settings:
    """What `#set!` says of one pattern of a query: a heading's level, and what to take off the end of a name."""

    level: int = 0
    trim: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language ready to be parsed: its grammar, its query and the settings of each pattern."""

    language: tree_sitter.Language
    query: tree_sitter.Query
    settings: tuple[Settings, ...]
    depth: int | None = None

    @property
    def levels(self) -> bool:
        """Whether a symbol may reach up to the next one of its level: then each depends on those behind it."""
        return any(settings.level for settings in self.settings)


@dataclass(frozen=True, slots=True)
class MissingGrammar:
    """A language that cannot be parsed here, and why."""

    note: str


@cache
def grammar_of(row: Language) -> Grammar | MissingGrammar:
    """The grammar of a row. A package that is missing or does not fit is an answer, not an error."""
    try:
        import tree_sitter

        language = tree_sitter.Language(getattr(import_module(row.grammar), row.function)())
        folder = files("bursar.outline").joinpath("queries")
        source = "\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in row.query_files)
        query = tree_sitter.Query(language, source)
    except ImportError:
        package = row.grammar.replace("_", "-")
        return MissingGrammar(f"No outline for {row.id}: its grammar is not installed (pip install {package}).")
    except (AttributeError, OSError, ValueError) as error:  # another version of the grammar than our query is for
        return MissingGrammar(f"No outline for {row.id}: its grammar does not fit this version of Bursar ({error}).")
    settings = tuple(_settings(query, i) for i in range(query.pattern_count))
    return Grammar(language, query, settings, row.depth)


def _settings(query: tree_sitter.Query, pattern: int) -> Settings:
    found = query.pattern_settings(pattern)
    trim = found.get("trim")
    return Settings(int(found.get("level") or 0), re.compile(trim) if trim else None)

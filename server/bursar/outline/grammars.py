"""Loading grammars and queries: each once, when a document of the language is first parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bursar.outline.languages import Language
from bursar.outline.symbols import Kind

if TYPE_CHECKING:
    import tree_sitter


_SYMBOL: Final = "symbol."
_ASIDE: Final = frozenset({"comment", "attribute", "opaque"})
_CAPTURE: Final = re.compile(r"@([a-z][a-z.]*)")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|;[^\n]*')


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern of a query, by its number: what it captures, and what `#set!` says of it; see `captures`."""

    number: int
    kind: Kind | None = None
    symbol: str = ""
    """The capture `symbol.<kind>`."""
    body: str = "body"
    """Of a string that may be a prompt, `prompt`."""
    is_prompt: bool = False
    rare: tuple[str, ...] = ()
    """Captures beside the symbol, its name and its body."""
    aside: str = ""
    """The one capture of a pattern that is of no symbol."""
    level: int = 0
    trim: re.Pattern[str] | None = None
    strings: frozenset[str] = frozenset()
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language ready to be parsed: its grammar, its query and what is known of each pattern."""

    language: tree_sitter.Language
    query: tree_sitter.Query
    patterns: tuple[Pattern, ...]
    depth: int | None = None

    @property
    def levels(self) -> bool:
        """Whether a symbol may reach up to the next one of its level: then each depends on those behind it."""
        return any(pattern.level for pattern in self.patterns)


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
    data = source.encode()
    patterns = tuple(_pattern(query, number, data) for number in range(query.pattern_count))
    return Grammar(language, query, patterns, row.depth)


def captures_in(pattern: str) -> list[str]:
    """The captures of a pattern as it is typed, but for those that only its predicates look at (`@_key`)."""
    return list(dict.fromkeys(_CAPTURE.findall(_QUOTED.sub("", pattern))))


def _pattern(query: tree_sitter.Query, number: int, source: bytes) -> Pattern:
    typed = source[query.start_byte_for_pattern(number) : query.end_byte_for_pattern(number)].decode()
    captures = captures_in(typed)
    symbol = next((name for name in captures if name.startswith(_SYMBOL)), "")
    is_prompt = "prompt" in captures
    body = "prompt" if is_prompt else "body"
    found = query.pattern_settings(number)
    trim = found.get("trim")
    return Pattern(
        number,
        Kind(symbol.removeprefix(_SYMBOL)) if symbol else None,
        symbol,
        body,
        is_prompt,
        tuple(name for name in captures if name not in (symbol, "name", body, "item")),
        next((name for name in captures if name in _ASIDE), ""),
        int(found.get("level") or 0),
        re.compile(trim) if trim else None,
        frozenset((found.get("prompt") or "").split()),
        "item" in captures,
    )

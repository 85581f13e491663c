"""Names that are a function's own, with every place where they stand: what can be renamed without a trace.

The queries `*.locals.scm` say which names a function declares (`@local`), where identifiers stand (`@name`), and which
of these are no variables (`@kept`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bursar.outline.grammars import MissingGrammar, grammar_of
from bursar.outline.languages import Language, language_named
from bursar.outline.source import LINE_END, Source, encoded
from bursar.outline.symbols import Symbol
from bursar.text import Span, Text

if TYPE_CHECKING:
    import tree_sitter

_QUERIES: Final[Mapping[str, Sequence[str]]] = {
    "javascript": ("ecmascript", "jsx"),
    "typescript": ("ecmascript",),
    "typescriptreact": ("ecmascript", "jsx"),
    "go": ("go",),
    "rust": ("rust",),
    "java": ("java",),
    "csharp": ("csharp",),
    "c": ("c",),
    "cpp": ("c", "cpp"),
    "ruby": ("ruby",),
    "php": ("php",),
}
"""The queries of a language; Python has its own module for this, `symtable`."""

MAX_CHARS: Final = 2_000_000
"""A longer text is not searched."""

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class LocalName:
    """A name and its places in one function, in the order of the text; the first one declares it."""

    name: str
    places: tuple[Span, ...]


def local_names(text: Text, language: str, functions: Sequence[Symbol]) -> Sequence[Sequence[LocalName]]:
    """The names that are declared in a function's body and known nowhere else, for each of these functions.

    A name is left out if the word stands anywhere in the function where it may be something else (a member, a key, a
    string, a comment), or before it is declared. Empty where the language has no query. Costs one parse.
    """
    row = language_named(language)
    found = _query(row) if row is not None else None
    if found is None or len(text) > MAX_CHARS:
        return [() for _ in functions]
    captured = _captured(text, *found)
    return [tuple(_own(str(text), function, captured)) for function in functions]


def _own(text: str, function: Symbol, captured: Mapping[str, Sequence[Span]]) -> Iterator[LocalName]:
    whole, body = function.span, function.body
    inside = {capture: [span for span in spans if whole.covers(span)] for capture, spans in captured.items()}
    declared = {span for span in inside["local"] if body is not None and body.covers(span)}
    kept = {text[span.start : span.end] for span in inside["kept"]}
    places: dict[str, list[Span]] = defaultdict(list)
    for span in inside["name"]:
        places[text[span.start : span.end]].append(span)
    words = Counter(_WORD.findall(text[whole.start : whole.end]))
    for name, spans in places.items():
        if spans[0] in declared and name not in kept and words[name] == len(spans) and name[0].islower():
            yield LocalName(name, tuple(spans))


def _captured(text: Text, grammar: tree_sitter.Language, query: tree_sitter.Query) -> Mapping[str, Sequence[Span]]:
    import tree_sitter

    tree = tree_sitter.Parser(grammar).parse(encoded(str(text)) + LINE_END)
    captures = tree_sitter.QueryCursor(query).captures(tree.root_node)
    ranges = {name: sorted({node.byte_range for node in captures.get(name, ())}) for name in ("local", "name", "kept")}
    source = Source(text)
    return {name: [source.span(*range_) for range_ in found] for name, found in ranges.items()}


@cache
def _query(row: Language) -> tuple[tree_sitter.Language, tree_sitter.Query] | None:
    grammar = grammar_of(row) if row.id in _QUERIES else None
    if grammar is None or isinstance(grammar, MissingGrammar):
        return None
    import tree_sitter

    folder = files("bursar.outline").joinpath("queries")
    parts = [folder.joinpath(f"{name}.locals.scm").read_text(encoding="utf-8") for name in _QUERIES[row.id]]
    return grammar.language, tree_sitter.Query(grammar.language, "\n".join(parts))

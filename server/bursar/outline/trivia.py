"""Where the comments and strings of a text are: what a shorter form of code may drop, and what it must not touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from bursar.outline.grammars import MissingGrammar, grammar_of
from bursar.outline.languages import language_named
from bursar.outline.source import LINE_END, Source, encoded
from bursar.text import Span, Text

if TYPE_CHECKING:
    import tree_sitter

_C_LIKE: Final = ("comment",), ("string_literal", "raw_string_literal")
_SCRIPT: Final = ("comment",), ("template_string", "string", "jsx_text")
_NODES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "python": (("comment",), ("string",)),
    "javascript": _SCRIPT,
    "javascriptreact": _SCRIPT,
    "typescript": (("comment",), ("template_string", "string")),
    "typescriptreact": _SCRIPT,
    "go": (("comment",), ("raw_string_literal", "interpreted_string_literal")),
    "rust": (("line_comment", "block_comment"), ("string_literal", "raw_string_literal")),
    "java": (("line_comment", "block_comment"), ("string_literal",)),
    "c": (("comment",), ("string_literal",)),
    "cpp": _C_LIKE,
    "csharp": (("comment",), ("string_literal", "raw_string_literal", "verbatim_string_literal")),
    "ruby": (("comment",), ("string", "heredoc_body", "regex", "subshell", "string_array", "symbol_array")),
    "php": (("comment",), ("string", "encapsed_string", "heredoc", "nowdoc", "text")),
}
"""Per language the node types of comments and of strings that can run over lines."""

MAX_CHARS: Final = 2_000_000
"""A longer text is not searched."""


@dataclass(frozen=True, slots=True)
class Trivia:
    """Comments and strings in the order of the text, as spans of code points."""

    comments: tuple[Span, ...] = ()
    strings: tuple[Span, ...] = ()


def trivia_of(text: Text, language: str) -> Trivia | None:
    """The comments and strings of a text; None where the language has no row or no grammar here. Costs one parse."""
    found = _query(language)
    if found is None or len(text) > MAX_CHARS:
        return None
    import tree_sitter

    grammar, query = found
    tree = tree_sitter.Parser(grammar).parse(encoded(str(text)) + LINE_END)
    captured = tree_sitter.QueryCursor(query).captures(tree.root_node)
    ranges = {name: sorted(node.byte_range for node in nodes) for name, nodes in captured.items()}
    source = Source(text)
    spans = {name: tuple(source.span(*range_) for range_ in found) for name, found in ranges.items()}
    return Trivia(spans.get("comment", ()), spans.get("string", ()))


def parses(text: str, language: str) -> bool:
    """Whether the grammar finds no error in a text; true without a grammar. Costs one parse, and no query."""
    row = language_named(language)
    grammar = grammar_of(row) if row else None
    if grammar is None or isinstance(grammar, MissingGrammar):
        return True
    import tree_sitter

    return not tree_sitter.Parser(grammar.language).parse(encoded(text) + LINE_END).root_node.has_error


@cache
def _query(language: str) -> tuple[tree_sitter.Language, tree_sitter.Query] | None:
    row = language_named(language)
    if row is None or row.id not in _NODES:
        return None
    grammar = grammar_of(row)
    if isinstance(grammar, MissingGrammar):
        return None
    import tree_sitter

    comments, strings = _NODES[row.id]
    known = [(name, kind) for kind, names in (("comment", comments), ("string", strings)) for name in names]
    parts = [f"({name}) @{kind}" for name, kind in known if grammar.language.id_for_node_kind(name, True)]
    return grammar.language, tree_sitter.Query(grammar.language, "\n".join(parts))

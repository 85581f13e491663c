"""What code decides, asserts and counts: its branches, assertions, numbers and test cases, as spans.

The node types of branches and numbers are the table below; assertions and cases are the queries `*.tests.scm`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from bursar.outline.grammars import MissingGrammar, grammar_of
from bursar.outline.languages import Language, language_named
from bursar.outline.source import LINE_END, Source, encoded
from bursar.text import Span, Text

if TYPE_CHECKING:
    import tree_sitter

_NUMBERS: Final = tuple(
    re.findall(
        r"\w+",
        "integer float number int_literal float_literal imaginary_literal integer_literal "
        "decimal_integer_literal hex_integer_literal octal_integer_literal binary_integer_literal "
        "decimal_floating_point_literal hex_floating_point_literal number_literal real_literal hex_literal "
        "bin_literal oct_literal floating_point_literal long_literal ",
    )
)
"""The node types of numbers, of all grammars."""

_BRANCHES: Final = tuple(
    re.findall(
        r"\w+",
        # conditions and their other ways
        "if_statement if_expression if unless elif_clause elsif else_if_clause elseif_statement if_modifier "
        "unless_modifier guard_statement conditional_expression ternary_expression conditional "
        # loops
        "for_statement for_in_statement for_range_loop foreach_statement for_each_statement enhanced_for_statement "
        "for_expression for while_statement while_expression while until loop_expression do_statement "
        "do_while_statement do_while_expression repeat_while_statement repeat_statement c_style_for_statement "
        "while_modifier until_modifier "
        # cases
        "case_clause switch_case case_statement expression_case type_case communication_case match_arm switch_rule "
        "switch_block_statement_group switch_section switch_expression_arm switch_entry when when_entry case_item "
        "match_conditional_expression in_clause "
        # what goes wrong
        "except_clause catch_clause catch_block rescue",
    )
)
"""The node types of branches, of all grammars: each a place where code goes one of several ways."""

_TESTS: Final[Mapping[str, str]] = {
    "python": "python",
    "javascript": "ecmascript",
    "typescript": "ecmascript",
    "typescriptreact": "ecmascript",
    "go": "go",
    "rust": "rust",
    "java": "java",
    "csharp": "csharp",
    "ruby": "ruby",
    "php": "php",
    "c": "c",
    "cpp": "c",
}
"""The query of assertions and cases, per language."""

MAX_CHARS: Final = 2_000_000
"""A longer text is not searched."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Spans in the order of the text. A case is a call that holds a test: its body is the block of that test."""

    branch_kinds: tuple[str, ...] = ()
    """Of each branch, the type of its node."""
    numbers: tuple[Span, ...] = ()
    assertions: tuple[Span, ...] = ()
    cases: tuple[Span, ...] = ()
    case_names: tuple[Span, ...] = ()
    case_bodies: tuple[Span, ...] = ()


def marks_of(text: Text, language: str) -> Marks | None:
    """The marks of a text; None where the language has no grammar here. Costs one parse."""
    row = language_named(language)
    found = _query(row) if row is not None else None
    if found is None or len(text) > MAX_CHARS:
        return None
    import tree_sitter

    grammar, query = found
    tree = tree_sitter.Parser(grammar).parse(encoded(str(text)) + LINE_END)
    captured = tree_sitter.QueryCursor(query).captures(tree.root_node)
    nodes = {
        name: sorted({node.byte_range: node for node in found}.items())
        for name, found in captured.items()
        if not name.startswith("_")
    }
    source = Source(text)
    spans = {name: tuple(source.span(*range_) for range_, _ in found) for name, found in nodes.items()}
    return Marks(
        tuple(node.type for _, node in nodes.get("branch", ())),
        spans.get("number", ()),
        spans.get("assertion", ()),
        spans.get("case", ()),
        spans.get("case.name", ()),
        spans.get("case.body", ()),
    )


@cache
def _query(row: Language) -> tuple[tree_sitter.Language, tree_sitter.Query] | None:
    grammar = grammar_of(row) if row.grammar else None
    if grammar is None or isinstance(grammar, MissingGrammar):
        return None
    import tree_sitter

    language = grammar.language
    parts = [
        f"({name}) @{mark}"
        for mark, names in (("branch", _BRANCHES), ("number", _NUMBERS))
        for name in names
        if language.id_for_node_kind(name, True)
    ]
    if row.id in _TESTS:
        folder = files("bursar.outline").joinpath("queries")
        parts.append(folder.joinpath(f"{_TESTS[row.id]}.tests.scm").read_text(encoding="utf-8"))
    return language, tree_sitter.Query(language, "\n".join(parts))

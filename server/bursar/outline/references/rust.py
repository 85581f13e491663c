"""Lowering Rust."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Declared, Expr, Import, Scope

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.rust_definitions import RustDefinitions


class RustLowering(RustDefinitions):
    """Uses, paths, implementations, patterns, `?`, and macros by what their arguments look like."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "self": "name",
        "super": "name",
        "crate": "name",
        "metavariable": "name",
        "type_identifier": "name",
        "field_expression": "field_expression",
        "scoped_identifier": "scoped",
        "scoped_type_identifier": "scoped",
        "generic_function": "generic_function",
        "generic_type": "generic_path",
        "bracketed_type": "bracketed",
        "call_expression": "call",
        "struct_expression": "struct",
        "macro_invocation": "macro",
        "try_expression": "tried",
        "await_expression": "through",
        "parenthesized_expression": "through",
        "expression_statement": "through",
        "reference_expression": "reference",
        "unary_expression": "unary",
        "type_cast_expression": "cast",
        "index_expression": "index",
        "let_declaration": "let",
        "let_condition": "let_condition",
        "if_expression": "if_",
        "match_expression": "match",
        "match_arm": "arm",
        "for_expression": "loop",
        "while_expression": "block_value",
        "loop_expression": "block_value",
        "closure_expression": "closure",
        "block": "block_value",
        "unsafe_block": "through",
        "async_block": "through",
        "return_expression": "return_",
        "array_expression": "array",
        "tuple_expression": "tupled",
        "function_item": "local_function",
        "use_declaration": "use",
        "field_initializer": "initializer",
        "shorthand_field_initializer": "through",
        "base_field_initializer": "through",
        "range_expression": "range_",
        "binary_expression": "operands",
        "const_item": "local_constant",
        "static_item": "local_constant",
        "struct_item": "local_type",
        "enum_item": "local_type",
        "impl_item": "local_impl",
        "type_arguments": "type_",
        "token_tree": "tokens",
    }

    literals: ClassVar[Mapping[str, str]] = {
        "string_literal": "str",
        "raw_string_literal": "str",
        "integer_literal": "int",
        "float_literal": "float",
        "boolean_literal": "bool",
        "char_literal": "char",
    }

    skipped = frozenset(
        {
            "line_comment",
            "block_comment",
            "field_identifier",
            "lifetime",
            "label",
            "attribute_item",
            "inner_attribute_item",
        }
    )

    def module(self, root: tree_sitter.Node) -> Scope:
        """The `use` declarations of a file; of its inline modules those that no other name stands against."""
        waiting = [root]
        while waiting:
            for node in waiting.pop(0).named_children:
                if node.type == "use_declaration":
                    self.use(node)
                elif node.type == "mod_item" and (body := self.field(node, "body")) is not None:
                    waiting.append(body)
                elif node.type == "extern_crate_declaration":
                    name, alias = self.field(node, "name"), self.field(node, "alias")
                    if name is not None and alias is not None:
                        self.bind_import(self.text(alias), Import(self.text(name)), node)
        return self.scope

    def use(self, node: tree_sitter.Node) -> Expr:
        """A `use`."""
        parts: list[Expr] = []
        self._use(self.field(node, "argument"), "", node, parts)
        return self.node("other", node, tuple(parts))

    def _use(self, node: tree_sitter.Node | None, prefix: str, at: tree_sitter.Node, parts: list[Expr]) -> None:
        if node is None:
            return
        kind = node.type
        if kind == "use_list":
            for child in node.named_children:
                self._use(child, prefix, at, parts)
        elif kind == "scoped_use_list":
            path = self.field(node, "path")
            self._use(self.field(node, "list"), _path(prefix, self.text(path) if path else ""), at, parts)
        elif kind == "use_as_clause":
            path, alias = self.field(node, "path"), self.field(node, "alias")
            if path is not None and alias is not None:
                self._bind_use(self.text(alias), _path(prefix, self.text(path)), at)
        elif kind == "use_wildcard":
            path = node.named_children[0] if node.named_children else None
            self.scope.star.append(Import(_path(prefix, self.text(path) if path else ""), "*"))
        elif kind == "self":
            self._bind_use(prefix.rpartition("::")[2], prefix, at)
        else:
            whole = _path(prefix, self.text(node))
            name = whole.rpartition("::")[2]
            self._bind_use(name, whole, at)
            if self.function is not None:
                last = self.field(node, "name") or node
                parts.append(self.node("name", last, (), name))

    def _bind_use(self, name: str, whole: str, at: tree_sitter.Node) -> None:
        module, _, symbol = whole.rpartition("::")
        self.bind_import(name, Import(module, symbol), at)

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer = node.parent
        assert outer is not None
        declared = Declared(self.scope)
        kind = outer.type
        if kind in ("function_item", "function_signature_item"):
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        elif kind in ("struct_item", "union_item", "enum_item", "trait_item", "type_item"):
            self._type(outer, declared)
        elif kind in ("const_item", "static_item"):
            declared.type = self.type(self.field(outer, "type"))
            value = self.field(outer, "value")
            declared.value = self.value(value) if value is not None else None
            declared.parts = [part for part in (declared.type, declared.value) if part is not None]
        elif kind == "macro_definition":
            rules = [child for child in outer.named_children if child.type == "macro_rule"]
            declared.parts = [self.tokens(right) for rule in rules if (right := self.field(rule, "right"))]
        return declared


def _path(prefix: str, rest: str) -> str:
    rest = "".join(rest.split())
    return f"{prefix}::{rest}" if prefix and rest else prefix or rest

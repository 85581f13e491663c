"""Lowering TypeScript and JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Binding, Declared, Expr, Import, Scope

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.typescript_definitions import METHODS, TypeScriptDefinitions

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function", "function"})


class TypeScriptLowering(TypeScriptDefinitions):
    """Imports and exports of all forms, contextual types of functions, destructuring, object literals, generics."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "shorthand_property_identifier": "name",
        "type_identifier": "name",
        "this": "name",
        "super": "super_",
        "member_expression": "member",
        "nested_identifier": "member",
        "call_expression": "call",
        "new_expression": "new",
        "subscript_expression": "subscript",
        "await_expression": "awaited",
        "parenthesized_expression": "through",
        "non_null_expression": "through",
        "expression_statement": "through",
        "as_expression": "asserted",
        "satisfies_expression": "satisfied",
        "type_assertion": "type_asserted",
        "ternary_expression": "ternary",
        "binary_expression": "binary",
        "assignment_expression": "assignment",
        "augmented_assignment_expression": "assignment",
        "variable_declarator": "variable",
        "arrow_function": "arrow",
        "function_expression": "arrow",
        "generator_function": "arrow",
        "function_declaration": "local_function",
        "generator_function_declaration": "local_function",
        "method_definition": "arrow",
        "object": "object",
        "array": "array",
        "statement_block": "block",
        "for_statement": "block",
        "for_in_statement": "loop",
        "catch_clause": "catch",
        "switch_case": "other",
        "return_statement": "return_",
        "spread_element": "through",
        "pair": "pair_value",
        "class": "class_",
        "class_declaration": "class_",
        "abstract_class_declaration": "class_",
        "import_statement": "imports",
        "export_statement": "exported",
        "type_arguments": "type_",
        "type_annotation": "type_",
        "interface_declaration": "skip",
        "type_alias_declaration": "local_alias",
        "if_statement": "condition",
        "optional_chain": "skip",
        "property_identifier": "skip",
        "private_property_identifier": "skip",
        "statement_identifier": "skip",
        "jsx_opening_element": "jsx",
        "jsx_self_closing_element": "jsx",
        "jsx_closing_element": "skip",
        "instantiation_expression": "instantiation",
    }

    literals: ClassVar[Mapping[str, str]] = {
        "string": "string",
        "number": "number",
        "true": "boolean",
        "false": "boolean",
        "regex": "RegExp",
        "null": "null",
        "undefined": "undefined",
    }

    skipped = frozenset({"comment", "empty_statement", "break_statement", "continue_statement"})

    def module(self, root: tree_sitter.Node) -> Scope:
        """Imports, and exports under another name or of another module."""
        for node in root.named_children:
            if node.type == "import_statement":
                self.imports(node)
            elif node.type == "export_statement":
                self._exports(node)
            elif node.type in ("lexical_declaration", "variable_declaration"):
                for each in node.named_children:
                    if each.type == "variable_declarator":
                        self._required(each)
        return self.scope

    def imports(self, node: tree_sitter.Node) -> Expr:
        """An import."""
        source = self.field(node, "source")
        module = self._string(source) if source is not None else ""
        for clause in node.named_children:
            if clause.type != "import_clause":
                continue
            for child in clause.named_children:
                if child.type == "identifier":
                    self.bind_import(self.text(child), Import(module, "default"), child)
                elif child.type == "namespace_import":
                    self.bind_import(self.text(child.named_children[-1]), Import(module, "*"), child)
                elif child.type == "named_imports":
                    for each in child.named_children:
                        name, alias = self.field(each, "name"), self.field(each, "alias")
                        if name is not None:
                            self.bind_import(self.text(alias or name), Import(module, self.text(name)), each)
        return self.node("other", node)

    def _required(self, node: tree_sitter.Node) -> None:
        """`const x = require("y")`, and with destructuring."""
        value, name = self.field(node, "value"), self.field(node, "name")
        if value is None or name is None or value.type != "call_expression":
            return
        callee, arguments = self.field(value, "function"), self.field(value, "arguments")
        if callee is None or arguments is None or self.text(callee) != "require" or not arguments.named_children:
            return
        module = self._string(arguments.named_children[0])
        if name.type == "identifier":
            self.bind_import(self.text(name), Import(module, "*"), name)
        elif name.type == "object_pattern":
            for child in name.named_children:
                if child.type == "shorthand_property_identifier_pattern":
                    self.bind_import(self.text(child), Import(module, self.text(child)), child)

    def _exports(self, node: tree_sitter.Node) -> None:  # noqa: C901 - one case per form of export
        source = self.field(node, "source")
        module = self._string(source) if source is not None else None
        clauses = [child for child in node.named_children if child.type == "export_clause"]
        spaces = [child for child in node.named_children if child.type == "namespace_export"]
        for clause in clauses:
            for each in clause.named_children:
                name, alias = self.field(each, "name"), self.field(each, "alias")
                if name is None:
                    continue
                known = self.text(alias or name).strip("\"'")
                if module is not None:
                    self.bind_import(known, Import(module, self.text(name)), each)
                elif alias is not None:
                    self.scope.bind(Binding(known, 0, self.name(name)))
        for each in spaces:
            self.bind_import(self.text(each.named_children[-1]), Import(module or "", "*"), each)
        if module is not None and not clauses and not spaces:
            self.scope.star.append(Import(module, "*"))
        value = self.field(node, "value")
        declaration = self.field(node, "declaration")
        if any(child.type == "default" for child in node.children):
            if value is not None:
                self.scope.bind(Binding("default", 0, self.value(value)))
            elif declaration is not None and (name := self.field(declaration, "name")) is not None:
                self.scope.bind(Binding("default", 0, self.name(name)))

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer = node.parent
        assert outer is not None
        declared = Declared(self.scope)
        kind = outer.type
        if kind in ("class_declaration", "abstract_class_declaration", "class"):
            self._class(outer, declared)
        elif kind == "interface_declaration":
            self._interface(outer, declared)
        elif kind == "type_alias_declaration":
            self._alias(outer, declared)
        elif kind == "enum_declaration":
            self._enum(outer, declared)
        elif kind == "variable_declarator":
            self._variable(outer, declared)
        elif kind in METHODS or kind in (
            "function_declaration",
            "generator_function_declaration",
            "function_signature",
        ):
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        return declared

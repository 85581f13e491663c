"""Lowering TypeScript and JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Import, Scope
from bursar.outline.references.lowering import expect

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.typescript_expressions import TypeScriptExpressions

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function", "function"})
_METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature"})


class TypeScriptLowering(TypeScriptExpressions):
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
        elif kind in _METHODS or kind in (
            "function_declaration",
            "generator_function_declaration",
            "function_signature",
        ):
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        return declared

    def _variable(self, node: tree_sitter.Node, declared: Declared) -> None:
        declared.type = self.type(self.field(node, "type"))
        value = self.field(node, "value")
        if value is not None:
            if value.type == "class":
                self._class(value, declared)
                return
            declared.value = self.value(value)
            if declared.type is not None:
                expect(declared.value, self.wrap("typed", declared.type))
            if declared.value.op == "function" and declared.type is None:
                declared.function = declared.value.function
        declared.parts = [part for part in (declared.type, declared.value) if part is not None]

    def _class(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        for child in node.named_children:
            if child.type == "class_heritage":
                for clause in child.named_children:
                    self._heritage(clause, declared)
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            if child.type == "public_field_definition" or child.type == "field_definition":
                self._field(child, declared)
            elif child.type == "method_definition":
                name = self.field(child, "name")
                if name is not None and self.text(name) == "constructor":
                    self._properties(child, declared)
            elif child.type in ("method_signature", "index_signature"):
                self._member(child, declared)
        for field in declared.fields:
            declared.parts += [part for part in (field.type, field.value) if part is not None]
        declared.parts += declared.bases
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

    def _heritage(self, clause: tree_sitter.Node, declared: Declared) -> None:
        arguments: list[Expr] = []
        for child in clause.named_children:
            if child.type == "type_arguments":
                arguments = [found for each in child.named_children if (found := self.type(each))]
        if clause.type == "extends_clause":
            value = self.field(clause, "value")
            if value is not None:
                if value.type == "identifier":
                    declared.bases.append(self.node("tname", value, tuple(arguments), self.text(value)))
                elif value.type == "member_expression":
                    member = self.value(value)
                    declared.bases.append(
                        Expr("tmember", member.start, member.end, member.name, (*member.parts, *arguments), self.scope)
                    )
                else:
                    declared.bases.append(self.wrap("tvalue", self.value(value)))
        elif clause.type == "identifier":
            declared.bases.append(self.type_name(clause))
        else:
            declared.bases += [
                found
                for child in clause.named_children
                if child.type != "type_arguments" and (found := self.type(child)) is not None
            ]

    def _field(self, node: tree_sitter.Node, declared: Declared) -> None:
        name = self.field(node, "name") or self.field(node, "property")
        if name is None:
            return
        type_ = self.type(self.field(node, "type"))
        value = self.field(node, "value")
        lowered = self.value(value) if value is not None else None
        if type_ is not None and lowered is not None:
            expect(lowered, self.wrap("typed", type_))
        declared.fields.append(Field(self.text(name), self.chars(name.start_byte), type_, lowered))

    def _properties(self, node: tree_sitter.Node, declared: Declared) -> None:
        """Parameters of a constructor that are fields, and what it assigns to `this`."""
        parameters = self.field(node, "parameters")
        for child in parameters.named_children if parameters else ():
            pattern = self.field(child, "pattern")
            if pattern is not None and any(
                part.type in ("accessibility_modifier", "override_modifier", "readonly") for part in child.children
            ):
                type_ = self.type(self.field(child, "type"))
                declared.fields.append(Field(self.text(pattern), self.chars(pattern.start_byte), type_))
        known = {field.name for field in declared.fields}
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            inner = child.named_children[0] if child.type == "expression_statement" and child.named_children else None
            if inner is None or inner.type != "assignment_expression":
                continue
            left, right = self.field(inner, "left"), self.field(inner, "right")
            if left is None or left.type != "member_expression":
                continue
            owner, name = self.field(left, "object"), self.field(left, "property")
            if owner is not None and name is not None and owner.type == "this" and self.text(name) not in known:
                function = self._function(node, body=False).function
                around, self.scope = self.scope, function.scope if function else self.scope
                value = self.value(right) if right is not None else None
                self.scope = around
                declared.fields.append(Field(self.text(name), self.chars(name.start_byte), None, value, assigned=True))

    def _interface(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        for child in node.named_children:
            if child.type in ("extends_type_clause", "extends_clause"):
                declared.bases += [found for each in child.named_children if (found := self.type(each))]
        self._members(self.field(node, "body"), declared)
        declared.parts += declared.bases
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

    def _alias(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        value = self.field(node, "value")
        if value is not None and value.type == "object_type":
            self._members(value, declared)
        declared.type = self.type(value)
        declared.parts = [declared.type] if declared.type else []
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

    def _enum(self, node: tree_sitter.Node, declared: Declared) -> None:
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            name = self.field(child, "name") or child
            declared.fields.append(Field(self.text(name).strip("\"'"), self.chars(name.start_byte)))
            value = self.field(child, "value")
            if value is not None:
                declared.parts.append(self.value(value))

    def class_(self, node: tree_sitter.Node) -> Expr:
        """A class in the middle of code: what is in it counts, its members do not resolve."""
        declared = Declared(self.scope)
        name = self.field(node, "name")
        if name is not None:
            self.bind(name, self.node("other", node), self.scope.start)
        scope = self.scope
        self._class(node, declared)
        self.scope = scope
        body = self.field(node, "body")
        methods = [self._function(child) for child in (body.named_children if body else ()) if child.type in _METHODS]
        return self.node("other", node, (*declared.parts, *methods))

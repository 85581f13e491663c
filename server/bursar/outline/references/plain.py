"""Lowering Java, C, C++, C#, PHP and Ruby: declared types, plain construction, members; what is deeper goes by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Declared, Expr, Field, Scope
from bursar.outline.references.plain_statements import PlainStatements

if TYPE_CHECKING:
    import tree_sitter

_FUNCTIONS: Final = frozenset(
    [
        "method_declaration",
        "constructor_declaration",
        "function_definition",
        "method",
        "singleton_method",
        "preproc_function_def",
    ]
)
_TYPES: Final = frozenset(
    [
        "class_declaration",
        "interface_declaration",
        "record_declaration",
        "enum_declaration",
        "struct_declaration",
        "class_specifier",
        "struct_specifier",
        "union_specifier",
        "enum_specifier",
        "class",
        "module",
        "trait_declaration",
        "annotation_type_declaration",
        "namespace_definition",
    ]
)
_BASES: Final = frozenset(
    [
        "superclass",
        "super_interfaces",
        "extends_interfaces",
        "base_list",
        "base_class_clause",
        "base_clause",
        "class_interface_clause",
    ]
)


class PlainLowering(PlainStatements):
    """One set of rules for the languages that are not scored: their grammars call the same things by few names."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "constant": "name",
        "variable_name": "name",
        "instance_variable": "own_variable",
        "name": "name",
        "this": "own",
        "this_expression": "own",
        "self": "own",
        "super": "super_",
        "base_expression": "super_",
        "type_identifier": "type_",
        "generic_type": "type_",
        "scoped_type_identifier": "type_",
        "template_type": "type_",
        "named_type": "type_",
        "predefined_type": "type_",
        "struct_specifier": "type_",
        "method_invocation": "invocation",
        "invocation_expression": "call",
        "call_expression": "call",
        "function_call_expression": "call",
        "member_call_expression": "invocation",
        "nullsafe_member_call_expression": "invocation",
        "scoped_call_expression": "invocation",
        "call": "invocation",
        "field_access": "member",
        "member_access_expression": "member",
        "class_constant_access_expression": "constant",
        "scoped_property_access_expression": "member",
        "field_expression": "member",
        "scope_resolution": "member",
        "qualified_identifier": "member",
        "object_creation_expression": "creation",
        "new_expression": "creation",
        "cast_expression": "cast",
        "parenthesized_expression": "through",
        "pointer_expression": "through",
        "local_variable_declaration": "declaration",
        "variable_declaration": "declaration",
        "declaration": "declaration",
        "enhanced_for_statement": "loop",
        "foreach_statement": "loop",
        "for_range_loop": "loop",
        "assignment": "assignment",
        "assignment_expression": "assignment",
        "block": "block",
        "compound_statement": "block",
        "lambda_expression": "block",
        "await_expression": "through",
    }
    skipped = frozenset({"comment", "line_comment", "block_comment", "field_identifier", "property_identifier"})

    def module(self, root: tree_sitter.Node) -> Scope:
        """Imports of these languages name what is found by name anyway."""
        return self.scope

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer: tree_sitter.Node | None = node.parent
        while outer is not None and outer.type not in _FUNCTIONS and outer.type not in _TYPES:
            if outer.type.endswith(("_definition", "_def", "field_declaration")) or outer.type == "declaration":
                break
            outer = outer.parent
        declared = Declared(self.scope)
        if outer is None:
            return declared
        if outer.type in _FUNCTIONS:
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        elif outer.type in _TYPES:
            self._type(outer, declared)
        elif (inner := self.field(outer, "type")) is not None and inner.type in _TYPES and self.field(inner, "body"):
            self._type(inner, declared)
        else:
            declared.type = self.type(self.field(outer, "type"))
            declared.parts = [self.other(outer)]
        return declared

    def _type(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        for child in node.named_children:
            if child.type in _BASES:
                declared.bases += self._leaves(child)
        body = self.field(node, "body")
        for child in body.named_children if body is not None else ():
            type_node = self.field(child, "type")
            if child.type == "field_declaration" and child.named_children and type_node is None:
                inner = next((each for each in child.named_children if each.type == "variable_declaration"), None)
                child, type_node = inner or child, self.field(inner, "type") if inner is not None else None
            if child.type not in _FUNCTIONS and type_node is not None:
                type_ = self.type(type_node)
                for name in self._names(child):
                    declared.fields.append(Field(self.text(name).lstrip("$"), self.chars(name.start_byte), type_))
            elif child.type in _FUNCTIONS:
                self._assigned(child, declared)
        declared.parts += declared.bases
        declared.parts += [field.type for field in declared.fields if field.type is not None]

    def _assigned(self, node: tree_sitter.Node, declared: Declared) -> None:
        """`@x = value` in a constructor of Ruby."""
        name, body = self.field(node, "name"), self.field(node, "body")
        if name is None or body is None or self.text(name) != "initialize":
            return
        for child in body.named_children:
            left, right = self.field(child, "left"), self.field(child, "right")
            if child.type == "assignment" and left is not None and left.type == "instance_variable":
                value = self.value(right) if right is not None else None
                name_ = self.text(left).lstrip("@")
                declared.fields.append(Field(name_, self.chars(left.start_byte), None, value, assigned=True))

    def _leaves(self, node: tree_sitter.Node) -> list[Expr]:
        """The types in a list of bases."""
        found = []
        for child in node.named_children:
            if child.type in ("type_list", "access_specifier"):
                found += self._leaves(child)
            elif (type_ := self.type(child)) is not None:
                found.append(type_)
        return found

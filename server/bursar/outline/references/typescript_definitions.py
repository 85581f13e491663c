"""Classes, interfaces, types and variables of TypeScript and JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Declared, Expr, Field
from bursar.outline.references.lowering import expect

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.typescript_expressions import TypeScriptExpressions

METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature"})


class TypeScriptDefinitions(TypeScriptExpressions):
    """What a definition declares: its fields, bases, bounds and values."""

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
        methods = [self._function(child) for child in (body.named_children if body else ()) if child.type in METHODS]
        return self.node("other", node, (*declared.parts, *methods))

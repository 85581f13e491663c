"""Functions and statements of Java, C, C++, C#, PHP and Ruby."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bursar.outline.references.expressions import Binding, Expr, Function, Parameter

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.plain_expressions import PlainExpressions

_PARAMETERS: Final = frozenset(
    [
        "formal_parameter",
        "spread_parameter",
        "parameter",
        "parameter_declaration",
        "optional_parameter_declaration",
        "simple_parameter",
        "property_promotion_parameter",
        "variadic_parameter",
    ]
)


class PlainStatements(PlainExpressions):
    """What parameters, declarations, loops and assignments bind."""

    def _names(self, node: tree_sitter.Node) -> list[tree_sitter.Node]:
        """The names that a declaration declares, under whatever declarators."""
        found = []
        waiting = [child for field in ("declarator", "name") for child in node.children_by_field_name(field)] or [
            child for child in node.named_children if child.type.endswith(("declarator", "property_element"))
        ]
        while waiting:
            at = waiting.pop(0)
            if at.type in ("identifier", "field_identifier", "variable_name"):
                found.append(at)
                continue
            inner = self.field(at, "declarator") or self.field(at, "name")
            inner = inner or next((child for child in at.named_children if child.type.endswith("identifier")), None)
            if inner is not None and at.type != "function_declarator":
                waiting.append(inner)
        return found

    def _function(self, node: tree_sitter.Node) -> Expr:
        function = self.start_function(node)
        function.result = self.type(
            self.field(node, "type") or self.field(node, "returns") or self.field(node, "return_type")
        )
        declarator = self.field(node, "declarator")
        while declarator is not None and self.field(declarator, "parameters") is None:
            declarator = self.field(declarator, "declarator") or next(iter(declarator.named_children), None)
        parameters = self.field(declarator if declarator is not None else node, "parameters")
        for child in parameters.named_children if parameters is not None else ():
            if child.type in _PARAMETERS:
                self._parameter(function, child)
            elif child.type == "identifier":
                function.scope.bind(Binding(self.text(child), function.scope.start, None))
        return self.end_function(node, function, self.field(node, "body") or self.field(node, "value"))

    def _parameter(self, function: Function, node: tree_sitter.Node) -> None:
        type_ = self.type(self.field(node, "type"))
        for name in self._names(node)[:1]:
            value = self.wrap("typed", type_) if type_ is not None else None
            function.parameters.append(Parameter(self.text(name), type_))
            function.scope.bind(Binding(self.text(name), function.scope.start, value))

    def declaration(self, node: tree_sitter.Node) -> Expr:
        """`Type name = value`; `var` and `auto` leave the type to the value."""
        written = self.field(node, "type")
        inferred = written is None or self.text(written) in ("var", "auto", "let")
        type_ = None if inferred else self.type(written)
        parts: list[Expr] = [type_] if type_ is not None else []
        for child in node.children_by_field_name("declarator") or node.named_children:
            value_node = self.field(child, "value")
            if value_node is None and child.type == "variable_declarator" and len(child.named_children) > 1:
                value_node = child.named_children[-1]
            value = self.value(value_node) if value_node is not None else None
            names = [child] if child.type == "identifier" else self._names(child) if child is not written else []
            for name in names[:1]:
                self.bind(name, self.wrap("typed", type_) if type_ is not None else value)
            if value is not None:
                parts.append(value)
        return self.node("other", node, tuple(parts))

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for (Type x : y)`."""
        self.inside(node)
        right = self.value(self.field(node, "right") or self.field(node, "value"))
        type_ = self.type(self.field(node, "type"))
        name = self.field(node, "left") or self.field(node, "name") or self.field(node, "declarator")
        if name is not None and name.type == "identifier":
            value = (
                self.wrap("typed", type_) if type_ is not None and type_.name != "var" else self.wrap("element", right)
            )
            self.bind(name, value, self.scope.start)
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("other", node, tuple(part for part in (type_, right, body) if part is not None))

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """`x = value`."""
        left, right = self.field(node, "left"), self.value(self.field(node, "right"))
        if left is not None and left.type in ("identifier", "variable_name"):
            scope = self.function.scope if self.function is not None else self.scope
            scope.bind(Binding(self.text(left), self.chars(node.end_byte), right))
            return self.node("other", node, (right,))
        return self.node("other", node, (self.value(left), right))

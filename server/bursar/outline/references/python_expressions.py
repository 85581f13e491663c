"""Expressions of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Expr

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.python_types import PythonTypes


class PythonExpressions(PythonTypes):
    """Attributes, calls, displays, and what operators give."""

    def attribute(self, node: tree_sitter.Node) -> Expr:
        """`x.y`."""
        return self.member_of(self.value(self.field(node, "object")), self.field(node, "attribute"))

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call; `cast(T, x)` and `isinstance` name types."""
        function = self.value(self.field(node, "function"))
        arguments = self.field(node, "arguments")
        children = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if arguments is not None and arguments.type == "generator_expression":
            children = [arguments]
        if function.name == "cast" and len(children) == 2 and (type_ := self.type(children[0])) is not None:
            return self.node("typed", node, (type_, function, self.value(children[1])))
        if function.op == "name" and function.name == "super":
            return self.node("super", node)
        if function.name == "TypeVar":
            return self._type_variable(node, function, children)
        return self.call_of(node, function, [self.value(child) for child in children])

    def _type_variable(self, node: tree_sitter.Node, function: Expr, arguments: list[tree_sitter.Node]) -> Expr:
        bound = next((self.field(each, "value") for each in arguments if self.text(each).startswith("bound=")), None)
        type_ = self.type(bound)
        return self.node("typevar", node, (type_, function) if type_ else ())

    def keyword(self, node: tree_sitter.Node) -> Expr:
        """`name=value`: only the value is code."""
        return self.value(self.field(node, "value"))

    def subscript(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`."""
        parts = [self.value(part) for part in node.children_by_field_name("subscript")]
        return self.node("index", node, (self.value(self.field(node, "value")), *parts))

    def awaited(self, node: tree_sitter.Node) -> Expr:
        """`await x`."""
        return self.wrap("await", self.through(node))

    def listed(self, node: tree_sitter.Node) -> Expr:
        """A list or set."""
        return self.node("list", node, tuple(self.value(child) for child in node.named_children))

    def tupled(self, node: tree_sitter.Node) -> Expr:
        """A tuple."""
        return self.node("tuple", node, tuple(self.value(child) for child in node.named_children))

    def mapping(self, node: tree_sitter.Node) -> Expr:
        """A dictionary: the values are what it is asked for."""
        parts = []
        for child in node.named_children:
            value = self.field(child, "value")
            if value is not None:
                parts.append(self.value(value))
                parts.append(self.wrap("other", self.value(self.field(child, "key"))))
            else:
                parts.append(self.wrap("other", self.value(child)))
        return self.node("list", node, tuple(parts))

    def conditional(self, node: tree_sitter.Node) -> Expr:
        """`x if c else y`."""
        first, test, last = (self.value(child) for child in node.named_children[:3])
        return self.node("choice", node, (first, last, self.wrap("other", test)))

    def operands(self, node: tree_sitter.Node) -> Expr:
        """`x or y`, and operators, which mostly give what their operands are."""
        parts = [part for name in ("left", "right") if (part := self.field(node, name)) is not None]
        return self.node("choice", node, tuple(self.value(part) for part in parts))

    def annotation(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        return self.type(node) or self.node("other", node)

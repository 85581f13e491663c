"""Statements of Go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Binding, Expr

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.go_expressions import GoExpressions


class GoStatements(GoExpressions):
    """What declarations, assignments, ranges and type switches bind."""

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        if not node.named_children:
            return self.other(node)
        found = self.value(node.named_children[0])
        for part in found.parts if found.op == "tuple" else (found,):
            self.returns(node, part)
        return found

    def short(self, node: tree_sitter.Node) -> Expr:
        """`a, b := x`."""
        right = self._right(node)
        return self._assigned(node, right)

    def _right(self, node: tree_sitter.Node) -> list[Expr]:
        right = self.field(node, "right")
        return [self.value(child) for child in right.named_children] if right else []

    def _assigned(self, node: tree_sitter.Node, right: list[Expr]) -> Expr:
        left = self.field(node, "left")
        names = left.named_children if left else []
        visible = self.chars(node.end_byte)
        for number, name in enumerate(names):
            if name.type == "identifier":
                if len(right) == len(names):
                    self.bind(name, right[number], visible)
                elif right:
                    self.bind(name, self.wrap("item", right[0], str(number)), visible)
        return self.node("other", node, tuple(right))

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """`a = x`: what stands on the left is used; a function on the right is wanted there."""
        right = self._right(node)
        left = self.field(node, "left")
        targets = [self.value(child) for child in left.named_children] if left else []
        for target, value in zip(targets, right, strict=False):
            if value.function is not None and value.op == "function":
                value.function.expected = value.function.expected or target
        return self.node("other", node, (*targets, *right))

    def variable(self, node: tree_sitter.Node) -> Expr:
        """`var a, b T = x, y`."""
        type_ = self.type(self.field(node, "type"))
        values = self.field(node, "value")
        items = [self.value(child) for child in values.named_children] if values else []
        for number, name in enumerate(node.children_by_field_name("name")):
            if type_ is not None:
                value: Expr | None = self.wrap("typed", type_)
            elif number < len(items):
                value = items[number]
            else:
                value = self.wrap("item", items[0], str(number)) if items else None
            self.bind(name, value, self.chars(node.end_byte))
        return self.node("other", node, tuple(part for part in (type_, *items) if part is not None))

    def range_(self, node: tree_sitter.Node) -> Expr:
        """`for i, x := range y`."""
        right = self.value(self.field(node, "right"))
        left = self.field(node, "left")
        names = left.named_children if left else []
        for number, name in enumerate(names):
            if name.type == "identifier":
                op = "element" if number == 1 else "key"
                self.bind(name, self.wrap("relement" if op == "element" else op, right))
        return self.node("other", node, (right,))

    def type_switch(self, node: tree_sitter.Node) -> Expr:
        """`switch x := y.(type)`: `x` is of each case's type in it."""
        self.inside(node)
        value = self.value(self.field(node, "value"))
        parts = [value]
        alias = self.field(node, "alias")
        name = alias.named_children[0] if alias and alias.named_children else None
        for child in node.named_children:
            if child.type not in ("type_case", "default_case"):
                if child.type not in ("expression_list",) and child.type.endswith(("_statement", "_declaration")):
                    parts.append(self.value(child))
                continue
            self.inside(child)
            types = [found for each in child.children_by_field_name("type") if (found := self.type(each))]
            parts += types
            if name is not None:
                bound = self.wrap("typed", types[0]) if len(types) == 1 else value
                self.scope.bind(Binding(self.text(name), self.scope.start, bound))
            listed = {each.id for each in child.children_by_field_name("type")}
            parts += [self.value(each) for each in child.named_children if each.id not in listed]
            self.outside()
        self.outside()
        return self.node("other", node, tuple(parts))

    def receive(self, node: tree_sitter.Node) -> Expr:
        """`x := <-c` of a `select`."""
        right = self.field(node, "right")
        return self._assigned(node, [self.value(right)] if right else [])

    def local_type(self, node: tree_sitter.Node) -> Expr:
        """A type in a function: what it names counts."""
        type_ = self.type(self.field(node, "type"))
        name = self.field(node, "name")
        if name is not None:
            self.scope.types[self.text(name)] = type_
        return self.node("other", node, (type_,) if type_ else ())

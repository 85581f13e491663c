"""Expressions of Go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Expr

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.go_types import GoTypes


class GoExpressions(GoTypes):
    """Selectors, calls, literals, conversions."""

    def selector(self, node: tree_sitter.Node) -> Expr:
        """`x.y`."""
        return self.member_of(self.value(self.field(node, "operand")), self.field(node, "field"))

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call; `new` and `make` take types, and a conversion looks like a call."""
        callee = self.field(node, "function")
        arguments = self.field(node, "arguments")
        children = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if callee is not None and callee.type == "identifier" and self.text(callee) in ("new", "make") and children:
            type_ = self.type(children[0])
            rest = tuple(self.value(child) for child in children[1:])
            return self.node("typed", node, (type_, *rest)) if type_ else self.node("other", node, rest)
        if callee is not None and callee.type == "identifier" and self.text(callee) == "append" and children:
            first, *others = [self.value(child) for child in children]
            return self.node("choice", node, (first, *(self.wrap("other", each) for each in others)))
        if callee is not None and callee.type == "parenthesized_expression":
            inner = self.value(callee)
            return self.call_of(node, inner, [self.value(child) for child in children])
        return self.call_of(node, self.value(callee), [self.value(child) for child in children])

    def literal_value(self, node: tree_sitter.Node) -> Expr:
        """`T{...}`."""
        written = self.field(node, "type")
        type_ = self.type(written)
        body = self.field(node, "body")
        if type_ is None:
            return self.other(node)
        parts = self._elements(body, type_)
        return self.node("typed", node, (type_, *parts))

    def _elements(self, body: tree_sitter.Node | None, type_: Expr) -> list[Expr]:
        inner = type_.parts[-1] if type_.op in ("tlist", "tmap") else None
        found = []
        for child in body.named_children if body else ():
            if child.type == "comment":
                continue
            if child.type == "keyed_element":
                key, value = child.named_children[0], child.named_children[-1]
                named = key.named_children[0] if key.type == "literal_element" and key.named_children else key
                if named.type == "identifier" and type_.op in ("tname", "tmember"):
                    owner = self.wrap("typed", type_)
                    found.append(self.node("member", named, (owner,), self.text(named)))
                    lowered = self._element(value, None)
                    if lowered.op == "function" and lowered.function is not None:
                        lowered.function.expected = found[-1]
                    found.append(lowered)
                    continue
                found.append(self._element(key, None))
                found.append(self._element(value, inner))
            else:
                found.append(self._element(child, inner))
        return found

    def _element(self, node: tree_sitter.Node, type_: Expr | None) -> Expr:
        child = node.named_children[0] if node.type == "literal_element" and node.named_children else node
        if child.type == "literal_value":
            if type_ is None:
                return self.node("other", child, tuple(self._element(each, None) for each in child.named_children))
            return self.node("other", child, tuple(self._elements(child, type_)))
        return self.value(child)

    def keyed(self, node: tree_sitter.Node) -> Expr:
        """`key: value` of a literal whose type is not known here: the key may be a field."""
        return self.value(node.named_children[-1])

    def unary(self, node: tree_sitter.Node) -> Expr:
        """`&x`, `*x`; `<-x` gives what is sent."""
        inner = self.value(self.field(node, "operand"))
        operator = self.field(node, "operator")
        kind = self.text(operator) if operator is not None else ""
        return self.wrap("element", inner) if kind == "<-" else inner

    def assertion(self, node: tree_sitter.Node) -> Expr:
        """`x.(T)`."""
        value, type_ = self.value(self.field(node, "operand")), self.type(self.field(node, "type"))
        return self.node("typed", node, (type_, value)) if type_ else value

    def conversion(self, node: tree_sitter.Node) -> Expr:
        """`T(x)`."""
        value, type_ = self.value(self.field(node, "operand")), self.type(self.field(node, "type"))
        return self.node("typed", node, (type_, value)) if type_ else value

    def instantiation(self, node: tree_sitter.Node) -> Expr:
        """`f[T]`."""
        first, *rest = node.named_children
        types = tuple(found for child in rest if (found := self.type(child)))
        return self.node("choice", node, (self.value(first), *(self.wrap("other", each) for each in types)))

    def index(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`."""
        return self.node(
            "index", node, (self.value(self.field(node, "operand")), self.value(self.field(node, "index")))
        )

    def slice(self, node: tree_sitter.Node) -> Expr:
        """`x[i:j]`."""
        first, *rest = [self.value(child) for child in node.named_children]
        return self.node("choice", node, (first, *(self.wrap("other", each) for each in rest)))

    def tupled(self, node: tree_sitter.Node) -> Expr:
        """Several values."""
        children = node.named_children
        if len(children) == 1:
            return self.value(children[0])
        return self.node("tuple", node, tuple(self.value(child) for child in children))

    def type_(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        found = self.type(node)
        return self.wrap("typed", found) if found else self.node("other", node)

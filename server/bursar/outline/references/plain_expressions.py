"""Expressions of Java, C, C++, C#, PHP and Ruby."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Expr

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.plain_types import PlainTypes


class PlainExpressions(PlainTypes):
    """Names, members, calls, construction, casts."""

    def own(self, node: tree_sitter.Node) -> Expr:
        """`this`."""
        return self.node("name", node, (), "this")

    def own_variable(self, node: tree_sitter.Node) -> Expr:
        """`@x`."""
        return self.node("member", node, (self.own(node),), self.text(node).lstrip("@"))

    def super_(self, node: tree_sitter.Node) -> Expr:
        """`super`."""
        return self.node("super", node)

    def name(self, node: tree_sitter.Node) -> Expr:
        """A name; PHP's `$this` is `this`."""
        name = self.text(node)
        return self.node("name", node, (), "this" if name == "$this" else name)

    def type_(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        found = self.type(node)
        if found is not None and found.op == "tname":
            return self.node("name", node, (), found.name) if not found.parts else self.wrap("typed", found)
        return self.wrap("typed", found) if found is not None else self.node("other", node)

    def invocation(self, node: tree_sitter.Node) -> Expr:
        """`x.f(...)`, or `f(...)` of the same class."""
        owner = next((found for name in ("object", "receiver", "scope") if (found := self.field(node, name))), None)
        name = self.field(node, "name") or self.field(node, "method")
        arguments = self.field(node, "arguments")
        parts = [self.value(child) for child in arguments.named_children] if arguments is not None else []
        block = self.field(node, "block")
        parts += [self.value(block)] if block is not None else []
        if name is None:
            return self.node("other", node, tuple(parts))
        if owner is None:
            return self.call_of(node, self.name(name), parts)
        value = self.value(owner)
        if self.text(name) == "new" and node.type == "call":
            return self.node("construct", node, (value, *parts), "value")
        return self.call_of(node, self.node("member", name, (value,), self.text(name)), parts)

    def call(self, node: tree_sitter.Node) -> Expr:
        """`f(...)`."""
        arguments = self.field(node, "arguments")
        parts = [self.value(child) for child in arguments.named_children] if arguments is not None else []
        return self.call_of(node, self.value(self.field(node, "function")), parts)

    def member(self, node: tree_sitter.Node) -> Expr:
        """`x.y`, `x->y`, `X::y`."""
        owner = next(
            (found for name in ("object", "expression", "argument", "scope") if (found := self.field(node, name))), None
        )
        name = self.field(node, "field") or self.field(node, "name")
        if name is None or owner is None:
            return self.name(name) if name is not None else self.other(node)
        if name.type in ("qualified_identifier", "template_function"):
            return self.value(name)
        value = self.value(owner) if owner.type != "namespace_identifier" else self.name(owner)
        return self.node("member", name, (value,), self.text(name).lstrip("$"))

    def constant(self, node: tree_sitter.Node) -> Expr:
        """`X::Y` of PHP."""
        owner, name = node.named_children[0], node.named_children[-1]
        return self.node("member", name, (self.value(owner),), self.text(name))

    def creation(self, node: tree_sitter.Node) -> Expr:
        """`new T(...)`."""
        written = self.field(node, "type") or next(
            (child for child in node.named_children if child.type == "name"), None
        )
        arguments = self.field(node, "arguments") or next(
            (child for child in node.named_children if child.type == "arguments"), None
        )
        parts = [self.value(child) for child in arguments.named_children] if arguments is not None else []
        type_ = self.type(written)
        body = [self.value(child) for child in node.named_children if child.type == "class_body"]
        return self.node("construct", node, (*([type_] if type_ else []), *parts, *body)) if type_ else self.other(node)

    def cast(self, node: tree_sitter.Node) -> Expr:
        """`(T) x`."""
        type_, value = self.type(self.field(node, "type")), self.value(self.field(node, "value"))
        return self.node("typed", node, (type_, value)) if type_ is not None else value

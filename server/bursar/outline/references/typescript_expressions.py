"""Expressions of TypeScript and JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Expr
from bursar.outline.references.lowering import expect

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.typescript_statements import TypeScriptStatements
from bursar.outline.references.typescript_types import LISTS, MAPS


class TypeScriptExpressions(TypeScriptStatements):
    """Calls, members, object literals, assertions, tags of JSX."""

    def super_(self, node: tree_sitter.Node) -> Expr:
        """`super`."""
        return self.node("super", node)

    def member(self, node: tree_sitter.Node) -> Expr:
        """`x.y`, `x?.y`."""
        return self.member_of(self.value(self.field(node, "object")), self.field(node, "property"))

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call, with its type arguments."""
        function = self.value(self.field(node, "function"))
        arguments = self.field(node, "arguments")
        children = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if arguments is not None and arguments.type == "template_string":
            children = [arguments]
        found = self.call_of(node, function, [self.value(child) for child in children])
        types = self._type_arguments(node)
        return self.node("choice", node, (found, *(self.wrap("other", each) for each in types))) if types else found

    def new(self, node: tree_sitter.Node) -> Expr:
        """`new T<X>(...)`."""
        constructor = self.field(node, "constructor")
        types = self._type_arguments(node)
        if constructor is not None and constructor.type == "identifier":
            name = self.text(constructor)
            base = self.node("tname", constructor, tuple(types), name)
            if name in LISTS or name in MAPS:
                base = self._applied(base, types, node)
        else:
            base = self.wrap("tvalue", self.value(constructor))
        arguments = self.field(node, "arguments")
        parts = [self.value(child) for child in arguments.named_children] if arguments else []
        made = self.node("construct", node, (base, *parts))
        value = self.node("name", constructor, (), base.name) if constructor is not None and base.name else None
        if value is not None:
            for number, argument in enumerate(parts):
                call = self.node("call", node, (value, *parts))
                expect(argument, Expr("argument", made.start, made.start, str(number), (call,), self.scope))
        return made

    def subscript(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`; by a string it is a member."""
        index = self.field(node, "index")
        owner = self.value(self.field(node, "object"))
        if index is not None and index.type == "string":
            return Expr(
                "member",
                self.chars(index.start_byte),
                self.chars(index.end_byte),
                self._string(index),
                (owner,),
                self.scope,
            )
        return self.node("index", node, (owner, self.value(index)))

    def awaited(self, node: tree_sitter.Node) -> Expr:
        """`await x`."""
        return self.wrap("await", self.through(node))

    def asserted(self, node: tree_sitter.Node) -> Expr:
        """`x as T`; `as const` says nothing."""
        children = node.named_children
        value = self.value(children[0])
        type_ = self.type(children[1]) if len(children) > 1 else None
        return self.node("typed", node, (type_, value)) if type_ is not None else value

    def satisfied(self, node: tree_sitter.Node) -> Expr:
        """`x satisfies T`."""
        children = node.named_children
        value = self.value(children[0])
        type_ = self.type(children[1]) if len(children) > 1 else None
        if type_ is None:
            return value
        expect(value, self.wrap("typed", type_))
        return self.node("choice", node, (value, self.wrap("other", type_)))

    def type_asserted(self, node: tree_sitter.Node) -> Expr:
        """`<T>x`."""
        children = node.named_children
        types = [found for child in children[0].named_children if (found := self.type(child))]
        return self.node("typed", node, (*types, self.value(children[-1]))) if types else self.value(children[-1])

    def ternary(self, node: tree_sitter.Node) -> Expr:
        """`c ? x : y`."""
        test, first, last = (self.value(self.field(node, name)) for name in ("condition", "consequence", "alternative"))
        return self.node("choice", node, (first, last, self.wrap("other", test)))

    def binary(self, node: tree_sitter.Node) -> Expr:
        """`x || y` gives either; other operators give neither."""
        left, right = self.value(self.field(node, "left")), self.value(self.field(node, "right"))
        operator = self.field(node, "operator")
        kind = self.text(operator) if operator is not None else ""
        if kind in ("||", "??", "&&"):
            return self.node("choice", node, (left, right))
        if kind == "instanceof":
            return self.node("choice", node, (left, self.wrap("other", right)), kind)
        return self.node("other", node, (left, right))

    def object(self, node: tree_sitter.Node) -> Expr:
        """An object literal."""
        parts = []
        for child in node.named_children:
            if child.type == "pair":
                key, value = self.field(child, "key"), self.value(self.field(child, "value"))
                name = self.text(key).strip("\"'") if key is not None else ""
                start, end = self._ends(key or child)
                inner: tuple[Expr, ...] = (value,)
                if key is not None and key.type == "computed_property_name":
                    inner = (value, self.other(key))
                pair = Expr("pair", start, end, name, inner, self.scope)
                parts.append(pair)
            elif child.type == "shorthand_property_identifier":
                start, end = self._ends(child)
                parts.append(Expr("pair", start, end, self.text(child), (self.name(child),), self.scope))
            elif child.type == "method_definition":
                name_node = self.field(child, "name")
                start, end = self._ends(name_node or child)
                name = self.text(name_node) if name_node is not None else ""
                parts.append(Expr("pair", start, end, name, (self._function(child),), self.scope))
            else:
                parts.append(self.value(child))
        return self.node("object", node, tuple(parts))

    def _ends(self, node: tree_sitter.Node) -> tuple[int, int]:
        return self.chars(node.start_byte), self.chars(node.end_byte)

    def pair_value(self, node: tree_sitter.Node) -> Expr:
        """A pair outside an object."""
        return self.value(self.field(node, "value"))

    def array(self, node: tree_sitter.Node) -> Expr:
        """An array."""
        return self.node("list", node, tuple(self.value(child) for child in node.named_children))

    def type_(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        found = self.type(node)
        return self.wrap("other", found) if found else self.node("other", node)

    def instantiation(self, node: tree_sitter.Node) -> Expr:
        """`f<T>`."""
        return self.value(node.named_children[0])

    def jsx(self, node: tree_sitter.Node) -> Expr:
        """`<Name attribute={value}>`: a name in small letters is one of HTML."""
        name = self.field(node, "name")
        parts = [self.value(child) for child in node.named_children if child != name]
        if name is not None and (name.type != "identifier" or not self.text(name)[:1].islower()):
            parts.insert(0, self.value(name))
        return self.node("other", node, tuple(parts))

"""Patterns and the statements that bind by them, of Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Expr

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.rust_expressions import RustExpressions, _inferred


class RustPatterns(RustExpressions):
    """What `let`, `match`, `if` and loops bind."""

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        return self.returns(node, self.value(node.named_children[0])) if node.named_children else self.other(node)

    def let(self, node: tree_sitter.Node) -> Expr:
        """`let pattern: type = value else { }`."""
        type_ = self.type(self.field(node, "type"))
        written = self.field(node, "value")
        value = self.value(written) if written is not None else None
        given = self.wrap("typed", type_) if type_ is not None else value
        if type_ is not None and value is not None and _inferred(type_):
            given = self.node("choice", node, (value, self.wrap("typed", type_)))
        pattern = self.field(node, "pattern")
        parts = self._pattern(pattern, given, self.chars(node.end_byte)) if pattern is not None else []
        alternative = self.field(node, "alternative")
        rest = [self.value(alternative)] if alternative is not None else []
        return self.node("other", node, tuple(part for part in (*parts, type_, value, *rest) if part is not None))

    def let_condition(self, node: tree_sitter.Node) -> Expr:
        """`let pattern = value` of an `if` or `while`."""
        value = self.value(self.field(node, "value"))
        pattern = self.field(node, "pattern")
        parts = self._pattern(pattern, value, self.chars(node.end_byte)) if pattern is not None else []
        return self.node("other", node, (value, *parts))

    def if_(self, node: tree_sitter.Node) -> Expr:
        """`if`: what its condition binds stands in its block."""
        self.inside(node)
        test = self.value(self.field(node, "condition"))
        results = [self.value(self.field(node, "consequence"))]
        alternative = self.field(node, "alternative")
        if alternative is not None and alternative.named_children:
            results.append(self.value(alternative.named_children[0]))
        self.outside()
        return self.node("choice", node, (*results, self.wrap("other", test)))

    def match(self, node: tree_sitter.Node) -> Expr:
        """`match`."""
        value = self.value(self.field(node, "value"))
        body = self.field(node, "body")
        results = []
        for child in body.named_children if body else ():
            if child.type != "match_arm":
                continue
            self.inside(child)
            pattern = self.field(child, "pattern")
            parts: list[Expr] = []
            if pattern is not None and pattern.named_children:
                parts = self._pattern(pattern.named_children[0], value, self.scope.start)
                condition = self.field(pattern, "condition")
                if condition is not None:
                    parts.append(self.value(condition))
            result = self.value(self.field(child, "value"))
            self.outside()
            results.append(self.node("choice", child, (result, *(self.wrap("other", part) for part in parts))))
        return self.node("choice", node, (*results, self.wrap("other", value)))

    def arm(self, node: tree_sitter.Node) -> Expr:
        """An arm outside a match."""
        return self.other(node)

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for pattern in value`."""
        self.inside(node)
        value = self.value(self.field(node, "value"))
        pattern = self.field(node, "pattern")
        parts = self._pattern(pattern, self.wrap("element", value), self.scope.start) if pattern is not None else []
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("other", node, (value, *parts, self.wrap("other", body)))

    def block_value(self, node: tree_sitter.Node) -> Expr:
        """A block gives its last expression."""
        self.inside(node)
        children = node.named_children
        parts = [self.value(child) for child in children]
        self.outside()
        if (
            node.type == "block"
            and children
            and not children[-1].type.endswith(("_statement", "_declaration", "_item"))
        ):
            return self.node("choice", node, (parts[-1], *(self.wrap("other", part) for part in parts[:-1])))
        if node.type == "block" and children and children[-1].type == "expression_statement":
            inner = children[-1].named_children[0].type if children[-1].named_children else ""
            if inner in ("match_expression", "if_expression") and not self.text(children[-1]).endswith(";"):
                return self.node("choice", node, (parts[-1], *(self.wrap("other", part) for part in parts[:-1])))
        return self.node("other", node, tuple(parts))

    def _pattern(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> list[Expr]:  # noqa: C901 - one case per kind of pattern
        """Bind the names of a pattern; the types and variants that it names are uses."""
        kind = node.type
        if kind == "identifier":
            name = self.text(node)
            if name[:1].isupper():
                return [self.name(node)]
            if value is not None:
                self.bind(node, value, visible)
            return []
        if kind in ("scoped_identifier", "scoped_type_identifier"):
            return [self.scoped(node)]
        if kind == "type_identifier":
            return [self.name(node)]
        if kind in ("mut_pattern", "ref_pattern", "reference_pattern", "parenthesized_pattern"):
            return [part for child in node.named_children for part in self._pattern(child, value, visible)]
        if kind == "captured_pattern":
            name_node, inner = node.named_children[0], node.named_children[-1]
            if value is not None:
                self.bind(name_node, value, visible)
            return self._pattern(inner, value, visible)
        if kind == "or_pattern":
            return [part for child in node.named_children for part in self._pattern(child, value, visible)]
        if kind == "tuple_struct_pattern":
            return self._tuple_struct(node, value, visible)
        if kind == "struct_pattern":
            return self._struct_pattern(node, visible)
        if kind in ("tuple_pattern", "slice_pattern"):
            found = []
            for number, child in enumerate(_places(node)):
                op = "item" if kind == "tuple_pattern" else "element"
                item = self.wrap(op, value, str(number)) if value is not None else None
                found += self._pattern(child, item, visible)
            return found
        if kind in ("match_pattern",) and node.named_children:
            return self._pattern(node.named_children[0], value, visible)
        if kind.endswith("_literal") or kind in ("remaining_field_pattern", "_"):
            return []
        return [self.value(child) for child in node.named_children]

    def _tuple_struct(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> list[Expr]:
        written = self.field(node, "type")
        if written is None:
            return []
        name = self.text(written)
        inner = [child for child in node.named_children if child.id != written.id]
        if name in ("Some", "Ok") and value is not None:
            return [part for child in inner for part in self._pattern(child, self.wrap("try", value), visible)]
        owner = self.value(written)
        found = [] if name in ("Some", "Ok", "Err", "None") else [owner]
        for number, child in enumerate(inner):
            item = self.wrap("item", value, "1") if name == "Err" and value is not None else None
            if name != "Err":
                item = self.wrap("field_of", owner, str(number))
            found += self._pattern(child, item, visible)
        return found

    def _struct_pattern(self, node: tree_sitter.Node, visible: int) -> list[Expr]:
        written = self.field(node, "type")
        if written is None:
            return []
        owner = self.value(written)
        found = [owner]
        for child in node.named_children:
            if child.type != "field_pattern":
                continue
            name = self.field(child, "name")
            inner = self.field(child, "pattern")
            if name is None:
                continue
            member = self.wrap("field_of", owner, self.text(name))
            if inner is None:
                self.bind(name, member, visible)
            else:
                found += self._pattern(inner, member, visible)
        return found


def _places(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The parts of a pattern in order, `_` and `..` included."""
    return [child for child in node.children if child.is_named or child.type in ("_", "..")]

"""Statements of Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Binding, Expr, Scope

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.python_expressions import PythonExpressions


class PythonStatements(PythonExpressions):
    """What assignments, loops, branches and patterns bind."""

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        return self.returns(node, self.value(node.named_children[0])) if node.named_children else self.other(node)

    def yield_(self, node: tree_sitter.Node) -> Expr:
        """A `yield`."""
        found = self.other(node)
        if self.function is not None and found.parts:
            self.function.yielded.append(found.parts[0])
        return found

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """An assignment, annotated or not."""
        left, right = self.field(node, "left"), self.field(node, "right")
        type_ = self.type(self.field(node, "type"))
        value = self.value(right) if right is not None else None
        given = self.wrap("typed", type_) if type_ is not None else value
        target = self.target(left, given, node)
        return self.node("other", node, tuple(part for part in (target, type_, value) if part is not None))

    def augmented(self, node: tree_sitter.Node) -> Expr:
        """`x += y`: what stands on both sides is used."""
        return self.other(node)

    def target(self, node: tree_sitter.Node | None, value: Expr | None, after: tree_sitter.Node) -> Expr | None:
        """Bind the names of a target; what it uses (`self.x`, `x[i]`) comes back."""
        if node is None:
            return None
        if node.type == "identifier":
            self.bind(node, value, self.chars(after.end_byte))
            return None
        if node.type in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"):
            parts = []
            for number, child in enumerate(node.named_children):
                item = self.wrap("item", value, str(number)) if value is not None else None
                parts.append(self.target(child, item, after))
            return self.node("other", node, tuple(part for part in parts if part is not None))
        if node.type in ("list_splat_pattern", "parenthesized_expression"):
            return self.target(node.named_children[0], None, after)
        return self.value(node)

    def named(self, node: tree_sitter.Node) -> Expr:
        """`(x := value)`."""
        name, value = self.field(node, "name"), self.value(self.field(node, "value"))
        if name is not None:
            self.bind(name, value)
        return value

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for x in y`."""
        right = self.value(self.field(node, "right"))
        left = self.field(node, "left")
        target = self.target(left, self.wrap("element", right), left or node)
        rest = [self.value(part) for name in ("body", "alternative") if (part := self.field(node, name))]
        return self.node("other", node, tuple(part for part in (right, target, *rest) if part is not None))

    def clause(self, node: tree_sitter.Node) -> Expr:
        """`for x in y` of a comprehension: bound in all of it."""
        right = self.value(self.field(node, "right"))
        scope = self.scope
        whole = node.parent or node
        target = self.target(self.field(node, "left"), self.wrap("element", right), node)
        for bindings in scope.bindings.values():
            for binding in bindings:
                binding.visible = self.chars(whole.start_byte)
        return self.node("other", node, tuple(part for part in (right, target) if part is not None))

    def comprehension(self, node: tree_sitter.Node) -> Expr:
        """A comprehension gives a list of its body."""
        self.inside(node)
        clauses = [self.value(child) for child in node.named_children[1:]]
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("list", node, (body, self.node("other", node, tuple(clauses))))

    def with_item(self, node: tree_sitter.Node) -> Expr:
        """`with x as y`."""
        return self.value(self.field(node, "value"))

    def as_pattern(self, node: tree_sitter.Node) -> Expr:
        """`x as y` of a `with` or an `except`."""
        children = node.named_children
        alias = self.field(node, "alias")
        value = self.value(children[0])
        op = "enter"
        if node.parent is not None and node.parent.type in ("except_clause", "except_group_clause"):
            op = "caught"
        elif node.parent is not None and node.parent.type == "case_pattern":
            op = "typed"
        if alias is not None and alias.named_children:
            self.target(alias.named_children[0], self.wrap(op, value), node)
        return value

    def condition(self, node: tree_sitter.Node) -> Expr:
        """`if isinstance(x, T)` says what `x` is in its block."""
        condition = self.field(node, "condition")
        test = self.value(condition)
        consequence = self.field(node, "consequence")
        parts = [test]
        if consequence is not None:
            narrowed = list(_narrowed(test))
            if narrowed:
                self.inside(consequence)
                for name, type_ in narrowed:
                    self.scope.bind(Binding(name, self.scope.start, Expr("caught", 0, 0, "", (type_,), self.scope)))
                parts.append(self.value(consequence))
                inner = self.scope
                self.outside()
                _spill(inner, self.scope, {name for name, _ in narrowed})
            else:
                parts.append(self.value(consequence))
        parts += [self.value(child) for child in node.children_by_field_name("alternative")]
        return self.node("other", node, tuple(parts))

    def case(self, node: tree_sitter.Node) -> Expr:
        """A `case`: the names in its class patterns are used, the others are bound."""
        parts = []
        waiting = [child for child in node.named_children if child.type == "case_pattern"]
        while waiting:
            child = waiting.pop()
            if child.type == "class_pattern":
                parts.append(self.value(child.named_children[0].named_children[0]))
                waiting += child.named_children[1:]
            elif child.type == "dotted_name":
                if len(child.named_children) > 1:
                    parts.append(self._dotted(child))
                else:
                    self.bind(child, None)
            else:
                waiting += child.named_children
        parts += [self.value(part) for name in ("guard", "consequence") if (part := self.field(node, name))]
        return self.node("other", node, tuple(parts))

    def _dotted(self, node: tree_sitter.Node) -> Expr:
        first, *rest = node.named_children
        found = self.name(first)
        for part in rest:
            found = self.member_of(found, part)
        return found


def _narrowed(test: Expr) -> list[tuple[str, Expr]]:
    """Names and types of the `isinstance` in a condition that is true in its block."""
    found = []
    for expr in (test, *(test.parts if test.op == "choice" else ())):
        if expr.op != "call" or expr.parts[0].name != "isinstance" or len(expr.parts) != 3:
            continue
        if expr.parts[1].op == "name":
            found.append((expr.parts[1].name, expr.parts[2]))
    return found


def _spill(inner: Scope, outer: Scope, narrowed: set[str]) -> None:
    """A block is no scope in Python: what it binds, but for what was narrowed, is bound around it."""
    for name, bindings in inner.bindings.items():
        for binding in bindings:
            if name not in narrowed or binding.visible > inner.start:
                outer.bind(binding)

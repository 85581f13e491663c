"""Functions and statements of TypeScript and JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Binding, Expr, Function, Parameter, Scope
from bursar.outline.references.lowering import expect

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.typescript_types import TypeScriptTypes


class TypeScriptStatements(TypeScriptTypes):
    """Functions, the variables they bind, and what is known of these in a branch."""

    def _function(self, node: tree_sitter.Node, body: bool = True) -> Expr:
        function = self.start_function(node)
        self._type_parameters(node)
        single = self.field(node, "parameter")
        if single is not None:
            self.parameter(function, single, None)
        parameters = self.field(node, "parameters")
        for child in parameters.named_children if parameters else ():
            self._parameter(function, child)
        function.result = self.type(self.field(node, "return_type"))
        if node.type == "method_definition" and any(child.type == "get" for child in node.children):
            function.decorators.append(Expr("other", 0, 0, "getter"))
        inner = self.field(node, "body") if body else None
        function.decorators += [bound for bound in function.scope.types.values() if bound is not None]
        if inner is not None and inner.type != "statement_block":
            around, self.function = self.function, function
            value = self.value(inner)
            self.returns(inner, value)
            self.function = around
            function.body.append(value)
            inner = None
        return self.end_function(node, function, inner)

    def _parameter(self, function: Function, node: tree_sitter.Node) -> None:
        pattern = self.field(node, "pattern") or (node if node.type.endswith(("identifier", "pattern")) else None)
        if pattern is None:
            return
        type_ = self.type(self.field(node, "type"))
        default = self.field(node, "value")
        if node.type == "assignment_pattern":
            pattern, default = self.field(node, "left") or node, self.field(node, "right")
        lowered = self.value(default) if default is not None else None
        if pattern.type == "rest_pattern":
            pattern = pattern.named_children[0]
        if pattern.type in ("identifier", "this"):
            self.parameter(function, pattern, type_, lowered)
            return
        at = function.scope.start
        if type_ is not None:
            value = self.wrap("typed", type_)
        else:
            value = Expr("parameter", at, at, str(len(function.parameters)), (lowered,) if lowered else ())
            value.function = function
        function.parameters.append(Parameter("", type_, lowered))
        extra = self._pattern(pattern, value, at)
        if extra is not None:
            function.decorators.append(extra)

    def arrow(self, node: tree_sitter.Node) -> Expr:
        """A function in the middle of code."""
        return self._function(node)

    def local_function(self, node: tree_sitter.Node) -> Expr:
        """A function in a function."""
        found = self._function(node)
        name = self.field(node, "name")
        if name is not None:
            self.bind(name, found, self.scope.start)
        return found

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        children = [child for child in node.named_children if child.type != "comment"]
        return self.returns(node, self.value(children[0])) if children else self.other(node)

    def variable(self, node: tree_sitter.Node) -> Expr:
        """`const pattern: type = value`."""
        name, written = self.field(node, "name"), self.field(node, "value")
        type_ = self.type(self.field(node, "type"))
        value = self.value(written) if written is not None else None
        if type_ is not None and value is not None:
            expect(value, self.wrap("typed", type_))
        given = self.wrap("typed", type_) if type_ is not None else value
        visible = self.chars(node.start_byte)
        if value is None or value.op != "function":
            visible = self.chars(node.end_byte)
        extra = self._pattern(name, given, visible) if name is not None else None
        return self.node("other", node, tuple(part for part in (extra, type_, value) if part is not None))

    def _pattern(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> Expr | None:
        """Bind the names of a pattern; the members that it takes from the value are uses."""
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            if value is not None:
                self.bind(node, value, visible)
            return None
        parts: list[Expr | None] = []
        if node.type == "object_pattern":
            parts += [self._property(child, value, visible) for child in node.named_children]
        elif node.type == "array_pattern":
            for number, child in enumerate(node.named_children):
                item = self.wrap("item", value, str(number)) if value is not None else None
                parts.append(self._pattern(child, item, visible))
        elif node.type in ("assignment_pattern", "object_assignment_pattern"):
            left, right = self.field(node, "left"), self.field(node, "right")
            parts.append(self._pattern(left, value, visible) if left is not None else None)
            parts.append(self.value(right) if right is not None else None)
        elif node.type == "rest_pattern":
            parts.append(self._pattern(node.named_children[0], value, visible))
        else:
            parts.append(self.value(node))
        return self.node("other", node, tuple(part for part in parts if part is not None))

    def _property(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> Expr | None:
        if node.type == "pair_pattern":
            key, inner = self.field(node, "key"), self.field(node, "value")
            if key is None or inner is None or value is None:
                return None
            member = self.node("member", key, (value,), self.text(key))
            extra = self._pattern(inner, member, visible)
            return self.node("other", node, (member,) if extra is None else (member, extra))
        name = node
        default = None
        if node.type == "object_assignment_pattern":
            name, right = self.field(node, "left") or node, self.field(node, "right")
            default = self.value(right) if right is not None else None
        if name.type != "shorthand_property_identifier_pattern" or value is None:
            return self._pattern(node, value, visible)
        member = self.node("member", name, (value,), self.text(name))
        self.bind(name, member, visible)
        return member if default is None else self.node("other", node, (member, default))

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """`x.y = value`: a function on the right is wanted on the left."""
        left, right = self.value(self.field(node, "left")), self.value(self.field(node, "right"))
        expect(right, left)
        target = self.field(node, "left")
        if target is not None and target.type == "identifier":
            self._assigned(target, right, node)
        return self.node("other", node, (left, right))

    def _assigned(self, target: tree_sitter.Node, value: Expr, node: tree_sitter.Node) -> None:
        """A variable without a type gets its value where it stands; bound in the scope that declares it."""
        name = self.text(target)
        scope: Scope | None = self.scope
        while scope is not None and scope.parent is not None:
            if name in scope.bindings:
                if all(each.value is None or each.value.op != "typed" for each in scope.bindings[name]):
                    scope.bind(Binding(name, self.chars(node.end_byte), value))
                return
            scope = scope.parent

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for (const x of y)`."""
        self.inside(node)
        right = self.value(self.field(node, "right"))
        left = self.field(node, "left")
        operator = self.field(node, "operator")
        of = operator is not None and self.text(operator) == "of"
        extra = self._pattern(left, self.wrap("element", right) if of else None, self.scope.start) if left else None
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("other", node, tuple(part for part in (right, extra, body) if part is not None))

    def condition(self, node: tree_sitter.Node) -> Expr:
        """`if (x instanceof T)` says what `x` is in its block."""
        test = self.value(self.field(node, "condition"))
        consequence = self.field(node, "consequence")
        parts = [test]
        if consequence is not None:
            self.inside(consequence)
            for part in test.walk():
                if part.op == "choice" and part.name == "instanceof" and part.parts[0].op == "name":
                    kind = Expr("caught", part.start, part.start, "", (part.parts[1].parts[0],), self.scope)
                    self.scope.bind(Binding(part.parts[0].name, self.scope.start, kind))
            parts.append(self.value(consequence))
            self.outside()
        alternative = self.field(node, "alternative")
        if alternative is not None:
            parts.append(self.value(alternative))
        return self.node("other", node, tuple(parts))

    def catch(self, node: tree_sitter.Node) -> Expr:
        """`catch (x)`."""
        self.inside(node)
        parameter = self.field(node, "parameter")
        if parameter is not None and parameter.type == "identifier":
            self.bind(parameter, self.node("other", parameter), self.scope.start)
        found = self.value(self.field(node, "body"))
        self.outside()
        return found

    def exported(self, node: tree_sitter.Node) -> Expr:
        """An export at the top: the names of an export clause are uses."""
        parts = []
        for child in node.named_children:
            if child.type == "export_clause":
                parts += [self.name(name) for each in child.named_children if (name := self.field(each, "name"))]
            elif child.type not in ("string", "namespace_export"):
                parts.append(self.value(child))
        return self.node("other", node, tuple(parts))

    def skip(self, node: tree_sitter.Node) -> Expr:
        """Nothing that counts."""
        return self.node("other", node)

    def local_alias(self, node: tree_sitter.Node) -> Expr:
        """A type in a function."""
        type_ = self.type(self.field(node, "value"))
        name = self.field(node, "name")
        if name is not None:
            self.scope.types[self.text(name)] = type_
        return self.node("other", node, (type_,) if type_ else ())

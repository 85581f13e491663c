"""Lowering syntax trees to expressions: what all languages share. One subclass per language names its nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Binding, Declared, Expr, Function, Import, Parameter, Scope

if TYPE_CHECKING:
    import tree_sitter

    from bursar.outline.references.facts import Chars

MAX_DEPTH: Final = 200
"""Expressions nested deeper are left out: machines write those."""


class Lowering:
    """Lowers nodes of one file. `scope` is the one that names bind in at this moment.

    The tables name the methods for a node's type: `values` in code, `types` where a type is written.
    """

    values: ClassVar[Mapping[str, str]] = {}
    types: ClassVar[Mapping[str, str]] = {}
    literals: ClassVar[Mapping[str, str]] = {}
    skipped: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, source: bytes, chars: Chars) -> None:
        self.source = source
        self.chars = chars
        self.scope = Scope(0, len(source))
        self.function: Function | None = None
        self.depth = 0
        self._values = {kind: getattr(self, method) for kind, method in self.values.items()}
        self._types = {kind: getattr(self, method) for kind, method in self.types.items()}

    # what a language answers for the definitions that the index knows

    def declared(self, node: tree_sitter.Node) -> Declared:
        """What the definition whose name is this node says of itself."""
        raise NotImplementedError

    def module(self, root: tree_sitter.Node) -> Scope:
        """The names that a file binds by its imports."""
        raise NotImplementedError

    # values and types

    def value(self, node: tree_sitter.Node | None) -> Expr:
        """A node of code."""
        if node is None:
            return Expr("other", 0, 0)
        kind = node.type
        if self.depth > MAX_DEPTH or kind in self.skipped:
            return self.node("other", node)
        literal = self.literals.get(kind)
        if literal is not None:
            return self.node("literal", node, (), literal)
        self.depth += 1
        lower: Callable[[tree_sitter.Node], Expr] = self._values.get(kind, self.other)
        found = lower(node)
        self.depth -= 1
        return found

    def type(self, node: tree_sitter.Node | None) -> Expr | None:
        """A node where a type is written."""
        if node is None or self.depth > MAX_DEPTH:
            return None
        self.depth += 1
        lower: Callable[[tree_sitter.Node], Expr] = self._types.get(node.type, self.other_type)
        found = lower(node)
        self.depth -= 1
        return found

    def other(self, node: tree_sitter.Node) -> Expr:
        """Code of no known type; what is in it counts."""
        return self.node("other", node, tuple(self.value(child) for child in node.named_children))

    def other_type(self, node: tree_sitter.Node) -> Expr:
        """A type of no known form; what is in it counts."""
        parts = tuple(found for child in node.named_children if (found := self.type(child)) is not None)
        return self.node("tother", node, parts)

    def through(self, node: tree_sitter.Node) -> Expr:
        """What says the same as its only child."""
        children = node.named_children
        return self.value(children[0]) if len(children) == 1 else self.other(node)

    def through_type(self, node: tree_sitter.Node) -> Expr:
        """A type that says the same as its only child."""
        children = node.named_children
        found = self.type(children[-1]) if children else None
        return found or self.node("tother", node)

    # building

    def text(self, node: tree_sitter.Node) -> str:
        """The text of a node."""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def node(self, op: str, node: tree_sitter.Node, parts: tuple[Expr, ...] = (), name: str = "") -> Expr:
        """An expression over a node."""
        return Expr(op, self.chars(node.start_byte), self.chars(node.end_byte), name, parts, self.scope)

    def name(self, node: tree_sitter.Node) -> Expr:
        """A name."""
        return self.node("name", node, (), self.text(node))

    def type_name(self, node: tree_sitter.Node) -> Expr:
        """The name of a type."""
        return self.node("tname", node, (), self.text(node))

    def member_of(self, whole: Expr, node: tree_sitter.Node | None) -> Expr:
        """A member, named by a node."""
        if node is None:
            return whole
        return self.node("member", node, (whole,), self.text(node))

    def wrap(self, op: str, inner: Expr, name: str = "") -> Expr:
        """What is derived from an expression."""
        return Expr(op, inner.start, inner.end, name, (inner,), self.scope)

    def field(self, node: tree_sitter.Node, name: str) -> tree_sitter.Node | None:
        """The child in a field."""
        return node.child_by_field_name(name)

    def bind(self, node: tree_sitter.Node, value: Expr | None, visible: int | None = None) -> None:
        """Let the name at a node stand for a value."""
        at = self.chars(node.end_byte) if visible is None else visible
        self.scope.bind(Binding(self.text(node), at, value))

    def bind_import(self, name: str, imported: Import, at: tree_sitter.Node) -> None:
        """Let a name stand for what is imported."""
        self.scope.bind(Binding(name, self.chars(at.start_byte), None, imported))

    def inside(self, node: tree_sitter.Node) -> Scope:
        """A new scope over a node, inside the present one; it is the present one until `outside`."""
        self.scope = Scope(self.chars(node.start_byte), self.chars(node.end_byte), self.scope)
        return self.scope

    def outside(self) -> None:
        """Back to the scope around the present one."""
        assert self.scope.parent is not None
        self.scope = self.scope.parent

    def block(self, node: tree_sitter.Node) -> Expr:
        """Code with a scope of its own."""
        self.inside(node)
        found = self.other(node)
        self.outside()
        return found

    def start_function(self, node: tree_sitter.Node) -> Function:
        """A new function whose scope is now the present one."""
        scope = self.inside(node)
        return Function(scope)

    def end_function(self, node: tree_sitter.Node, function: Function, body: tree_sitter.Node | None) -> Expr:
        """Lower a function's body and leave it."""
        around, self.function = self.function, function
        if body is not None:
            function.body.append(self.value(body))
        self.function = around
        self.outside()
        parts = (*self.signature_parts(function), *function.body)
        found = self.node("function", node, parts)
        found.function = function
        return found

    def signature_parts(self, function: Function) -> list[Expr]:
        """All that is written down in a function's header."""
        found = list(function.decorators)
        for parameter in function.parameters:
            found += [part for part in (parameter.type, parameter.default) if part is not None]
        if function.result is not None:
            found.append(function.result)
        return found

    def parameter(
        self, function: Function, node: tree_sitter.Node, type_: Expr | None, default: Expr | None = None
    ) -> None:
        """Add a parameter and bind its name: to its type, else what the function is called with, else its default."""
        name = self.text(node)
        at = function.scope.start
        if type_ is not None:
            value = self.wrap("typed", type_)
        else:
            value = Expr("parameter", at, at, str(len(function.parameters)), (default,) if default else ())
            value.function = function
        function.parameters.append(Parameter(name, type_, default))
        function.scope.bind(Binding(name, at, value))

    def call_of(self, node: tree_sitter.Node, function: Expr, arguments: Iterable[Expr]) -> Expr:
        """A call; a function among its arguments learns of it, since it says what its parameters are."""
        found = self.node("call", node, (function, *arguments))
        function.called = True
        for number, argument in enumerate(found.parts[1:]):
            expect(argument, Expr("argument", found.start, found.start, str(number), (found,), self.scope))
        return found

    def returns(self, node: tree_sitter.Node, value: Expr) -> Expr:
        """A value that the present function gives back."""
        if self.function is not None:
            self.function.returned.append(value)
            wanted = Expr("result", value.start, value.start, scope=self.scope)
            wanted.function = self.function
            expect(value, wanted)
        return value


def expect(value: Expr, wanted: Expr) -> None:
    """Tell a function that stands where something of a known type is wanted."""
    if value.op == "function" and value.function is not None:
        value.function.expected = value.function.expected or wanted
    elif value.op == "choice":
        for part in value.parts:
            expect(part, wanted)
    elif value.op == "list":
        for part in value.parts:
            expect(part, Expr("element", wanted.start, wanted.start, "", (wanted,), wanted.scope))
    elif value.op == "object" and value.expected is None:
        value.expected = wanted
        for part in value.parts:
            if part.op == "pair":
                part.expected = Expr("member", part.start, part.end, part.name, (wanted,), wanted.scope)
                expect(part.parts[0], part.expected)

"""Types as Python writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Expr
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter

_LISTS = frozenset(
    [
        "list",
        "List",
        "set",
        "Set",
        "frozenset",
        "FrozenSet",
        "Iterable",
        "Iterator",
        "Sequence",
        "Collection",
        "Generator",
        "AsyncIterator",
        "AsyncIterable",
        "AsyncGenerator",
        "deque",
        "Deque",
        "MutableSequence",
        "AbstractSet",
        "MutableSet",
    ]
)
_MAPS = frozenset(["dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"])
_THROUGH = frozenset(
    [
        "Optional",
        "Final",
        "ClassVar",
        "Annotated",
        "Required",
        "NotRequired",
        "ReadOnly",
        "InitVar",
        "Type",
        "type",
        "Awaitable",
        "Coroutine",
    ]
)


class PythonTypes(Lowering):
    """Annotations, in code and in strings."""

    types: ClassVar[Mapping[str, str]] = {
        "type": "through_type",
        "identifier": "type_name",
        "attribute": "type_attribute",
        "subscript": "type_subscript",
        "generic_type": "type_generic",
        "member_type": "through_type",
        "union_type": "type_union",
        "binary_operator": "type_union",
        "string": "type_string",
        "parenthesized_expression": "through_type",
        "list": "type_list",
        "none": "type_name",
    }

    def type_attribute(self, node: tree_sitter.Node) -> Expr:
        """`module.Type`."""
        owner = self.value(self.field(node, "object"))
        name = self.field(node, "attribute")
        return self.node("tmember", name, (owner,), self.text(name)) if name is not None else owner

    def type_subscript(self, node: tree_sitter.Node) -> Expr:
        """`Type[X, Y]` as an expression."""
        return self._applied(self.field(node, "value"), node.children_by_field_name("subscript"), node)

    def type_generic(self, node: tree_sitter.Node) -> Expr:
        """`Type[X, Y]`."""
        base, *rest = node.named_children
        arguments = [child for part in rest for child in part.named_children]
        return self._applied(base, arguments, node)

    def _applied(
        self, base: tree_sitter.Node | None, arguments: list[tree_sitter.Node], node: tree_sitter.Node
    ) -> Expr:
        if len(arguments) == 1 and arguments[0].type == "tuple":
            arguments = arguments[0].named_children
        found = self.type(base)
        parts = [part for child in arguments if (part := self.type(child)) is not None]
        if found is None:
            return self.node("tother", node, tuple(parts))
        return applied(found, parts, self.node("tother", node))

    def type_union(self, node: tree_sitter.Node) -> Expr:
        """`X | Y`."""
        parts = tuple(part for child in node.named_children if (part := self.type(child)) is not None)
        return self.node("tunion", node, parts)

    def type_list(self, node: tree_sitter.Node) -> Expr:
        """The parameters in `Callable[[X, Y], Z]`."""
        parts = tuple(part for child in node.named_children if (part := self.type(child)) is not None)
        return self.node("ttuple", node, parts)

    def type_string(self, node: tree_sitter.Node) -> Expr:
        """A type in quotes, read as the code that it is."""
        import tree_sitter as parsing

        from bursar.outline.references.grammars import references_of

        references = references_of("python")
        inner = node.named_children[1:2]
        if references is None or not inner or inner[0].type != "string_content" or "\n" in self.text(inner[0]):
            return self.node("tother", node)
        part = inner[0]
        parser = parsing.Parser(references.language)
        parser.included_ranges = [parsing.Range(part.start_point, part.end_point, part.start_byte, part.end_byte)]
        children = parser.parse(self.source).root_node.named_children
        if not children or children[0].type != "expression_statement" or not children[0].named_children:
            return self.node("tother", node)
        return self.type(children[0].named_children[0]) or self.node("tother", node)


def applied(base: Expr, parts: list[Expr], other: Expr) -> Expr:  # noqa: C901 - one line per generic type
    """A generic type with its arguments."""
    name = base.name
    whole = Expr(base.op, base.start, base.end, name, (*base.parts, *parts), base.scope)
    if name in _LISTS and parts:
        return Expr("tlist", other.start, other.end, name, (parts[0], *parts[1:], base), base.scope)
    if name in _MAPS and len(parts) == 2:
        return Expr("tmap", other.start, other.end, name, (parts[0], parts[1], base), base.scope)
    if name in ("tuple", "Tuple"):
        if len(parts) == 2 and parts[1].op == "tother":
            return Expr("tlist", other.start, other.end, name, (parts[0],), base.scope)
        return Expr("ttuple", other.start, other.end, name, tuple(parts), base.scope)
    if name == "Callable" and len(parts) == 2:
        inner = parts[0].parts if parts[0].op == "ttuple" else ()
        return Expr("tfunction", other.start, other.end, name, (*inner, parts[1]), base.scope)
    if name == "Union":
        return Expr("tunion", other.start, other.end, name, tuple(parts), base.scope)
    if name in ("type", "Type") and parts:
        return Expr("tclass", other.start, other.end, name, (parts[0],), base.scope)
    if name in ("Coroutine", "AsyncGenerator") and parts:
        return Expr("tthrough", other.start, other.end, name, (parts[-1], *parts[:-1]), base.scope)
    if name in ("Literal",):
        return other
    if name in _THROUGH and parts:
        return Expr("tthrough", other.start, other.end, name, tuple(parts), base.scope)
    return whole

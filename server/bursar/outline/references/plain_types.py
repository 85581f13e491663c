"""Types as Java, C, C++, C#, PHP and Ruby write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Expr
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter


class PlainTypes(Lowering):
    """Where a type is written: named, applied, tagged, listed."""

    types: ClassVar[Mapping[str, str]] = {
        "generic_type": "generic",
        "template_type": "generic",
        "generic_name": "generic",
        "type_identifier": "type_name",
        "identifier": "type_name",
        "constant": "type_name",
        "name": "type_name",
        "struct_specifier": "tagged",
        "union_specifier": "tagged",
        "enum_specifier": "tagged",
        "class_specifier": "tagged",
        "named_type": "through_type",
        "nullable_type": "through_type",
        "optional_type": "through_type",
        "pointer_type": "through_type",
        "array_type": "listed",
        "superclass": "through_type",
    }

    def tagged(self, node: tree_sitter.Node) -> Expr:
        """`struct T`."""
        name = self.field(node, "name")
        return self.type_name(name) if name is not None else self.node("tother", node)

    def generic(self, node: tree_sitter.Node) -> Expr:
        """`T<X>`."""
        children = node.named_children
        base = self.type(children[0]) if children else None
        arguments = [found for child in children[1:] for each in child.named_children if (found := self.type(each))]
        if base is None or base.op != "tname":
            return self.node("tother", node, tuple(arguments))
        if len(arguments) == 1 and base.name not in ("Optional", "unique_ptr", "shared_ptr", "Task"):
            return self.node("tlist", node, (arguments[0], base))
        if len(arguments) == 2:
            return self.node("tmap", node, (arguments[0], arguments[1], base))
        return Expr(base.op, base.start, base.end, base.name, tuple(arguments), base.scope)

    def listed(self, node: tree_sitter.Node) -> Expr:
        """`T[]`."""
        found = self.type(self.field(node, "element") or self.field(node, "type"))
        return self.node("tlist", node, (found,)) if found is not None else self.node("tother", node)

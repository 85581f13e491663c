"""Types as Go writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Declared, Expr, Field
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter


class GoTypes(Lowering):
    """Where a type is written: named, applied, of structs, interfaces and functions."""

    types: ClassVar[Mapping[str, str]] = {
        "type_identifier": "type_name",
        "identifier": "type_name",
        "qualified_type": "qualified",
        "pointer_type": "through_type",
        "parenthesized_type": "through_type",
        "slice_type": "listed",
        "array_type": "listed",
        "implicit_length_array_type": "listed",
        "channel_type": "listed",
        "map_type": "mapped",
        "function_type": "function_type",
        "generic_type": "generic",
        "type_elem": "through_type",
        "type_arguments": "through_type",
        "parameter_list": "results",
        "parameter_declaration": "parameter_type",
        "variadic_parameter_declaration": "variadic_type",
        "struct_type": "struct_type",
        "interface_type": "interface_type",
    }

    def _fields(self, body: tree_sitter.Node) -> list[Field]:
        found = []
        lists = [child for child in body.named_children if child.type == "field_declaration_list"]
        for child in lists[0].named_children if lists else ():
            if child.type != "field_declaration":
                continue
            type_ = self.type(self.field(child, "type"))
            names = child.children_by_field_name("name")
            found += [Field(self.text(name), self.chars(name.start_byte), type_) for name in names]
            if not names and type_ is not None:
                found.append(Field(type_.name, type_.start, type_, embedded=True))
        return found

    def _interface(self, body: tree_sitter.Node, declared: Declared) -> None:
        for child in body.named_children:
            if child.type in ("method_elem", "method_spec"):
                name = self.field(child, "name")
                type_ = self._signature(child)
                if name is not None:
                    declared.fields.append(Field(self.text(name), self.chars(name.start_byte), type_))
            else:
                base = self.type(child)
                if base is not None:
                    declared.bases.append(base)
                    declared.parts.append(base)

    def qualified(self, node: tree_sitter.Node) -> Expr:
        """`package.Type`."""
        package, name = self.field(node, "package"), self.field(node, "name")
        if package is None or name is None:
            return self.node("tother", node)
        return self.node("tmember", name, (self.name(package),), self.text(name))

    def listed(self, node: tree_sitter.Node) -> Expr:
        """`[]T`, `[n]T`, `chan T`."""
        element = self.field(node, "element") or self.field(node, "value")
        found = self.type(element)
        length = self.field(node, "length")
        rest = (self.value(length),) if length is not None else ()
        return self.node("tlist", node, (found, *rest)) if found else self.node("tother", node)

    def mapped(self, node: tree_sitter.Node) -> Expr:
        """`map[K]V`."""
        key, value = self.type(self.field(node, "key")), self.type(self.field(node, "value"))
        return self.node("tmap", node, (key, value)) if key and value else self.node("tother", node)

    def function_type(self, node: tree_sitter.Node) -> Expr:
        """`func(T) R`."""
        return self._signature(node)

    def _signature(self, node: tree_sitter.Node) -> Expr:
        parameters = self.field(node, "parameters")
        found = []
        for child in parameters.named_children if parameters else ():
            type_ = self.type(self.field(child, "type"))
            if type_ is not None:
                found += [type_] * max(1, len(child.children_by_field_name("name")))
        result = self.type(self.field(node, "result")) or self.node("tother", node)
        return self.node("tfunction", node, (*found, result))

    def generic(self, node: tree_sitter.Node) -> Expr:
        """`T[X, Y]`."""
        base = self.type(self.field(node, "type"))
        arguments = self.field(node, "type_arguments")
        parts = tuple(found for child in (arguments.named_children if arguments else ()) if (found := self.type(child)))
        if base is None:
            return self.node("tother", node, parts)
        return Expr(base.op, base.start, base.end, base.name, (*base.parts, *parts), base.scope)

    def results(self, node: tree_sitter.Node) -> Expr:
        """Several results."""
        found = []
        for child in node.named_children:
            type_ = self.type(self.field(child, "type"))
            if type_ is not None:
                found += [type_] * max(1, len(child.children_by_field_name("name")))
        return found[0] if len(found) == 1 else self.node("ttuple", node, tuple(found))

    def parameter_type(self, node: tree_sitter.Node) -> Expr:
        """The type of a parameter."""
        return self.type(self.field(node, "type")) or self.node("tother", node)

    def variadic_type(self, node: tree_sitter.Node) -> Expr:
        """`...T`."""
        found = self.type(self.field(node, "type"))
        return self.wrap("tlist", found) if found else self.node("tother", node)

    def struct_type(self, node: tree_sitter.Node) -> Expr:
        """A struct without a name."""
        pairs = [
            Expr("pair", field.start, field.start, field.name, (self.wrap("typed", field.type), field.type), self.scope)
            for field in self._fields(node)
            if field.type is not None
        ]
        return self.node("tobject", node, tuple(pairs))

    def interface_type(self, node: tree_sitter.Node) -> Expr:
        """An interface without a name: what it names counts."""
        declared = Declared(self.scope)
        self._interface(node, declared)
        types = [field.type for field in declared.fields if field.type is not None]
        return self.node("tother", node, (*types, *declared.bases))

"""Types as TypeScript writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Declared, Expr, Field
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter

LISTS = frozenset(
    [
        "Array",
        "ReadonlyArray",
        "Set",
        "Iterable",
        "Iterator",
        "AsyncIterable",
        "AsyncIterator",
        "Generator",
        "ReadonlySet",
    ]
)
MAPS = frozenset(["Map", "Record", "WeakMap", "ReadonlyMap"])
_SAME = frozenset(
    [
        "Readonly",
        "Partial",
        "Required",
        "Pick",
        "Omit",
        "NonNullable",
        "Awaited",
        "Extract",
        "Exclude",
        "NoInfer",
        "Mutable",
    ]
)


class TypeScriptTypes(Lowering):
    """Where a type is written: applied, united, looked up, mapped."""

    types: ClassVar[Mapping[str, str]] = {
        "type_annotation": "through_type",
        "type_identifier": "type_name",
        "identifier": "type_name",
        "predefined_type": "plain",
        "nested_type_identifier": "nested",
        "generic_type": "generic",
        "union_type": "union",
        "intersection_type": "intersection",
        "array_type": "listed",
        "readonly_type": "through_type",
        "parenthesized_type": "through_type",
        "optional_type": "through_type",
        "rest_type": "through_type",
        "function_type": "function_type",
        "constructor_type": "function_type",
        "tuple_type": "tuple_type",
        "object_type": "object_type",
        "type_query": "query",
        "lookup_type": "lookup",
        "conditional_type": "conditional",
        "literal_type": "plain",
        "template_literal_type": "other_type",
        "this_type": "this_type",
        "this": "this_type",
        "asserts": "plain",
        "type_predicate": "predicate",
        "type_predicate_annotation": "predicate",
        "asserts_annotation": "plain",
        "opting_type_annotation": "through_type",
        "infer_type": "infer",
        "constraint": "through_type",
        "default_type": "through_type",
        "property_identifier": "plain",
        "mapped_type_clause": "mapped",
        "index_signature": "other_type",
        "extends_type_clause": "other_type",
        "required_parameter": "plain",
    }

    def _string(self, node: tree_sitter.Node) -> str:
        return self.text(node).strip("\"'`")

    def _members(self, body: tree_sitter.Node | None, declared: Declared) -> None:
        for child in body.named_children if body else ():
            self._member(child, declared)
        declared.parts += [field.type for field in declared.fields if field.type is not None]

    def _member(self, node: tree_sitter.Node, declared: Declared) -> None:
        kind = node.type
        if kind == "property_signature":
            name = self.field(node, "name")
            if name is not None:
                type_ = self.type(self.field(node, "type"))
                declared.fields.append(Field(self.text(name).strip("\"'"), self.chars(name.start_byte), type_))
        elif kind == "method_signature":
            name = self.field(node, "name")
            if name is not None:
                declared.fields.append(Field(self.text(name), self.chars(name.start_byte), self._signature(node)))
        elif kind in ("call_signature", "construct_signature"):
            declared.fields.append(Field("()", self.chars(node.start_byte), self._signature(node)))
        elif kind == "index_signature":
            type_ = self.type(self.field(node, "type"))
            if type_ is not None:
                declared.fields.append(Field("[]", self.chars(node.start_byte), type_))

    def _type_parameters(self, node: tree_sitter.Node) -> None:
        parameters = self.field(node, "type_parameters")
        children = (
            [child for child in parameters.named_children if child.type == "type_parameter"] if parameters else []
        )
        for child in children:
            name = self.field(child, "name")
            if name is not None:
                self.scope.types[self.text(name)] = None
        for child in children:
            name = self.field(child, "name")
            bounds = [found for field in ("constraint", "value") if (found := self.type(self.field(child, field)))]
            if name is not None and bounds:
                self.scope.types[self.text(name)] = Expr("tunion", 0, 0, "", tuple(bounds), self.scope)

    def _type_arguments(self, node: tree_sitter.Node) -> list[Expr]:
        arguments = self.field(node, "type_arguments")
        return [found for child in (arguments.named_children if arguments else ()) if (found := self.type(child))]

    def plain(self, node: tree_sitter.Node) -> Expr:
        """A type of the language."""
        return self.node("tother", node)

    def this_type(self, node: tree_sitter.Node) -> Expr:
        """`this`."""
        return self.node("tname", node, (), "this")

    def nested(self, node: tree_sitter.Node) -> Expr:
        """`Module.Type`."""
        module, name = self.field(node, "module"), self.field(node, "name")
        if module is None or name is None:
            return self.other_type(node)
        return self.node("tmember", name, (self.value(module),), self.text(name))

    def generic(self, node: tree_sitter.Node) -> Expr:
        """`Type<X, Y>`."""
        base = self.type(self.field(node, "name"))
        parts = self._type_arguments(node)
        return self._applied(base, parts, node) if base is not None else self.node("tother", node, tuple(parts))

    def _applied(self, base: Expr, parts: list[Expr], node: tree_sitter.Node) -> Expr:
        if base.name in LISTS and parts:
            return self.node("tlist", node, (parts[0],), base.name)
        if base.name in MAPS and len(parts) == 2:
            return self.node("tmap", node, tuple(parts), base.name)
        if base.name in _SAME and parts:
            return self.node("tthrough", node, tuple(parts), base.name)
        if base.name in ("ReturnType", "InstanceType") and parts:
            return self.node("treturn", node, tuple(parts), base.name)
        return Expr(base.op, base.start, base.end, base.name, (*base.parts, *parts), base.scope)

    def union(self, node: tree_sitter.Node) -> Expr:
        """`X | Y`."""
        parts = tuple(found for child in node.named_children if (found := self.type(child)) is not None)
        return self.node("tunion", node, parts)

    def intersection(self, node: tree_sitter.Node) -> Expr:
        """`X & Y`: what it has is had by either."""
        return self.union(node)

    def listed(self, node: tree_sitter.Node) -> Expr:
        """`T[]`."""
        found = self.type(node.named_children[0]) if node.named_children else None
        return self.node("tlist", node, (found,)) if found else self.node("tother", node)

    def function_type(self, node: tree_sitter.Node) -> Expr:
        """`(x: T) => R`."""
        return self._signature(node)

    def _signature(self, node: tree_sitter.Node) -> Expr:
        self.inside(node)
        self._type_parameters(node)
        bounds = [bound for bound in self.scope.types.values() if bound is not None]
        parameters = self.field(node, "parameters")
        found = []
        for child in parameters.named_children if parameters else ():
            if child.type not in ("required_parameter", "optional_parameter"):
                continue
            pattern = self.field(child, "pattern")
            type_ = self.type(self.field(child, "type")) or self.node("tother", child)
            if pattern is not None and pattern.type == "rest_pattern" and type_.op == "tlist":
                type_ = type_.parts[0]
            if pattern is None or pattern.type != "this":
                found.append(type_)
        result = self.type(self.field(node, "return_type")) or self.node("tother", node, tuple(bounds))
        self.outside()
        return self.node("tfunction", node, (*found, result))

    def tuple_type(self, node: tree_sitter.Node) -> Expr:
        """`[X, Y]`."""
        parts = []
        for child in node.named_children:
            inner = self.field(child, "type") if child.type.endswith("parameter") else child
            if (found := self.type(inner)) is not None:
                parts.append(found)
        return self.node("ttuple", node, tuple(parts))

    def object_type(self, node: tree_sitter.Node) -> Expr:
        """`{ x: T }`."""
        declared = Declared(self.scope)
        for child in node.named_children:
            self._member(child, declared)
        pairs = [
            Expr("pair", field.start, field.start, field.name, (self.wrap("typed", field.type), field.type), self.scope)
            for field in declared.fields
            if field.type is not None
        ]
        return self.node("tobject", node, tuple(pairs))

    def query(self, node: tree_sitter.Node) -> Expr:
        """`typeof x`."""
        child = node.named_children[0] if node.named_children else None
        return self.wrap("tvalue", self.value(child)) if child is not None else self.node("tother", node)

    def lookup(self, node: tree_sitter.Node) -> Expr:
        """`T["x"]`."""
        children = node.named_children
        owner = self.type(children[0])
        if owner is None:
            return self.node("tother", node)
        index = self.text(children[1]).strip("\"'") if len(children) > 1 else ""
        if len(children) > 1 and children[1].type == "literal_type" and not index.isdigit():
            return self.node("tindex", node, (owner,), index)
        rest = tuple(found for child in children[1:] if (found := self.type(child)))
        return self.node("tother", node, (owner, *rest))

    def conditional(self, node: tree_sitter.Node) -> Expr:
        """`X extends Y ? A : B`."""
        names = ("consequence", "alternative")
        results = [found for name in names if (found := self.type(self.field(node, name)))]
        tests = [found for name in ("left", "right") if (found := self.type(self.field(node, name)))]
        return self.node("tunion", node, (*results, self.node("tother", node, tuple(tests))))

    def mapped(self, node: tree_sitter.Node) -> Expr:
        """`[K in T]`."""
        type_ = self.type(self.field(node, "type"))
        return self.node("tother", node, (type_,) if type_ else ())

    def infer(self, node: tree_sitter.Node) -> Expr:
        """`infer X`: a new name."""
        return self.node("tother", node)

    def predicate(self, node: tree_sitter.Node) -> Expr:
        """`x is T`."""
        waiting = list(node.named_children)
        parts = []
        for child in waiting:
            if child.type == "type_predicate":
                return self.predicate(child)
            if child.type not in ("identifier", "this") and (found := self.type(child)):
                parts.append(found)
        return self.node("tother", node, tuple(parts))

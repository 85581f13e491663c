"""Types and paths as Rust writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Expr
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter

_LISTS: Final = frozenset(
    [
        "Vec",
        "VecDeque",
        "HashSet",
        "BTreeSet",
        "BinaryHeap",
        "LinkedList",
        "Iter",
        "IntoIter",
        "IndexSet",
        "SmallVec",
        "Peekable",
        "Rev",
        "Enumerate",
    ]
)
_MAPS: Final = frozenset(["HashMap", "BTreeMap", "IndexMap", "FxHashMap", "DashMap"])
_ITEMS: Final = frozenset({"Iterator", "IntoIterator", "DoubleEndedIterator", "ExactSizeIterator", "Stream"})


class RustTypes(Lowering):
    """Where a type is written, and the paths that types and values share."""

    types: ClassVar[Mapping[str, str]] = {
        "type_identifier": "type_name",
        "identifier": "type_name",
        "self": "type_name",
        "primitive_type": "plain",
        "scoped_type_identifier": "scoped_type",
        "scoped_identifier": "scoped_type",
        "generic_type": "generic",
        "reference_type": "reference_type",
        "pointer_type": "reference_type",
        "tuple_type": "tuple_type",
        "array_type": "listed",
        "dynamic_type": "through_type",
        "abstract_type": "abstract",
        "function_type": "function_type",
        "bounded_type": "bounded",
        "bracketed_type": "bracketed_type",
        "qualified_type": "qualified",
        "higher_ranked_trait_bound": "through_type",
        "lifetime": "plain",
        "unit_type": "plain",
        "never_type": "plain",
        "removed_trait_bound": "plain",
    }

    def _bounds(self, node: tree_sitter.Node) -> Expr:
        parts = tuple(found for child in node.named_children if (found := self.type(child)) is not None)
        return self.node("tunion", node, parts)

    def _path_value(self, node: tree_sitter.Node) -> Expr:
        if node.type == "generic_type":
            return self.generic_path(node)
        if node.type == "bracketed_type":
            return self.bracketed(node)
        return self.value(node)

    def generic_path(self, node: tree_sitter.Node) -> Expr:
        """`T::<X>` in a path."""
        base = self.value(self.field(node, "type"))
        types = self._arguments(node)
        return self.node("choice", node, (base, *(self.wrap("other", each) for each in types)))

    def bracketed(self, node: tree_sitter.Node) -> Expr:
        """`<T as Trait>` in a path."""
        type_ = self.type(node)
        return self.wrap("typed", type_) if type_ is not None else self.node("other", node)

    def _arguments(self, node: tree_sitter.Node) -> list[Expr]:
        arguments = self.field(node, "type_arguments")
        return [found for child in (arguments.named_children if arguments else ()) if (found := self.type(child))]

    def plain(self, node: tree_sitter.Node) -> Expr:
        """A type of the language."""
        return self.node("tname", node, (), self.text(node))

    def scoped_type(self, node: tree_sitter.Node) -> Expr:
        """`a::T`."""
        path, name = self.field(node, "path"), self.field(node, "name")
        if name is None:
            return self.node("tother", node)
        if path is None:
            return self.type_name(name)
        if self.text(path) == "Self":
            return self.node("tname", name, (), f"Self::{self.text(name)}")
        return self.node("tmember", name, (self._path_value(path),), self.text(name))

    def generic(self, node: tree_sitter.Node) -> Expr:
        """`T<X, Y>`."""
        base = self.type(self.field(node, "type"))
        parts = self._arguments(node)
        arguments = self.field(node, "type_arguments")
        for child in arguments.named_children if arguments else ():
            if child.type == "type_binding" and (type_ := self.type(self.field(child, "type"))) is not None:
                parts.append(type_)
        if base is None:
            return self.node("tother", node, tuple(parts))
        parts = [part for part in parts if part.op != "tname" or not part.name.startswith("'")]
        if base.name in _LISTS and parts:
            return self.node("tlist", node, (parts[0],), base.name)
        if base.name in _ITEMS and parts:
            return self.node("tlist", node, (parts[-1],), base.name)
        if base.name in _MAPS and len(parts) >= 2:
            return self.node("tmap", node, tuple(parts), base.name)
        return Expr(base.op, base.start, base.end, base.name, (*base.parts, *parts), base.scope)

    def reference_type(self, node: tree_sitter.Node) -> Expr:
        """`&T`, `*const T`."""
        return self.type(self.field(node, "type")) or self.node("tother", node)

    def tuple_type(self, node: tree_sitter.Node) -> Expr:
        """`(X, Y)`."""
        parts = tuple(found for child in node.named_children if (found := self.type(child)) is not None)
        return self.node("ttuple", node, parts)

    def listed(self, node: tree_sitter.Node) -> Expr:
        """`[T]`, `[T; n]`."""
        found = self.type(self.field(node, "element"))
        return self.node("tlist", node, (found,)) if found else self.node("tother", node)

    def abstract(self, node: tree_sitter.Node) -> Expr:
        """`impl Trait`."""
        return self.type(self.field(node, "trait")) or self.other_type(node)

    def bounded(self, node: tree_sitter.Node) -> Expr:
        """`A + B`."""
        return self._bounds(node)

    def bracketed_type(self, node: tree_sitter.Node) -> Expr:
        """`<T as Trait>`."""
        found = self.type(node.named_children[0]) if node.named_children else None
        return found or self.node("tother", node)

    def qualified(self, node: tree_sitter.Node) -> Expr:
        """`T as Trait`."""
        names = ("type", "alias")
        parts = tuple(found for name in names if (found := self.type(self.field(node, name))) is not None)
        return self.node("tunion", node, parts)

    def function_type(self, node: tree_sitter.Node) -> Expr:
        """`fn(T) -> R`, `Fn(T) -> R`."""
        trait = self.field(node, "trait")
        parameters = self.field(node, "parameters")
        found = [type_ for child in (parameters.named_children if parameters else ()) if (type_ := self._bare(child))]
        result = self.type(self.field(node, "return_type")) or self.node("tother", node)
        del trait
        return self.node("tfunction", node, (*found, result))

    def _bare(self, node: tree_sitter.Node) -> Expr | None:
        return self.type(self.field(node, "type")) if node.type == "parameter" else self.type(node)

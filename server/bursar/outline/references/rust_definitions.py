"""Types and functions of Rust, and what is defined within a function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Parameter

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.rust_patterns import RustPatterns


class RustDefinitions(RustPatterns):
    """Fields, bounds, parameters, the scopes of implementations, closures."""

    def _type(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        body = self.field(node, "body")
        if node.type == "type_item":
            declared.type = self.type(self.field(node, "type"))
            declared.parts += [declared.type] if declared.type else []
        elif node.type == "trait_item":
            bounds = self.field(node, "bounds")
            declared.bases = [
                found for child in (bounds.named_children if bounds else ()) if (found := self.type(child))
            ]
            declared.parts += declared.bases
            for child in body.named_children if body else ():
                name = self.field(child, "name")
                if child.type == "associated_type" and name is not None:
                    bounds = self.field(child, "bounds")
                    bound = self._bounds(bounds) if bounds is not None else None
                    declared.fields.append(Field(self.text(name), self.chars(name.start_byte), bound))
        elif node.type == "enum_item":
            for child in body.named_children if body else ():
                name = self.field(child, "name")
                if child.type != "enum_variant" or name is None:
                    continue
                inner = self.field(child, "body")
                fields = self._fields(inner) if inner is not None else []
                types = tuple(field.type for field in fields if field.type is not None)
                pairs = tuple(
                    Expr("pair", 0, 0, field.name, (self.wrap("typed", field.type),), self.scope)
                    for field in fields
                    if field.type is not None
                )
                variant = Expr("variant", 0, 0, self.text(name), pairs, self.scope)
                declared.fields.append(Field(self.text(name), self.chars(name.start_byte), None, variant))
                declared.parts += types
        elif body is not None:
            declared.fields = self._fields(body)
            declared.parts += [field.type for field in declared.fields if field.type is not None]
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

    def _fields(self, body: tree_sitter.Node) -> list[Field]:
        found = []
        if body.type == "ordered_field_declaration_list":
            for number, child in enumerate(body.children_by_field_name("type")):
                found.append(Field(str(number), self.chars(child.start_byte), self.type(child)))
            return found
        for child in body.named_children:
            name = self.field(child, "name")
            if child.type == "field_declaration" and name is not None:
                type_ = self.type(self.field(child, "type"))
                found.append(Field(self.text(name), self.chars(name.start_byte), type_))
        return found

    def _type_parameters(self, node: tree_sitter.Node) -> None:
        parameters = self.field(node, "type_parameters")
        children = list(parameters.named_children) if parameters else []
        for child in children:
            name = self.field(child, "name") or (child if child.type == "type_identifier" else None)
            if child.type in (
                "type_parameter",
                "type_identifier",
                "constrained_type_parameter",
                "optional_type_parameter",
            ):
                name = name or self.field(child, "left")
                if name is not None:
                    self.scope.types[self.text(name)] = None
        for child in children:
            name = self.field(child, "name") or self.field(child, "left")
            bounds = self.field(child, "bounds")
            if name is not None and bounds is not None and self.text(name) in self.scope.types:
                self.scope.types[self.text(name)] = self._bounds(bounds)
        where = next((child for child in node.named_children if child.type == "where_clause"), None)
        for child in where.named_children if where else ():
            left, bounds = self.field(child, "left"), self.field(child, "bounds")
            if left is not None and bounds is not None:
                bound = self._bounds(bounds)
                known = self.scope.types.get(self.text(left))
                if known is not None:
                    bound = Expr("tunion", bound.start, bound.end, "", (known, bound), self.scope)
                self.scope.types[self.text(left)] = bound

    def _function(self, node: tree_sitter.Node) -> Expr:  # noqa: C901 - the scopes of the header in their order
        around = node.parent.parent if node.parent is not None else None
        extra: list[Expr] = []
        if around is not None and around.type in ("impl_item", "trait_item"):
            self.inside(around)
            self._type_parameters(around)
            if around.type == "impl_item" and (own := self.type(self.field(around, "type"))) is not None:
                self.scope.types["Self"] = own
                extra.append(own)
                trait = self.type(self.field(around, "trait"))
                if trait is not None:
                    extra.append(trait)
                    for child in (self.field(around, "body") or around).named_children:
                        name = self.field(child, "name")
                        if child.type == "type_item" and name is not None:
                            self.scope.types[f"Self::{self.text(name)}"] = self.type(self.field(child, "type"))
        function = self.start_function(node)
        self._type_parameters(node)
        parameters = self.field(node, "parameters")
        for child in parameters.named_children if parameters else ():
            if child.type == "self_parameter":
                function.parameters.append(Parameter("self"))
                if "Self" in self.scope.types or (self.scope.parent and "Self" in self.scope.parent.types):
                    own = Expr("tname", function.scope.start, function.scope.start, "Self", (), function.scope)
                    function.scope.bind(Binding("self", function.scope.start, self.wrap("typed", own)))
            elif child.type == "parameter":
                pattern = self.field(child, "pattern")
                type_ = self.type(self.field(child, "type"))
                function.parameters.append(Parameter(self.text(pattern) if pattern else "", type_))
                if pattern is not None and type_ is not None:
                    parts = self._pattern(pattern, self.wrap("typed", type_), function.scope.start)
                    function.decorators += parts
        function.result = self.type(self.field(node, "return_type"))
        function.decorators += extra
        function.decorators += [bound for bound in function.scope.types.values() if bound is not None]
        scope = self.scope
        found = self.end_function(node, function, self.field(node, "body"))
        if around is not None and scope.parent is not None and scope.parent.parent is not None and extra:
            self.outside()
        return found

    def local_function(self, node: tree_sitter.Node) -> Expr:
        """A function in a function."""
        function = self._function(node)
        name = self.field(node, "name")
        if name is not None:
            self.bind(name, function, self.scope.start)
        return function

    def local_type(self, node: tree_sitter.Node) -> Expr:
        """A type in a function: what it names counts."""
        declared = Declared(self.scope)
        scope = self.scope
        self._type(node, declared)
        self.scope = scope
        name = self.field(node, "name")
        if name is not None:
            self.scope.types[self.text(name)] = None
        return self.node("other", node, tuple(declared.parts))

    def local_impl(self, node: tree_sitter.Node) -> Expr:
        """An implementation in a function."""
        scope = self.scope
        body = self.field(node, "body")
        parts = [self.type(self.field(node, "trait")), self.type(self.field(node, "type"))]
        for child in body.named_children if body else ():
            if child.type == "function_item":
                parts.append(self._function(child))
                self.scope = scope
        return self.node("other", node, tuple(part for part in parts if part is not None))

    def local_constant(self, node: tree_sitter.Node) -> Expr:
        """A constant in a function."""
        type_ = self.type(self.field(node, "type"))
        value = self.value(self.field(node, "value"))
        name = self.field(node, "name")
        if name is not None:
            self.bind(name, self.wrap("typed", type_) if type_ else value, self.scope.start)
        return self.node("other", node, (type_, value) if type_ else (value,))

    def closure(self, node: tree_sitter.Node) -> Expr:
        """`|x| y`."""
        function = self.start_function(node)
        parameters = self.field(node, "parameters")
        at = function.scope.start
        for child in parameters.named_children if parameters else ():
            pattern = self.field(child, "pattern") if child.type == "parameter" else child
            type_ = self.type(self.field(child, "type")) if child.type == "parameter" else None
            if type_ is not None:
                value = self.wrap("typed", type_)
            else:
                value = Expr("parameter", at, at, str(len(function.parameters)))
                value.function = function
            function.parameters.append(Parameter("", type_))
            if pattern is not None:
                function.decorators += self._pattern(pattern, value, at)
        function.result = self.type(self.field(node, "return_type"))
        found = self.end_function(node, function, self.field(node, "body"))
        function.returned += function.body
        return found

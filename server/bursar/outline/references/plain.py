"""Lowering Java, C, C++, C#, PHP and Ruby: declared types, plain construction, members; what is deeper goes by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Function, Parameter, Scope
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter

_FUNCTIONS: Final = frozenset(
    [
        "method_declaration",
        "constructor_declaration",
        "function_definition",
        "method",
        "singleton_method",
        "preproc_function_def",
    ]
)
_TYPES: Final = frozenset(
    [
        "class_declaration",
        "interface_declaration",
        "record_declaration",
        "enum_declaration",
        "struct_declaration",
        "class_specifier",
        "struct_specifier",
        "union_specifier",
        "enum_specifier",
        "class",
        "module",
        "trait_declaration",
        "annotation_type_declaration",
        "namespace_definition",
    ]
)
_BASES: Final = frozenset(
    [
        "superclass",
        "super_interfaces",
        "extends_interfaces",
        "base_list",
        "base_class_clause",
        "base_clause",
        "class_interface_clause",
    ]
)
_PARAMETERS: Final = frozenset(
    [
        "formal_parameter",
        "spread_parameter",
        "parameter",
        "parameter_declaration",
        "optional_parameter_declaration",
        "simple_parameter",
        "property_promotion_parameter",
        "variadic_parameter",
    ]
)


class PlainLowering(Lowering):
    """One set of rules for the languages that are not scored: their grammars call the same things by few names."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "constant": "name",
        "variable_name": "name",
        "instance_variable": "own_variable",
        "name": "name",
        "this": "own",
        "this_expression": "own",
        "self": "own",
        "super": "super_",
        "base_expression": "super_",
        "type_identifier": "type_",
        "generic_type": "type_",
        "scoped_type_identifier": "type_",
        "template_type": "type_",
        "named_type": "type_",
        "predefined_type": "type_",
        "struct_specifier": "type_",
        "method_invocation": "invocation",
        "invocation_expression": "call",
        "call_expression": "call",
        "function_call_expression": "call",
        "member_call_expression": "invocation",
        "nullsafe_member_call_expression": "invocation",
        "scoped_call_expression": "invocation",
        "call": "invocation",
        "field_access": "member",
        "member_access_expression": "member",
        "class_constant_access_expression": "constant",
        "scoped_property_access_expression": "member",
        "field_expression": "member",
        "scope_resolution": "member",
        "qualified_identifier": "member",
        "object_creation_expression": "creation",
        "new_expression": "creation",
        "cast_expression": "cast",
        "parenthesized_expression": "through",
        "pointer_expression": "through",
        "local_variable_declaration": "declaration",
        "variable_declaration": "declaration",
        "declaration": "declaration",
        "enhanced_for_statement": "loop",
        "foreach_statement": "loop",
        "for_range_loop": "loop",
        "assignment": "assignment",
        "assignment_expression": "assignment",
        "block": "block",
        "compound_statement": "block",
        "lambda_expression": "block",
        "await_expression": "through",
    }
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
    skipped = frozenset({"comment", "line_comment", "block_comment", "field_identifier", "property_identifier"})

    def module(self, root: tree_sitter.Node) -> Scope:
        """Imports of these languages name what is found by name anyway."""
        return self.scope

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer: tree_sitter.Node | None = node.parent
        while outer is not None and outer.type not in _FUNCTIONS and outer.type not in _TYPES:
            if outer.type.endswith(("_definition", "_def", "field_declaration")) or outer.type == "declaration":
                break
            outer = outer.parent
        declared = Declared(self.scope)
        if outer is None:
            return declared
        if outer.type in _FUNCTIONS:
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        elif outer.type in _TYPES:
            self._type(outer, declared)
        elif (inner := self.field(outer, "type")) is not None and inner.type in _TYPES and self.field(inner, "body"):
            self._type(inner, declared)
        else:
            declared.type = self.type(self.field(outer, "type"))
            declared.parts = [self.other(outer)]
        return declared

    def _type(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        for child in node.named_children:
            if child.type in _BASES:
                declared.bases += self._leaves(child)
        body = self.field(node, "body")
        for child in body.named_children if body is not None else ():
            type_node = self.field(child, "type")
            if child.type == "field_declaration" and child.named_children and type_node is None:
                inner = next((each for each in child.named_children if each.type == "variable_declaration"), None)
                child, type_node = inner or child, self.field(inner, "type") if inner is not None else None
            if child.type not in _FUNCTIONS and type_node is not None:
                type_ = self.type(type_node)
                for name in self._names(child):
                    declared.fields.append(Field(self.text(name).lstrip("$"), self.chars(name.start_byte), type_))
            elif child.type in _FUNCTIONS:
                self._assigned(child, declared)
        declared.parts += declared.bases
        declared.parts += [field.type for field in declared.fields if field.type is not None]

    def _assigned(self, node: tree_sitter.Node, declared: Declared) -> None:
        """`@x = value` in a constructor of Ruby."""
        name, body = self.field(node, "name"), self.field(node, "body")
        if name is None or body is None or self.text(name) != "initialize":
            return
        for child in body.named_children:
            left, right = self.field(child, "left"), self.field(child, "right")
            if child.type == "assignment" and left is not None and left.type == "instance_variable":
                value = self.value(right) if right is not None else None
                name_ = self.text(left).lstrip("@")
                declared.fields.append(Field(name_, self.chars(left.start_byte), None, value, assigned=True))

    def _leaves(self, node: tree_sitter.Node) -> list[Expr]:
        """The types in a list of bases."""
        found = []
        for child in node.named_children:
            if child.type in ("type_list", "access_specifier"):
                found += self._leaves(child)
            elif (type_ := self.type(child)) is not None:
                found.append(type_)
        return found

    def _names(self, node: tree_sitter.Node) -> list[tree_sitter.Node]:
        """The names that a declaration declares, under whatever declarators."""
        found = []
        waiting = [child for field in ("declarator", "name") for child in node.children_by_field_name(field)] or [
            child for child in node.named_children if child.type.endswith(("declarator", "property_element"))
        ]
        while waiting:
            at = waiting.pop(0)
            if at.type in ("identifier", "field_identifier", "variable_name"):
                found.append(at)
                continue
            inner = self.field(at, "declarator") or self.field(at, "name")
            inner = inner or next((child for child in at.named_children if child.type.endswith("identifier")), None)
            if inner is not None and at.type != "function_declarator":
                waiting.append(inner)
        return found

    def _function(self, node: tree_sitter.Node) -> Expr:
        function = self.start_function(node)
        function.result = self.type(
            self.field(node, "type") or self.field(node, "returns") or self.field(node, "return_type")
        )
        declarator = self.field(node, "declarator")
        while declarator is not None and self.field(declarator, "parameters") is None:
            declarator = self.field(declarator, "declarator") or next(iter(declarator.named_children), None)
        parameters = self.field(declarator if declarator is not None else node, "parameters")
        for child in parameters.named_children if parameters is not None else ():
            if child.type in _PARAMETERS:
                self._parameter(function, child)
            elif child.type == "identifier":
                function.scope.bind(Binding(self.text(child), function.scope.start, None))
        return self.end_function(node, function, self.field(node, "body") or self.field(node, "value"))

    def _parameter(self, function: Function, node: tree_sitter.Node) -> None:
        type_ = self.type(self.field(node, "type"))
        for name in self._names(node)[:1]:
            value = self.wrap("typed", type_) if type_ is not None else None
            function.parameters.append(Parameter(self.text(name), type_))
            function.scope.bind(Binding(self.text(name), function.scope.start, value))

    # statements

    def declaration(self, node: tree_sitter.Node) -> Expr:
        """`Type name = value`; `var` and `auto` leave the type to the value."""
        written = self.field(node, "type")
        inferred = written is None or self.text(written) in ("var", "auto", "let")
        type_ = None if inferred else self.type(written)
        parts: list[Expr] = [type_] if type_ is not None else []
        for child in node.children_by_field_name("declarator") or node.named_children:
            value_node = self.field(child, "value")
            if value_node is None and child.type == "variable_declarator" and len(child.named_children) > 1:
                value_node = child.named_children[-1]
            value = self.value(value_node) if value_node is not None else None
            names = [child] if child.type == "identifier" else self._names(child) if child is not written else []
            for name in names[:1]:
                self.bind(name, self.wrap("typed", type_) if type_ is not None else value)
            if value is not None:
                parts.append(value)
        return self.node("other", node, tuple(parts))

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for (Type x : y)`."""
        self.inside(node)
        right = self.value(self.field(node, "right") or self.field(node, "value"))
        type_ = self.type(self.field(node, "type"))
        name = self.field(node, "left") or self.field(node, "name") or self.field(node, "declarator")
        if name is not None and name.type == "identifier":
            value = (
                self.wrap("typed", type_) if type_ is not None and type_.name != "var" else self.wrap("element", right)
            )
            self.bind(name, value, self.scope.start)
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("other", node, tuple(part for part in (type_, right, body) if part is not None))

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """`x = value`."""
        left, right = self.field(node, "left"), self.value(self.field(node, "right"))
        if left is not None and left.type in ("identifier", "variable_name"):
            scope = self.function.scope if self.function is not None else self.scope
            scope.bind(Binding(self.text(left), self.chars(node.end_byte), right))
            return self.node("other", node, (right,))
        return self.node("other", node, (self.value(left), right))

    # expressions

    def own(self, node: tree_sitter.Node) -> Expr:
        """`this`."""
        return self.node("name", node, (), "this")

    def own_variable(self, node: tree_sitter.Node) -> Expr:
        """`@x`."""
        return self.node("member", node, (self.own(node),), self.text(node).lstrip("@"))

    def super_(self, node: tree_sitter.Node) -> Expr:
        """`super`."""
        return self.node("super", node)

    def name(self, node: tree_sitter.Node) -> Expr:
        """A name; PHP's `$this` is `this`."""
        name = self.text(node)
        return self.node("name", node, (), "this" if name == "$this" else name)

    def type_(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        found = self.type(node)
        if found is not None and found.op == "tname":
            return self.node("name", node, (), found.name) if not found.parts else self.wrap("typed", found)
        return self.wrap("typed", found) if found is not None else self.node("other", node)

    def invocation(self, node: tree_sitter.Node) -> Expr:
        """`x.f(...)`, or `f(...)` of the same class."""
        owner = next((found for name in ("object", "receiver", "scope") if (found := self.field(node, name))), None)
        name = self.field(node, "name") or self.field(node, "method")
        arguments = self.field(node, "arguments")
        parts = [self.value(child) for child in arguments.named_children] if arguments is not None else []
        block = self.field(node, "block")
        parts += [self.value(block)] if block is not None else []
        if name is None:
            return self.node("other", node, tuple(parts))
        if owner is None:
            return self.call_of(node, self.name(name), parts)
        value = self.value(owner)
        if self.text(name) == "new" and node.type == "call":
            return self.node("construct", node, (value, *parts), "value")
        return self.call_of(node, self.node("member", name, (value,), self.text(name)), parts)

    def call(self, node: tree_sitter.Node) -> Expr:
        """`f(...)`."""
        arguments = self.field(node, "arguments")
        parts = [self.value(child) for child in arguments.named_children] if arguments is not None else []
        return self.call_of(node, self.value(self.field(node, "function")), parts)

    def member(self, node: tree_sitter.Node) -> Expr:
        """`x.y`, `x->y`, `X::y`."""
        owner = next(
            (found for name in ("object", "expression", "argument", "scope") if (found := self.field(node, name))), None
        )
        name = self.field(node, "field") or self.field(node, "name")
        if name is None or owner is None:
            return self.name(name) if name is not None else self.other(node)
        if name.type in ("qualified_identifier", "template_function"):
            return self.value(name)
        value = self.value(owner) if owner.type != "namespace_identifier" else self.name(owner)
        return self.node("member", name, (value,), self.text(name).lstrip("$"))

    def constant(self, node: tree_sitter.Node) -> Expr:
        """`X::Y` of PHP."""
        owner, name = node.named_children[0], node.named_children[-1]
        return self.node("member", name, (self.value(owner),), self.text(name))

    def creation(self, node: tree_sitter.Node) -> Expr:
        """`new T(...)`."""
        written = self.field(node, "type") or next(
            (child for child in node.named_children if child.type == "name"), None
        )
        arguments = self.field(node, "arguments") or next(
            (child for child in node.named_children if child.type == "arguments"), None
        )
        parts = [self.value(child) for child in arguments.named_children] if arguments is not None else []
        type_ = self.type(written)
        body = [self.value(child) for child in node.named_children if child.type == "class_body"]
        return self.node("construct", node, (*([type_] if type_ else []), *parts, *body)) if type_ else self.other(node)

    def cast(self, node: tree_sitter.Node) -> Expr:
        """`(T) x`."""
        type_, value = self.type(self.field(node, "type")), self.value(self.field(node, "value"))
        return self.node("typed", node, (type_, value)) if type_ is not None else value

    # types

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

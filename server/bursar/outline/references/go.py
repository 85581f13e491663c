"""Lowering Go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Function, Import, Parameter, Scope
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter

_VERSION: Final = re.compile(r"^v\d+$")


class GoLowering(Lowering):
    """Receivers, composite literals, several results, ranges, type switches, embedded structs."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "package_identifier": "name",
        "selector_expression": "selector",
        "call_expression": "call",
        "composite_literal": "literal_value",
        "parenthesized_expression": "through",
        "unary_expression": "unary",
        "binary_expression": "other",
        "type_assertion_expression": "assertion",
        "type_conversion_expression": "conversion",
        "type_instantiation_expression": "instantiation",
        "index_expression": "index",
        "slice_expression": "slice",
        "func_literal": "func_literal",
        "short_var_declaration": "short",
        "assignment_statement": "assignment",
        "var_spec": "variable",
        "const_spec": "variable",
        "range_clause": "range_",
        "type_switch_statement": "type_switch",
        "return_statement": "return_",
        "expression_list": "tupled",
        "block": "block",
        "if_statement": "block",
        "for_statement": "block",
        "expression_switch_statement": "block",
        "expression_case": "block",
        "default_case": "block",
        "communication_case": "block",
        "receive_statement": "receive",
        "type_identifier": "type_",
        "qualified_type": "type_",
        "pointer_type": "type_",
        "slice_type": "type_",
        "array_type": "type_",
        "map_type": "type_",
        "channel_type": "type_",
        "function_type": "type_",
        "generic_type": "type_",
        "struct_type": "type_",
        "interface_type": "type_",
        "keyed_element": "keyed",
        "literal_element": "through",
        "type_spec": "local_type",
        "method_elem": "other",
    }
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
    literals: ClassVar[Mapping[str, str]] = {
        "interpreted_string_literal": "string",
        "raw_string_literal": "string",
        "int_literal": "int",
        "float_literal": "float64",
        "rune_literal": "rune",
        "true": "bool",
        "false": "bool",
        "nil": "nil",
    }
    skipped = frozenset({"comment", "label_name", "field_identifier"})

    def module(self, root: tree_sitter.Node) -> Scope:
        """The imports of a file."""
        for node in root.named_children:
            if node.type != "import_declaration":
                continue
            specs = [
                spec
                for child in node.named_children
                for spec in (child.named_children if child.type == "import_spec_list" else [child])
                if spec.type == "import_spec"
            ]
            for spec in specs:
                path = self.text(self.field(spec, "path") or spec).strip('"`')
                name = self.field(spec, "name")
                alias = self.text(name) if name is not None else package_name(path)
                if alias == ".":
                    self.scope.star.append(Import(path, "*"))
                elif alias != "_":
                    self.bind_import(alias, Import(path), spec)
        return self.scope

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer = node.parent
        assert outer is not None
        declared = Declared(self.scope)
        if outer.type in ("function_declaration", "method_declaration"):
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        elif outer.type in ("type_spec", "type_alias"):
            self._type(outer, declared)
        elif outer.type in ("const_spec", "var_spec"):
            declared.type = self.type(self.field(outer, "type"))
            values = self.field(outer, "value")
            names = outer.children_by_field_name("name")
            items = [self.value(child) for child in values.named_children] if values else []
            number = names.index(node) if node in names else 0
            if number < len(items):
                declared.value = items[number]
            elif len(items) == 1:
                declared.value = self.wrap("item", items[0], str(number))
            declared.parts = [part for part in (declared.type, *items) if part is not None]
            if not items and declared.type is None:
                self._iota(outer, declared)
        return declared

    def _iota(self, node: tree_sitter.Node, declared: Declared) -> None:
        """A constant without a value repeats the type of the one above."""
        at = node.prev_named_sibling
        while at is not None and at.type == "const_spec":
            type_ = self.field(at, "type")
            if type_ is not None:
                declared.type = self.type(type_)
                return
            at = at.prev_named_sibling

    def _type(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        body = self.field(node, "type")
        if body is None:
            return
        if body.type == "struct_type":
            declared.fields = self._fields(body)
        elif body.type == "interface_type":
            self._interface(body, declared)
        else:
            declared.type = self.type(body)
            declared.parts = [declared.type] if declared.type else []
        for field in declared.fields:
            if field.type is not None:
                declared.parts.append(field.type)
                if field.embedded:
                    declared.bases.append(field.type)
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

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

    def _type_parameters(self, node: tree_sitter.Node) -> None:
        parameters = self.field(node, "type_parameters")
        for child in parameters.named_children if parameters else ():
            bound = self.type(self.field(child, "type"))
            for name in child.children_by_field_name("name"):
                self.scope.types[self.text(name)] = bound

    # functions

    def _function(self, node: tree_sitter.Node) -> Expr:
        function = self.start_function(node)
        self._type_parameters(node)
        receiver = self.field(node, "receiver")
        extra = []
        for child in receiver.named_children if receiver else ():
            name = self.field(child, "name")
            type_ = self.type(self.field(child, "type"))
            if type_ is not None:
                for part in type_.parts:  # the receiver names the type's parameters
                    self.scope.types.setdefault(part.name, None)
                extra.append(type_)
                if name is not None:
                    value = self.wrap("typed", type_)
                    function.scope.bind(Binding(self.text(name), function.scope.start, value))
        self._parameters(function, self.field(node, "parameters"))
        self._result(function, self.field(node, "result"))
        function.decorators += extra
        return self.end_function(node, function, self.field(node, "body"))

    def _parameters(self, function: Function, node: tree_sitter.Node | None) -> None:
        for child in node.named_children if node else ():
            type_ = self.type(self.field(child, "type"))
            if child.type == "variadic_parameter_declaration" and type_ is not None:
                type_ = self.wrap("tlist", type_)
            names = child.children_by_field_name("name")
            for name in names:
                self.parameter(function, name, type_)
            if not names and child.type != "comment":
                function.parameters.append(Parameter("", type_))

    def _result(self, function: Function, node: tree_sitter.Node | None) -> None:
        function.result = self.type(node)
        if node is None or node.type != "parameter_list":
            return
        for child in node.named_children:
            type_ = self.type(self.field(child, "type"))
            for name in child.children_by_field_name("name"):
                value = self.wrap("typed", type_) if type_ else None
                function.scope.bind(Binding(self.text(name), function.scope.start, value))

    def func_literal(self, node: tree_sitter.Node) -> Expr:
        """A function without a name."""
        function = self.start_function(node)
        self._parameters(function, self.field(node, "parameters"))
        self._result(function, self.field(node, "result"))
        return self.end_function(node, function, self.field(node, "body"))

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        if not node.named_children:
            return self.other(node)
        found = self.value(node.named_children[0])
        for part in found.parts if found.op == "tuple" else (found,):
            self.returns(node, part)
        return found

    # statements

    def short(self, node: tree_sitter.Node) -> Expr:
        """`a, b := x`."""
        right = self._right(node)
        return self._assigned(node, right)

    def _right(self, node: tree_sitter.Node) -> list[Expr]:
        right = self.field(node, "right")
        return [self.value(child) for child in right.named_children] if right else []

    def _assigned(self, node: tree_sitter.Node, right: list[Expr]) -> Expr:
        left = self.field(node, "left")
        names = left.named_children if left else []
        visible = self.chars(node.end_byte)
        for number, name in enumerate(names):
            if name.type == "identifier":
                if len(right) == len(names):
                    self.bind(name, right[number], visible)
                elif right:
                    self.bind(name, self.wrap("item", right[0], str(number)), visible)
        return self.node("other", node, tuple(right))

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """`a = x`: what stands on the left is used; a function on the right is wanted there."""
        right = self._right(node)
        left = self.field(node, "left")
        targets = [self.value(child) for child in left.named_children] if left else []
        for target, value in zip(targets, right, strict=False):
            if value.function is not None and value.op == "function":
                value.function.expected = value.function.expected or target
        return self.node("other", node, (*targets, *right))

    def variable(self, node: tree_sitter.Node) -> Expr:
        """`var a, b T = x, y`."""
        type_ = self.type(self.field(node, "type"))
        values = self.field(node, "value")
        items = [self.value(child) for child in values.named_children] if values else []
        for number, name in enumerate(node.children_by_field_name("name")):
            if type_ is not None:
                value: Expr | None = self.wrap("typed", type_)
            elif number < len(items):
                value = items[number]
            else:
                value = self.wrap("item", items[0], str(number)) if items else None
            self.bind(name, value, self.chars(node.end_byte))
        return self.node("other", node, tuple(part for part in (type_, *items) if part is not None))

    def range_(self, node: tree_sitter.Node) -> Expr:
        """`for i, x := range y`."""
        right = self.value(self.field(node, "right"))
        left = self.field(node, "left")
        names = left.named_children if left else []
        for number, name in enumerate(names):
            if name.type == "identifier":
                op = "element" if number == 1 else "key"
                self.bind(name, self.wrap("relement" if op == "element" else op, right))
        return self.node("other", node, (right,))

    def type_switch(self, node: tree_sitter.Node) -> Expr:
        """`switch x := y.(type)`: `x` is of each case's type in it."""
        self.inside(node)
        value = self.value(self.field(node, "value"))
        parts = [value]
        alias = self.field(node, "alias")
        name = alias.named_children[0] if alias and alias.named_children else None
        for child in node.named_children:
            if child.type not in ("type_case", "default_case"):
                if child.type not in ("expression_list",) and child.type.endswith(("_statement", "_declaration")):
                    parts.append(self.value(child))
                continue
            self.inside(child)
            types = [found for each in child.children_by_field_name("type") if (found := self.type(each))]
            parts += types
            if name is not None:
                bound = self.wrap("typed", types[0]) if len(types) == 1 else value
                self.scope.bind(Binding(self.text(name), self.scope.start, bound))
            listed = {each.id for each in child.children_by_field_name("type")}
            parts += [self.value(each) for each in child.named_children if each.id not in listed]
            self.outside()
        self.outside()
        return self.node("other", node, tuple(parts))

    def receive(self, node: tree_sitter.Node) -> Expr:
        """`x := <-c` of a `select`."""
        right = self.field(node, "right")
        return self._assigned(node, [self.value(right)] if right else [])

    def local_type(self, node: tree_sitter.Node) -> Expr:
        """A type in a function: what it names counts."""
        type_ = self.type(self.field(node, "type"))
        name = self.field(node, "name")
        if name is not None:
            self.scope.types[self.text(name)] = type_
        return self.node("other", node, (type_,) if type_ else ())

    # expressions

    def selector(self, node: tree_sitter.Node) -> Expr:
        """`x.y`."""
        return self.member_of(self.value(self.field(node, "operand")), self.field(node, "field"))

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call; `new` and `make` take types, and a conversion looks like a call."""
        callee = self.field(node, "function")
        arguments = self.field(node, "arguments")
        children = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if callee is not None and callee.type == "identifier" and self.text(callee) in ("new", "make") and children:
            type_ = self.type(children[0])
            rest = tuple(self.value(child) for child in children[1:])
            return self.node("typed", node, (type_, *rest)) if type_ else self.node("other", node, rest)
        if callee is not None and callee.type == "identifier" and self.text(callee) == "append" and children:
            first, *others = [self.value(child) for child in children]
            return self.node("choice", node, (first, *(self.wrap("other", each) for each in others)))
        if callee is not None and callee.type == "parenthesized_expression":
            inner = self.value(callee)
            return self.call_of(node, inner, [self.value(child) for child in children])
        return self.call_of(node, self.value(callee), [self.value(child) for child in children])

    def literal_value(self, node: tree_sitter.Node) -> Expr:
        """`T{...}`."""
        written = self.field(node, "type")
        type_ = self.type(written)
        body = self.field(node, "body")
        if type_ is None:
            return self.other(node)
        parts = self._elements(body, type_)
        return self.node("typed", node, (type_, *parts))

    def _elements(self, body: tree_sitter.Node | None, type_: Expr) -> list[Expr]:
        inner = type_.parts[-1] if type_.op in ("tlist", "tmap") else None
        found = []
        for child in body.named_children if body else ():
            if child.type == "comment":
                continue
            if child.type == "keyed_element":
                key, value = child.named_children[0], child.named_children[-1]
                named = key.named_children[0] if key.type == "literal_element" and key.named_children else key
                if named.type == "identifier" and type_.op in ("tname", "tmember"):
                    owner = self.wrap("typed", type_)
                    found.append(self.node("member", named, (owner,), self.text(named)))
                    lowered = self._element(value, None)
                    if lowered.op == "function" and lowered.function is not None:
                        lowered.function.expected = found[-1]
                    found.append(lowered)
                    continue
                found.append(self._element(key, None))
                found.append(self._element(value, inner))
            else:
                found.append(self._element(child, inner))
        return found

    def _element(self, node: tree_sitter.Node, type_: Expr | None) -> Expr:
        child = node.named_children[0] if node.type == "literal_element" and node.named_children else node
        if child.type == "literal_value":
            if type_ is None:
                return self.node("other", child, tuple(self._element(each, None) for each in child.named_children))
            return self.node("other", child, tuple(self._elements(child, type_)))
        return self.value(child)

    def keyed(self, node: tree_sitter.Node) -> Expr:
        """`key: value` of a literal whose type is not known here: the key may be a field."""
        return self.value(node.named_children[-1])

    def unary(self, node: tree_sitter.Node) -> Expr:
        """`&x`, `*x`; `<-x` gives what is sent."""
        inner = self.value(self.field(node, "operand"))
        operator = self.field(node, "operator")
        kind = self.text(operator) if operator is not None else ""
        return self.wrap("element", inner) if kind == "<-" else inner

    def assertion(self, node: tree_sitter.Node) -> Expr:
        """`x.(T)`."""
        value, type_ = self.value(self.field(node, "operand")), self.type(self.field(node, "type"))
        return self.node("typed", node, (type_, value)) if type_ else value

    def conversion(self, node: tree_sitter.Node) -> Expr:
        """`T(x)`."""
        value, type_ = self.value(self.field(node, "operand")), self.type(self.field(node, "type"))
        return self.node("typed", node, (type_, value)) if type_ else value

    def instantiation(self, node: tree_sitter.Node) -> Expr:
        """`f[T]`."""
        first, *rest = node.named_children
        types = tuple(found for child in rest if (found := self.type(child)))
        return self.node("choice", node, (self.value(first), *(self.wrap("other", each) for each in types)))

    def index(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`."""
        return self.node(
            "index", node, (self.value(self.field(node, "operand")), self.value(self.field(node, "index")))
        )

    def slice(self, node: tree_sitter.Node) -> Expr:
        """`x[i:j]`."""
        first, *rest = [self.value(child) for child in node.named_children]
        return self.node("choice", node, (first, *(self.wrap("other", each) for each in rest)))

    def tupled(self, node: tree_sitter.Node) -> Expr:
        """Several values."""
        children = node.named_children
        if len(children) == 1:
            return self.value(children[0])
        return self.node("tuple", node, tuple(self.value(child) for child in children))

    def type_(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        found = self.type(node)
        return self.wrap("typed", found) if found else self.node("other", node)

    # types

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


def package_name(path: str) -> str:
    """The name that a package is likely to have, by its path."""
    parts = path.split("/")
    if len(parts) > 1 and _VERSION.match(parts[-1]):
        parts.pop()
    return parts[-1].split(".v")[0].removeprefix("go-").replace("-", "_")

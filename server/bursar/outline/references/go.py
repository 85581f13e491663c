"""Lowering Go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Binding, Declared, Expr, Function, Import, Parameter, Scope

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.go_statements import GoStatements

_VERSION: Final = re.compile(r"^v\d+$")


class GoLowering(GoStatements):
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

    def _type_parameters(self, node: tree_sitter.Node) -> None:
        parameters = self.field(node, "type_parameters")
        for child in parameters.named_children if parameters else ():
            bound = self.type(self.field(child, "type"))
            for name in child.children_by_field_name("name"):
                self.scope.types[self.text(name)] = bound

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


def package_name(path: str) -> str:
    """The name that a package is likely to have, by its path."""
    parts = path.split("/")
    if len(parts) > 1 and _VERSION.match(parts[-1]):
        parts.pop()
    return parts[-1].split(".v")[0].removeprefix("go-").replace("-", "_")

"""Lowering TypeScript and JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Function, Import, Parameter, Scope
from bursar.outline.references.lowering import Lowering, expect

if TYPE_CHECKING:
    import tree_sitter

_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function", "function"})
_METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature"})
_LISTS = frozenset(
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
_MAPS = frozenset(["Map", "Record", "WeakMap", "ReadonlyMap"])
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


class TypeScriptLowering(Lowering):
    """Imports and exports of all forms, contextual types of functions, destructuring, object literals, generics."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "shorthand_property_identifier": "name",
        "type_identifier": "name",
        "this": "name",
        "super": "super_",
        "member_expression": "member",
        "nested_identifier": "member",
        "call_expression": "call",
        "new_expression": "new",
        "subscript_expression": "subscript",
        "await_expression": "awaited",
        "parenthesized_expression": "through",
        "non_null_expression": "through",
        "expression_statement": "through",
        "as_expression": "asserted",
        "satisfies_expression": "satisfied",
        "type_assertion": "type_asserted",
        "ternary_expression": "ternary",
        "binary_expression": "binary",
        "assignment_expression": "assignment",
        "augmented_assignment_expression": "assignment",
        "variable_declarator": "variable",
        "arrow_function": "arrow",
        "function_expression": "arrow",
        "generator_function": "arrow",
        "function_declaration": "local_function",
        "generator_function_declaration": "local_function",
        "method_definition": "arrow",
        "object": "object",
        "array": "array",
        "statement_block": "block",
        "for_statement": "block",
        "for_in_statement": "loop",
        "catch_clause": "catch",
        "switch_case": "other",
        "return_statement": "return_",
        "spread_element": "through",
        "pair": "pair_value",
        "class": "class_",
        "class_declaration": "class_",
        "abstract_class_declaration": "class_",
        "import_statement": "imports",
        "export_statement": "exported",
        "type_arguments": "type_",
        "type_annotation": "type_",
        "interface_declaration": "skip",
        "type_alias_declaration": "local_alias",
        "if_statement": "condition",
        "optional_chain": "skip",
        "property_identifier": "skip",
        "private_property_identifier": "skip",
        "statement_identifier": "skip",
        "jsx_opening_element": "jsx",
        "jsx_self_closing_element": "jsx",
        "jsx_closing_element": "skip",
        "instantiation_expression": "instantiation",
    }
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
    literals: ClassVar[Mapping[str, str]] = {
        "string": "string",
        "number": "number",
        "true": "boolean",
        "false": "boolean",
        "regex": "RegExp",
        "null": "null",
        "undefined": "undefined",
    }
    skipped = frozenset({"comment", "empty_statement", "break_statement", "continue_statement"})

    def module(self, root: tree_sitter.Node) -> Scope:
        """Imports, and exports under another name or of another module."""
        for node in root.named_children:
            if node.type == "import_statement":
                self.imports(node)
            elif node.type == "export_statement":
                self._exports(node)
            elif node.type in ("lexical_declaration", "variable_declaration"):
                for each in node.named_children:
                    if each.type == "variable_declarator":
                        self._required(each)
        return self.scope

    def imports(self, node: tree_sitter.Node) -> Expr:
        """An import."""
        source = self.field(node, "source")
        module = self._string(source) if source is not None else ""
        for clause in node.named_children:
            if clause.type != "import_clause":
                continue
            for child in clause.named_children:
                if child.type == "identifier":
                    self.bind_import(self.text(child), Import(module, "default"), child)
                elif child.type == "namespace_import":
                    self.bind_import(self.text(child.named_children[-1]), Import(module, "*"), child)
                elif child.type == "named_imports":
                    for each in child.named_children:
                        name, alias = self.field(each, "name"), self.field(each, "alias")
                        if name is not None:
                            self.bind_import(self.text(alias or name), Import(module, self.text(name)), each)
        return self.node("other", node)

    def _required(self, node: tree_sitter.Node) -> None:
        """`const x = require("y")`, and with destructuring."""
        value, name = self.field(node, "value"), self.field(node, "name")
        if value is None or name is None or value.type != "call_expression":
            return
        callee, arguments = self.field(value, "function"), self.field(value, "arguments")
        if callee is None or arguments is None or self.text(callee) != "require" or not arguments.named_children:
            return
        module = self._string(arguments.named_children[0])
        if name.type == "identifier":
            self.bind_import(self.text(name), Import(module, "*"), name)
        elif name.type == "object_pattern":
            for child in name.named_children:
                if child.type == "shorthand_property_identifier_pattern":
                    self.bind_import(self.text(child), Import(module, self.text(child)), child)

    def _exports(self, node: tree_sitter.Node) -> None:  # noqa: C901 - one case per form of export
        source = self.field(node, "source")
        module = self._string(source) if source is not None else None
        clauses = [child for child in node.named_children if child.type == "export_clause"]
        spaces = [child for child in node.named_children if child.type == "namespace_export"]
        for clause in clauses:
            for each in clause.named_children:
                name, alias = self.field(each, "name"), self.field(each, "alias")
                if name is None:
                    continue
                known = self.text(alias or name).strip("\"'")
                if module is not None:
                    self.bind_import(known, Import(module, self.text(name)), each)
                elif alias is not None:
                    self.scope.bind(Binding(known, 0, self.name(name)))
        for each in spaces:
            self.bind_import(self.text(each.named_children[-1]), Import(module or "", "*"), each)
        if module is not None and not clauses and not spaces:
            self.scope.star.append(Import(module, "*"))
        value = self.field(node, "value")
        declaration = self.field(node, "declaration")
        if any(child.type == "default" for child in node.children):
            if value is not None:
                self.scope.bind(Binding("default", 0, self.value(value)))
            elif declaration is not None and (name := self.field(declaration, "name")) is not None:
                self.scope.bind(Binding("default", 0, self.name(name)))

    def _string(self, node: tree_sitter.Node) -> str:
        return self.text(node).strip("\"'`")

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer = node.parent
        assert outer is not None
        declared = Declared(self.scope)
        kind = outer.type
        if kind in ("class_declaration", "abstract_class_declaration", "class"):
            self._class(outer, declared)
        elif kind == "interface_declaration":
            self._interface(outer, declared)
        elif kind == "type_alias_declaration":
            self._alias(outer, declared)
        elif kind == "enum_declaration":
            self._enum(outer, declared)
        elif kind == "variable_declarator":
            self._variable(outer, declared)
        elif kind in _METHODS or kind in (
            "function_declaration",
            "generator_function_declaration",
            "function_signature",
        ):
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        return declared

    def _variable(self, node: tree_sitter.Node, declared: Declared) -> None:
        declared.type = self.type(self.field(node, "type"))
        value = self.field(node, "value")
        if value is not None:
            if value.type == "class":
                self._class(value, declared)
                return
            declared.value = self.value(value)
            if declared.type is not None:
                expect(declared.value, self.wrap("typed", declared.type))
            if declared.value.op == "function" and declared.type is None:
                declared.function = declared.value.function
        declared.parts = [part for part in (declared.type, declared.value) if part is not None]

    def _class(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        for child in node.named_children:
            if child.type == "class_heritage":
                for clause in child.named_children:
                    self._heritage(clause, declared)
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            if child.type == "public_field_definition" or child.type == "field_definition":
                self._field(child, declared)
            elif child.type == "method_definition":
                name = self.field(child, "name")
                if name is not None and self.text(name) == "constructor":
                    self._properties(child, declared)
            elif child.type in ("method_signature", "index_signature"):
                self._member(child, declared)
        for field in declared.fields:
            declared.parts += [part for part in (field.type, field.value) if part is not None]
        declared.parts += declared.bases
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

    def _heritage(self, clause: tree_sitter.Node, declared: Declared) -> None:
        arguments: list[Expr] = []
        for child in clause.named_children:
            if child.type == "type_arguments":
                arguments = [found for each in child.named_children if (found := self.type(each))]
        if clause.type == "extends_clause":
            value = self.field(clause, "value")
            if value is not None:
                if value.type == "identifier":
                    declared.bases.append(self.node("tname", value, tuple(arguments), self.text(value)))
                elif value.type == "member_expression":
                    member = self.value(value)
                    declared.bases.append(
                        Expr("tmember", member.start, member.end, member.name, (*member.parts, *arguments), self.scope)
                    )
                else:
                    declared.bases.append(self.wrap("tvalue", self.value(value)))
        elif clause.type == "identifier":
            declared.bases.append(self.type_name(clause))
        else:
            declared.bases += [
                found
                for child in clause.named_children
                if child.type != "type_arguments" and (found := self.type(child)) is not None
            ]

    def _field(self, node: tree_sitter.Node, declared: Declared) -> None:
        name = self.field(node, "name") or self.field(node, "property")
        if name is None:
            return
        type_ = self.type(self.field(node, "type"))
        value = self.field(node, "value")
        lowered = self.value(value) if value is not None else None
        if type_ is not None and lowered is not None:
            expect(lowered, self.wrap("typed", type_))
        declared.fields.append(Field(self.text(name), self.chars(name.start_byte), type_, lowered))

    def _properties(self, node: tree_sitter.Node, declared: Declared) -> None:
        """Parameters of a constructor that are fields, and what it assigns to `this`."""
        parameters = self.field(node, "parameters")
        for child in parameters.named_children if parameters else ():
            pattern = self.field(child, "pattern")
            if pattern is not None and any(
                part.type in ("accessibility_modifier", "override_modifier", "readonly") for part in child.children
            ):
                type_ = self.type(self.field(child, "type"))
                declared.fields.append(Field(self.text(pattern), self.chars(pattern.start_byte), type_))
        known = {field.name for field in declared.fields}
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            inner = child.named_children[0] if child.type == "expression_statement" and child.named_children else None
            if inner is None or inner.type != "assignment_expression":
                continue
            left, right = self.field(inner, "left"), self.field(inner, "right")
            if left is None or left.type != "member_expression":
                continue
            owner, name = self.field(left, "object"), self.field(left, "property")
            if owner is not None and name is not None and owner.type == "this" and self.text(name) not in known:
                function = self._function(node, body=False).function
                around, self.scope = self.scope, function.scope if function else self.scope
                value = self.value(right) if right is not None else None
                self.scope = around
                declared.fields.append(Field(self.text(name), self.chars(name.start_byte), None, value, assigned=True))

    def _interface(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        for child in node.named_children:
            if child.type in ("extends_type_clause", "extends_clause"):
                declared.bases += [found for each in child.named_children if (found := self.type(each))]
        self._members(self.field(node, "body"), declared)
        declared.parts += declared.bases
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

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

    def _alias(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        value = self.field(node, "value")
        if value is not None and value.type == "object_type":
            self._members(value, declared)
        declared.type = self.type(value)
        declared.parts = [declared.type] if declared.type else []
        declared.parts += [bound for bound in self.scope.types.values() if bound is not None]

    def _enum(self, node: tree_sitter.Node, declared: Declared) -> None:
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            name = self.field(child, "name") or child
            declared.fields.append(Field(self.text(name).strip("\"'"), self.chars(name.start_byte)))
            value = self.field(child, "value")
            if value is not None:
                declared.parts.append(self.value(value))

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

    # functions

    def _function(self, node: tree_sitter.Node, body: bool = True) -> Expr:
        function = self.start_function(node)
        self._type_parameters(node)
        single = self.field(node, "parameter")
        if single is not None:
            self.parameter(function, single, None)
        parameters = self.field(node, "parameters")
        for child in parameters.named_children if parameters else ():
            self._parameter(function, child)
        function.result = self.type(self.field(node, "return_type"))
        if node.type == "method_definition" and any(child.type == "get" for child in node.children):
            function.decorators.append(Expr("other", 0, 0, "getter"))
        inner = self.field(node, "body") if body else None
        function.decorators += [bound for bound in function.scope.types.values() if bound is not None]
        if inner is not None and inner.type != "statement_block":
            around, self.function = self.function, function
            value = self.value(inner)
            self.returns(inner, value)
            self.function = around
            function.body.append(value)
            inner = None
        return self.end_function(node, function, inner)

    def _parameter(self, function: Function, node: tree_sitter.Node) -> None:
        pattern = self.field(node, "pattern") or (node if node.type.endswith(("identifier", "pattern")) else None)
        if pattern is None:
            return
        type_ = self.type(self.field(node, "type"))
        default = self.field(node, "value")
        if node.type == "assignment_pattern":
            pattern, default = self.field(node, "left") or node, self.field(node, "right")
        lowered = self.value(default) if default is not None else None
        if pattern.type == "rest_pattern":
            pattern = pattern.named_children[0]
        if pattern.type in ("identifier", "this"):
            self.parameter(function, pattern, type_, lowered)
            return
        at = function.scope.start
        if type_ is not None:
            value = self.wrap("typed", type_)
        else:
            value = Expr("parameter", at, at, str(len(function.parameters)), (lowered,) if lowered else ())
            value.function = function
        function.parameters.append(Parameter("", type_, lowered))
        extra = self._pattern(pattern, value, at)
        if extra is not None:
            function.decorators.append(extra)

    def arrow(self, node: tree_sitter.Node) -> Expr:
        """A function in the middle of code."""
        return self._function(node)

    def local_function(self, node: tree_sitter.Node) -> Expr:
        """A function in a function."""
        found = self._function(node)
        name = self.field(node, "name")
        if name is not None:
            self.bind(name, found, self.scope.start)
        return found

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        children = [child for child in node.named_children if child.type != "comment"]
        return self.returns(node, self.value(children[0])) if children else self.other(node)

    def class_(self, node: tree_sitter.Node) -> Expr:
        """A class in the middle of code: what is in it counts, its members do not resolve."""
        declared = Declared(self.scope)
        name = self.field(node, "name")
        if name is not None:
            self.bind(name, self.node("other", node), self.scope.start)
        scope = self.scope
        self._class(node, declared)
        self.scope = scope
        body = self.field(node, "body")
        methods = [self._function(child) for child in (body.named_children if body else ()) if child.type in _METHODS]
        return self.node("other", node, (*declared.parts, *methods))

    # statements

    def variable(self, node: tree_sitter.Node) -> Expr:
        """`const pattern: type = value`."""
        name, written = self.field(node, "name"), self.field(node, "value")
        type_ = self.type(self.field(node, "type"))
        value = self.value(written) if written is not None else None
        if type_ is not None and value is not None:
            expect(value, self.wrap("typed", type_))
        given = self.wrap("typed", type_) if type_ is not None else value
        visible = self.chars(node.start_byte)
        if value is None or value.op != "function":
            visible = self.chars(node.end_byte)
        extra = self._pattern(name, given, visible) if name is not None else None
        return self.node("other", node, tuple(part for part in (extra, type_, value) if part is not None))

    def _pattern(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> Expr | None:
        """Bind the names of a pattern; the members that it takes from the value are uses."""
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            if value is not None:
                self.bind(node, value, visible)
            return None
        parts: list[Expr | None] = []
        if node.type == "object_pattern":
            parts += [self._property(child, value, visible) for child in node.named_children]
        elif node.type == "array_pattern":
            for number, child in enumerate(node.named_children):
                item = self.wrap("item", value, str(number)) if value is not None else None
                parts.append(self._pattern(child, item, visible))
        elif node.type in ("assignment_pattern", "object_assignment_pattern"):
            left, right = self.field(node, "left"), self.field(node, "right")
            parts.append(self._pattern(left, value, visible) if left is not None else None)
            parts.append(self.value(right) if right is not None else None)
        elif node.type == "rest_pattern":
            parts.append(self._pattern(node.named_children[0], value, visible))
        else:
            parts.append(self.value(node))
        return self.node("other", node, tuple(part for part in parts if part is not None))

    def _property(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> Expr | None:
        if node.type == "pair_pattern":
            key, inner = self.field(node, "key"), self.field(node, "value")
            if key is None or inner is None or value is None:
                return None
            member = self.node("member", key, (value,), self.text(key))
            extra = self._pattern(inner, member, visible)
            return self.node("other", node, (member,) if extra is None else (member, extra))
        name = node
        default = None
        if node.type == "object_assignment_pattern":
            name, right = self.field(node, "left") or node, self.field(node, "right")
            default = self.value(right) if right is not None else None
        if name.type != "shorthand_property_identifier_pattern" or value is None:
            return self._pattern(node, value, visible)
        member = self.node("member", name, (value,), self.text(name))
        self.bind(name, member, visible)
        return member if default is None else self.node("other", node, (member, default))

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """`x.y = value`: a function on the right is wanted on the left."""
        left, right = self.value(self.field(node, "left")), self.value(self.field(node, "right"))
        expect(right, left)
        target = self.field(node, "left")
        if target is not None and target.type == "identifier":
            self._assigned(target, right, node)
        return self.node("other", node, (left, right))

    def _assigned(self, target: tree_sitter.Node, value: Expr, node: tree_sitter.Node) -> None:
        """A variable without a type gets its value where it stands; bound in the scope that declares it."""
        name = self.text(target)
        scope: Scope | None = self.scope
        while scope is not None and scope.parent is not None:
            if name in scope.bindings:
                if all(each.value is None or each.value.op != "typed" for each in scope.bindings[name]):
                    scope.bind(Binding(name, self.chars(node.end_byte), value))
                return
            scope = scope.parent

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for (const x of y)`."""
        self.inside(node)
        right = self.value(self.field(node, "right"))
        left = self.field(node, "left")
        operator = self.field(node, "operator")
        of = operator is not None and self.text(operator) == "of"
        extra = self._pattern(left, self.wrap("element", right) if of else None, self.scope.start) if left else None
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("other", node, tuple(part for part in (right, extra, body) if part is not None))

    def condition(self, node: tree_sitter.Node) -> Expr:
        """`if (x instanceof T)` says what `x` is in its block."""
        test = self.value(self.field(node, "condition"))
        consequence = self.field(node, "consequence")
        parts = [test]
        if consequence is not None:
            self.inside(consequence)
            for part in test.walk():
                if part.op == "choice" and part.name == "instanceof" and part.parts[0].op == "name":
                    kind = Expr("caught", part.start, part.start, "", (part.parts[1].parts[0],), self.scope)
                    self.scope.bind(Binding(part.parts[0].name, self.scope.start, kind))
            parts.append(self.value(consequence))
            self.outside()
        alternative = self.field(node, "alternative")
        if alternative is not None:
            parts.append(self.value(alternative))
        return self.node("other", node, tuple(parts))

    def catch(self, node: tree_sitter.Node) -> Expr:
        """`catch (x)`."""
        self.inside(node)
        parameter = self.field(node, "parameter")
        if parameter is not None and parameter.type == "identifier":
            self.bind(parameter, self.node("other", parameter), self.scope.start)
        found = self.value(self.field(node, "body"))
        self.outside()
        return found

    def exported(self, node: tree_sitter.Node) -> Expr:
        """An export at the top: the names of an export clause are uses."""
        parts = []
        for child in node.named_children:
            if child.type == "export_clause":
                parts += [self.name(name) for each in child.named_children if (name := self.field(each, "name"))]
            elif child.type not in ("string", "namespace_export"):
                parts.append(self.value(child))
        return self.node("other", node, tuple(parts))

    def skip(self, node: tree_sitter.Node) -> Expr:
        """Nothing that counts."""
        return self.node("other", node)

    def local_alias(self, node: tree_sitter.Node) -> Expr:
        """A type in a function."""
        type_ = self.type(self.field(node, "value"))
        name = self.field(node, "name")
        if name is not None:
            self.scope.types[self.text(name)] = type_
        return self.node("other", node, (type_,) if type_ else ())

    # expressions

    def super_(self, node: tree_sitter.Node) -> Expr:
        """`super`."""
        return self.node("super", node)

    def member(self, node: tree_sitter.Node) -> Expr:
        """`x.y`, `x?.y`."""
        return self.member_of(self.value(self.field(node, "object")), self.field(node, "property"))

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call, with its type arguments."""
        function = self.value(self.field(node, "function"))
        arguments = self.field(node, "arguments")
        children = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if arguments is not None and arguments.type == "template_string":
            children = [arguments]
        found = self.call_of(node, function, [self.value(child) for child in children])
        types = self._type_arguments(node)
        return self.node("choice", node, (found, *(self.wrap("other", each) for each in types))) if types else found

    def _type_arguments(self, node: tree_sitter.Node) -> list[Expr]:
        arguments = self.field(node, "type_arguments")
        return [found for child in (arguments.named_children if arguments else ()) if (found := self.type(child))]

    def new(self, node: tree_sitter.Node) -> Expr:
        """`new T<X>(...)`."""
        constructor = self.field(node, "constructor")
        types = self._type_arguments(node)
        if constructor is not None and constructor.type == "identifier":
            name = self.text(constructor)
            base = self.node("tname", constructor, tuple(types), name)
            if name in _LISTS or name in _MAPS:
                base = self._applied(base, types, node)
        else:
            base = self.wrap("tvalue", self.value(constructor))
        arguments = self.field(node, "arguments")
        parts = [self.value(child) for child in arguments.named_children] if arguments else []
        made = self.node("construct", node, (base, *parts))
        value = self.node("name", constructor, (), base.name) if constructor is not None and base.name else None
        if value is not None:
            for number, argument in enumerate(parts):
                call = self.node("call", node, (value, *parts))
                expect(argument, Expr("argument", made.start, made.start, str(number), (call,), self.scope))
        return made

    def subscript(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`; by a string it is a member."""
        index = self.field(node, "index")
        owner = self.value(self.field(node, "object"))
        if index is not None and index.type == "string":
            return Expr(
                "member",
                self.chars(index.start_byte),
                self.chars(index.end_byte),
                self._string(index),
                (owner,),
                self.scope,
            )
        return self.node("index", node, (owner, self.value(index)))

    def awaited(self, node: tree_sitter.Node) -> Expr:
        """`await x`."""
        return self.wrap("await", self.through(node))

    def asserted(self, node: tree_sitter.Node) -> Expr:
        """`x as T`; `as const` says nothing."""
        children = node.named_children
        value = self.value(children[0])
        type_ = self.type(children[1]) if len(children) > 1 else None
        return self.node("typed", node, (type_, value)) if type_ is not None else value

    def satisfied(self, node: tree_sitter.Node) -> Expr:
        """`x satisfies T`."""
        children = node.named_children
        value = self.value(children[0])
        type_ = self.type(children[1]) if len(children) > 1 else None
        if type_ is None:
            return value
        expect(value, self.wrap("typed", type_))
        return self.node("choice", node, (value, self.wrap("other", type_)))

    def type_asserted(self, node: tree_sitter.Node) -> Expr:
        """`<T>x`."""
        children = node.named_children
        types = [found for child in children[0].named_children if (found := self.type(child))]
        return self.node("typed", node, (*types, self.value(children[-1]))) if types else self.value(children[-1])

    def ternary(self, node: tree_sitter.Node) -> Expr:
        """`c ? x : y`."""
        test, first, last = (self.value(self.field(node, name)) for name in ("condition", "consequence", "alternative"))
        return self.node("choice", node, (first, last, self.wrap("other", test)))

    def binary(self, node: tree_sitter.Node) -> Expr:
        """`x || y` gives either; other operators give neither."""
        left, right = self.value(self.field(node, "left")), self.value(self.field(node, "right"))
        operator = self.field(node, "operator")
        kind = self.text(operator) if operator is not None else ""
        if kind in ("||", "??", "&&"):
            return self.node("choice", node, (left, right))
        if kind == "instanceof":
            return self.node("choice", node, (left, self.wrap("other", right)), kind)
        return self.node("other", node, (left, right))

    def object(self, node: tree_sitter.Node) -> Expr:
        """An object literal."""
        parts = []
        for child in node.named_children:
            if child.type == "pair":
                key, value = self.field(child, "key"), self.value(self.field(child, "value"))
                name = self.text(key).strip("\"'") if key is not None else ""
                start, end = self._ends(key or child)
                inner: tuple[Expr, ...] = (value,)
                if key is not None and key.type == "computed_property_name":
                    inner = (value, self.other(key))
                pair = Expr("pair", start, end, name, inner, self.scope)
                parts.append(pair)
            elif child.type == "shorthand_property_identifier":
                start, end = self._ends(child)
                parts.append(Expr("pair", start, end, self.text(child), (self.name(child),), self.scope))
            elif child.type == "method_definition":
                name_node = self.field(child, "name")
                start, end = self._ends(name_node or child)
                name = self.text(name_node) if name_node is not None else ""
                parts.append(Expr("pair", start, end, name, (self._function(child),), self.scope))
            else:
                parts.append(self.value(child))
        return self.node("object", node, tuple(parts))

    def _ends(self, node: tree_sitter.Node) -> tuple[int, int]:
        return self.chars(node.start_byte), self.chars(node.end_byte)

    def pair_value(self, node: tree_sitter.Node) -> Expr:
        """A pair outside an object."""
        return self.value(self.field(node, "value"))

    def array(self, node: tree_sitter.Node) -> Expr:
        """An array."""
        return self.node("list", node, tuple(self.value(child) for child in node.named_children))

    def type_(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        found = self.type(node)
        return self.wrap("other", found) if found else self.node("other", node)

    def instantiation(self, node: tree_sitter.Node) -> Expr:
        """`f<T>`."""
        return self.value(node.named_children[0])

    def jsx(self, node: tree_sitter.Node) -> Expr:
        """`<Name attribute={value}>`: a name in small letters is one of HTML."""
        name = self.field(node, "name")
        parts = [self.value(child) for child in node.named_children if child != name]
        if name is not None and (name.type != "identifier" or not self.text(name)[:1].islower()):
            parts.insert(0, self.value(name))
        return self.node("other", node, tuple(parts))

    # types

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
        if base.name in _LISTS and parts:
            return self.node("tlist", node, (parts[0],), base.name)
        if base.name in _MAPS and len(parts) == 2:
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

"""Lowering Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Function, Import, Scope

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.python_statements import PythonStatements


class PythonLowering(PythonStatements):
    """Annotations, assignments, `self.x = ...`, `isinstance`, `with`, comprehensions, string annotations."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "attribute": "attribute",
        "call": "call",
        "subscript": "subscript",
        "parenthesized_expression": "through",
        "expression_statement": "through",
        "await": "awaited",
        "list": "listed",
        "set": "listed",
        "tuple": "tupled",
        "expression_list": "tupled",
        "dictionary": "mapping",
        "conditional_expression": "conditional",
        "boolean_operator": "operands",
        "binary_operator": "operands",
        "assignment": "assignment",
        "augmented_assignment": "augmented",
        "named_expression": "named",
        "for_statement": "loop",
        "for_in_clause": "clause",
        "list_comprehension": "comprehension",
        "set_comprehension": "comprehension",
        "generator_expression": "comprehension",
        "dictionary_comprehension": "block",
        "with_item": "with_item",
        "as_pattern": "as_pattern",
        "lambda": "lambda_",
        "function_definition": "local_function",
        "class_definition": "local_class",
        "import_statement": "imports",
        "import_from_statement": "imports",
        "keyword_argument": "keyword",
        "type": "annotation",
        "return_statement": "return_",
        "yield": "yield_",
        "if_statement": "condition",
        "case_clause": "case",
        "decorator": "through",
    }

    literals: ClassVar[Mapping[str, str]] = {
        "integer": "int",
        "float": "float",
        "true": "bool",
        "false": "bool",
        "none": "None",
    }

    skipped = frozenset({"global_statement", "nonlocal_statement", "comment"})

    def module(self, root: tree_sitter.Node) -> Scope:
        """The imports of a module, those under conditions and in `try` as well."""
        waiting = list(root.named_children)
        while waiting:
            node = waiting.pop(0)
            if node.type in ("import_statement", "import_from_statement"):
                self.imports(node)
            elif node.type in ("if_statement", "try_statement", "else_clause", "except_clause", "block", "elif_clause"):
                waiting[:0] = node.named_children
        return self.scope

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer = node.parent
        assert outer is not None
        declared = Declared(self.scope)
        if outer.type == "function_definition":
            expr = self.function_(outer)
            declared.function = expr.function
            declared.parts = [expr]
        elif outer.type == "class_definition":
            self._class(outer, declared)
        elif outer.type == "assignment":
            declared.type = self.type(self.field(outer, "type"))
            right = self.field(outer, "right")
            declared.value = self.value(right) if right is not None else None
            declared.parts = [part for part in (declared.type, declared.value) if part is not None]
        else:
            statement = outer.parent if outer.type == "type" else outer
            right = self.field(statement, "right") if statement is not None else None
            declared.type = self.type(right)
            declared.parts = [declared.type] if declared.type else []
        return declared

    def _class(self, node: tree_sitter.Node, declared: Declared) -> None:
        self.inside(node)
        self._type_parameters(node)
        declared.type_parameters = list(self.scope.types)
        supers = self.field(node, "superclasses")
        for child in supers.named_children if supers else ():
            if child.type == "keyword_argument":
                declared.parts.append(self.value(child))
            elif (base := self.type(child)) is not None:
                declared.bases.append(base)
        declared.parts += declared.bases
        declared.parts += self._decorators(node)
        body = self.field(node, "body")
        for child in body.named_children if body else ():
            if child.type == "decorated_definition":
                child = self.field(child, "definition") or child
            if child.type == "function_definition":
                self._self_fields(child, declared)
            elif child.type == "expression_statement":
                inner = child.named_children[0] if child.named_children else None
                if inner is None or inner.type != "assignment":
                    continue
                left = self.field(inner, "left")
                if left is not None and left.type == "identifier":
                    found = Field(
                        self.text(left),
                        self.chars(left.start_byte),
                        self.type(self.field(inner, "type")),
                        self.value(right) if (right := self.field(inner, "right")) else None,
                    )
                    declared.fields.append(found)
                    declared.parts += [part for part in (found.type, found.value) if part is not None]

    def _self_fields(self, node: tree_sitter.Node, declared: Declared) -> None:
        """What a method assigns to attributes of its first parameter."""
        parameters = self.field(node, "parameters")
        first = parameters.named_children[0] if parameters and parameters.named_children else None
        body = self.field(node, "body")
        if first is None or body is None or first.type != "identifier":
            return
        owner = self.source[first.start_byte : first.end_byte]
        if owner + b"." not in self.source[body.start_byte : body.end_byte]:
            return
        assignments = list(_assignments(body))
        found = [
            (left, inner)
            for inner in assignments
            if (left := self.field(inner, "left")) is not None
            and left.type == "attribute"
            and (object_ := self.field(left, "object")) is not None
            and self.source[object_.start_byte : object_.end_byte] == owner
        ]
        if not found:
            return
        function = self.function_(node, body=False).function
        assert function is not None
        around, self.scope = self.scope, function.scope
        for inner in assignments:  # so that a local that ends up in an attribute has its value
            left = self.field(inner, "left")
            if left is not None and left.type == "identifier":
                self.assignment(inner)
        for left, inner in found:
            name = self.field(left, "attribute")
            if name is None:
                continue
            right = self.field(inner, "right")
            declared.fields.append(
                Field(
                    self.text(name),
                    self.chars(name.start_byte),
                    self.type(self.field(inner, "type")),
                    self.value(right) if right else None,
                    assigned=True,
                )
            )
        self.scope = around

    def function_(self, node: tree_sitter.Node, body: bool = True) -> Expr:
        """A function definition, whose name is not bound here."""
        decorators = self._decorators(node)
        function = self.start_function(node)
        function.decorators = decorators
        self._type_parameters(node)
        self._parameters(function, self.field(node, "parameters"))
        function.result = self.type(self.field(node, "return_type"))
        return self.end_function(node, function, self.field(node, "body") if body else None)

    def _decorators(self, node: tree_sitter.Node) -> list[Expr]:
        outer = node.parent
        if outer is None or outer.type != "decorated_definition":
            return []
        return [self.value(child) for child in outer.named_children if child.type == "decorator"]

    def _type_parameters(self, node: tree_sitter.Node) -> None:
        parameters = self.field(node, "type_parameters")
        for child in parameters.named_children if parameters else ():
            self.scope.types[self.text(child).partition(":")[0].strip("* ")] = None

    def _parameters(self, function: Function, node: tree_sitter.Node | None) -> None:
        for child in node.named_children if node else ():
            kind = child.type
            if kind == "identifier":
                self.parameter(function, child, None)
            elif kind == "typed_parameter":
                pattern = child.named_children[0]
                type_ = self.type(self.field(child, "type"))
                if pattern.type in ("list_splat_pattern", "dictionary_splat_pattern"):
                    op = "tlist" if pattern.type == "list_splat_pattern" else "tmap"
                    self.parameter(function, pattern.named_children[0], self.wrap(op, type_) if type_ else None)
                else:
                    self.parameter(function, pattern, type_)
            elif kind in ("default_parameter", "typed_default_parameter"):
                name = self.field(child, "name")
                default = self.field(child, "value")
                if name is not None and name.type == "identifier":
                    type_ = self.type(self.field(child, "type"))
                    self.parameter(function, name, type_, self.value(default) if default else None)
            elif kind in ("list_splat_pattern", "dictionary_splat_pattern") and child.named_children:
                name = child.named_children[0]
                function.scope.bind(Binding(self.text(name), function.scope.start, self.node("other", name)))

    def lambda_(self, node: tree_sitter.Node) -> Expr:
        """A lambda."""
        function = self.start_function(node)
        self._parameters(function, self.field(node, "parameters"))
        found = self.end_function(node, function, self.field(node, "body"))
        function.returned = function.body
        return found

    def local_function(self, node: tree_sitter.Node) -> Expr:
        """A function in a function."""
        name = self.field(node, "name")
        found = self.function_(node)
        if name is not None:
            self.bind(name, found, self.chars(node.start_byte))
        return found

    def local_class(self, node: tree_sitter.Node) -> Expr:
        """A class in a function: its code counts, its members do not resolve."""
        name = self.field(node, "name")
        supers = self.field(node, "superclasses")
        found = self.node("other", node, tuple(self.value(part) for part in (supers, self.field(node, "body")) if part))
        if name is not None:
            self.bind(name, self.node("other", node), self.chars(node.start_byte))
        return found

    def imports(self, node: tree_sitter.Node) -> Expr:
        """Both forms of import."""
        if node.type == "import_statement":
            for child in node.children_by_field_name("name"):
                if child.type == "aliased_import":
                    name, alias = self.field(child, "name"), self.field(child, "alias")
                    if name is not None and alias is not None:
                        self.bind_import(self.text(alias), Import(self.text(name)), node)
                else:
                    whole = self.text(child)
                    self.bind_import(whole.partition(".")[0], Import(whole.partition(".")[0]), node)
            return self.node("other", node)
        source = self.field(node, "module_name")
        module = self.text(source).replace(" ", "") if source is not None else ""
        level = len(module) - len(module.lstrip("."))
        module = module.lstrip(".")
        parts = []
        for child in node.named_children:
            if child.type == "wildcard_import":
                self.scope.star.append(Import(module, "*", level))
        for child in node.children_by_field_name("name"):
            name = self.field(child, "name") if child.type == "aliased_import" else child
            alias = self.field(child, "alias") if child.type == "aliased_import" else child
            if name is None or alias is None:
                continue
            self.bind_import(self.text(alias), Import(module, self.text(name), level), node)
            if self.function is not None:
                parts.append(self.node("name", alias, (), self.text(alias)))
        return self.node("other", node, tuple(parts))


def _assignments(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    found = []
    waiting = [node]
    while waiting:
        at = waiting.pop()
        for child in at.named_children:
            kind = child.type
            if kind == "expression_statement":
                found += [inner for inner in child.named_children if inner.type == "assignment"]
            elif kind.endswith(("_statement", "block", "_clause")):
                waiting.append(child)
    return found

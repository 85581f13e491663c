"""Lowering Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Function, Import, Scope
from bursar.outline.references.lowering import Lowering

if TYPE_CHECKING:
    import tree_sitter


class PythonLowering(Lowering):
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
    types: ClassVar[Mapping[str, str]] = {
        "type": "through_type",
        "identifier": "type_name",
        "attribute": "type_attribute",
        "subscript": "type_subscript",
        "generic_type": "type_generic",
        "member_type": "through_type",
        "union_type": "type_union",
        "binary_operator": "type_union",
        "string": "type_string",
        "parenthesized_expression": "through_type",
        "list": "type_list",
        "none": "type_name",
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

    # functions

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

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        return self.returns(node, self.value(node.named_children[0])) if node.named_children else self.other(node)

    def yield_(self, node: tree_sitter.Node) -> Expr:
        """A `yield`."""
        found = self.other(node)
        if self.function is not None and found.parts:
            self.function.yielded.append(found.parts[0])
        return found

    # statements that bind

    def assignment(self, node: tree_sitter.Node) -> Expr:
        """An assignment, annotated or not."""
        left, right = self.field(node, "left"), self.field(node, "right")
        type_ = self.type(self.field(node, "type"))
        value = self.value(right) if right is not None else None
        given = self.wrap("typed", type_) if type_ is not None else value
        target = self.target(left, given, node)
        return self.node("other", node, tuple(part for part in (target, type_, value) if part is not None))

    def augmented(self, node: tree_sitter.Node) -> Expr:
        """`x += y`: what stands on both sides is used."""
        return self.other(node)

    def target(self, node: tree_sitter.Node | None, value: Expr | None, after: tree_sitter.Node) -> Expr | None:
        """Bind the names of a target; what it uses (`self.x`, `x[i]`) comes back."""
        if node is None:
            return None
        if node.type == "identifier":
            self.bind(node, value, self.chars(after.end_byte))
            return None
        if node.type in ("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list"):
            parts = []
            for number, child in enumerate(node.named_children):
                item = self.wrap("item", value, str(number)) if value is not None else None
                parts.append(self.target(child, item, after))
            return self.node("other", node, tuple(part for part in parts if part is not None))
        if node.type in ("list_splat_pattern", "parenthesized_expression"):
            return self.target(node.named_children[0], None, after)
        return self.value(node)

    def named(self, node: tree_sitter.Node) -> Expr:
        """`(x := value)`."""
        name, value = self.field(node, "name"), self.value(self.field(node, "value"))
        if name is not None:
            self.bind(name, value)
        return value

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for x in y`."""
        right = self.value(self.field(node, "right"))
        left = self.field(node, "left")
        target = self.target(left, self.wrap("element", right), left or node)
        rest = [self.value(part) for name in ("body", "alternative") if (part := self.field(node, name))]
        return self.node("other", node, tuple(part for part in (right, target, *rest) if part is not None))

    def clause(self, node: tree_sitter.Node) -> Expr:
        """`for x in y` of a comprehension: bound in all of it."""
        right = self.value(self.field(node, "right"))
        scope = self.scope
        whole = node.parent or node
        target = self.target(self.field(node, "left"), self.wrap("element", right), node)
        for bindings in scope.bindings.values():
            for binding in bindings:
                binding.visible = self.chars(whole.start_byte)
        return self.node("other", node, tuple(part for part in (right, target) if part is not None))

    def comprehension(self, node: tree_sitter.Node) -> Expr:
        """A comprehension gives a list of its body."""
        self.inside(node)
        clauses = [self.value(child) for child in node.named_children[1:]]
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("list", node, (body, self.node("other", node, tuple(clauses))))

    def with_item(self, node: tree_sitter.Node) -> Expr:
        """`with x as y`."""
        return self.value(self.field(node, "value"))

    def as_pattern(self, node: tree_sitter.Node) -> Expr:
        """`x as y` of a `with` or an `except`."""
        children = node.named_children
        alias = self.field(node, "alias")
        value = self.value(children[0])
        op = "enter"
        if node.parent is not None and node.parent.type in ("except_clause", "except_group_clause"):
            op = "caught"
        elif node.parent is not None and node.parent.type == "case_pattern":
            op = "typed"
        if alias is not None and alias.named_children:
            self.target(alias.named_children[0], self.wrap(op, value), node)
        return value

    def condition(self, node: tree_sitter.Node) -> Expr:
        """`if isinstance(x, T)` says what `x` is in its block."""
        condition = self.field(node, "condition")
        test = self.value(condition)
        consequence = self.field(node, "consequence")
        parts = [test]
        if consequence is not None:
            narrowed = list(_narrowed(test))
            if narrowed:
                self.inside(consequence)
                for name, type_ in narrowed:
                    self.scope.bind(Binding(name, self.scope.start, Expr("caught", 0, 0, "", (type_,), self.scope)))
                parts.append(self.value(consequence))
                inner = self.scope
                self.outside()
                _spill(inner, self.scope, {name for name, _ in narrowed})
            else:
                parts.append(self.value(consequence))
        parts += [self.value(child) for child in node.children_by_field_name("alternative")]
        return self.node("other", node, tuple(parts))

    def case(self, node: tree_sitter.Node) -> Expr:
        """A `case`: the names in its class patterns are used, the others are bound."""
        parts = []
        waiting = [child for child in node.named_children if child.type == "case_pattern"]
        while waiting:
            child = waiting.pop()
            if child.type == "class_pattern":
                parts.append(self.value(child.named_children[0].named_children[0]))
                waiting += child.named_children[1:]
            elif child.type == "dotted_name":
                if len(child.named_children) > 1:
                    parts.append(self._dotted(child))
                else:
                    self.bind(child, None)
            else:
                waiting += child.named_children
        parts += [self.value(part) for name in ("guard", "consequence") if (part := self.field(node, name))]
        return self.node("other", node, tuple(parts))

    def _dotted(self, node: tree_sitter.Node) -> Expr:
        first, *rest = node.named_children
        found = self.name(first)
        for part in rest:
            found = self.member_of(found, part)
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

    # expressions

    def attribute(self, node: tree_sitter.Node) -> Expr:
        """`x.y`."""
        return self.member_of(self.value(self.field(node, "object")), self.field(node, "attribute"))

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call; `cast(T, x)` and `isinstance` name types."""
        function = self.value(self.field(node, "function"))
        arguments = self.field(node, "arguments")
        children = [child for child in arguments.named_children if child.type != "comment"] if arguments else []
        if arguments is not None and arguments.type == "generator_expression":
            children = [arguments]
        if function.name == "cast" and len(children) == 2 and (type_ := self.type(children[0])) is not None:
            return self.node("typed", node, (type_, function, self.value(children[1])))
        if function.op == "name" and function.name == "super":
            return self.node("super", node)
        if function.name == "TypeVar":
            return self._type_variable(node, function, children)
        return self.call_of(node, function, [self.value(child) for child in children])

    def _type_variable(self, node: tree_sitter.Node, function: Expr, arguments: list[tree_sitter.Node]) -> Expr:
        bound = next((self.field(each, "value") for each in arguments if self.text(each).startswith("bound=")), None)
        type_ = self.type(bound)
        return self.node("typevar", node, (type_, function) if type_ else ())

    def keyword(self, node: tree_sitter.Node) -> Expr:
        """`name=value`: only the value is code."""
        return self.value(self.field(node, "value"))

    def subscript(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`."""
        parts = [self.value(part) for part in node.children_by_field_name("subscript")]
        return self.node("index", node, (self.value(self.field(node, "value")), *parts))

    def awaited(self, node: tree_sitter.Node) -> Expr:
        """`await x`."""
        return self.wrap("await", self.through(node))

    def listed(self, node: tree_sitter.Node) -> Expr:
        """A list or set."""
        return self.node("list", node, tuple(self.value(child) for child in node.named_children))

    def tupled(self, node: tree_sitter.Node) -> Expr:
        """A tuple."""
        return self.node("tuple", node, tuple(self.value(child) for child in node.named_children))

    def mapping(self, node: tree_sitter.Node) -> Expr:
        """A dictionary: the values are what it is asked for."""
        parts = []
        for child in node.named_children:
            value = self.field(child, "value")
            if value is not None:
                parts.append(self.value(value))
                parts.append(self.wrap("other", self.value(self.field(child, "key"))))
            else:
                parts.append(self.wrap("other", self.value(child)))
        return self.node("list", node, tuple(parts))

    def conditional(self, node: tree_sitter.Node) -> Expr:
        """`x if c else y`."""
        first, test, last = (self.value(child) for child in node.named_children[:3])
        return self.node("choice", node, (first, last, self.wrap("other", test)))

    def operands(self, node: tree_sitter.Node) -> Expr:
        """`x or y`, and operators, which mostly give what their operands are."""
        parts = [part for name in ("left", "right") if (part := self.field(node, name)) is not None]
        return self.node("choice", node, tuple(self.value(part) for part in parts))

    def annotation(self, node: tree_sitter.Node) -> Expr:
        """A type in the middle of code."""
        return self.type(node) or self.node("other", node)

    # types

    def type_attribute(self, node: tree_sitter.Node) -> Expr:
        """`module.Type`."""
        owner = self.value(self.field(node, "object"))
        name = self.field(node, "attribute")
        return self.node("tmember", name, (owner,), self.text(name)) if name is not None else owner

    def type_subscript(self, node: tree_sitter.Node) -> Expr:
        """`Type[X, Y]` as an expression."""
        return self._applied(self.field(node, "value"), node.children_by_field_name("subscript"), node)

    def type_generic(self, node: tree_sitter.Node) -> Expr:
        """`Type[X, Y]`."""
        base, *rest = node.named_children
        arguments = [child for part in rest for child in part.named_children]
        return self._applied(base, arguments, node)

    def _applied(
        self, base: tree_sitter.Node | None, arguments: list[tree_sitter.Node], node: tree_sitter.Node
    ) -> Expr:
        if len(arguments) == 1 and arguments[0].type == "tuple":
            arguments = arguments[0].named_children
        found = self.type(base)
        parts = [part for child in arguments if (part := self.type(child)) is not None]
        if found is None:
            return self.node("tother", node, tuple(parts))
        return applied(found, parts, self.node("tother", node))

    def type_union(self, node: tree_sitter.Node) -> Expr:
        """`X | Y`."""
        parts = tuple(part for child in node.named_children if (part := self.type(child)) is not None)
        return self.node("tunion", node, parts)

    def type_list(self, node: tree_sitter.Node) -> Expr:
        """The parameters in `Callable[[X, Y], Z]`."""
        parts = tuple(part for child in node.named_children if (part := self.type(child)) is not None)
        return self.node("ttuple", node, parts)

    def type_string(self, node: tree_sitter.Node) -> Expr:
        """A type in quotes, read as the code that it is."""
        import tree_sitter as parsing

        from bursar.outline.references.grammars import references_of

        references = references_of("python")
        inner = node.named_children[1:2]
        if references is None or not inner or inner[0].type != "string_content" or "\n" in self.text(inner[0]):
            return self.node("tother", node)
        part = inner[0]
        parser = parsing.Parser(references.language)
        parser.included_ranges = [parsing.Range(part.start_point, part.end_point, part.start_byte, part.end_byte)]
        children = parser.parse(self.source).root_node.named_children
        if not children or children[0].type != "expression_statement" or not children[0].named_children:
            return self.node("tother", node)
        return self.type(children[0].named_children[0]) or self.node("tother", node)


_LISTS = frozenset(
    [
        "list",
        "List",
        "set",
        "Set",
        "frozenset",
        "FrozenSet",
        "Iterable",
        "Iterator",
        "Sequence",
        "Collection",
        "Generator",
        "AsyncIterator",
        "AsyncIterable",
        "AsyncGenerator",
        "deque",
        "Deque",
        "MutableSequence",
        "AbstractSet",
        "MutableSet",
    ]
)
_MAPS = frozenset(["dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "DefaultDict", "OrderedDict"])
_THROUGH = frozenset(
    [
        "Optional",
        "Final",
        "ClassVar",
        "Annotated",
        "Required",
        "NotRequired",
        "ReadOnly",
        "InitVar",
        "Type",
        "type",
        "Awaitable",
        "Coroutine",
    ]
)


def applied(base: Expr, parts: list[Expr], other: Expr) -> Expr:  # noqa: C901 - one line per generic type
    """A generic type with its arguments."""
    name = base.name
    whole = Expr(base.op, base.start, base.end, name, (*base.parts, *parts), base.scope)
    if name in _LISTS and parts:
        return Expr("tlist", other.start, other.end, name, (parts[0], *parts[1:], base), base.scope)
    if name in _MAPS and len(parts) == 2:
        return Expr("tmap", other.start, other.end, name, (parts[0], parts[1], base), base.scope)
    if name in ("tuple", "Tuple"):
        if len(parts) == 2 and parts[1].op == "tother":
            return Expr("tlist", other.start, other.end, name, (parts[0],), base.scope)
        return Expr("ttuple", other.start, other.end, name, tuple(parts), base.scope)
    if name == "Callable" and len(parts) == 2:
        inner = parts[0].parts if parts[0].op == "ttuple" else ()
        return Expr("tfunction", other.start, other.end, name, (*inner, parts[1]), base.scope)
    if name == "Union":
        return Expr("tunion", other.start, other.end, name, tuple(parts), base.scope)
    if name in ("type", "Type") and parts:
        return Expr("tclass", other.start, other.end, name, (parts[0],), base.scope)
    if name in ("Coroutine", "AsyncGenerator") and parts:
        return Expr("tthrough", other.start, other.end, name, (parts[-1], *parts[:-1]), base.scope)
    if name in ("Literal",):
        return other
    if name in _THROUGH and parts:
        return Expr("tthrough", other.start, other.end, name, tuple(parts), base.scope)
    return whole


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


def _narrowed(test: Expr) -> list[tuple[str, Expr]]:
    """Names and types of the `isinstance` in a condition that is true in its block."""
    found = []
    for expr in (test, *(test.parts if test.op == "choice" else ())):
        if expr.op != "call" or expr.parts[0].name != "isinstance" or len(expr.parts) != 3:
            continue
        if expr.parts[1].op == "name":
            found.append((expr.parts[1].name, expr.parts[2]))
    return found


def _spill(inner: Scope, outer: Scope, narrowed: set[str]) -> None:
    """A block is no scope in Python: what it binds, but for what was narrowed, is bound around it."""
    for name, bindings in inner.bindings.items():
        for binding in bindings:
            if name not in narrowed or binding.visible > inner.start:
                outer.bind(binding)

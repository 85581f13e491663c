"""Lowering Rust."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Final

from bursar.outline.references.expressions import Binding, Declared, Expr, Field, Import, Parameter, Scope
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


class RustLowering(Lowering):
    """Uses, paths, implementations, patterns, `?`, and macros by what their arguments look like."""

    values: ClassVar[Mapping[str, str]] = {
        "identifier": "name",
        "self": "name",
        "super": "name",
        "crate": "name",
        "metavariable": "name",
        "type_identifier": "name",
        "field_expression": "field_expression",
        "scoped_identifier": "scoped",
        "scoped_type_identifier": "scoped",
        "generic_function": "generic_function",
        "generic_type": "generic_path",
        "bracketed_type": "bracketed",
        "call_expression": "call",
        "struct_expression": "struct",
        "macro_invocation": "macro",
        "try_expression": "tried",
        "await_expression": "through",
        "parenthesized_expression": "through",
        "expression_statement": "through",
        "reference_expression": "reference",
        "unary_expression": "unary",
        "type_cast_expression": "cast",
        "index_expression": "index",
        "let_declaration": "let",
        "let_condition": "let_condition",
        "if_expression": "if_",
        "match_expression": "match",
        "match_arm": "arm",
        "for_expression": "loop",
        "while_expression": "block_value",
        "loop_expression": "block_value",
        "closure_expression": "closure",
        "block": "block_value",
        "unsafe_block": "through",
        "async_block": "through",
        "return_expression": "return_",
        "array_expression": "array",
        "tuple_expression": "tupled",
        "function_item": "local_function",
        "use_declaration": "use",
        "field_initializer": "initializer",
        "shorthand_field_initializer": "through",
        "base_field_initializer": "through",
        "range_expression": "range_",
        "binary_expression": "operands",
        "const_item": "local_constant",
        "static_item": "local_constant",
        "struct_item": "local_type",
        "enum_item": "local_type",
        "impl_item": "local_impl",
        "type_arguments": "type_",
        "token_tree": "tokens",
    }
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
    literals: ClassVar[Mapping[str, str]] = {
        "string_literal": "str",
        "raw_string_literal": "str",
        "integer_literal": "int",
        "float_literal": "float",
        "boolean_literal": "bool",
        "char_literal": "char",
    }
    skipped = frozenset(
        {
            "line_comment",
            "block_comment",
            "field_identifier",
            "lifetime",
            "label",
            "attribute_item",
            "inner_attribute_item",
        }
    )

    def module(self, root: tree_sitter.Node) -> Scope:
        """The `use` declarations of a file; of its inline modules those that no other name stands against."""
        waiting = [root]
        while waiting:
            for node in waiting.pop(0).named_children:
                if node.type == "use_declaration":
                    self.use(node)
                elif node.type == "mod_item" and (body := self.field(node, "body")) is not None:
                    waiting.append(body)
                elif node.type == "extern_crate_declaration":
                    name, alias = self.field(node, "name"), self.field(node, "alias")
                    if name is not None and alias is not None:
                        self.bind_import(self.text(alias), Import(self.text(name)), node)
        return self.scope

    def use(self, node: tree_sitter.Node) -> Expr:
        """A `use`."""
        parts: list[Expr] = []
        self._use(self.field(node, "argument"), "", node, parts)
        return self.node("other", node, tuple(parts))

    def _use(self, node: tree_sitter.Node | None, prefix: str, at: tree_sitter.Node, parts: list[Expr]) -> None:
        if node is None:
            return
        kind = node.type
        if kind == "use_list":
            for child in node.named_children:
                self._use(child, prefix, at, parts)
        elif kind == "scoped_use_list":
            path = self.field(node, "path")
            self._use(self.field(node, "list"), _path(prefix, self.text(path) if path else ""), at, parts)
        elif kind == "use_as_clause":
            path, alias = self.field(node, "path"), self.field(node, "alias")
            if path is not None and alias is not None:
                self._bind_use(self.text(alias), _path(prefix, self.text(path)), at)
        elif kind == "use_wildcard":
            path = node.named_children[0] if node.named_children else None
            self.scope.star.append(Import(_path(prefix, self.text(path) if path else ""), "*"))
        elif kind == "self":
            self._bind_use(prefix.rpartition("::")[2], prefix, at)
        else:
            whole = _path(prefix, self.text(node))
            name = whole.rpartition("::")[2]
            self._bind_use(name, whole, at)
            if self.function is not None:
                last = self.field(node, "name") or node
                parts.append(self.node("name", last, (), name))

    def _bind_use(self, name: str, whole: str, at: tree_sitter.Node) -> None:
        module, _, symbol = whole.rpartition("::")
        self.bind_import(name, Import(module, symbol), at)

    def declared(self, node: tree_sitter.Node) -> Declared:
        """See `Lowering`."""
        outer = node.parent
        assert outer is not None
        declared = Declared(self.scope)
        kind = outer.type
        if kind in ("function_item", "function_signature_item"):
            expr = self._function(outer)
            declared.function = expr.function
            declared.parts = [expr]
        elif kind in ("struct_item", "union_item", "enum_item", "trait_item", "type_item"):
            self._type(outer, declared)
        elif kind in ("const_item", "static_item"):
            declared.type = self.type(self.field(outer, "type"))
            value = self.field(outer, "value")
            declared.value = self.value(value) if value is not None else None
            declared.parts = [part for part in (declared.type, declared.value) if part is not None]
        elif kind == "macro_definition":
            rules = [child for child in outer.named_children if child.type == "macro_rule"]
            declared.parts = [self.tokens(right) for rule in rules if (right := self.field(rule, "right"))]
        return declared

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

    def _bounds(self, node: tree_sitter.Node) -> Expr:
        parts = tuple(found for child in node.named_children if (found := self.type(child)) is not None)
        return self.node("tunion", node, parts)

    # functions

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

    def return_(self, node: tree_sitter.Node) -> Expr:
        """A `return`."""
        return self.returns(node, self.value(node.named_children[0])) if node.named_children else self.other(node)

    # statements

    def let(self, node: tree_sitter.Node) -> Expr:
        """`let pattern: type = value else { }`."""
        type_ = self.type(self.field(node, "type"))
        written = self.field(node, "value")
        value = self.value(written) if written is not None else None
        given = self.wrap("typed", type_) if type_ is not None else value
        if type_ is not None and value is not None and _inferred(type_):
            given = self.node("choice", node, (value, self.wrap("typed", type_)))
        pattern = self.field(node, "pattern")
        parts = self._pattern(pattern, given, self.chars(node.end_byte)) if pattern is not None else []
        alternative = self.field(node, "alternative")
        rest = [self.value(alternative)] if alternative is not None else []
        return self.node("other", node, tuple(part for part in (*parts, type_, value, *rest) if part is not None))

    def let_condition(self, node: tree_sitter.Node) -> Expr:
        """`let pattern = value` of an `if` or `while`."""
        value = self.value(self.field(node, "value"))
        pattern = self.field(node, "pattern")
        parts = self._pattern(pattern, value, self.chars(node.end_byte)) if pattern is not None else []
        return self.node("other", node, (value, *parts))

    def if_(self, node: tree_sitter.Node) -> Expr:
        """`if`: what its condition binds stands in its block."""
        self.inside(node)
        test = self.value(self.field(node, "condition"))
        results = [self.value(self.field(node, "consequence"))]
        alternative = self.field(node, "alternative")
        if alternative is not None and alternative.named_children:
            results.append(self.value(alternative.named_children[0]))
        self.outside()
        return self.node("choice", node, (*results, self.wrap("other", test)))

    def match(self, node: tree_sitter.Node) -> Expr:
        """`match`."""
        value = self.value(self.field(node, "value"))
        body = self.field(node, "body")
        results = []
        for child in body.named_children if body else ():
            if child.type != "match_arm":
                continue
            self.inside(child)
            pattern = self.field(child, "pattern")
            parts: list[Expr] = []
            if pattern is not None and pattern.named_children:
                parts = self._pattern(pattern.named_children[0], value, self.scope.start)
                condition = self.field(pattern, "condition")
                if condition is not None:
                    parts.append(self.value(condition))
            result = self.value(self.field(child, "value"))
            self.outside()
            results.append(self.node("choice", child, (result, *(self.wrap("other", part) for part in parts))))
        return self.node("choice", node, (*results, self.wrap("other", value)))

    def arm(self, node: tree_sitter.Node) -> Expr:
        """An arm outside a match."""
        return self.other(node)

    def loop(self, node: tree_sitter.Node) -> Expr:
        """`for pattern in value`."""
        self.inside(node)
        value = self.value(self.field(node, "value"))
        pattern = self.field(node, "pattern")
        parts = self._pattern(pattern, self.wrap("element", value), self.scope.start) if pattern is not None else []
        body = self.value(self.field(node, "body"))
        self.outside()
        return self.node("other", node, (value, *parts, self.wrap("other", body)))

    def block_value(self, node: tree_sitter.Node) -> Expr:
        """A block gives its last expression."""
        self.inside(node)
        children = node.named_children
        parts = [self.value(child) for child in children]
        self.outside()
        if (
            node.type == "block"
            and children
            and not children[-1].type.endswith(("_statement", "_declaration", "_item"))
        ):
            return self.node("choice", node, (parts[-1], *(self.wrap("other", part) for part in parts[:-1])))
        if node.type == "block" and children and children[-1].type == "expression_statement":
            inner = children[-1].named_children[0].type if children[-1].named_children else ""
            if inner in ("match_expression", "if_expression") and not self.text(children[-1]).endswith(";"):
                return self.node("choice", node, (parts[-1], *(self.wrap("other", part) for part in parts[:-1])))
        return self.node("other", node, tuple(parts))

    # patterns

    def _pattern(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> list[Expr]:  # noqa: C901 - one case per kind of pattern
        """Bind the names of a pattern; the types and variants that it names are uses."""
        kind = node.type
        if kind == "identifier":
            name = self.text(node)
            if name[:1].isupper():
                return [self.name(node)]
            if value is not None:
                self.bind(node, value, visible)
            return []
        if kind in ("scoped_identifier", "scoped_type_identifier"):
            return [self.scoped(node)]
        if kind == "type_identifier":
            return [self.name(node)]
        if kind in ("mut_pattern", "ref_pattern", "reference_pattern", "parenthesized_pattern"):
            return [part for child in node.named_children for part in self._pattern(child, value, visible)]
        if kind == "captured_pattern":
            name_node, inner = node.named_children[0], node.named_children[-1]
            if value is not None:
                self.bind(name_node, value, visible)
            return self._pattern(inner, value, visible)
        if kind == "or_pattern":
            return [part for child in node.named_children for part in self._pattern(child, value, visible)]
        if kind == "tuple_struct_pattern":
            return self._tuple_struct(node, value, visible)
        if kind == "struct_pattern":
            return self._struct_pattern(node, visible)
        if kind in ("tuple_pattern", "slice_pattern"):
            found = []
            for number, child in enumerate(_places(node)):
                op = "item" if kind == "tuple_pattern" else "element"
                item = self.wrap(op, value, str(number)) if value is not None else None
                found += self._pattern(child, item, visible)
            return found
        if kind in ("match_pattern",) and node.named_children:
            return self._pattern(node.named_children[0], value, visible)
        if kind.endswith("_literal") or kind in ("remaining_field_pattern", "_"):
            return []
        return [self.value(child) for child in node.named_children]

    def _tuple_struct(self, node: tree_sitter.Node, value: Expr | None, visible: int) -> list[Expr]:
        written = self.field(node, "type")
        if written is None:
            return []
        name = self.text(written)
        inner = [child for child in node.named_children if child.id != written.id]
        if name in ("Some", "Ok") and value is not None:
            return [part for child in inner for part in self._pattern(child, self.wrap("try", value), visible)]
        owner = self.value(written)
        found = [] if name in ("Some", "Ok", "Err", "None") else [owner]
        for number, child in enumerate(inner):
            item = self.wrap("item", value, "1") if name == "Err" and value is not None else None
            if name != "Err":
                item = self.wrap("field_of", owner, str(number))
            found += self._pattern(child, item, visible)
        return found

    def _struct_pattern(self, node: tree_sitter.Node, visible: int) -> list[Expr]:
        written = self.field(node, "type")
        if written is None:
            return []
        owner = self.value(written)
        found = [owner]
        for child in node.named_children:
            if child.type != "field_pattern":
                continue
            name = self.field(child, "name")
            inner = self.field(child, "pattern")
            if name is None:
                continue
            member = self.wrap("field_of", owner, self.text(name))
            if inner is None:
                self.bind(name, member, visible)
            else:
                found += self._pattern(inner, member, visible)
        return found

    # expressions

    def field_expression(self, node: tree_sitter.Node) -> Expr:
        """`x.y`."""
        return self.member_of(self.value(self.field(node, "value")), self.field(node, "field"))

    def scoped(self, node: tree_sitter.Node) -> Expr:
        """`a::b`."""
        path, name = self.field(node, "path"), self.field(node, "name")
        if name is None:
            return self.other(node)
        if path is None:
            return self.name(name)
        return self.member_of(self._path_value(path), name)

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

    def generic_function(self, node: tree_sitter.Node) -> Expr:
        """`f::<T>`."""
        base = self.value(self.field(node, "function"))
        types = self._arguments(node)
        return self.node("choice", node, (base, *(self.wrap("other", each) for each in types)))

    def _arguments(self, node: tree_sitter.Node) -> list[Expr]:
        arguments = self.field(node, "type_arguments")
        return [found for child in (arguments.named_children if arguments else ()) if (found := self.type(child))]

    def call(self, node: tree_sitter.Node) -> Expr:
        """A call; `Some(x)`, `Ok(x)`, `Box::new(x)` hold what they are given."""
        callee = self.field(node, "function")
        function = self.value(callee)
        arguments = self.field(node, "arguments")
        children = [self.value(child) for child in arguments.named_children] if arguments else []
        if function.op == "name" and function.name in ("Some", "Ok") and children:
            return self.node("holding", node, (children[0],), "Option" if function.name == "Some" else "Result")
        if function.op == "member" and function.name in ("new", "from") and len(children) == 1:
            owner = function.parts[0]
            name = owner.name or (owner.parts[0].name if owner.parts else "")
            if name in ("Box", "Arc", "Rc", "RefCell", "Mutex", "RwLock", "Cell", "Some", "Cow"):
                return self.node("holding", node, (children[0],), name)
        if (
            callee is not None
            and callee.type == "generic_function"
            and (types := self._arguments(callee))
            and (
                function.parts
                and function.parts[0].op == "member"
                and function.parts[0].name in ("collect", "parse", "into")
            )
            and not _inferred(types[0])
        ):
            return self.node("typed", node, (types[0], function, *children))
        return self.call_of(node, function, children)

    def struct(self, node: tree_sitter.Node) -> Expr:
        """`T { ... }`."""
        name = self.field(node, "name")
        owner = self.value(name)
        body = self.field(node, "body")
        parts = [self.value(child) for child in body.named_children] if body else []
        return self.node("construct", node, (owner, *parts), "value")

    def initializer(self, node: tree_sitter.Node) -> Expr:
        """`field: value`."""
        return self.value(self.field(node, "value"))

    def macro(self, node: tree_sitter.Node) -> Expr:
        """A macro, whose arguments are read as if they were those of a call."""
        name = self.field(node, "macro")
        tree = next((child for child in node.named_children if child.type == "token_tree"), None)
        callee = self.value(name) if name is not None else None
        known = self.text(name) if name is not None else ""
        parts = self.tokens(tree).parts if tree is not None else ()
        if known == "vec" and parts:
            return self.node("list", node, (parts[0], *(self.wrap("other", part) for part in parts[1:])))
        return self.node("other", node, (*([callee] if callee else []), *parts))

    def tokens(self, node: tree_sitter.Node) -> Expr:
        """The arguments of a macro: as expressions if they are some, else the paths and members among the tokens."""
        found = self._as_arguments(node)
        if found is None:
            found = self._as_chains(node)
        return self.node("other", node, tuple(found))

    def _as_arguments(self, node: tree_sitter.Node) -> list[Expr] | None:
        import tree_sitter as parsing

        from bursar.outline.references.grammars import references_of

        references = references_of("rust")
        start, end = node.start_byte + 1, node.end_byte - 1
        if references is None or end - start > 20_000 or end <= start:
            return None
        head, tail = b"fn f(){f(", b");}"
        text = head + self.source[start:end] + tail
        root = parsing.Parser(references.language).parse(text).root_node
        if root.has_error:
            return None
        function = root.named_children[0].child_by_field_name("body")
        statement = function.named_children[0] if function is not None and function.named_children else None
        call = statement.named_children[0] if statement is not None and statement.named_children else None
        arguments = call.child_by_field_name("arguments") if call is not None else None
        if arguments is None:
            return None
        chars, source = self.chars, self.source
        moved = _Moved(chars, start - len(head), len(source))
        self.source, self.chars = text, moved  # type: ignore[assignment]  # called in the same way
        found = []
        for child in arguments.named_children:
            if child.type == "assignment_expression":  # `name = value` of a format
                child = child.child_by_field_name("right") or child
            found.append(self.value(child))
        self.source, self.chars = source, chars
        return found

    def _as_chains(self, node: tree_sitter.Node) -> list[Expr]:  # noqa: C901 - one case per kind of token
        found: list[Expr] = []
        chain: Expr | None = None
        joined = False
        for child in node.children:
            kind = child.type
            if kind in ("identifier", "self", "crate", "super", "type_identifier", "metavariable"):
                if chain is not None and joined:
                    chain = self.node("member", child, (chain,), self.text(child))
                else:
                    if chain is not None:
                        found.append(chain)
                    chain = self.name(child)
                joined = False
            elif kind in (".", "::"):
                joined = chain is not None
            elif kind == "token_tree":
                inner = self._as_chains(child)
                if chain is not None and self.text(child)[:1] == "(":
                    chain = self.node("call", child, (chain, *inner))
                else:
                    found += inner
                joined = False
            elif kind not in ("?", "!"):
                if chain is not None:
                    found.append(chain)
                chain, joined = None, False
        if chain is not None:
            found.append(chain)
        return found

    def tried(self, node: tree_sitter.Node) -> Expr:
        """`x?`."""
        return self.wrap("try", self.through(node))

    def reference(self, node: tree_sitter.Node) -> Expr:
        """`&x`."""
        return self.value(self.field(node, "value"))

    def unary(self, node: tree_sitter.Node) -> Expr:
        """`*x`, `!x`, `-x`."""
        return self.through(node)

    def cast(self, node: tree_sitter.Node) -> Expr:
        """`x as T`."""
        value, type_ = self.value(self.field(node, "value")), self.type(self.field(node, "type"))
        return self.node("typed", node, (type_, value)) if type_ else value

    def index(self, node: tree_sitter.Node) -> Expr:
        """`x[i]`; a range gives the like of what it is of."""
        owner, index = node.named_children[0], node.named_children[-1]
        value = self.value(owner)
        if index.type == "range_expression":
            return self.node("choice", node, (value, self.wrap("other", self.value(index))))
        return self.node("index", node, (value, self.value(index)))

    def range_(self, node: tree_sitter.Node) -> Expr:
        """`a..b`."""
        return self.node("list", node, tuple(self.value(child) for child in node.named_children))

    def operands(self, node: tree_sitter.Node) -> Expr:
        """Operators: mostly of what stands left of them."""
        return self.other(node)

    def array(self, node: tree_sitter.Node) -> Expr:
        """`[x, y]`."""
        return self.node("list", node, tuple(self.value(child) for child in node.named_children))

    def tupled(self, node: tree_sitter.Node) -> Expr:
        """`(x, y)`."""
        return self.node("tuple", node, tuple(self.value(child) for child in node.named_children))

    def type_(self, node: tree_sitter.Node) -> Expr:
        """Type arguments in the middle of code."""
        found = self.type(node)
        return self.wrap("other", found) if found else self.node("other", node)

    # types

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


class _Moved:
    """The code points of byte offsets in a copy of a part of a text."""

    def __init__(self, chars: Callable[[int], int], start: int, limit: int) -> None:
        self._chars = chars
        self._start = start
        self._limit = limit

    def __call__(self, byte: int) -> int:
        return self._chars(max(0, min(byte + self._start, self._limit)))


def _path(prefix: str, rest: str) -> str:
    rest = "".join(rest.split())
    return f"{prefix}::{rest}" if prefix and rest else prefix or rest


def _places(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The parts of a pattern in order, `_` and `..` included."""
    return [child for child in node.children if child.is_named or child.type in ("_", "..")]


def _inferred(type_: Expr) -> bool:
    """Whether a written type leaves parts to the compiler."""
    return any(part.name == "_" for part in type_.walk()) or type_.op == "tother"

"""Expressions of Rust."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bursar.outline.references.expressions import Expr

if TYPE_CHECKING:
    import tree_sitter
from bursar.outline.references.rust_types import RustTypes


class RustExpressions(RustTypes):
    """Calls, fields, struct literals, macros, and what operators give."""

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

    def generic_function(self, node: tree_sitter.Node) -> Expr:
        """`f::<T>`."""
        base = self.value(self.field(node, "function"))
        types = self._arguments(node)
        return self.node("choice", node, (base, *(self.wrap("other", each) for each in types)))

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


class _Moved:
    """The code points of byte offsets in a copy of a part of a text."""

    def __init__(self, chars: Callable[[int], int], start: int, limit: int) -> None:
        self._chars = chars
        self._start = start
        self._limit = limit

    def __call__(self, byte: int) -> int:
        return self._chars(max(0, min(byte + self._start, self._limit)))


def _inferred(type_: Expr) -> bool:
    """Whether a written type leaves parts to the compiler."""
    return any(part.name == "_" for part in type_.walk()) or type_.op == "tother"

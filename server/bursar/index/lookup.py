"""What names refer to: scopes, files, imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from bursar.index.memo import NO_CUT, Memo
from bursar.index.model import Definition, FileIndex, How
from bursar.index.values import Context, Target, Value, Values
from bursar.outline import Kind
from bursar.outline.references import Binding, Declared, Expr, Function, Import, Syntax

TYPES: Final = frozenset({Kind.CLASS, Kind.INTERFACE, Kind.STRUCT, Kind.ENUM, Kind.TRAIT, Kind.TYPE})
FUNCTIONS: Final = frozenset({Kind.FUNCTION, Kind.METHOD})


class Corpus(Protocol):
    """The files that the engine reads."""

    def file(self, path: str) -> FileIndex | None:
        """The index of a file."""

    def syntax(self, path: str) -> Syntax | None:
        """The parsed file."""


class Namespace(Protocol):
    """How a language finds what stands outside a file's own scopes.

    `implicit`: a bare name may be a member of the type around.
    """

    implicit: bool

    def free(self, path: str, name: str) -> list[Target]:
        """What a name means in a file if no scope binds it, imports aside."""

    def imported(self, path: str, imported: Import) -> list[Target]:
        """What an import binds."""

    def member(self, module: str, name: str, path: str) -> list[Target]:
        """A member of a module, seen from a file."""

    def holders(self, definition: Definition) -> Iterable[FileIndex]:
        """The files that may hold members of a type, its own first."""

    def extended(self, definition: Definition) -> Iterable[Definition]:
        """What a type implements by declarations outside of it."""


class Lookup:
    """Names, as the first of the layers that make up the engine; what the later ones answer is declared here."""

    def __init__(self, corpus: Corpus, namespaces: Mapping[str, Namespace]) -> None:
        self._corpus = corpus
        self._namespaces = namespaces
        self._values: Memo[tuple[Expr, Context], Values] = Memo()
        self._targets: Memo[tuple[Expr, Context], list[Target]] = Memo()
        self._types: Memo[tuple[Expr, Context], Values] = Memo()
        self._results: Memo[tuple[Function, Context], Values] = Memo()
        self._global: Memo[tuple[str, str], list[Target]] = Memo()
        self.depth = 0
        self.steps = 0
        self.cut = NO_CUT

    def namespace(self, path: str) -> Namespace | None:
        """The namespace of the language of a file."""
        file = self._corpus.file(path)
        return self._namespaces.get(file.language or "") if file else None

    def declared(self, definition: Definition) -> Declared | None:
        """What a definition says of itself."""
        syntax = self._corpus.syntax(definition.path)
        return syntax.declared(definition.name_span.start, definition.name_span.end) if syntax else None

    def targets(self, expr: Expr, context: Context) -> list[Target]:
        """What a name or member refers to, in code or in a type."""
        return self._targets.find((expr, context), self, lambda: self._find_targets(expr, context), [])

    def _find_targets(self, expr: Expr, context: Context) -> list[Target]:
        if expr.op in ("name", "tname"):
            return self._named(expr, context)
        owners = self.values(expr.parts[0], context) if expr.parts else ()  # broken code may lack what is before a dot
        return self.members(owners, expr.name, context, expr.called)

    def _named(self, expr: Expr, context: Context) -> list[Target]:
        name = expr.name
        if name in ("self", "this", "Self", "cls") and (own := self._own(name, expr, context)):
            return own
        known = context.parameter(name) if expr.op == "tname" else None
        if known is not None:
            return [Target(How.LOCAL, values=known)]
        scope = expr.scope
        while scope is not None:
            if scope.parent is None:
                return self._implicit(expr, context) or self.global_name(context.path, name)
            bindings = scope.bindings.get(name) if expr.op == "name" or name not in scope.types else None
            if bindings:
                found = self._bound(bindings, expr, context)
                if found:
                    return found
            if name in scope.types:
                bound = scope.types[name]
                return [Target(How.LOCAL, values=self.types(bound, context) if bound else ())]
            scope = scope.parent
        return []

    def _implicit(self, expr: Expr, context: Context) -> list[Target]:
        """A member of the type around, in languages that need no `this` for it."""
        namespace = self.namespace(context.path)
        if context.owner is None or expr.op != "name" or namespace is None or not namespace.implicit:
            return []
        return self.members((Value("instance", context.owner),), expr.name, context, expr.called)

    def _own(self, name: str, expr: Expr, context: Context) -> list[Target]:
        """`self` and its like, where no scope binds the name to anything typed."""
        scope = expr.scope
        while scope is not None and scope.parent is not None:
            if name in scope.types:
                return []
            for binding in scope.bindings.get(name, ()):
                if binding.value is not None and binding.value.op == "typed":
                    return []
            scope = scope.parent
        if context.owner is None:
            return []
        kind = "type" if name == "cls" or (name == "Self" and expr.op != "tname") else "instance"
        return [Target(How.LOCAL, values=self.own_values(kind, context))]

    def own_values(self, kind: str, context: Context) -> Values:
        """What `self` is."""
        assert context.owner is not None
        return (Value(kind, context.owner, context=context),)

    def _bound(self, bindings: list[Binding], expr: Expr, context: Context) -> list[Target]:
        visible = [binding for binding in bindings if binding.visible <= expr.start] or bindings[:1]
        first: list[Target] = []
        for binding in reversed(visible):
            if binding.imported is not None:
                return self._imported(context.path, binding.imported)
            found = Target(How.LOCAL, local=binding.value, context=context, values=None if binding.value else ())
            if binding.value is None or self.values(binding.value, context):
                return first[:1] or [found] if binding.value is None else [found]
            first = first or [found]
        return first

    def _imported(self, path: str, imported: Import) -> list[Target]:
        namespace = self.namespace(path)
        return namespace.imported(path, imported) if namespace is not None else []

    def global_name(self, path: str, name: str) -> list[Target]:
        """What a name means at the top level of a file."""
        return self._global.find((path, name), self, lambda: self._find_global(path, name), [])

    def _find_global(self, path: str, name: str) -> list[Target]:
        file = self._corpus.file(path)
        namespace = self.namespace(path)
        if file is None or namespace is None:
            return []
        own = file.top.get(name)
        if own and any(each.kind is not Kind.CONSTANT for each in own):
            return [Target(How.LOCAL, best(own))]
        syntax = self._corpus.syntax(path) if file.mentions(name) or len(name) == 1 else None
        if syntax is not None:  # a value may stand in for an import: `x = require("x")`, `except ImportError: x = None`
            for binding in syntax.scope.bindings.get(name, ()):
                if binding.imported is not None:
                    found = self._imported(path, binding.imported)
                    if found:
                        return found
                elif binding.value is not None and binding.value.name != name and not own:
                    return self.targets(binding.value, Context(path))
        if own:
            return [Target(How.LOCAL, best(own))]
        found = namespace.free(path, name)
        if found:
            return found
        return self.starred(path, name)

    def starred(self, path: str, name: str) -> list[Target]:
        """What a name means by the imports of everything."""
        syntax = self._corpus.syntax(path)
        for star in syntax.scope.star if syntax else ():
            found = self._imported(path, Import(star.module, name, star.level))
            if found and found[0].external is None:
                return found
        return []

    # what later layers answer

    def values(self, expr: Expr, context: Context) -> Values:
        """What an expression may be; empty if that is not known."""
        raise NotImplementedError

    def types(self, expr: Expr, context: Context) -> Values:
        """The instances that a written type allows."""
        raise NotImplementedError

    def members(self, owners: Iterable[Value], name: str, context: Context, called: bool = True) -> list[Target]:
        """The members of this name of what a value may be."""
        raise NotImplementedError

    def result(self, callee: Value, arguments: Sequence[Expr], context: Context) -> Values:
        """What calling a value gives."""
        raise NotImplementedError

    def elements(self, values: Values, context: Context) -> Values:
        """What iterating over values gives."""
        raise NotImplementedError


def best(definitions: Sequence[Definition]) -> Definition:
    """Of several of the same name (overloads, conditions) the last that has a body, else the last."""
    if len(definitions) == 1:
        return definitions[0]
    whole = [definition for definition in definitions if definition.body is not None]
    types = [definition for definition in whole if definition.kind in TYPES]
    return (types or whole or list(definitions))[-1]

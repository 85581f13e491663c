"""Evaluating lowered code: what names refer to, and what type expressions have, across files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Generic, Protocol, TypeVar

from bursar.index.libraries import ITEMS, KEEPS, UNWRAPS, WRAPPERS
from bursar.index.model import Definition, FileIndex, How
from bursar.index.values import Context, Target, Value, Values
from bursar.outline import Kind
from bursar.outline.references import Binding, Declared, Expr, Field, Function, Import, Scope, Syntax

MAX_DEPTH: Final = 60
MAX_STEPS: Final = 60_000
MAX_VALUES: Final = 6
"""An expression that may be of more types than this is taken for the first of them."""

TYPES: Final = frozenset({Kind.CLASS, Kind.INTERFACE, Kind.STRUCT, Kind.ENUM, Kind.TRAIT, Kind.TYPE})
FUNCTIONS: Final = frozenset({Kind.FUNCTION, Kind.METHOD})


_NO_CUT: Final = 1 << 30

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Memo(Generic[Key, Found]):
    """Answers that were worked out, and of those being worked out the depth at which that began.

    An answer that rests on one not finished yet (names that refer to each other in a circle) is not kept.
    """

    def __init__(self) -> None:
        self._done: dict[Key, Found] = {}
        self._begun: dict[Key, int] = {}

    def find(self, key: Key, engine: Engine, work: Callable[[], Found], nothing: Found) -> Found:
        """The kept answer, else a new one; `nothing` in a circle, too deep, or after too many steps."""
        known = self._done.get(key)
        if known is not None:
            return known
        begun = self._begun.get(key)
        engine.steps += 1
        if begun is not None or engine.depth >= MAX_DEPTH or engine.steps > MAX_STEPS:
            engine.cut = min(engine.cut, -1 if begun is None else begun)
            return nothing
        engine.depth += 1
        depth = self._begun[key] = engine.depth
        around, engine.cut = engine.cut, _NO_CUT
        found = work()
        engine.depth -= 1
        del self._begun[key]
        if engine.cut >= depth:
            self._done[key] = found
            engine.cut = _NO_CUT
        engine.cut = min(engine.cut, around)
        return found


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


class Engine:
    """Evaluates over one state of the corpus; thrown away when a file changes."""

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
        self.cut = _NO_CUT

    def namespace(self, path: str) -> Namespace | None:
        """The namespace of the language of a file."""
        file = self._corpus.file(path)
        return self._namespaces.get(file.language or "") if file else None

    def declared(self, definition: Definition) -> Declared | None:
        """What a definition says of itself."""
        syntax = self._corpus.syntax(definition.path)
        return syntax.declared(definition.name_span.start, definition.name_span.end) if syntax else None

    # names

    def targets(self, expr: Expr, context: Context) -> list[Target]:
        """What a name or member refers to, in code or in a type."""
        return self._targets.find((expr, context), self, lambda: self._find_targets(expr, context), [])

    def _find_targets(self, expr: Expr, context: Context) -> list[Target]:
        if expr.op in ("name", "tname"):
            return self._named(expr, context)
        owners = self.values(expr.parts[0], context)
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
        return [Target(How.LOCAL, values=self._self_values(kind, context))]

    def _self_values(self, kind: str, context: Context) -> Values:
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

    # members

    def members(self, owners: Iterable[Value], name: str, context: Context, called: bool = True) -> list[Target]:
        """The members of this name of what a value may be; of a field and a method of one name the one that fits."""
        found: list[Target] = []
        for owner in owners:
            for target in self._member(owner, name, context, called):
                if target not in found:
                    found.append(target)
        return found

    def _member(self, owner: Value, name: str, context: Context, called: bool = True) -> list[Target]:
        if owner.kind == "module":
            namespace = self.namespace(context.path)
            return namespace.member(owner.name, name, context.path) if namespace else []
        if owner.kind in ("instance", "type") and owner.definition is not None:
            return self._of_type(owner, name, set(), called)
        if owner.kind == "super" and owner.definition is not None:
            return [found for base in self.bases(owner) for found in self._of_type(base, name, set())]
        if owner.kind == "object" and owner.expr is not None:
            for pair in owner.expr.parts:
                if pair.op == "pair" and pair.name == name:
                    return [Target(How.RECEIVER, local=pair.parts[0], context=owner.context)]
        if owner.kind == "external" and owner.name in WRAPPERS and owner.args:
            return self.members(owner.args[0], name, context, called)
        return []

    def _of_type(self, owner: Value, name: str, seen: set[Definition], called: bool = True) -> list[Target]:
        definition = owner.definition
        if definition is None or definition in seen or len(seen) > 40:
            return []
        how = How.INHERITED if seen else How.RECEIVER
        seen.add(definition)
        namespace = self.namespace(definition.path)
        if namespace is None:
            return []
        context = self.inside(owner)
        declared = self.declared(definition)
        for file in namespace.holders(definition):
            container = definition.qualified if file.path == definition.path else definition.name
            own = file.members(container).get(name)
            if own:
                written = [field for field in declared.fields if field.name == name] if declared else []
                if written and own[0].kind in FUNCTIONS and not written[0].assigned:
                    field = Target(how, definition, name, written[0], context, receiver=owner)
                    if not called:
                        return [field]
                    return [Target(how, best(own), context=context, receiver=owner), field]
                return [Target(how, each, context=context, receiver=owner) for each in accessors(own)]
        if declared is None:
            return []
        for field in declared.fields:
            if field.name == name and not field.embedded:
                better = _typed_field(declared, name)
                return [Target(how, definition, name, better, context, receiver=owner)]
        for field in declared.fields:
            if field.name == name:
                return [Target(how, definition, name, field, context, receiver=owner)]
        if definition.kind in (Kind.TYPE, Kind.CONSTANT) and declared.type is not None:
            for value in self.types(declared.type, context):
                if value.definition is not None:
                    found = self._of_type(value, name, seen, called)
                else:
                    found = self._member(value, name, context, called)
                    if value.kind == "object":  # part of what the alias writes down itself
                        found = [replace(each, definition=definition, member=name) for each in found]
                if found:
                    return found
        for base in self.bases(owner):
            found = self._of_type(base, name, seen, called)
            if found:
                return found
        return []

    def inside(self, owner: Value) -> Context:
        """The context of what stands inside a type, with its arguments for its parameters."""
        definition = owner.definition
        assert definition is not None
        if owner.context is not None and owner.context.owner == definition and not owner.args:
            return owner.context
        declared = self.declared(definition) if owner.args else None
        names = declared.type_parameters if declared else []
        return Context(definition.path, definition, tuple(zip(names, owner.args, strict=False)))

    def bases(self, owner: Value) -> list[Value]:
        """What a type inherits from, embeds or implements."""
        definition = owner.definition
        if definition is None:
            return []
        declared = self.declared(definition)
        context = self.inside(owner)
        outer = Context(context.path, None, context.env)
        found = []
        for base in declared.bases if declared else ():
            for value in self.types(base, outer):
                if value.definition is not None and value.definition != definition:
                    found.append(Value("instance", value.definition, args=value.args))
        namespace = self.namespace(definition.path)
        found += [Value("instance", base) for base in (namespace.extended(definition) if namespace else ())]
        return found

    # values

    def values(self, expr: Expr, context: Context) -> Values:
        """What an expression may be; empty if that is not known."""
        method = _OPERATORS.get(expr.op)
        if method is None:
            return ()
        return self._values.find((expr, context), self, lambda: unique(method(self, expr, context)), ())

    def of_target(self, target: Target) -> Values:
        """What a name that refers to this may be."""
        if target.values is not None:
            return target.values
        if target.module is not None:
            return (Value("module", name=target.module),)
        if target.external is not None:
            return (Value("external", name=target.external),)
        if target.local is not None and target.context is not None:
            return self.values(target.local, target.context)
        if target.field is not None and target.context is not None:
            field = target.field
            found = self.types(field.type, target.context) if field.type is not None else ()
            if not found and field.value is not None:
                found = self.values(field.value, target.context)
            if not found and target.definition is not None and target.definition.kind is Kind.ENUM:
                return (Value("instance", target.definition, context=target.context),)
            return found
        return self.of_definition(target) if target.definition is not None else ()

    def of_definition(self, target: Target) -> Values:
        """What a definition is: a type, a function, or the value that it has."""
        definition = target.definition
        assert definition is not None
        context = target.context or Context(definition.path)
        if definition.kind is Kind.MODULE:
            return (Value("module", name=f"{definition.path}::{definition.qualified}"),)
        if definition.kind in TYPES:
            return (Value("type", definition),)
        declared = self.declared(definition)
        if declared is None:
            return ()
        if declared.function is not None:
            function = Value(
                "function", definition, function=declared.function, context=context, receiver=target.receiver
            )
            names = {each.name or (each.parts[0].name if each.parts else "") for each in declared.function.decorators}
            if names & {"property", "cached_property", "locked_cached_property", "getter"}:
                return self.result(function, (), context)
            return (function,)
        if declared.type is not None and (found := self.types(declared.type, context)):
            return found
        if declared.value is not None:
            found = self.values(declared.value, context)
            if found:
                return found
        if definition.container and target.receiver is not None and target.receiver.definition is not None:
            owner = self.declared(target.receiver.definition)
            for field in owner.fields if owner else ():
                if field.name == definition.name and field.start != definition.name_span.start:
                    return self.of_target(Target(How.RECEIVER, definition, field.name, field, context))
        return ()

    def _value_name(self, expr: Expr, context: Context) -> Values:
        return tuple(value for target in self.targets(expr, context) for value in self.of_target(target))

    def _value_member(self, expr: Expr, context: Context) -> Values:
        targets = self.targets(expr, context)
        found = tuple(value for target in targets for value in self.of_target(target))
        if found or targets:
            return found
        owners = self.values(expr.parts[0], context)
        return tuple(Value("method", name=expr.name, receiver=owner) for owner in owners if owner.kind in _BUILT)

    def _value_call(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for callee in self.values(expr.parts[0], context):
            found += self.result(callee, expr.parts[1:], context)
        return tuple(found)

    def result(self, callee: Value, arguments: Sequence[Expr], context: Context) -> Values:
        """What calling a value gives."""
        if callee.kind == "type" and callee.definition is not None:
            return self._made(callee)
        if callee.kind == "function" and callee.function is not None:
            return self._returned(callee, arguments, context)
        if callee.kind == "signature" and callee.expr is not None and callee.context is not None:
            return self.types(callee.expr.parts[-1], callee.context) if callee.expr.parts else ()
        if callee.kind == "method" and callee.receiver is not None:
            return self._library(callee.receiver, callee.name, arguments, context)
        if callee.kind == "instance" and callee.definition is not None and callee.definition.kind is Kind.ENUM:
            return (callee,)
        if callee.kind == "instance":
            for signature in self.signatures(callee):
                if found := self.result(signature, arguments, context):
                    return found
            return tuple(
                value
                for target in self.members((callee,), "__call__", context)
                for function in self.of_target(target)
                for value in self.result(function, arguments, context)
            )
        if callee.kind == "external":
            return (Value("external", name=callee.name, args=tuple(self.values(each, context) for each in arguments)),)
        return ()

    def signatures(self, value: Value) -> list[Value]:
        """How an instance of a type may be called that is, or declares, a function's type."""
        if value.kind == "signature":
            return [value]
        definition = value.definition
        declared = self.declared(definition) if definition is not None and value.kind == "instance" else None
        if declared is None:
            return []
        inner = self.inside(value)
        found: list[Value] = []
        if declared.type is not None and definition is not None and definition.kind is Kind.TYPE:
            found += [each for each in self.types(declared.type, inner) if each.kind == "signature"]
        for field in declared.fields:
            if field.name == "()" and field.type is not None:
                found += [each for each in self.types(field.type, inner) if each.kind == "signature"]
        return found

    def _made(self, callee: Value) -> Values:
        definition = callee.definition
        assert definition is not None
        if definition.kind is Kind.TYPE:
            declared = self.declared(definition)
            if declared is not None and declared.type is not None:
                own = self.types(declared.type, Context(definition.path))
                if any(value.definition is not None for value in own) and not self._has_members(definition):
                    return own
        return (Value("instance", definition, args=callee.args),)

    def _has_members(self, definition: Definition) -> bool:
        namespace = self.namespace(definition.path)
        return any(file.members(definition.name) for file in (namespace.holders(definition) if namespace else ()))

    def _returned(self, callee: Value, arguments: Sequence[Expr], context: Context) -> Values:
        function = callee.function
        assert function is not None and callee.context is not None
        inner = self._unified(callee, arguments, context)
        return self._results.find((function, inner), self, lambda: self._given(function, inner), ())

    def _given(self, function: Function, context: Context) -> Values:
        if function.result is not None:
            return self.types(function.result, context)
        if function.yielded:
            return (Value("list", args=(self._all(function.yielded[:3], context),)),)
        return self._all(function.returned[-4:], context)

    def _all(self, exprs: Iterable[Expr], context: Context) -> Values:
        return unique(tuple(value for expr in exprs for value in self.values(expr, context)))

    def _unified(self, callee: Value, arguments: Sequence[Expr], context: Context) -> Context:
        """The context of a function's header with its type parameters as the arguments say."""
        function = callee.function
        inner = callee.context
        assert function is not None and inner is not None
        if callee.receiver is not None and callee.receiver.kind in ("instance", "type", "super"):
            receiver = callee.receiver
            if receiver.definition is not None and inner.owner is None:
                inner = Context(inner.path, receiver.definition, inner.env)
        if not function.scope.types or not arguments:
            return inner
        env = dict(inner.env)
        for parameter, argument in zip(function.parameters, arguments, strict=False):
            type_ = parameter.type
            while type_ is not None and type_.op in ("tthrough", "tlist") and type_.parts:
                type_ = type_.parts[0]
            if type_ is None or type_.op != "tname" or type_.name not in function.scope.types or type_.name in env:
                continue
            values = self.values(argument, context)
            if parameter.type is not None and parameter.type.op == "tlist":
                values = self._elements(values, context)
            if values:
                env[type_.name] = values
        return Context(inner.path, inner.owner, tuple(sorted(env.items(), key=lambda item: item[0])))

    def _library(self, receiver: Value, name: str, arguments: Sequence[Expr], context: Context) -> Values:
        """What a method of the standard library gives, of a value that is made of ours."""
        if name in KEEPS:
            return (receiver,)
        inner = receiver.args[-1] if receiver.kind == "map" and receiver.args else (receiver.args or ((),))[0]
        if name in UNWRAPS:
            return inner if receiver.kind != "tuple" else ()
        if name in ITEMS:
            return (Value("list", args=(inner,)),)
        if name == "items" and receiver.kind == "map":
            return (Value("list", args=((Value("tuple", args=receiver.args[:2]),),)),)
        if name == "enumerate":
            return (Value("list", args=((Value("tuple", args=((), inner)),),)),)
        if name == "zip":
            return (Value("list", args=((Value("tuple", args=(inner, ())),),)),)
        if name in ("map", "flatMap", "and_then", "then", "filter_map", "flat_map", "map_or", "map_or_else", "map_while"):
            given = self._all([each.function.body[-1] for each in arguments if each.function and each.function.body], context)
            given = given or self._all(
                [each for argument in arguments if argument.function for each in argument.function.returned], context
            )
            if name in ("map", "then"):
                return (Value(receiver.kind, name=receiver.name, args=(given, *receiver.args[1:])),)
            if name in ("filter_map", "flat_map", "map_while", "flatMap"):
                return (Value("list", args=(self._elements(given, context),)),)
            return given
        if name in ("map_err", "ok", "err", "entries", "or_else"):
            return (receiver,)
        if name in ("keys",):
            return (Value("list", args=(receiver.args[0] if receiver.args else (),)),)
        return ()

    def _value_index(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.values(expr.parts[0], context):
            if value.kind == "map":
                found += value.args[-1]
            elif value.kind in ("list", "external") and value.args:
                found += value.args[0]
            elif value.kind == "tuple":
                found += [each for part in value.args for each in part]
            elif value.kind == "type":
                found.append(value)
            elif value.kind == "instance":
                under = self._under((value,), context)
                if under[:1] != (value,) and under[:1] and under[0].kind in ("list", "map"):
                    found += under[0].args[-1] if under[0].args else ()
                else:
                    found += self._through_methods(value, ("__getitem__", "index"), context)
        return tuple(found)

    def _through_methods(self, value: Value, names: Iterable[str], context: Context) -> Values:
        for name in names:
            targets = self.members((value,), name, context)
            found = [
                each
                for target in targets
                for function in self.of_target(target)
                for each in self.result(function, (), context)
            ]
            if found:
                return tuple(found)
        declared = self.declared(value.definition) if value.definition else None
        if declared is not None and declared.type is not None and value.definition is not None:
            inner = self.types(declared.type, self.inside(value))
            return self._elements(inner, context) if "index" in names or "__iter__" in names else ()
        return ()

    def _elements(self, values: Values, context: Context) -> Values:
        found: list[Value] = []
        for value in values:
            if value.kind in ("list", "map", "external") and value.args:
                found += value.args[0]
            elif value.kind == "tuple":
                found += [each for part in value.args for each in part]
            elif value.kind == "instance":
                found += self._iterated(value, context)
        return tuple(found)

    def _iterated(self, value: Value, context: Context) -> Values:
        given = self._through_methods(value, ("__iter__", "iter"), context)
        inner = self._elements(tuple(each for each in given if each != value), context)
        if inner:
            return inner
        found = self._through_methods(value, ("next", "__next__"), context)
        return tuple(
            each for one in found for each in (one.args[0] if one.kind == "external" and one.args else (one,))
        ) or given

    def _value_element(self, expr: Expr, context: Context) -> Values:
        return self._elements(self.values(expr.parts[0], context), context)

    def _value_relement(self, expr: Expr, context: Context) -> Values:
        """The second thing that Go's `range` gives: the values of a map."""
        found: list[Value] = []
        for value in self._under(self.values(expr.parts[0], context), context):
            if value.kind == "map" and value.args:
                found += value.args[-1]
            else:
                found += self._elements((value,), context)
        return tuple(found)

    def _value_key(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self._under(self.values(expr.parts[0], context), context):
            if value.kind == "map" and value.args:
                found += value.args[0]
            elif value.kind == "list" and value.name == "channel":
                found += value.args[0]
        return tuple(found)

    def _under(self, values: Values, context: Context) -> Values:
        """The built-in types under defined ones."""
        found: list[Value] = []
        for value in values:
            declared = self.declared(value.definition) if value.kind == "instance" and value.definition else None
            if declared is not None and declared.type is not None:
                found += self.types(declared.type, self.inside(value))
            else:
                found.append(value)
        return tuple(found)

    def _value_item(self, expr: Expr, context: Context) -> Values:
        number = int(expr.name)
        found: list[Value] = []
        for value in self.values(expr.parts[0], context):
            if value.kind == "tuple":
                found += value.args[number] if number < len(value.args) else ()
            elif value.kind in ("list", "external") and value.args:
                found += value.args[number] if value.kind == "external" and number < len(value.args) else value.args[0]
            elif number == 0:
                found.append(value)
        return tuple(found)

    def _value_construct(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.values(expr.parts[0], context) if expr.name == "value" else self.types(expr.parts[0], context):
            found.append(Value("instance", value.definition, args=value.args) if value.kind == "type" else value)
        return tuple(found)

    def _value_typed(self, expr: Expr, context: Context) -> Values:
        return self.types(expr.parts[0], context)

    def _value_caught(self, expr: Expr, context: Context) -> Values:
        """An exception that was caught, or what `isinstance` tells: an instance of each type."""
        found: list[Value] = []
        waiting = list(self.values(expr.parts[0], context))
        for value in waiting:
            if value.kind == "type":
                found.append(Value("instance", value.definition))
            elif value.kind == "tuple":
                waiting += [each for part in value.args for each in part]
        return tuple(found)

    def _value_enter(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.values(expr.parts[0], context):
            if value.kind == "list" and value.args:
                found += value.args[0]
            elif value.kind == "instance":
                found += self._through_methods(value, ("__enter__", "__aenter__"), context) or (value,)
            else:
                found.append(value)
        return tuple(found)

    def _value_choice(self, expr: Expr, context: Context) -> Values:
        return tuple(value for part in expr.parts for value in self.values(part, context))

    def _value_list(self, expr: Expr, context: Context) -> Values:
        parts = tuple(value for part in expr.parts[:4] for value in self.values(part, context))
        return (Value("list", args=(unique(parts),)),)

    def _value_tuple(self, expr: Expr, context: Context) -> Values:
        return (Value("tuple", args=tuple(self.values(part, context) for part in expr.parts[:8])),)

    def _value_function(self, expr: Expr, context: Context) -> Values:
        return (Value("function", function=expr.function, context=context),)

    def _value_literal(self, expr: Expr, context: Context) -> Values:
        return (Value("external", name=expr.name),)

    def _value_await(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.values(expr.parts[0], context):
            if value.kind == "external" and value.name in _AWAITED:
                found += value.args[0] if value.args else ()
            else:
                found.append(value)
        return tuple(found)

    def _value_try(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.values(expr.parts[0], context):
            if value.kind == "external" and value.args:
                found += value.args[0]
            elif value.kind == "instance" and value.args and value.definition and value.definition.kind is Kind.TYPE:
                found += value.args[0]
            else:
                found.append(value)
        return tuple(found)

    def _value_holding(self, expr: Expr, context: Context) -> Values:
        return (Value("external", name=expr.name, args=(self.values(expr.parts[0], context),)),)

    def _value_field_of(self, expr: Expr, context: Context) -> Values:
        """What a field of a type or of an enum's variant holds, by the path of the type in a pattern."""
        found: list[Value] = []
        for target in self.targets(expr.parts[0], context) if expr.parts[0].op in _NAMES else ():
            variant = target.field.value if target.field is not None else None
            if variant is not None and variant.op == "variant" and target.context is not None:
                for pair in variant.parts:
                    if pair.name == expr.name:
                        found += self.values(pair.parts[0], target.context)
                continue
            owners = self.of_target(target)
            for member in self.members(owners, expr.name, context):
                found += self.of_target(member)
        return tuple(found)

    def _value_variant(self, expr: Expr, context: Context) -> Values:
        return (Value("instance", context.owner),) if context.owner is not None else ()

    def _value_super(self, expr: Expr, context: Context) -> Values:
        return (Value("super", context.owner, context=context),) if context.owner else ()

    def _value_object(self, expr: Expr, context: Context) -> Values:
        return (Value("object", expr=expr, context=context),)

    def _value_parameter(self, expr: Expr, context: Context) -> Values:
        """A parameter without a type: by what wants the function, else by its default."""
        number = int(expr.name)
        function = expr.function
        if function is not None and function.expected is not None:
            found: list[Value] = []
            for wanted in self.values(function.expected, context):
                found += self._parameter_of(wanted, number, context)
            if found:
                return tuple(found)
        if number == 0 and function is not None and context.owner is not None and _is_method(function, context):
            names = {each.name for each in function.decorators}
            if "staticmethod" not in names and function.scope.parent is not None:
                return self._self_values("type" if "classmethod" in names else "instance", context)
        return self.values(expr.parts[0], context) if expr.parts else ()

    def _parameter_of(self, wanted: Value, number: int, context: Context) -> Values:
        if wanted.kind == "signature" and wanted.expr is not None and wanted.context is not None:
            parameters = wanted.expr.parts[:-1]
            if number < len(parameters):
                return self.types(parameters[number], wanted.context)
        if wanted.kind == "function" and wanted.function is not None and wanted.context is not None:
            parameters_ = wanted.function.parameters
            if number < len(parameters_) and (type_ := parameters_[number].type) is not None:
                return self.types(type_, wanted.context)
        if wanted.kind == "instance":
            signatures = self.signatures(wanted)
            if signatures:
                return tuple(
                    value for each in signatures for value in self._parameter_of(each, number, context)
                )
            under = [each for each in self._under((wanted,), context) if each != wanted]
            return tuple(value for each in under for value in self._parameter_of(each, number, context))
        if wanted.kind == "element":
            return wanted.args[0] if number == 0 else ()
        return ()

    def _value_argument(self, expr: Expr, context: Context) -> Values:
        """What a call wants as one of its arguments."""
        call = expr.parts[0]
        number = int(expr.name)
        found: list[Value] = []
        for callee in self.values(call.parts[0], context):
            if callee.kind == "function" and callee.function is not None and callee.context is not None:
                parameters = callee.function.parameters
                at = min(number, len(parameters) - 1)
                if at >= 0 and (type_ := parameters[at].type) is not None:
                    found += self._spread(self.types(type_, self._unified(callee, (), context)), at < number or type_)
            elif callee.kind == "signature" and callee.expr is not None and callee.context is not None:
                if number < len(callee.expr.parts) - 1:
                    found += self.types(callee.expr.parts[number], callee.context)
            elif callee.kind == "instance":
                for each in self.signatures(callee):
                    if each.expr is not None and each.context is not None and number < len(each.expr.parts) - 1:
                        found += self.types(each.expr.parts[number], each.context)
            elif callee.kind == "method" and callee.receiver is not None:
                receiver = callee.receiver
                inner = receiver.args[-1] if receiver.kind == "map" and receiver.args else (receiver.args or ((),))[0]
                found.append(Value("element", args=(inner,)))
            elif callee.kind == "type" and callee.definition is not None:
                for target in self.members((callee,), "constructor", context) + self.members((callee,), "__init__", context):
                    for function in self.of_target(target):
                        parameters = function.function.parameters if function.function else []
                        offset = number + (target.member == "" and target.definition is not None and target.definition.name == "__init__")
                        if offset < len(parameters) and (type_ := parameters[offset].type) and function.context:
                            found += self.types(type_, function.context)
        return tuple(found)

    def _spread(self, values: Values, rest: object) -> Values:
        return tuple(
            each for value in values for each in (value.args[0] if value.kind == "list" and value.args else (value,))
        )

    def _value_result(self, expr: Expr, context: Context) -> Values:
        """What the function around is to give back."""
        function = expr.function
        if function is None:
            return ()
        if function.result is not None:
            return tuple(
                each
                for value in self.types(function.result, context)
                for each in (value.args[0] if value.kind == "external" and value.name in _AWAITED and value.args else (value,))
            )
        if function.expected is not None:
            return tuple(
                result
                for wanted in self.values(function.expected, context)
                for result in self._result_of(wanted, context)
            )
        return ()

    def _result_of(self, wanted: Value, context: Context) -> Values:
        if wanted.kind == "instance":
            signatures = self.signatures(wanted) or [each for each in self._under((wanted,), context) if each != wanted]
            return tuple(value for each in signatures for value in self._result_of(each, context))
        return self.result(wanted, (), context) if wanted.kind in ("signature", "function") else ()

    # types

    def types(self, expr: Expr, context: Context) -> Values:
        """The instances that a written type allows."""
        return self._types.find((expr, context), self, lambda: unique(self._typed(expr, context)), ())

    def _typed(self, expr: Expr, context: Context) -> Values:
        op = expr.op
        if op in ("tname", "tmember"):
            return self._named_type(expr, context)
        if op == "tlist":
            return (Value("list", args=(self.types(expr.parts[0], context),)),)
        if op == "tmap":
            return (Value("map", args=tuple(self.types(part, context) for part in expr.parts[:2])),)
        if op == "ttuple":
            return (Value("tuple", args=tuple(self.types(part, context) for part in expr.parts)),)
        if op == "tunion":
            return tuple(value for part in expr.parts for value in self.types(part, context))
        if op == "tthrough":
            return self.types(expr.parts[0], context)
        if op == "tfunction":
            return (Value("signature", expr=expr, context=context),)
        if op == "tclass":
            return tuple(Value("type", value.definition) for value in self.types(expr.parts[0], context))
        if op == "tvalue":
            return self.values(expr.parts[0], context)
        if op == "tobject":
            return (Value("object", expr=expr, context=context),)
        if op == "tindex":
            owners = self.types(expr.parts[0], context)
            return tuple(v for target in self.members(owners, expr.name, context) for v in self.of_target(target))
        if op == "treturn":
            return tuple(v for each in self.types(expr.parts[0], context) for v in self.result(each, (), context))
        return ()

    def _named_type(self, expr: Expr, context: Context) -> Values:
        arguments = expr.parts[1:] if expr.op == "tmember" else expr.parts
        targets = self.targets(expr, context)
        found: list[Value] = []
        for target in targets:
            definition = target.definition
            if definition is not None and definition.kind in TYPES and target.field is None:
                args = tuple(self.types(part, context) for part in arguments)
                found.append(Value("instance", definition, args=args if any(args) else ()))
                if definition.kind is Kind.TYPE:
                    found += self._alias(definition, args)
            elif definition is not None and definition.kind is Kind.CONSTANT:
                found += self._alias_value(definition)
            elif target.field is not None and definition is not None and definition.kind is Kind.ENUM:
                found.append(Value("instance", definition))
            elif target.values is not None:
                found += target.values
            elif target.external is not None:
                args = tuple(self.types(part, context) for part in arguments)
                found.append(Value("external", name=target.external, args=args))
            elif target.local is not None or target.field is not None:
                found += [
                    Value("instance", each.definition) if each.kind == "type" else each for each in self.of_target(target)
                ]
        if not targets and expr.op in ("tname", "tmember"):
            args = tuple(self.types(part, context) for part in arguments)
            found.append(Value("external", name=expr.name, args=args))
        return tuple(found)

    def _alias(self, definition: Definition, args: tuple[Values, ...]) -> Values:
        """What a type alias without members of its own stands for."""
        declared = self.declared(definition)
        if declared is None or declared.type is None or declared.fields:
            return ()
        context = Context(definition.path, None, tuple(zip(declared.type_parameters, args, strict=False)))
        return self.types(declared.type, context)

    def _alias_value(self, definition: Definition) -> Values:
        """A value that is used as a type: an alias, or a type variable with its bound."""
        declared = self.declared(definition)
        if declared is None or declared.value is None:
            return ()
        value = declared.value
        context = Context(definition.path)
        if value.op == "typevar":
            return self.types(value.parts[0], context) if value.parts else ()
        return tuple(
            Value("instance", each.definition) if each.kind == "type" else each for each in self.values(value, context)
        )


_BUILT: Final = frozenset({"list", "map", "tuple", "external"})
_NAMES: Final = frozenset({"name", "member", "tname", "tmember"})
_AWAITED: Final = frozenset("Promise PromiseLike Awaitable Coroutine Future Task".split())

_OPERATORS: Final = {
    "name": Engine._value_name,
    "member": Engine._value_member,
    "call": Engine._value_call,
    "index": Engine._value_index,
    "element": Engine._value_element,
    "relement": Engine._value_relement,
    "key": Engine._value_key,
    "item": Engine._value_item,
    "construct": Engine._value_construct,
    "typed": Engine._value_typed,
    "caught": Engine._value_caught,
    "enter": Engine._value_enter,
    "choice": Engine._value_choice,
    "list": Engine._value_list,
    "tuple": Engine._value_tuple,
    "function": Engine._value_function,
    "literal": Engine._value_literal,
    "await": Engine._value_await,
    "try": Engine._value_try,
    "holding": Engine._value_holding,
    "field_of": Engine._value_field_of,
    "variant": Engine._value_variant,
    "super": Engine._value_super,
    "object": Engine._value_object,
    "parameter": Engine._value_parameter,
    "argument": Engine._value_argument,
    "result": Engine._value_result,
}


def unique(values: Values) -> Values:
    """Without repetition, and not too many."""
    return tuple(dict.fromkeys(values))[:MAX_VALUES] if len(values) > 1 else values


def best(definitions: Sequence[Definition]) -> Definition:
    """Of several of the same name (overloads, conditions) the last that has a body, else the last."""
    if len(definitions) == 1:
        return definitions[0]
    whole = [definition for definition in definitions if definition.body is not None]
    types = [definition for definition in whole if definition.kind in TYPES]
    return (types or whole or list(definitions))[-1]


def accessors(definitions: Sequence[Definition]) -> list[Definition]:
    """Of several members of one name: two with bodies are those that read and write it, others are overloads."""
    whole = [definition for definition in definitions if definition.body is not None]
    return whole if len(whole) == 2 else [best(definitions)]


def _typed_field(declared: Declared, name: str) -> Field:
    """Of the places where a field is declared or assigned the one that says most of its type."""
    same = [field for field in declared.fields if field.name == name]
    typed = [field for field in same if field.type is not None]
    valued = [field for field in same if field.value is not None and field.value.op != "literal"]
    return (typed or valued or same)[0]


def _is_method(function: Function, context: Context) -> bool:
    scope: Scope | None = function.scope.parent
    while scope is not None and scope.parent is not None:
        scope = scope.parent
        return False
    return True

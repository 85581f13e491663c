"""What calls give: constructors, functions with their type parameters, methods of the standard libraries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bursar.index.libraries import ITEMS, KEEPS, UNWRAPS
from bursar.index.members import Members
from bursar.index.memo import MAX_VALUES
from bursar.index.model import Definition
from bursar.index.values import Context, Value, Values
from bursar.outline import Kind
from bursar.outline.references import Expr, Function


class Calls(Members):
    """The third layer of the engine."""

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
                if any(value.definition is not None for value in own) and not self.has_members(definition):
                    return own
        return (Value("instance", definition, args=callee.args),)

    def has_members(self, definition: Definition) -> bool:
        """Whether a type has methods."""
        namespace = self.namespace(definition.path)
        return any(file.members(definition.name) for file in (namespace.holders(definition) if namespace else ()))

    def _returned(self, callee: Value, arguments: Sequence[Expr], context: Context) -> Values:
        function = callee.function
        assert function is not None
        assert callee.context is not None
        inner = self.unified(callee, arguments, context)
        return self._results.find((function, inner), self, lambda: self._given(function, inner), ())

    def _given(self, function: Function, context: Context) -> Values:
        if function.result is not None:
            return self.types(function.result, context)
        if function.yielded:
            return (Value("list", args=(self.all_of(function.yielded[:3], context),)),)
        return self.all_of(function.returned[-4:], context)

    def all_of(self, exprs: Iterable[Expr], context: Context) -> Values:
        """What any of several expressions may be."""
        return unique(tuple(value for expr in exprs for value in self.values(expr, context)))

    def unified(self, callee: Value, arguments: Sequence[Expr], context: Context) -> Context:
        """The context of a function's header with its type parameters as the arguments say."""
        function = callee.function
        inner = callee.context
        assert function is not None
        assert inner is not None
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
                values = self.elements(values, context)
            if values:
                env[type_.name] = values
        return Context(inner.path, inner.owner, tuple(sorted(env.items(), key=lambda item: item[0])))

    def _library(self, receiver: Value, name: str, arguments: Sequence[Expr], context: Context) -> Values:  # noqa: C901 - one line per family of methods
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
        if name in (
            "map",
            "flatMap",
            "and_then",
            "then",
            "filter_map",
            "flat_map",
            "map_or",
            "map_or_else",
            "map_while",
        ):
            given = self.all_of(
                [each.function.body[-1] for each in arguments if each.function and each.function.body], context
            )
            given = given or self.all_of(
                [each for argument in arguments if argument.function for each in argument.function.returned], context
            )
            if name in ("map", "then"):
                return (Value(receiver.kind, name=receiver.name, args=(given, *receiver.args[1:])),)
            if name in ("filter_map", "flat_map", "map_while", "flatMap"):
                return (Value("list", args=(self.elements(given, context),)),)
            return given
        if name in ("map_err", "ok", "err", "entries", "or_else"):
            return (receiver,)
        if name in ("keys",):
            return (Value("list", args=(receiver.args[0] if receiver.args else (),)),)
        return ()


def unique(values: Values) -> Values:
    """Without repetition, and not too many."""
    return tuple(dict.fromkeys(values))[:MAX_VALUES] if len(values) > 1 else values

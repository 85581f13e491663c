"""Types as they are written, and what is inside of values: elements, what lies under a defined type."""

from __future__ import annotations

from collections.abc import Iterable

from bursar.index.calls import Calls, unique
from bursar.index.lookup import TYPES
from bursar.index.model import Definition
from bursar.index.values import Context, Value, Values
from bursar.outline import Kind
from bursar.outline.references import Expr


class Written(Calls):
    """The fourth layer of the engine."""

    def types(self, expr: Expr, context: Context) -> Values:
        """The instances that a written type allows."""
        return self._types.find((expr, context), self, lambda: unique(self._typed(expr, context)), ())

    def _typed(self, expr: Expr, context: Context) -> Values:  # noqa: C901 - one line per operator
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
                    Value("instance", each.definition) if each.kind == "type" else each
                    for each in self.of_target(target)
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

    # inside of values

    def through_methods(self, value: Value, names: Iterable[str], context: Context) -> Values:
        """What the first of these methods gives that a value has."""
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
            return self.elements(inner, context) if "index" in names or "__iter__" in names else ()
        return ()

    def elements(self, values: Values, context: Context) -> Values:
        """What iterating over values gives."""
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
        given = self.through_methods(value, ("__iter__", "iter"), context)
        inner = self.elements(tuple(each for each in given if each != value), context)
        if inner:
            return inner
        found = self.through_methods(value, ("next", "__next__"), context)
        return (
            tuple(each for one in found for each in (one.args[0] if one.kind == "external" and one.args else (one,)))
            or given
        )

    def under(self, values: Values, context: Context) -> Values:
        """The built-in types under defined ones."""
        found: list[Value] = []
        for value in values:
            declared = self.declared(value.definition) if value.kind == "instance" and value.definition else None
            if declared is not None and declared.type is not None:
                found += self.types(declared.type, self.inside(value))
            else:
                found.append(value)
        return tuple(found)

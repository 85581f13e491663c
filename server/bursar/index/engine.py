"""Evaluating lowered code: what names refer to, and what type expressions have, across files."""

from __future__ import annotations

from typing import Final

from bursar.index.calls import unique
from bursar.index.expected import AWAITED, Expected
from bursar.index.values import Context, Value, Values
from bursar.outline import Kind
from bursar.outline.references import Expr


class Engine(Expected):
    """Evaluates over one state of the corpus; thrown away when a file changes.

    The top of its layers: `Lookup` (names), `Members`, `Calls`, `Written` (types), `Expected` (functions that stand
    where one is wanted), and here the operators of expressions.
    """

    def values(self, expr: Expr, context: Context) -> Values:
        """What an expression may be; empty if that is not known."""
        method = _OPERATORS.get(expr.op)
        if method is None:
            return ()
        return self._values.find((expr, context), self, lambda: unique(method(self, expr, context)), ())

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
                under = self.under((value,), context)
                if under[:1] != (value,) and under[:1] and under[0].kind in ("list", "map"):
                    found += under[0].args[-1] if under[0].args else ()
                else:
                    found += self.through_methods(value, ("__getitem__", "index"), context)
        return tuple(found)

    def _value_element(self, expr: Expr, context: Context) -> Values:
        return self.elements(self.values(expr.parts[0], context), context)

    def _value_relement(self, expr: Expr, context: Context) -> Values:
        """The second thing that Go's `range` gives: the values of a map."""
        found: list[Value] = []
        for value in self.under(self.values(expr.parts[0], context), context):
            if value.kind == "map" and value.args:
                found += value.args[-1]
            else:
                found += self.elements((value,), context)
        return tuple(found)

    def _value_key(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.under(self.values(expr.parts[0], context), context):
            if (value.kind == "map" and value.args) or (value.kind == "list" and value.name == "channel"):
                found += value.args[0]
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
        by_name = expr.name == "value"
        given = self.values(expr.parts[0], context) if by_name else self.types(expr.parts[0], context)
        return tuple(
            Value("instance", value.definition, args=value.args) if value.kind == "type" else value for value in given
        )

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
                found += self.through_methods(value, ("__enter__", "__aenter__"), context) or (value,)
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
            if value.kind == "external" and value.name in AWAITED:
                found += value.args[0] if value.args else ()
            else:
                found.append(value)
        return tuple(found)

    def _value_try(self, expr: Expr, context: Context) -> Values:
        found: list[Value] = []
        for value in self.values(expr.parts[0], context):
            if (value.kind == "external" and value.args) or (
                value.kind == "instance" and value.args and value.definition and value.definition.kind is Kind.TYPE
            ):
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


_BUILT: Final = frozenset({"list", "map", "tuple", "external"})
_NAMES: Final = frozenset({"name", "member", "tname", "tmember"})

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
    "parameter": Engine.value_parameter,
    "argument": Engine.value_argument,
    "result": Engine.value_result,
}

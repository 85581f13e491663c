"""What the place of a function says of its parameters: the call that it is an argument of, the type around it."""

from __future__ import annotations

from typing import Final

from bursar.index.values import Context, Value, Values
from bursar.index.written import Written
from bursar.outline.references import Expr, Function, Scope


class Expected(Written):
    """The fifth layer of the engine."""

    def value_parameter(self, expr: Expr, context: Context) -> Values:
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
                return self.own_values("type" if "classmethod" in names else "instance", context)
        return self.values(expr.parts[0], context) if expr.parts else ()

    def value_argument(self, expr: Expr, context: Context) -> Values:  # noqa: C901 - one case per kind of callee
        """What a call wants as one of its arguments."""
        call = expr.parts[0]
        number = int(expr.name)
        found: list[Value] = []
        for callee in self.values(call.parts[0], context):
            if callee.kind == "function" and callee.function is not None and callee.context is not None:
                parameters = callee.function.parameters
                at = min(number, len(parameters) - 1)
                if at >= 0 and (type_ := parameters[at].type) is not None:
                    found += self._spread(self.types(type_, self.unified(callee, (), context)), at < number or type_)
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
                for target in self.members((callee,), "constructor", context) + self.members(
                    (callee,), "__init__", context
                ):
                    for function in self.of_target(target):
                        parameters = function.function.parameters if function.function else []
                        offset = number + (
                            target.member == ""
                            and target.definition is not None
                            and target.definition.name == "__init__"
                        )
                        if offset < len(parameters) and (type_ := parameters[offset].type) and function.context:
                            found += self.types(type_, function.context)
        return tuple(found)

    def value_result(self, expr: Expr, context: Context) -> Values:
        """What the function around is to give back."""
        function = expr.function
        if function is None:
            return ()
        if function.result is not None:
            return tuple(
                each
                for value in self.types(function.result, context)
                for each in (
                    value.args[0] if value.kind == "external" and value.name in AWAITED and value.args else (value,)
                )
            )
        if function.expected is not None:
            return tuple(
                result
                for wanted in self.values(function.expected, context)
                for result in self._result_of(wanted, context)
            )
        return ()

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
                return tuple(value for each in signatures for value in self._parameter_of(each, number, context))
            under = [each for each in self.under((wanted,), context) if each != wanted]
            return tuple(value for each in under for value in self._parameter_of(each, number, context))
        if wanted.kind == "element":
            return wanted.args[0] if number == 0 else ()
        return ()

    def _spread(self, values: Values, rest: object) -> Values:
        return tuple(
            each for value in values for each in (value.args[0] if value.kind == "list" and value.args else (value,))
        )

    def _result_of(self, wanted: Value, context: Context) -> Values:
        if wanted.kind == "instance":
            signatures = self.signatures(wanted) or [each for each in self.under((wanted,), context) if each != wanted]
            return tuple(value for each in signatures for value in self._result_of(each, context))
        return self.result(wanted, (), context) if wanted.kind in ("signature", "function") else ()


def _is_method(function: Function, context: Context) -> bool:
    scope: Scope | None = function.scope.parent
    while scope is not None and scope.parent is not None:
        scope = scope.parent
        return False
    return True


AWAITED: Final = frozenset(["Promise", "PromiseLike", "Awaitable", "Coroutine", "Future", "Task"])

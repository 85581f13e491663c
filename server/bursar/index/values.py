"""What expressions evaluate to: instances, types, functions, modules, and what the standard libraries build of them."""

from __future__ import annotations

from dataclasses import dataclass

from bursar.index.model import Definition, How
from bursar.outline.references import Expr, Field, Function


@dataclass(frozen=True, slots=True)
class Context:
    """Where an expression stands: its file, the type around it, and what the type parameters stand for there."""

    path: str
    owner: Definition | None = None
    env: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    def parameter(self, name: str) -> tuple[Value, ...] | None:
        """What a type parameter stands for."""
        return next((values for known, values in self.env if known == name), None)


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that an expression may be.

    `kind` is `instance` or `type` (of `definition`), `function`, `module` (`name` is its key), `external` (a type
    called `name` that the workspace does not define), `list`, `map`, `tuple`, `object` (a literal, or a type written
    as one).
    `args` are the type arguments, elements or parts.
    """

    kind: str
    definition: Definition | None = None
    name: str = ""
    args: tuple[tuple[Value, ...], ...] = ()
    function: Function | None = None
    expr: Expr | None = None
    context: Context | None = None
    receiver: Value | None = None


Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """What a name refers to: a definition (perhaps a `field` of it), a module, or something outside the workspace."""

    how: How
    definition: Definition | None = None
    member: str = ""
    field: Field | None = None
    context: Context | None = None
    module: str | None = None
    external: str | None = None
    local: Expr | None = None
    values: Values | None = None
    receiver: Value | None = None

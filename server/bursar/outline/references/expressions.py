"""What the code of a function says, in one form for all languages: expressions, types, scopes and what names stand for.

An expression is a tree of `Expr`. The operators of values:

- `name`; `member` (`name` of `parts[0]`); `call` (`parts[0]` with the arguments after it); `index`; `construct` (an
  instance of the type `parts[0]`); `typed` (a value of the type `parts[0]`, the expression after it); `literal` (of the
  builtin type `name`); `choice` (one of the parts); `list`, `tuple`, `function` (see `Expr.function`).
- derived: `element` (what iterating over `parts[0]` gives), `item` (part number `name` of it), `await`, `try` (what is
  left of a result or option), `parameter` (what a function that is the argument of a call is called with).
- `argument` (what a call wants as its argument number `name`), `result` (what a function is to give back).
- `other`: of no known type; its parts are code all the same. `import`: see `Import`.

The operators of types: `tname` and `tmember` (of `parts[0]`), both with their type arguments as further parts; `tlist`
(list-like: its element), `tmap`, `ttuple`, `tunion`, `tfunction` (parameters, then the result), `tthrough` (a pointer
to or reference of), `tvalue` (the type of a value).

All offsets are code points.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Expr:
    """One expression or type. Of a name or member, `start` and `end` are those of the name alone.

    `called` says of a member that it is called; `expected` evaluates to the type that is wanted of an object.
    """

    op: str
    start: int
    end: int
    name: str = ""
    parts: tuple[Expr, ...] = ()
    scope: Scope | None = None
    function: Function | None = None
    called: bool = False
    expected: Expr | None = None

    def walk(self) -> Iterator[Expr]:
        """This expression and all in it, functions included."""
        waiting = [self]
        while waiting:
            expr = waiting.pop()
            yield expr
            waiting.extend(reversed(expr.parts))


@dataclass(slots=True, eq=False)
class Import:
    """What an import binds: the module, and what of it (empty: the module itself; `*`: all)."""

    module: str
    symbol: str = ""
    level: int = 0


@dataclass(slots=True, eq=False)
class Binding:
    """What a name stands for from `visible` on: the value of an expression, or what is imported."""

    name: str
    visible: int
    value: Expr | None = None
    imported: Import | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """A stretch of code in which names are bound. `holder` is the name of the type around a class's scope."""

    start: int
    end: int
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    types: dict[str, Expr | None] = field(default_factory=dict)
    star: list[Import] = field(default_factory=list)
    holder: str = ""

    def bind(self, binding: Binding) -> None:
        """Add a binding; the last one that is visible wins."""
        self.bindings.setdefault(binding.name, []).append(binding)


@dataclass(slots=True, eq=False)
class Parameter:
    """One parameter. `type` is what is written down for it."""

    name: str
    type: Expr | None = None
    default: Expr | None = None


@dataclass(slots=True, eq=False)
class Function:
    """A function: what it takes, what it says it gives (`result`), what it gives (`returned`), and all code in it.

    `expected` evaluates to the type of a function that is wanted where this one stands.
    """

    scope: Scope
    parameters: list[Parameter] = field(default_factory=list)
    result: Expr | None = None
    returned: list[Expr] = field(default_factory=list)
    yielded: list[Expr] = field(default_factory=list)
    body: list[Expr] = field(default_factory=list)
    decorators: list[Expr] = field(default_factory=list)
    expected: Expr | None = None


@dataclass(slots=True, eq=False)
class Field:
    """A field of a type, with its declared type or the value that it is given.

    `assigned` says that a method makes it, so that the type's own text does not declare it.
    """

    name: str
    start: int
    type: Expr | None = None
    value: Expr | None = None
    embedded: bool = False
    assigned: bool = False


@dataclass(slots=True, eq=False)
class Declared:
    """What a definition says of itself. `bases` are what a type inherits, implements or embeds.

    `type` is the declared type of a value, or what a type alias stands for.
    """

    scope: Scope
    function: Function | None = None
    bases: list[Expr] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    type: Expr | None = None
    value: Expr | None = None
    parts: list[Expr] = field(default_factory=list)
    type_parameters: list[str] = field(default_factory=list)

"""What the code in a span refers to, gathered from the engine's answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bursar.index.engine import Engine
from bursar.index.lookup import FUNCTIONS, TYPES
from bursar.index.model import CONFIDENCE, Definition, FileIndex, How, Resolved
from bursar.index.namespaces.files import Files, is_test
from bursar.index.values import Context, Target, Value
from bursar.outline import Kind
from bursar.outline.references import Expr
from bursar.text import Span

_NAMED: Final = frozenset({"name", "tname", "member", "tmember"})
_EVERYWHERE: Final = frozenset({"__init__", "constructor", "new"})

OVERRIDDEN: Final = 0.5
"""How likely code needs what the method around it overrides."""

NAMESAKE: Final = 0.25
"""How likely a member is needed whose name a local of a method has."""

MAX_NAMESAKES: Final = 4
"""A member of an unknown receiver is looked for by its name alone only if no more definitions have it."""


class _Tally:
    """How often, how surely and by which members each definition is used."""

    def __init__(self) -> None:
        self.rows: dict[Definition, tuple[float, How, int, dict[str, None]]] = {}

    def add(self, definition: Definition, how: How, confidence: float, member: str = "") -> None:
        """Count one use."""
        best, known, count, members = self.rows.get(definition, (0.0, how, 0, {}))
        if member:
            members[member] = None
        if confidence > best:
            best, known = confidence, how
        self.rows[definition] = (best, known, count + 1, members)

    def resolved(self) -> list[Resolved]:
        """All of it, the surest first, then the most used."""
        found = [
            Resolved(definition, how, confidence, count, tuple(members))
            for definition, (confidence, how, count, members) in self.rows.items()
        ]
        return sorted(found, key=lambda each: (-each.confidence, -each.count))


def uses(files: Files, engine: Engine, path: str, span: Span) -> list[Resolved]:
    """What the code in a span refers to, each definition once."""
    tally = _Tally()
    file = files.file(path)
    if file is None:
        return []
    around = {each for each in file.definitions if each.span.start <= span.start and span.end <= each.span.end}
    for definition in file.definitions:
        if span.start <= definition.name_span.start < span.end:
            _count_overridden(tally, files, engine, definition)
    for expr, context in code_in(files, engine, file, span):
        for each in expr.walk():
            if span.start <= each.start and each.end <= span.end:
                _count_any(tally, files, engine, each, context)
    return [each for each in tally.resolved() if each.definition not in around or each.definition.kind in TYPES]


def _count_any(tally: _Tally, files: Files, engine: Engine, expr: Expr, context: Context) -> None:
    if expr.op in _NAMED:
        _count(tally, files, engine, expr, context)
    elif expr.op == "pair" and expr.expected is not None:
        for target in engine.targets(expr.expected, context):
            _add(tally, target, target.how, 1)
    elif expr.op == "call":
        _count_signature(tally, engine, expr, context)
    elif expr.op == "construct":
        _count_constructor(tally, engine, expr, context)


def code_in(files: Files, engine: Engine, file: FileIndex, span: Span) -> Iterator[tuple[Expr, Context]]:
    """The lowered code that touches a span, each piece with its context."""
    touched = [each for each in file.definitions if each.span.start < span.end and span.start < each.span.end]
    for definition in touched:
        declared = engine.declared(definition)
        if declared is None:
            continue
        context = Context(file.path, owner_of(engine, files, definition))
        if definition.kind in TYPES:
            context = Context(file.path, definition)
        for part in declared.parts:
            yield part, context
    syntax = files.syntax(file.path)
    if syntax is not None:
        taken = [(each.span.start, each.span.end) for each in touched]
        for expr in syntax.statements(span.start, span.end, taken):
            yield expr, Context(file.path)


def owner_of(engine: Engine, files: Files, definition: Definition) -> Definition | None:
    """The type that a method belongs to."""
    if not definition.container:
        return None
    file = files.file(definition.path)
    outer, _, name = definition.container.rpartition(".")
    for each in file.members(outer).get(name, ()) if file else ():
        if each.kind in TYPES or each.kind is Kind.CONSTANT:
            return each
    for target in engine.global_name(definition.path, name):
        if target.definition is not None and target.definition.kind in TYPES:
            return target.definition
    for each in file.definitions if file else ():
        if each.name == name and each.kind in TYPES:
            return each
    return None


def _count_overridden(tally: _Tally, files: Files, engine: Engine, definition: Definition) -> None:
    """What a method overrides or implements."""
    owner = owner_of(engine, files, definition) if definition.kind is Kind.METHOD else None
    if owner is None or definition.name in _EVERYWHERE:
        return
    for base in engine.bases(Value("instance", owner)):
        for target in engine.members((base,), definition.name, Context(definition.path)):
            if target.definition is not None and target.field is None:
                tally.add(target.definition, How.INHERITED, OVERRIDDEN)


def _count(tally: _Tally, files: Files, engine: Engine, expr: Expr, context: Context) -> None:
    targets = engine.targets(expr, context)
    for target in targets[:4]:
        how = How.TYPE if expr.op in ("tname", "tmember") and target.how is not How.LOCAL else target.how
        _add(tally, target, how, len(targets))
    if expr.op == "name" and context.owner is not None and targets and targets[0].local is not None:
        _count_namesake(tally, engine, expr, context)
    if not targets and expr.op == "member" and not engine.values(expr.parts[0], context):
        found = namesakes(files, expr.name, context.path)
        for each in found:
            tally.add(each, How.NAME, CONFIDENCE[How.NAME] / len(found))


def _count_namesake(tally: _Tally, engine: Engine, expr: Expr, context: Context) -> None:
    """A local of a method that has the name of a member of its class often carries that member's value.

    What the class only assigns, or overrides, is declared in a base class.
    """
    if expr.name in ("self", "cls", "this") or context.owner is None:
        return
    own = Value("instance", context.owner)
    for owner in (own, *engine.bases(own)):
        for target in engine.members((owner,), expr.name, context):
            if target.definition is not None and target.field is None:
                tally.add(target.definition, How.NAME, NAMESAKE)


def _add(tally: _Tally, target: Target, how: How, choices: int) -> None:
    definition = target.definition
    if definition is None or definition.kind is Kind.MODULE:
        return
    if target.field is not None and target.field.assigned:
        how = How.FIELD
    tally.add(definition, how, CONFIDENCE[how] / (1 if choices == 1 else 1.1), target.member)


def _count_signature(tally: _Tally, engine: Engine, expr: Expr, context: Context) -> None:
    """A field that is called: the type that says how."""
    callee = expr.parts[0]
    if callee.op not in _NAMED:
        return
    for target in engine.targets(callee, context):
        written, inner = target.field.type if target.field is not None else None, target.context
        if target.definition is not None and target.definition.kind is Kind.CONSTANT:
            declared = engine.declared(target.definition)
            written, inner = declared.type if declared else None, Context(target.definition.path)
        if written is None or inner is None or written.op not in _NAMED:
            continue
        for each in engine.targets(written, inner):
            if each.definition is not None and each.definition.kind in TYPES:
                _add(tally, each, How.RECEIVER, 1)


def _count_constructor(tally: _Tally, engine: Engine, expr: Expr, context: Context) -> None:
    """What makes an instance."""
    for value in engine.values(expr, context):
        for target in engine.members((value,), "constructor", context):
            _add(tally, target, target.how, 1)


def namesakes(files: Files, name: str, path: str) -> list[Definition]:
    """Members of this name anywhere in the same language, if they are few."""
    own = files.file(path)
    found = [
        definition
        for definition in files.by_name(name)
        if definition.container
        and definition.kind in FUNCTIONS
        and (file := files.file(definition.path)) is not None
        and own is not None
        and file.language == own.language
        and (is_test(path) or not is_test(definition.path))
    ]
    return found if len(found) <= MAX_NAMESAKES else []


def enclosing(definitions: Iterable[Definition], offset: int) -> Definition | None:
    """The innermost definition that holds an offset."""
    holding = [each for each in definitions if each.span.start <= offset < each.span.end]
    return min(holding, key=lambda each: len(each.span), default=None)

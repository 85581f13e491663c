"""The text of some units of a file at their forms, with the headers of what holds them, or of a whole file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bursar.outline import Kind
from bursar.pack.forms import (
    ASSERTIONS,
    CAPSULE,
    COMPACT,
    COMPACT_DOC,
    FULL,
    HEADER,
    SKELETON_DOC,
    TYPES,
    Form,
    closed,
    closer,
    elision,
    header,
    text_of,
)
from bursar.pack.levels.policy import ContentKind, Level
from bursar.pack.levels.shorter import SHORTER
from bursar.pack.units import Page, Unit
from bursar.text import Span

FUNCTIONS: Final = frozenset({Kind.FUNCTION, Kind.METHOD})


@dataclass(frozen=True, slots=True)
class Insert:
    """A text that stands last inside the units of a chain, outermost first."""

    chain: tuple[Unit, ...]
    text: str


def file_forms(page: Page) -> tuple[Form, ...]:
    """The forms in which a whole file can be shown, the least first."""
    if not page.dialect.code and page.kind in SHORTER:
        return CAPSULE, SKELETON_DOC, COMPACT_DOC, FULL
    if not any(unit.symbol for unit in page.units):
        return (FULL,)
    if page.broken(page.whole):
        return CAPSULE, FULL
    if not page.dialect.code:
        return CAPSULE, SKELETON_DOC, FULL
    if page.kind is ContentKind.TEST and page.marks is not None:
        return CAPSULE, ASSERTIONS, COMPACT_DOC, FULL
    return CAPSULE, SKELETON_DOC, COMPACT_DOC, FULL


def file_at(page: Page, form: Form) -> str:
    """A whole file in a form."""
    if form.level is Level.FULL:
        return closed(page.source)
    if not page.dialect.code and page.kind in SHORTER:
        return text_of(page, Unit(page.whole, None, Span(0, 0), ""), form)
    if page.kind is ContentKind.DATA and form.level is not Level.CAPSULE:
        return _generated(page, samples=1 if form.level is Level.COMPACT else 0)
    return _parts(page, form)


def _generated(page: Page, samples: int) -> str:
    """Generated code: types and signatures are its schema, and so many of its functions, whole, the sample."""
    symbols = [(unit, unit.symbol) for unit in _leaves(page.units) if unit.symbol]
    functions = (unit for unit, symbol in symbols if symbol.kind in FUNCTIONS)
    forms = {unit.span: SKELETON_DOC for unit in page.units}
    forms |= {unit.span: COMPACT_DOC for unit, symbol in symbols if symbol.kind in TYPES}
    forms |= {unit.span: COMPACT_DOC for unit in islice(functions, samples)}
    return composed(page, page.units, forms)


def _leaves(units: Iterable[Unit]) -> Iterator[Unit]:
    for unit in units:
        yield from _leaves(unit.children) if unit.children else (unit,)


def _parts(page: Page, form: Form) -> str:
    """The units of a file, each in a form."""
    shown = (unit for unit in page.units if unit.symbol or form > CAPSULE)
    return "".join(text_of(page, unit, form) for unit in shown)


def composed(page: Page, units: Iterable[Unit], forms: Mapping[Span, Form], insert: Insert | None = None) -> str:
    """Those units that have a form, members inside the headers of what holds them; the insert and its chain last."""
    last = insert.chain[0] if insert and insert.chain else None
    parts = [_unit(page, unit, forms) for unit in units if last is None or unit.span != last.span]
    if insert is None:
        return "".join(parts)
    if last is None:
        return "".join(parts) + insert.text
    inner = composed(page, last.children, forms, Insert(insert.chain[1:], insert.text))
    return "".join(parts) + header(page, last, docs=False) + inner + closer(page, last)


def within(page: Page, chain: Sequence[Unit], inner: str) -> str:
    """A text inside the headers of the units around it, outermost first."""
    before = "".join(header(page, unit, docs=True) for unit in chain)
    return before + inner + "".join(closer(page, unit) for unit in reversed(chain))


def _unit(page: Page, unit: Unit, forms: Mapping[Span, Form]) -> str:
    form = forms.get(unit.span)
    if form is not None and form >= COMPACT:
        return text_of(page, unit, form)
    inner = _members(page, unit, forms, form)
    if inner is None:
        return text_of(page, unit, form) if form else ""
    text, statements = inner
    if page.dialect.bodies and not statements:
        text += elision(page, unit.indent)
    return header(page, unit, docs=bool(form and form.docs)) + text + closer(page, unit)


def _members(page: Page, unit: Unit, forms: Mapping[Span, Form], form: Form | None) -> tuple[str, bool] | None:
    """The members of a unit that are shown and whether one is a statement; None if it is shown without them."""
    if not unit.children or not any(_chosen(child, forms) for child in unit.children):
        return None
    parts, statements = [], False
    for child in unit.children:
        text = _unit(page, child, forms)
        if not text and form is not None and form.members and (child.symbol or not page.dialect.code):
            text = text_of(page, child, form)
        parts.append(text)
        shown = forms.get(child.span, HEADER)
        statements = statements or bool(text and child.symbol and (shown > CAPSULE))
    return "".join(parts), statements


def _chosen(unit: Unit, forms: Mapping[Span, Form]) -> bool:
    return unit.span in forms or any(_chosen(child, forms) for child in unit.children)

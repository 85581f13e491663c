"""How much of what an item is worth a form of it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bursar.pack.forms import (
    ASSERTIONS,
    CAPSULE,
    COMPACT,
    COMPACT_DOC,
    FULL,
    HEADER,
    HEADER_DOC,
    SKELETON,
    SKELETON_DOC,
    TYPES,
    Form,
)
from bursar.pack.levels.policy import ContentKind
from bursar.pack.levels.shorter import SHORTER
from bursar.pack.units import Page, Unit

COMMENTS: Final = 0.6
"""The priority of comments for which the tables below hold."""

LARGE_LINES: Final = 80
"""A type of more lines is used by its header and by some of its members, seldom as a whole."""

WORTH: Final = {
    CAPSULE: 0.08,
    HEADER: 0.50,
    HEADER_DOC: 0.53,
    SKELETON: 0.50,
    SKELETON_DOC: 0.53,
    ASSERTIONS: 0.70,
    COMPACT: 0.95,
    COMPACT_DOC: 0.98,
    FULL: 1.00,
}
"""How much of what an item is worth a form of it shows."""

WORTH_LARGE: Final = {
    CAPSULE: 0.10,
    HEADER: 0.75,
    HEADER_DOC: 0.78,
    SKELETON: 0.90,
    SKELETON_DOC: 0.92,
    ASSERTIONS: 0.93,
    COMPACT: 0.97,
    COMPACT_DOC: 0.99,
    FULL: 1.00,
}
"""The same of a large type."""

WORTH_TEST: Final = {**WORTH, CAPSULE: 0.50}
"""The same of a test, whose capsule is its signature."""

_PLAIN: Final = {HEADER_DOC: HEADER, SKELETON_DOC: SKELETON, COMPACT_DOC: COMPACT, FULL: COMPACT}
"""Of each form with comments, the one without."""

WORTH_PROSE: Final = {CAPSULE: 0.25, SKELETON_DOC: 0.90, COMPACT_DOC: 0.95, FULL: 1.00}
"""The same of content that is no code, for each of the facts that the form keeps."""


def worths_of(page: Page, unit: Unit, comments: float = COMMENTS) -> Mapping[Form, float]:
    """How much of what a unit is worth each form shows; `comments` is their priority, by default the usual one."""
    if not page.dialect.code and page.kind in SHORTER:
        return WORTH_PROSE
    test = page.kind is ContentKind.TEST and page.dialect.code
    worths = WORTH_TEST if test else WORTH_LARGE if is_large(page, unit) else WORTH
    if comments == COMMENTS or not page.dialect.code:
        return worths
    return {form: _with_comments(worths, form, comments / COMMENTS) for form in worths}


def _with_comments(worths: Mapping[Form, float], form: Form, factor: float) -> float:
    plain = worths[_PLAIN.get(form, form)]
    return plain + (worths[form] - plain) * factor


def is_large(page: Page, unit: Unit) -> bool:
    """Whether a unit is a type that is seldom needed whole."""
    if unit.symbol is None or unit.symbol.kind not in TYPES:
        return False
    return page.line_at(unit.span.end - 1) - page.line_at(unit.span.start) >= LARGE_LINES

"""The levels of an item from all of it down, each with its count and with what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bursar.pack.forms import Form, forms_of, text_of
from bursar.pack.quality import Quality, facts_of, quality_of
from bursar.pack.units import Page, Unit
from bursar.pack.views import file_at, file_forms
from bursar.text import Span


@dataclass(frozen=True, slots=True)
class Rung:
    """An item in one form."""

    form: Form
    text: str
    tokens: int
    quality: Quality


def rungs_of(page: Page, unit: Unit, count: Callable[[str], int]) -> list[Rung]:
    """The forms of a unit, the highest first; one that has no fewer tokens than a higher one is left out."""
    return _descending(page, unit.span, ((form, text_of(page, unit, form)) for form in forms_of(page, unit)), count)


def rungs_of_file(page: Page, count: Callable[[str], int]) -> list[Rung]:
    """The same of a whole file."""
    return _descending(page, page.whole, ((form, file_at(page, form)) for form in file_forms(page)), count)


def _descending(page: Page, span: Span, forms: Iterable[tuple[Form, str]], count: Callable[[str], int]) -> list[Rung]:
    facts = facts_of(page, span)
    found: list[Rung] = []
    for form, text in reversed(list(forms)):
        tokens = count(text)
        if text and (not found or tokens < found[-1].tokens):
            found.append(Rung(form, text, tokens, quality_of(page, facts, text)))
    return found

"""The forms in which a unit can be shown, from a line about it to all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bursar.outline import Kind
from bursar.pack.compact import compact
from bursar.pack.levels.cases import asserted, cases_in, is_case
from bursar.pack.levels.policy import ContentKind, Level
from bursar.pack.levels.shorter import SHORTER, shorter
from bursar.pack.units import Page, Unit
from bursar.text import Span

MEMBERS: Final = 12
"""A capsule names this many of the symbols inside."""

STRETCH_CHARS: Final = 600
"""A skeleton shows a stretch of code between symbols (imports, constants) up to this length."""

HOLLOW_CHARS: Final = 160
"""A constant with a value up to this length is shown with it."""


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A level with its details: whether docs' first sentences are shown, and whether members' signatures are."""

    rank: int
    level: Level
    docs: bool = False
    members: bool = False

    def __hash__(self) -> int:
        return self.rank


CAPSULE: Final = Form(1, Level.CAPSULE)
HEADER: Final = Form(2, Level.SKELETON)
HEADER_DOC: Final = Form(3, Level.SKELETON, docs=True)
SKELETON: Final = Form(4, Level.SKELETON, members=True)
SKELETON_DOC: Final = Form(5, Level.SKELETON, docs=True, members=True)
ASSERTIONS: Final = Form(6, Level.SKELETON, members=True)
COMPACT: Final = Form(7, Level.COMPACT, members=True)
COMPACT_DOC: Final = Form(8, Level.COMPACT, docs=True, members=True)
FULL: Final = Form(9, Level.FULL, docs=True, members=True)

_NUMBER: Final = re.compile(r"(?m)^ *\d+\| ")

_TYPED: Final = re.compile(r"\b(?:const|let|var|static)\s+(?:mut\s+)?\w+\s*:")
"""A constant whose type is written down can do without its value."""

TYPES: Final = {Kind.CLASS, Kind.INTERFACE, Kind.STRUCT, Kind.ENUM, Kind.TRAIT, Kind.MODULE, Kind.TYPE, Kind.BLOCK}


def forms_of(page: Page, unit: Unit) -> tuple[Form, ...]:
    """The forms of a unit, the least first; FULL is always among them."""
    symbol = unit.symbol
    if not page.dialect.code and page.kind in SHORTER:
        named = symbol is not None or page.kind in {ContentKind.CONFIGURATION, ContentKind.DATA}
        return (CAPSULE, SKELETON_DOC, COMPACT_DOC, FULL) if named else (SKELETON_DOC, COMPACT_DOC, FULL)
    if symbol is None:
        plain = (COMPACT, FULL) if page.dialect.code and not unit.broken else (FULL,)
        return (CAPSULE, ASSERTIONS, *plain) if page.kind is ContentKind.TEST and cases_in(page, unit.span) else plain
    if not page.dialect.code:
        return (CAPSULE, SKELETON_DOC, FULL) if symbol.body else (CAPSULE, FULL)
    if unit.broken:
        return CAPSULE, FULL
    if symbol.kind is Kind.BLOCK and not symbol.name:
        return COMPACT, COMPACT_DOC, FULL
    if page.kind is ContentKind.TEST and page.marks is not None:
        return CAPSULE, ASSERTIONS, COMPACT, COMPACT_DOC, FULL
    hollow: tuple[Form, ...] = ()
    if unit.children:
        hollow = (HEADER, HEADER_DOC, SKELETON, SKELETON_DOC)
    elif hollowed(page, unit) is not None:
        hollow = (HEADER, HEADER_DOC)
    return (CAPSULE, *hollow, COMPACT, COMPACT_DOC, FULL)


def text_of(page: Page, unit: Unit, form: Form) -> str:
    """A unit in a form, at its own indentation; ends with a line end unless it is empty. Made once for a page."""
    key = unit.span, unit.symbol is None, form
    found = page.texts.get(key)
    if found is None:
        found = page.texts[key] = _made(page, unit, form)
    return found


def _made(page: Page, unit: Unit, form: Form) -> str:
    if not page.dialect.code and form is not FULL:
        found = shorter(page.kind, form.level, page.plain(unit.span), page.path)
        if found is not None:
            return found if form is not CAPSULE or page.structured else found.partition("\n")[0] + "\n"
    if form.level is Level.CAPSULE:
        return capsule(page, unit)
    if form is ASSERTIONS:
        found = asserted(page, unit.span)
        form = FULL if unit.broken else COMPACT
        if found is not None:
            return found
    if form.level is Level.SKELETON:
        return _skeleton(page, unit, form)
    if form.level is Level.COMPACT:
        found = compact(page, unit.span, unit.symbol, form.docs)
        if found is not None:
            return found
    return lines_of(page, unit.span)


def lines_of(page: Page, span: Span) -> str:
    """Lines to the letter, with their numbers if the page is numbered."""
    text = closed(page.source[span.start : span.end])
    if not page.numbered:
        return text
    first = page.line_at(span.start) + 1
    return "".join(f"{first + number:>5}| {line}" for number, line in enumerate(text.splitlines(keepends=True)))


def unnumbered(text: str) -> str:
    """A text without the numbers of its lines."""
    return _NUMBER.sub("", text)


def header(page: Page, unit: Unit, docs: bool) -> str:
    """The lines that declare a unit with others inside, with the first sentence of its doc or without."""
    declared = page.source[_declared(page, unit) : unit.header.end].rstrip() + "\n"
    sentence = _sentence(page, unit) if docs else ""
    if page.dialect.doc_inside or not page.dialect.code:
        return declared + sentence
    return sentence + declared


def closer(page: Page, unit: Unit) -> str:
    """The lines that end a unit with others inside."""
    return closed(page.source[unit.closer.start : unit.closer.end])


def elision(page: Page, indent: str) -> str:
    """The line that stands for what is left out."""
    return f"{indent}{page.dialect.elision}\n"


def hollowed(page: Page, unit: Unit) -> str | None:
    """A unit's declaration without its body, on its own lines; None where the body cannot be left out."""
    symbol, dialect, source = unit.symbol, page.dialect, page.source
    if symbol is None or symbol.body is None:
        return None
    declared = source[_declared(page, unit) : symbol.body.start].rstrip()
    if dialect.bodies and symbol.signature is not None:  # a comment may stand after the colon
        declared = source[_declared(page, unit) : symbol.signature.end].rstrip(": \t") + ":"
    rest = source[symbol.body.end : unit.span.end].rstrip()
    if symbol.kind in {Kind.FUNCTION, Kind.METHOD}:
        if dialect.keeps_body.search(declared):
            mark = dialect.braces if source[symbol.body.start] == "{" else None
        else:
            mark = dialect.hollow
            declared = declared.removesuffix("=").rstrip() if mark.startswith(" =") else declared
            rest = rest.removeprefix(";")
    elif symbol.kind in TYPES - {Kind.TYPE}:
        mark = dialect.hollow_type
    else:
        mark = _hollow_value(page, symbol.body, declared)
        declared = declared.removesuffix("=").rstrip() if mark == ";" else declared
        rest = rest.removeprefix(";") if mark == ";" else rest
    if mark is None or (mark == dialect.hollow and not dialect.bodies and rest and symbol.kind is not Kind.CLASS):
        return None
    return f"{declared}{mark}{rest}\n"


def capsule(page: Page, unit: Unit) -> str:
    """One comment about a unit: kind, name, parameters and results or members, and place; of a test its signature."""
    if page.kind is ContentKind.TEST and page.dialect.code and not unit.broken:
        return _test_capsule(page, unit)
    return _about(page, unit)


def _about(page: Page, unit: Unit) -> str:
    symbol = unit.symbol
    if symbol is None:
        return ""
    if not page.dialect.code:
        return header(page, unit, docs=False)
    names = [child.name for child in symbol.children[:MEMBERS] if child.name]
    more = ["..."] if len(symbol.children) > MEMBERS else []
    members = f" ({', '.join(names + more)})" if names and symbol.kind in TYPES and page.structured else ""
    if symbol.kind in {Kind.FUNCTION, Kind.METHOD}:
        members = _parameters(page, unit)
    first, last = page.line_at(unit.span.start) + 1, page.line_at(unit.span.end - 1) + 1
    place = f"line {first}" if first == last else f"lines {first}-{last}"
    about = f"{symbol.kind.value} {symbol.name}{members}, {place}".replace("*/", "* /")
    return f"{page.indent_of(symbol.span.start)}{page.dialect.comment.format(about)}\n"


def _test_capsule(page: Page, unit: Unit) -> str:
    """The signatures of tests, or a comment with the names of cases."""
    names = [" ".join(page.source[name.start : name.end].split()) for name in cases_in(page, unit.span)]
    if unit.symbol is not None and not (names and page.structured and is_case(page, unit.symbol.span)):
        return _skeleton(page, unit, SKELETON if page.structured else HEADER)
    if not names:
        return ""
    shown = f"tests {', '.join(names)}".replace("*/", "* /")
    return f"{page.dialect.comment.format(shown)}\n"


def closed(text: str) -> str:
    """A text that ends with a line end unless it is empty."""
    return text if text.endswith("\n") or not text else text + "\n"


def _skeleton(page: Page, unit: Unit, form: Form) -> str:
    if unit.symbol is None:
        return _stretch(page, unit)
    if not unit.children or not form.members:
        plain = hollowed(page, unit)
        if plain is None:
            return lines_of(page, unit.span) if unit.symbol.body is None else _about(page, unit)
        return _with_doc(page, unit, plain) if form.docs else plain
    inner = "".join(_skeleton(page, child, _member(child, form)) for child in unit.children)
    if page.dialect.bodies and not any(child.symbol for child in unit.children):
        inner += elision(page, unit.indent)  # a stretch may be nothing but comments
    return header(page, unit, form.docs) + inner + closer(page, unit)


def _member(unit: Unit, form: Form) -> Form:
    return form if unit.children else Form(form.rank, Level.SKELETON, form.docs)


def _stretch(page: Page, unit: Unit) -> str:
    text = page.source[unit.span.start : unit.span.end]
    if page.dialect.code:
        if len(text) > STRETCH_CHARS:
            return ""
        return compact(page, unit.span, None, False) or ""
    sentence = page.dialect.first_sentence(text)
    if not sentence or "```" in sentence or "~~~" in sentence:
        return ""
    return sentence + "\n"


def _with_doc(page: Page, unit: Unit, plain: str) -> str:
    sentence = _sentence(page, unit)
    if not page.dialect.doc_inside:
        return sentence + plain
    mark = page.dialect.hollow + "\n"
    return plain.removesuffix(mark) + "\n" + sentence if sentence and plain.endswith(mark) else plain


def _sentence(page: Page, unit: Unit) -> str:
    """The first sentence of a unit's doc, as its own line."""
    doc = unit.symbol.doc if unit.symbol else None
    if doc is None:
        return ""
    sentence = page.dialect.first_sentence(page.source[doc.start : doc.end])
    if not sentence:
        return ""
    if page.dialect.doc_inside or not page.dialect.code:
        return f"{unit.indent}{sentence}\n"
    return f"{page.indent_of(doc.start)}{page.dialect.doc_line.format(sentence)}\n"


def _declared(page: Page, unit: Unit) -> int:
    """Where a unit begins without the doc comment above it."""
    symbol = unit.symbol
    if symbol is None or symbol.signature is None:
        return unit.span.start
    signature = page.line_start(page.line_at(symbol.signature.start))
    if page.dialect.bare:
        return signature
    doc = symbol.doc
    if doc is None or doc.start > symbol.signature.start:
        return unit.span.start
    after = page.lines(doc).end
    return after if after <= signature and not page.dialect.doc_inside else unit.span.start


def _hollow_value(page: Page, body: Span, declared: str) -> str | None:
    """What stands for the value of a constant or the right side of a type, where it is long."""
    mark = page.dialect.hollow_value
    if mark is None or len(body) <= HOLLOW_CHARS:
        return None
    if mark == ";":
        return ";" if _TYPED.search(declared) else None
    return " " + mark


def _parameters(page: Page, unit: Unit) -> str:
    """The parameters and results of a function, on one line, if that is short."""
    symbol = unit.symbol
    if symbol is None or symbol.signature is None:
        return ""
    text = page.source[symbol.name_span.end : symbol.signature.end]
    plain = " ".join(text.split()).rstrip(" :{=>").replace("( ", "(").replace(", )", ")")
    return plain if len(plain) <= 100 else ""


def span_lines(page: Page, span: Span) -> tuple[int, int]:
    """The numbers, from 1, of the first and last line of a span."""
    return page.line_at(span.start) + 1, page.line_at(max(span.start, span.end - 1)) + 1

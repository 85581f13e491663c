"""How each language shows less of itself: what stands for an elided body, a name, a shortened document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

ELISION: Final = "..."
SENTENCE_CHARS: Final = 200
"""A first sentence longer than this is cut off at a word."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s|\r\n?[ \t]*(?:\r\n?|\Z)|\n[ \t]*(?:\r?\n|\Z)")
_PYTHON_STRING: Final = re.compile(r"([rRuU]?)(\"\"\"|'''|\"|')(.*)\2\s*\Z", re.DOTALL)
_COMMENT_MARKS: Final = re.compile(r"(?m)^[ \t]*(?:/\*+!?|\*+/|\*(?!/)|//[/!]?|#+|--)[ \t]?|[ \t]*\*+/[ \t]*$")
_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class DialectRow:
    """A language's row: `comment` holds `{}`, `elision` stands for what is left out, `indent` is one step.

    `closed` are the kinds of symbol whose skeleton shows nothing of their inside; `first_sentence` gives a short form
    of a doc, or nothing. `code` says whether a part of it must parse; `bodies`, whether a header needs a body after it.

    `hollow` stands for the body of a function, `hollow_value` for the value of a constant (None: it must be shown),
    `hollow_type` for the inside of a type. Where `keeps_body` matches a header, `braces` stands for the body instead.
    `doc_inside`: docs are strings in the body. `doc_line` holds the first sentence of a doc comment. `bare`: a skeleton
    begins at the signature, without the attributes above it. `groups`: the line that opens a group of declarations,
    which `group_end` ends. `carries` matches comments that tools or authors rely on.
    """

    comment: str
    elision: str
    indent: str
    closed: frozenset[str]
    first_sentence: Callable[[str], str]
    code: bool
    bodies: bool
    hollow: str = " {}"
    braces: str = " {}"
    hollow_type: str = " {}"
    hollow_value: str | None = None
    keeps_body: re.Pattern[str] = field(default=_NEVER)
    doc_inside: bool = False
    doc_line: str = "// {}"
    bare: bool = False
    groups: re.Pattern[str] | None = None
    group_end: str = ")"
    carries: re.Pattern[str] = field(default=_NEVER)

    def opens(self, kind: str) -> bool:
        """Whether the inside of a symbol of this kind is shown piece by piece."""
        return kind not in self.closed


def dialect_of(language: str | None) -> DialectRow:
    """The row of a language; unknown ones are plain text."""
    return _DIALECTS.get(language or "", _TEXT)


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    text = text.strip()
    end = _SENTENCE_END.search(text)
    sentence = " ".join(text[: end.start() if end else len(text)].split())
    if len(sentence) <= SENTENCE_CHARS:
        return sentence
    return sentence[:SENTENCE_CHARS].rpartition(" ")[0] or sentence[:SENTENCE_CHARS]


def _python_doc(literal: str) -> str:
    """A doc string with its first sentence only; empty where it is not one plain literal."""
    found = _PYTHON_STRING.match(literal.strip())
    if found is None or found[2] in found[3]:
        return ""
    sentence = first_sentence(found[3])
    if not sentence or "\\" in sentence or sentence.endswith(found[2][0]):
        return ""
    return f"{found[1]}{found[2]}{sentence}{found[2]}"


def _comment_doc(comment: str) -> str:
    """The first sentence of a doc comment without its marks; empty where it would end the comment that holds it."""
    sentence = first_sentence(_COMMENT_MARKS.sub("", comment))
    return "" if "*/" in sentence or sentence.startswith("@") else sentence


_WARNS: Final = r"\b(?:TODO|FIXME|XXX|HACK|SAFETY|WARNING|IMPORTANT|DEPRECATED|NOTE)\b"


def _carries(directives: str) -> re.Pattern[str]:
    return re.compile(f"{directives}|{_WARNS}")


_FUNCTIONS: Final = frozenset({"function", "method"})
_LEAVES: Final = _FUNCTIONS | {"constant", "type", "enum", "struct", "prompt", "key", "block"}
_TEXT: Final = DialectRow("[{}]", "[...]", "", frozenset(), first_sentence, code=False, bodies=False)


def _braces(directives: str = r"\A#!", closed: frozenset[str] = _LEAVES, **more: object) -> DialectRow:
    """The row of a language whose bodies stand in braces."""
    row = DialectRow("// {}", "// ...", "    ", closed, _comment_doc, code=True, bodies=False)
    values = {name: getattr(row, name) for name in DialectRow.__slots__}
    return DialectRow(**{**values, "carries": _carries(directives), **more})


_ARROW: Final = re.compile(r"(?m)^\s*@\w|=>\s*\Z|=\s*(?:async\s+)?function\b|\bfunction\s*\*")
_TYPES_OPEN: Final = _LEAVES - {"struct", "enum"}
_TYPESCRIPT: Final = _braces(
    r"\A#!|@ts-|\A///\s*<|@type\b",
    indent="  ",
    hollow=";",
    hollow_value=";",
    keeps_body=_ARROW,
    doc_line="/** {} */",
)
_JAVASCRIPT: Final = _braces(r"\A#!|@ts-|@type\b|@param\b", indent="  ", doc_line="/** {} */")
_DIALECTS: Final[Mapping[str, DialectRow]] = {
    "python": DialectRow(
        "# {}",
        ELISION,
        "    ",
        _FUNCTIONS,
        _python_doc,
        code=True,
        bodies=True,
        hollow=" " + ELISION,
        hollow_type=" " + ELISION,
        hollow_value=ELISION,
        doc_inside=True,
        carries=_carries(r"\A#!|\A#\s*type:|coding[:=]"),
    ),
    "typescript": _TYPESCRIPT,
    "typescriptreact": _TYPESCRIPT,
    "javascript": _JAVASCRIPT,
    "javascriptreact": _JAVASCRIPT,
    "go": _braces(
        r"\A//(?:go:|line |export )|\A/\*line ",
        indent="\t",
        hollow="",
        groups=re.compile(r"(?:const|var|type)\s*\(\s*(?://.*)?\Z"),
    ),
    "rust": _braces(
        hollow=";",
        keeps_body=re.compile(r"\bmacro_rules!"),
        hollow_type=" {}",
        hollow_value=";",
        doc_line="/// {}",
        bare=True,
    ),
    "java": _braces(closed=_TYPES_OPEN, doc_line="/** {} */"),
    "c": _braces(hollow=";", hollow_type=" {}"),
    "cpp": _braces(hollow=";", closed=_TYPES_OPEN),
    "csharp": _braces(closed=_TYPES_OPEN, doc_line="/// {}"),
    "ruby": _braces(
        r"\A#!|\A#\s*(?:frozen_string_literal|encoding|typed)",
        comment="# {}",
        elision="# ...",
        indent="  ",
        hollow="; end",
        hollow_type="; end",
        doc_line="# {}",
        keeps_body=re.compile(r"=\s*\Z"),  # `def twice(x) = 2 * x` has no end
    ),
    "php": _braces(closed=_TYPES_OPEN, doc_line="/** {} */"),
    "kotlin": _braces(closed=_TYPES_OPEN, keeps_body=re.compile(r"\b(?:val|var)\b[^({]*\Z"), doc_line="/** {} */"),
    "swift": _braces(closed=_TYPES_OPEN, doc_line="/// {}"),
    "scala": _braces(closed=_TYPES_OPEN, hollow=" = ???", doc_line="/** {} */"),
    "lua": _braces(r"\A#!", comment="-- {}", elision="-- ...", hollow=" end", doc_line="-- {}"),
    "bash": _braces(r"\A#!", comment="# {}", elision="# ...", hollow=" { :; }", doc_line="# {}"),
    "markdown": DialectRow("<!-- {} -->", "[...]", "", frozenset(), first_sentence, code=False, bodies=False),
}

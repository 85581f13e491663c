"""The facts that a text states, by which the quality of a shorter form of it is measured.

Of code and tests they are read from the outline and the syntax tree: names and signatures of what can be referred to
(not of what is inside functions), branches, assertions, numbers. Of prose by the rules in `documents` and
`instructions`: headings, sentences that say a rule, names in back-quotes, numbers outside examples. Of configuration
the keys and the numbers among their values, of data the names of its fields.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Final

from bursar.outline import Kind, Symbol
from bursar.outline.marks import Marks, marks_of
from bursar.pack.levels.configurations import keys, settings
from bursar.pack.levels.documents import says_a_rule
from bursar.pack.levels.instructions import imperative_sentences
from bursar.pack.levels.policy import ContentKind
from bursar.pack.levels.prose import Part, blocks_of, marked, sentences
from bursar.pack.levels.samples import names_of
from bursar.text import Text


class Fact(Enum):
    """What can be kept or lost; the values are keys of reports."""

    NAMES = "names"
    SIGNATURES = "signatures"
    BRANCHES = "branches"
    ASSERTIONS = "assertions"
    HEADINGS = "headings"
    RULES = "rules"
    NUMBERS = "numbers"


Facts = Mapping[Fact, Counter[str]]
"""How often a text states each fact."""

WEIGHTS: Final[Mapping[ContentKind, Mapping[Fact, int]]] = {
    ContentKind.CODE: {Fact.NAMES: 3, Fact.SIGNATURES: 5, Fact.BRANCHES: 1, Fact.NUMBERS: 1},
    ContentKind.TEST: {Fact.NAMES: 3, Fact.SIGNATURES: 1, Fact.ASSERTIONS: 5, Fact.NUMBERS: 1},
    ContentKind.DOCUMENT: {Fact.HEADINGS: 5, Fact.RULES: 2, Fact.NAMES: 2, Fact.NUMBERS: 1},
    ContentKind.CONFIGURATION: {Fact.NAMES: 7, Fact.NUMBERS: 3},
    ContentKind.DATA: {Fact.NAMES: 1},
    ContentKind.PROMPT: {Fact.RULES: 7, Fact.HEADINGS: 2, Fact.NUMBERS: 1},
}
"""What the facts of a kind weigh in its quality: of code, how it is used weighs more than how it works."""

_SPACE: Final = re.compile(r"\s+|,(?=\s*[)\]>])")
_REMARK: Final = re.compile(r"\s(?:#|//)\s.*$")
_WORD: Final = re.compile(r"\w+")
_QUOTED: Final = re.compile(r"`([^`\n]{1,120})`")
_NUMBER: Final = re.compile(r"\d{1,40}(?:[.,:]\d{1,40})*%?")


def facts_of_code(symbols: Sequence[Symbol], source: str, text: str, language: str) -> Facts:
    """The facts of a stretch of code: `text` is the stretch, `symbols` what is in it, `source` the file's text."""
    names: Counter[str] = Counter()
    signatures: Counter[str] = Counter()
    for symbol in _referable(symbols):
        names[symbol.name] += 1
        if symbol.signature is not None and symbol.kind is not Kind.CONSTANT:
            signatures[_tight(source[symbol.signature.start : symbol.signature.end])] += 1
    marks = marks_of(Text(text), language) or Marks()
    names.update(text[span.start : span.end] for span in marks.case_names)
    return {Fact.NAMES: names, Fact.SIGNATURES: signatures, **_marked(marks, text)}


def kept_of_code(facts: Facts, text: str, language: str, among: Iterable[Fact]) -> Facts:
    """Those of a stretch's facts that a shorter form of it still states, as far as they are `among` the asked."""
    words, tight = Counter(_WORD.findall(text)), _tight(text)
    asked = set(among)
    found: dict[Fact, Counter[str]] = {}
    if Fact.NAMES in asked:
        found[Fact.NAMES] = _present(facts[Fact.NAMES], lambda name: bool(words[name]) or name in text)
    if Fact.SIGNATURES in asked:
        found[Fact.SIGNATURES] = _present(facts[Fact.SIGNATURES], lambda signature: signature in tight)
    if asked & {Fact.BRANCHES, Fact.ASSERTIONS, Fact.NUMBERS}:
        stated = _marked(marks_of(Text(text), language) or Marks(), text)
        found.update({fact: facts[fact] & stated[fact] for fact in stated})
    return found


def facts_of_text(text: str, kind: ContentKind, path: str) -> Facts:
    """The facts of a text that is no code."""
    if kind is ContentKind.CONFIGURATION:
        return {Fact.NAMES: Counter(keys(text)), Fact.NUMBERS: Counter(_NUMBER.findall(settings(text)))}
    if kind is ContentKind.DATA:
        return {Fact.NAMES: Counter(names_of(text, path))}
    return _facts_of_prose(text, kind)


def kept_of_text(facts: Facts, text: str, kind: ContentKind) -> Facts:
    """Those of a text's facts that a shorter form of it still states."""
    if kind is ContentKind.CONFIGURATION:
        return {
            Fact.NAMES: _present(facts[Fact.NAMES], lambda name: _stands(name, text)),
            Fact.NUMBERS: facts[Fact.NUMBERS] & Counter(_NUMBER.findall(text)),
        }
    if kind is ContentKind.DATA:
        return {Fact.NAMES: _present(facts[Fact.NAMES], lambda name: _stands(name, text))}
    tight = _letters(text)
    stated = _facts_of_prose(text, kind)
    return {
        Fact.HEADINGS: _present(facts[Fact.HEADINGS], lambda heading: heading in tight),
        Fact.RULES: _present(facts[Fact.RULES], lambda sentence: sentence in tight),
        Fact.NAMES: _present(facts[Fact.NAMES], lambda name: name in text),
        Fact.NUMBERS: facts[Fact.NUMBERS] & stated[Fact.NUMBERS],
    }


def _facts_of_prose(text: str, kind: ContentKind) -> Facts:
    headings: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    names: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    if kind is ContentKind.PROMPT:
        rules.update(map(_letters, imperative_sentences(text)))
    for block in blocks_of(text):
        if block.part is Part.HEADING:
            headings[_letters(block.lines[0])] += 1
        if block.part in {Part.EXAMPLE, Part.COMMENT}:
            continue
        names.update(_QUOTED.findall(block.text))
        numbers.update(_NUMBER.findall(marked(block)[1]))
        if kind is not ContentKind.PROMPT and block.part in {Part.ITEM, Part.PARAGRAPH}:
            rules.update(_letters(found) for found in sentences(marked(block)[1]) if says_a_rule(found))
    return {Fact.HEADINGS: headings, Fact.RULES: rules, Fact.NAMES: names, Fact.NUMBERS: numbers}


def _referable(symbols: Iterable[Symbol]) -> Iterator[Symbol]:
    """Symbols that code elsewhere may refer to: none that stands in a function."""
    for symbol in symbols:
        if symbol.name and symbol.kind is not Kind.PROMPT:
            yield symbol
        if symbol.kind not in {Kind.FUNCTION, Kind.METHOD, Kind.CONSTANT, Kind.PROMPT}:
            yield from _referable(symbol.children)


def _marked(marks: Marks, text: str) -> dict[Fact, Counter[str]]:
    return {
        Fact.BRANCHES: Counter(marks.branch_kinds),
        Fact.ASSERTIONS: Counter(_first_line(text[span.start : span.end]) for span in marks.assertions),
        Fact.NUMBERS: Counter(text[span.start : span.end] for span in marks.numbers),
    }


def _present(facts: Counter[str], stated: Callable[[str], bool]) -> Counter[str]:
    return Counter({fact: times for fact, times in facts.items() if stated(fact)})


def _stands(name: str, text: str) -> bool:
    """Whether a name stands in a text, and not within another word."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() and name[:1].isalnum()) and not (
            text[end : end + 1].isalnum() and name[-1:].isalnum()
        ):
            return True
        at = text.find(name, at + 1)
    return False


def _tight(text: str) -> str:
    return _SPACE.sub("", text)


def _first_line(statement: str) -> str:
    """What tells an assertion from others: its first line, without a comment at its end."""
    return _tight(_REMARK.sub("", statement.partition("\n")[0].rstrip()))


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text))

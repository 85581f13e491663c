"""Prompts and rule files with less of their prose: what they tell the reader to do.

A sentence is imperative if, after its marks, it begins with a verb of the list below (also after `please`, `then`,
`when ...,` or `if ...,`), or has one of the words by which rules are made: must, never, always, do not, should, prefer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bursar.pack.levels.documents import EXAMPLE_LINES, cut_example, table_shape
from bursar.pack.levels.prose import Block, Part, blocks_of, marked, sentences, shortened

SENTENCE_CHARS: Final = 600
"""An instruction is shown up to this length: its conditions often stand last."""

VERBS: Final = frozenset(
    re.findall(
        r"[\w-]+",
        "accept act add adjust adopt allow analyze answer apply ask assert assume avoid base be begin break build "
        "call capitalize change check choose cite clean commit compare complete compute confirm consider consult "
        "convert copy cover create cut declare decide default define delegate delete deny derive describe detect "
        "disable discard document do double-check draw drop edit emit enable end ensure escape evaluate examine "
        "exclude execute exit expect explain export expose extend extract fail favor fetch fill filter find "
        "finish fix follow format gather generate get give go group guard handle hide identify ignore implement "
        "import include indent infer inform inline insert inspect install invoke keep label leave let limit link "
        "list load log look maintain make mark match measure mention merge migrate minimize mock modify move name "
        "never note obey observe offer omit open order organize output overwrite parse pass pick place plan "
        "prefer prepare present preserve prevent print prioritize produce propose protect provide push put quote "
        "raise read record reduce refactor refer refuse reject release remain remember remove rename render "
        "reorder repeat replace reply report request require reset resolve respect respond restart restrict "
        "return reuse review revert rewrite run save say scan search see select send separate serve set share "
        "show simplify skip sort specify split start state stay stick stop store structure submit suggest "
        "summarize support surround switch take tell test think throw track translate treat trim try understand "
        "update upgrade use validate verify view wait warn watch wrap write ",
    )
)
"""The verbs that begin an instruction."""

_WORDS: Final = re.compile(
    r"(?i)\b(?:must|never|always|do not|don't|should|shall|ought|prefer(?:red|ably)?|avoid|make sure|be sure|ensure"
    r"|required|forbidden|mandatory|not allowed|only|instead of|unless)\b"
)
_LEAD: Final = re.compile(
    r"(?i)[^\w]*(?:(?:please|then|also|first|next|finally|and|or|kindly|otherwise|in general|by default)[,:]?[ ]+)*"
    r"(?:(?:when|if|before|after|once|while|for|in|on|at|with|to)\b[^,.:;]{1,160}[,:][ ]+(?:then[ ]+)?)?[^\w]*"
)
_VERB: Final = re.compile(r"[A-Za-z][A-Za-z'-]*")
_VARIABLE: Final = re.compile(r"\{\{[^{}]+\}\}|\{%[^{}]+%\}|\$\{[^{}]+\}")


def instructions(text: str) -> str:
    """Headings, tags, variables, examples and imperative sentences; of an item or paragraph without one, the first."""
    return "".join(_shown(block, examples=True) for block in blocks_of(text))


def imperatives(text: str) -> str:
    """Headings, tags, variables and imperative sentences alone."""
    return "".join(_shown(block, examples=False) for block in blocks_of(text))


def imperative_sentences(text: str) -> Iterator[str]:
    """The imperative sentences of a prompt, in order."""
    for block in blocks_of(text):
        if block.part in {Part.ITEM, Part.PARAGRAPH}:
            yield from (found for found in sentences(marked(block)[1]) if is_imperative(found))


def is_imperative(sentence: str) -> bool:
    """Whether a sentence tells its reader to do something, by the rule above."""
    if _WORDS.search(sentence):
        return True
    lead = _LEAD.match(sentence)
    verb = _VERB.match(sentence, lead.end() if lead else 0) or _VERB.search(sentence[:40])
    return verb is not None and verb.group().lower() in VERBS


def _shown(block: Block, examples: bool) -> str:
    if block.part is Part.COMMENT:
        return ""
    if block.part is Part.EXAMPLE:
        return cut_example(block, EXAMPLE_LINES) if examples else ""
    if block.part is Part.TABLE:
        return block.text if examples else table_shape(block)
    if block.part not in {Part.ITEM, Part.PARAGRAPH}:
        return block.text
    mark, prose = marked(block)
    found = sentences(prose)
    chosen = [sentence for sentence in found if is_imperative(sentence) or _VARIABLE.search(sentence)]
    if not chosen and examples:
        chosen = found[:1]
    return f"{mark}{' '.join(shortened(sentence, SENTENCE_CHARS) for sentence in chosen)}\n" if chosen else ""

"""Documents with less of their prose: headings with key points, then bullets, then headings alone.

Examples are kept before explanations, and a table is its header with its shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bursar.pack.levels.prose import Block, Part, blocks_of, marked, sentences, shortened

EXAMPLE_LINES: Final = 24
"""Key points keep an example up to this many lines; a longer one is cut."""

RULE_CHARS: Final = 600
"""A sentence that says a rule is shown up to this length, others up to `SENTENCE_CHARS`."""

LINE_CHARS: Final = 500
"""Longer lines of examples and tables are cut."""

BULLET_EXAMPLE_LINES: Final = 8
"""Bullets keep the first example of a section, up to this many lines."""

_RULES: Final = re.compile(
    r"(?i)\b(?:must|never|always|shall|required?|requires|only|do not|don't|cannot|can't|warning|important|caution"
    r"|deprecated|by default|default(?:s)? to)\b"
)
"""A sentence with one of these says a rule or a limit."""

_IMAGE: Final = re.compile(
    r"\[!\[[^\[\]]{0,200}\]\([^()\s]{0,400}\)\]\([^()\s]{0,400}\)|!\[[^\[\]]{0,200}\]\([^()\s]{0,400}\)"
    r"|</?\w[^<>]{0,400}>"
)
_WORD: Final = re.compile(r"\w")
_NUMBER: Final = re.compile(r"\d")
_DIVIDER: Final = re.compile(r"[ \t:|+=-]*")


def key_points(text: str) -> str:
    """Headings, examples, items and tables' shapes; of each paragraph the first sentence, the rules, the numbers."""
    return "".join(_key_point(block) for block in blocks_of(text))


def bullets(text: str) -> str:
    """Headings, and under each of them as bullets its first sentence, its rules and its outermost items.

    Of its examples there is the first, if it is short. Where the marks make that longer, the key points stand.
    """
    return min(key_points(text), "".join(_bullets(list(blocks_of(text)))), key=len)


def headings(text: str) -> str:
    """The headings alone."""
    return "".join(block.text for block in blocks_of(text) if block.part is Part.HEADING)


def says_a_rule(sentence: str) -> bool:
    """Whether a sentence says a rule or a limit."""
    return _RULES.search(sentence) is not None


def table_shape(block: Block) -> str:
    """The header of a table, and how many rows and columns it has."""
    rows = [line for line in block.lines if not _DIVIDER.fullmatch(line)]
    columns = max((line.strip().strip("|").count("|") + 1 for line in block.lines), default=0)
    return f"{(rows or block.lines)[0][:LINE_CHARS]}\n[{max(len(rows) - 1, 0)} rows x {columns} columns]\n"


def cut_example(block: Block, lines: int) -> str:
    """An example of at most so many lines, with its fences."""
    if len(block.lines) <= lines:
        return "".join(f"{line[:LINE_CHARS]}\n" for line in block.lines)
    fenced = block.lines[0].lstrip(" \t>").startswith(("```", "~~~"))
    kept = block.lines[: lines - 1]
    return "".join(f"{line[:LINE_CHARS]}\n" for line in (*kept, "...", *(block.lines[-1:] if fenced else ())))


def _said(prose: str) -> list[str]:
    """The sentences of some prose; none of one that is nothing but badges and images."""
    return sentences(prose) if _WORD.search(_IMAGE.sub("", prose)) else []


def _key_point(block: Block) -> str:
    if block.part is Part.COMMENT:
        return ""
    if block.part is Part.TABLE:
        return table_shape(block)
    if block.part is Part.EXAMPLE:
        return cut_example(block, EXAMPLE_LINES)
    if block.part is Part.ITEM:
        mark, prose = marked(block)
        return f"{mark}{_chosen(prose, numbers=True)}\n"
    if block.part is Part.PARAGRAPH:
        chosen = _chosen("\n".join(block.lines), numbers=True)
        return f"{chosen}\n" if chosen else ""
    return block.text


def _chosen(prose: str, numbers: bool) -> str:
    """The first sentence of some prose, and those that say a rule, or a number; nothing of badges and images."""
    first, *rest = _said(prose) or [""]
    more = [found for found in rest if says_a_rule(found) or (numbers and _NUMBER.search(found))]
    return " ".join([_brief(first), *map(_rule, more)])


def _rule(sentence: str) -> str:
    """A sentence that says a rule, to its end: what limits it often stands there."""
    return shortened(sentence, RULE_CHARS)


def _brief(sentence: str) -> str:
    return _rule(sentence) if says_a_rule(sentence) else shortened(sentence)


def _bullets(blocks: list[Block]) -> Iterator[str]:
    opened, shown = True, False
    for block in blocks:
        if block.part in {Part.HEADING, Part.FRONT, Part.TAG}:
            opened, shown = True, False
            yield block.text
        elif block.part is Part.TABLE:
            yield table_shape(block)
        elif block.part is Part.EXAMPLE:
            if not shown and len(block.lines) <= BULLET_EXAMPLE_LINES:
                shown = True
                yield block.text
        elif block.part is Part.ITEM:
            mark, prose = marked(block)
            chosen = sentences(prose)[:1] if block.depth < 2 else []
            chosen += [found for found in sentences(prose)[len(chosen) :] if says_a_rule(found)]
            if chosen:
                yield f"{mark}{' '.join(map(_brief, chosen))}\n"
        elif block.part is Part.PARAGRAPH:
            found = _said("\n".join(block.lines))
            chosen = [
                sentence for number, sentence in enumerate(found) if (opened and not number) or says_a_rule(sentence)
            ]
            opened = False
            yield from (f"- {_brief(sentence)}\n" for sentence in chosen)

"""Rule files as items to be fitted: which they are, and what their front matter says of priority, order and size."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bursar.outline import language_of
from bursar.pack.levels.policy import ContentKind
from bursar.pack.pages import Pages
from bursar.pack.parts import parts_of
from bursar.pack.request import Candidate
from bursar.pack.units import Page

NAMED: Final = re.compile(
    r"(?i)(?:^|/)(?:AGENTS|CLAUDE|GEMINI|QWEN|WARP|CRUSH|CONVENTIONS)(?:\.local|\.override)?\.md$"
    r"|(?:^|/)\.(?:cursor|windsurf|cline|roo|goose)rules$|\.mdc$|(?:^|/)copilot-instructions\.md$|\.instructions\.md$"
    r"|(?:^|/)\.(?:cursor|windsurf|claude|roo)/rules/.*\.(?:md|mdc|txt)$|(?:^|/)\.clinerules/.*\.(?:md|txt)$"
)
"""The names and places at which agents look for rule files; any other Markdown file is one if it states a priority."""

WORDS: Final = {"low": 0.5, "normal": 1.0, "medium": 1.0, "high": 2.0, "critical": 4.0}
"""Priorities in words."""

_FRONT: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_KEY: Final = re.compile(r"(priority|order|size)[ \t]*:[ \t]*(.*?)[ \t]*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class RuleHead:
    """What a rule file says of itself in its front matter.

    `priority` is what the file is worth beside others (0: it is left out); files stand in the order of `order`, then by
    name; `size` is the most tokens that it may take, its wrapper included. `faults` are what could not be read, with
    their lines from 1.
    """

    priority: float = 1.0
    order: float = 0.0
    size: int | None = None
    stated: bool = False
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The parts of a set of rule files, the order and the greatest size of files, and what is to be said of them."""

    items: tuple[Candidate, ...]
    orders: Mapping[str, float]
    sizes: Mapping[str, int]
    notes: tuple[str, ...]


def rule_head(text: str) -> RuleHead:
    """The head of a rule file; what it does not state, or states wrongly, is by default. O(front matter)."""
    front = _FRONT.match(text)
    if front is None:
        return RuleHead()
    values: dict[str, float] = {}
    faults: list[tuple[int, str]] = []
    for number, line in enumerate(front[1].splitlines(), 2):
        found = _KEY.match(line)
        if found is None:
            continue
        value = _value(found[1], found[2].strip("\"'"))
        if value is None:
            faults.append((number, f"`{found[1]}` must be {_WANTED[found[1]]}, not {found[2]!r}"))
        else:
            values[found[1]] = value
    size = values.get("size")
    return RuleHead(
        values.get("priority", 1.0),
        values.get("order", 0.0),
        None if size is None else int(size),
        bool(values or faults),
        tuple(faults),
    )


def rule_set(pages: Pages) -> RuleSet:
    """The rule files of a workspace, in parts that compete; each file is worth its priority beside the others.

    Their front matter is for tools, not for a model: it is left out.
    """
    heads: dict[str, RuleHead] = {}
    found: list[Page] = []
    for path in pages.workspace.files():
        named = NAMED.search(path) is not None
        if not named and language_of(path) != "markdown":
            continue
        page = pages.get(path)
        head = rule_head(page.source) if page is not None else RuleHead()
        if page is not None and page.source.strip() and (named or head.stated):
            page.kind = ContentKind.PROMPT
            heads[path] = head
            found.append(page)
    behind = {page.path: front.end() for page in found if (front := _FRONT.match(page.source))}
    most = max((head.priority for head in heads.values()), default=0.0) or 1.0
    items = parts_of(found, lambda path: heads[path].priority / most)
    return RuleSet(
        tuple(
            replace(item, why=_why(heads[item.path])) for item in items if item.anchor.start >= behind.get(item.path, 0)
        ),
        {path: head.order for path, head in heads.items()},
        {path: head.size for path, head in heads.items() if head.size is not None},
        tuple(f"{path}:{line}: {fault}" for path, head in heads.items() for line, fault in head.faults),
    )


def _why(head: RuleHead) -> str:
    size = f", at most {head.size:,} tokens of it" if head.size is not None else ""
    return f"a rule of priority {head.priority:g}{size}"


_WANTED: Final = {
    "priority": f"a number from 0 or one of {', '.join(WORDS)}",
    "order": "a number",
    "size": "a whole number of tokens, 1 or more",
}


def _value(key: str, text: str) -> float | None:
    if key == "priority" and text.lower() in WORDS:
        return WORDS[text.lower()]
    try:
        value = float(text)
    except ValueError:
        return None
    least = {"priority": 0.0, "order": -math.inf, "size": 1.0}[key]
    whole = key != "size" or value.is_integer()
    return value if math.isfinite(value) and value >= least and whole else None

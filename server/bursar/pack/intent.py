"""What a request is for, by the words of its query or its diagnostic, and how that shifts what items are worth.

The rules are the two tables here; docs/packing.md shows them. They decide nothing alone: a request may name its intent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Intent(Enum):
    """What somebody wants to do with a bundle; `none` is anything, and shifts nothing."""

    FIX = "fix"
    EXPLAIN = "explain"
    TEST = "test"
    REFACTOR = "refactor"
    CONFIGURE = "configure"
    DOCUMENT = "document"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Recognised:
    """An intent and the words that say so."""

    intent: Intent
    why: str


@dataclass(frozen=True, slots=True)
class Shift:
    """By what an intent multiplies the priorities of kinds of content and the weights of reasons, for one request."""

    priorities: Mapping[str, float] = field(default_factory=dict)
    terms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Rule:
    """An intent is meant by what is asked to be done (`asks`), or, if nothing says that, by what is named (`names`).

    `asked` and `named` say so to people.
    """

    intent: Intent
    asked: str
    asks: re.Pattern[str]
    named: str
    names: re.Pattern[str]


_MAKE: Final = r"(?:write|add|create|generate|make|extend|improve|update|need)\s+(?:\w+\s+){0,3}?"


def _rule(intent: Intent, asked: str, asks: str, named: str, names: str) -> _Rule:
    found = (re.compile(rf"(?i)\b(?:{words})\b") for words in (asks, names))
    return _Rule(intent, asked, next(found), named, next(found))


RULES: Final = (
    _rule(
        Intent.FIX,
        "fix, debug, repair, resolve, solve, troubleshoot, correct the ..., why does ... fail (crash, hang, "
        "raise, not work)",
        r"fix(?:es|ed|ing)?|debug(?:ging)?|repair|resolve|solve|troubleshoot|correct the"
        r"|why (?:does|do|is|are) .{0,60}?(?:fail|crash|break|broken|wrong|hang|raise|throw|not work)\w*",
        "bug, error, exception, traceback, crash, failure, regression, broken, wrong",
        r"bugs?|errors?|exceptions?|traceback|crash(?:es|ed|ing)?|fail(?:s|ed|ing|ures?)?|regressions?|broken|wrong",
    ),
    _rule(
        Intent.TEST,
        "test the (this, that, whether, if, how, all) ..., write (add, create, update, ...) tests, specs or "
        "fixtures, cover the ..., increase coverage",
        rf"(?:unit[- ])?test(?=\s+(?:the|this|that|for|whether|if|how|all)\b)|{_MAKE}(?:tests?|specs?|fixtures?)"
        r"|increase (?:the )?(?:test )?coverage|cover(?=\s+(?:the|this|it|all)\b)",
        "test, coverage, spec, fixture, mock, assertion",
        r"tests?|testing|coverage|specs?|fixtures?|mocks?|assertions?",
    ),
    _rule(
        Intent.REFACTOR,
        "refactor, rename, extract, inline, simplify, clean up, restructure, deduplicate, decouple, "
        "modernize, reorganize, split (move, replace) the ...",
        r"refactor(?:ing|ed)?|rename|extract|inline|simplify|clean(?:ing)? up|restructure|deduplicate|decouple"
        r"|modernize|reorganize|split (?:up|the|this|out)|move (?:the|this|it)|replace (?:the|all|every)",
        "duplication, code smell, dead code",
        r"duplication|duplicated?|code smells?|dead code",
    ),
    _rule(
        Intent.DOCUMENT,
        "document the (this, how, all, every) ..., write (add, create, update, ...) documentation, "
        "docstrings, comments, a readme or changelog, annotate",
        rf"document(?=\s+(?:the|this|how|all|it|every)\b)|{_MAKE}(?:docs?|documentation|docstrings?|comments?|readme"
        r"|changelog)|annotate",
        "documentation, docs, docstring, readme, changelog",
        r"documentation|docs|docstrings?|readme|changelog",
    ),
    _rule(
        Intent.CONFIGURE,
        "configure, set up, install, deploy, enable, disable, turn on, turn off, change the default (setting, option)",
        r"configur(?:e|ing)|set ?up|install|deploy|enable|disable|turn (?:on|off)|(?:change|set) the (?:default|setting"
        r"|option)s?",
        "configuration, setting, option, environment variable, deployment, pipeline, CI",
        r"config(?:uration|s)?|settings?|options?|environment variables?|env vars?|deployment|pipeline|ci",
    ),
    _rule(
        Intent.EXPLAIN,
        "explain, understand, describe, summarize, walk me through, show me how, tell me, how (what, where) "
        "does ... (is, are), why",
        r"explain|understand|describe|summari[sz]e|walk me through|show me how|tell me|how (?:does|do|is|are|can|to)"
        r"|what (?:does|do|is|are)|where (?:is|are|does|do)|why",
        "overview, architecture, meaning",
        r"overview|architecture|meaning",
    ),
)
"""Of several that are asked for, the one that stands first in the words is meant; of those named, in this table."""

_DIAGNOSED: Final = re.compile(
    r"(?i)\b(?:missing|no|undocumented)\b.{0,30}\b(?:docstring|documentation|doc comment)s?\b"
)
"""A diagnostic that asks for documentation; every other one is to be fixed."""

SHIFTS: Final[Mapping[Intent, Shift]] = {
    Intent.FIX: Shift({"docs": 0.7}, {"caller": 1.5, "test": 2.0, "cochanged": 1.5}),
    Intent.EXPLAIN: Shift(
        {"docs": 1.3, "comments": 1.6, "tests": 0.8}, {"container": 2.0, "signature": 2.0, "second": 2.0}
    ),
    Intent.TEST: Shift({"tests": 1.25, "docs": 0.6}, {"test": 5.0, "signature": 2.0}),
    Intent.REFACTOR: Shift({"docs": 0.6, "comments": 0.8}, {"caller": 6.0, "test": 2.0, "cochanged": 2.0}),
    Intent.CONFIGURE: Shift({"config": 1.4, "docs": 1.2, "tests": 0.7}, {}),
    Intent.DOCUMENT: Shift({"docs": 1.4, "comments": 1.6, "tests": 0.9}, {"caller": 2.0, "signature": 2.0}),
    Intent.NONE: Shift(),
}
"""What each intent changes: who refactors needs every caller, who tests the tests there are."""

CHANGE: Final = Shift({}, {"caller": 6.0, "test": 6.0})
"""What a request about a change does: its callers and its tests are its context."""


def intent_of(query: str | None, diagnostic: str | None, named: Intent | None = None) -> Recognised:
    """What a request is for, as `named` or told from its words.

    A query that asks for something says it, then a diagnostic, then what a query names.
    """
    if named is not None:
        return Recognised(named, "as asked for")
    asked = _first(query or "")
    if asked is not None:
        return asked
    if diagnostic:
        if _DIAGNOSED.search(diagnostic):
            return Recognised(Intent.DOCUMENT, "the diagnostic asks for documentation")
        return Recognised(Intent.FIX, "there is a diagnostic")
    for rule in RULES:
        found = rule.names.search(query or "")
        if found:
            return Recognised(rule.intent, f"the query names “{found.group()}”")
    return Recognised(Intent.NONE, "nothing says what it is for")


def _first(query: str) -> Recognised | None:
    found = [(match.start(), number, match) for number, rule in enumerate(RULES) if (match := rule.asks.search(query))]
    if not found:
        return None
    _, number, match = min(found, key=lambda one: one[:2])
    return Recognised(RULES[number].intent, f"the query says “{' '.join(match.group().split())}”")

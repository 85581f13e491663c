"""Code made smaller than its meaning allows anyone to edit: unused private helpers left out, local names shortened.

Only ever by an explicit switch, and never in what was selected. Every result still parses, or is not used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bursar.outline import Kind, Symbol, outline_of
from bursar.pack.levels.dialects import dialect_of
from bursar.pack.levels.renaming import renamed
from bursar.pack.parsing import parses
from bursar.text import Span, Text

_WORD: Final = re.compile(r"\w+")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")

Private = Callable[[str, str], bool]
"""Whether a function is private, by its name and by the text before its body."""


def _says(pattern: str) -> Private:
    found = re.compile(pattern)
    return lambda name, header: found.search(header) is not None


def _underscored(name: str, header: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


_SAID_PRIVATE: Final = _says(r"\bprivate\b")

PRIVATE: Final[Mapping[str, Private]] = {
    "python": _underscored,
    "javascript": lambda name, header: name.startswith(("#", "_")),
    "typescript": lambda name, header: name.startswith("#") or _SAID_PRIVATE(name, header),
    "typescriptreact": lambda name, header: name.startswith("#") or _SAID_PRIVATE(name, header),
    "go": lambda name, header: name[:1].islower(),
    "rust": lambda name, header: re.search(r"\bpub\b", header) is None,
    "java": _SAID_PRIVATE,
    "csharp": _SAID_PRIVATE,
    "php": _SAID_PRIVATE,
    "kotlin": _SAID_PRIVATE,
    "swift": _says(r"\b(?:file)?private\b"),
    "scala": _SAID_PRIVATE,
    "c": _says(r"\bstatic\b"),
}
"""By which sign a language marks a function that nothing outside its file or type may use."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """A smaller text, the names of the helpers that were left out, and how many local names were shortened."""

    text: str
    left_out: tuple[str, ...] = ()
    shortened: int = 0


def reduced(text: str, language: str | None, used: Counter[str]) -> Reduced:
    """A block of code without private helpers that nothing uses, and with short local names.

    `used` counts the words of the whole bundle: a helper that only its own text names is unused.
    """
    if language is None or not dialect_of(language).code:
        return Reduced(text)
    smaller, left_out = _without_helpers(text, language, used)
    if not left_out or not parses(smaller, language):
        smaller, left_out = text, ()
    short, shortened = renamed(smaller, language, list(functions_of(smaller, language)))
    if shortened and not parses(short, language):
        short, shortened = smaller, 0
    return Reduced(short, tuple(left_out), shortened)


def words_of(texts: Sequence[str]) -> Counter[str]:
    """How often each word stands in some texts."""
    return Counter(word for text in texts for word in _WORD.findall(text))


def _without_helpers(text: str, language: str, used: Counter[str]) -> tuple[str, Sequence[str]]:
    private = PRIVATE.get(language)
    if private is None:
        return text, ()
    spans, names = [], []
    for symbol in functions_of(text, language):
        header = text[symbol.span.start : symbol.body.start if symbol.body else symbol.span.end]
        own = _WORD.findall(text[symbol.span.start : symbol.span.end]).count(symbol.name.lstrip("#"))
        if private(symbol.name, header) and used[symbol.name.lstrip("#")] <= own and not _overrides(header):
            spans.append(_lines(text, symbol.span))
            names.append(symbol.name)
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    return text, names


def functions_of(text: str, language: str) -> Iterator[Symbol]:
    """The functions and methods of a text, without those inside them."""
    yield from _functions(outline_of(Text(text), language).symbols)


def _functions(symbols: Sequence[Symbol]) -> Iterator[Symbol]:
    for symbol in symbols:
        if symbol.kind in {Kind.FUNCTION, Kind.METHOD}:
            yield symbol
        else:
            yield from _functions(symbol.children)


def _overrides(header: str) -> bool:
    """Whether something else may call a function: it is decorated, or stands for one of a base or an interface."""
    return bool(re.search(r"(?m)^\s*(?:@|#\[)|\boverride\b|\bimpl\b|\bmain\b", header))


def _lines(text: str, span: Span) -> Span:
    """The whole lines of a span, if nothing else stands on them."""
    start = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    end = _LINE_END.search(text, span.end)
    stop = end.end() if end else len(text)
    alone = not text[start : span.start].strip() and not text[span.end : stop].strip()
    return Span(start, stop) if alone else span

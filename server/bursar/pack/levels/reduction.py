"""Code made smaller than its meaning allows anyone to edit: unused private helpers left out, local names shortened.

Only ever by an explicit switch, and never in what was selected. Every result still parses, or is not used.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from string import ascii_lowercase
from typing import Final

from bursar.outline import Kind, Symbol, outline_of
from bursar.pack.levels.dialects import dialect_of
from bursar.pack.parsing import parses
from bursar.text import Span, Text

LONG_NAME_CHARS: Final = 7
"""Local names longer than this are shortened: of most others no token would be saved."""

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
    """A block of code without private helpers that nothing uses, and with short local names (in Python).

    `used` counts the words of the whole bundle: a helper that only its own text names is unused.
    """
    if language is None or not dialect_of(language).code:
        return Reduced(text)
    smaller, left_out = _without_helpers(text, language, used)
    if not left_out or not parses(smaller, language):
        smaller, left_out = text, ()
    renamed, shortened = _renamed(smaller) if language == "python" else (smaller, 0)
    if shortened and not parses(renamed, language):
        renamed, shortened = smaller, 0
    return Reduced(renamed, tuple(left_out), shortened)


def words_of(texts: Sequence[str]) -> Counter[str]:
    """How often each word stands in some texts."""
    return Counter(word for text in texts for word in _WORD.findall(text))


def _without_helpers(text: str, language: str, used: Counter[str]) -> tuple[str, Sequence[str]]:
    private = PRIVATE.get(language)
    if private is None:
        return text, ()
    spans, names = [], []
    for symbol in _functions(outline_of(Text(text), language).symbols):
        header = text[symbol.span.start : symbol.body.start if symbol.body else symbol.span.end]
        own = _WORD.findall(text[symbol.span.start : symbol.span.end]).count(symbol.name.lstrip("#"))
        if private(symbol.name, header) and used[symbol.name.lstrip("#")] <= own and not _overrides(header):
            spans.append(_lines(text, symbol.span))
            names.append(symbol.name)
    for span in reversed(spans):
        text = text[: span.start] + text[span.end :]
    return text, names


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


def _renamed(text: str) -> tuple[str, int]:
    """Python with short names for what is local to a function; parameters keep theirs, for callers name them."""
    try:
        tree, table = ast.parse(text), symtable.symtable(text, "bundle", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text, 0
    lines = [line.encode() for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)]
    tables = {(found.get_lineno(), found.get_name()): found for found in _tables(table)}
    taken = set(_WORD.findall(text))
    changes: list[tuple[int, int, str, str]] = []
    total = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            scope = tables.get((node.lineno, node.name))
            names = _local_names(node, scope) if scope is not None else []
            short = dict(zip(names, _fresh(taken), strict=False))
            total += len(short)
            changes += [
                (found.lineno, found.col_offset, found.id, short[found.id])
                for found in ast.walk(node)
                if isinstance(found, ast.Name) and found.id in short
            ]
    for line, column, name, new in sorted(set(changes), reverse=True):
        row = lines[line - 1]
        if row[column : column + len(name.encode())] != name.encode():
            return text, 0
        lines[line - 1] = row[:column] + new.encode() + row[column + len(name.encode()) :]
    return b"".join(lines).decode(), total


def _fresh(taken: set[str]) -> Iterator[str]:
    """Short names that nothing has yet."""
    for number in count():
        name = f"{ascii_lowercase[number % 26]}{number // 26 or ''}"
        if name not in taken:
            yield name


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.Function]:
    for child in table.get_children():
        if isinstance(child, symtable.Function):
            yield child
        yield from _tables(child)


def _local_names(node: ast.FunctionDef | ast.AsyncFunctionDef, scope: symtable.Function) -> list[str]:
    """The long names that are a function's own: no parameters, none that an inner scope or a string's field sees."""
    if any(isinstance(found, ast.Name) and found.id in {"locals", "eval", "exec", "vars"} for found in ast.walk(node)):
        return []
    written = {found.id for found in ast.walk(node) if isinstance(found, ast.Name) and isinstance(found.ctx, ast.Store)}
    hidden = set(_hidden(node))
    return [
        symbol.get_name()
        for symbol in scope.get_symbols()
        if symbol.is_local()
        and not symbol.is_parameter()
        and not symbol.is_imported()
        and not symbol.is_namespace()
        and len(symbol.get_name()) > LONG_NAME_CHARS
        and symbol.get_name() in written - hidden
    ]


_SCOPES: Final = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)


def _hidden(node: ast.AST) -> Iterator[str]:
    """Names whose places cannot all be changed: in fields of strings, inner scopes, handlers, patterns."""
    for found in ast.walk(node):
        inner = found is not node and isinstance(found, _SCOPES)
        if isinstance(found, ast.Global | ast.Nonlocal):
            yield from found.names
        if inner or isinstance(found, ast.JoinedStr):
            yield from (name.id for name in ast.walk(found) if isinstance(name, ast.Name))
        if isinstance(found, ast.ExceptHandler) and found.name:
            yield found.name
        if isinstance(found, ast.MatchAs | ast.MatchStar) and found.name:
            yield found.name
        if isinstance(found, ast.MatchMapping) and found.rest:
            yield found.rest

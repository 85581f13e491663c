"""Short names for what is local to a function; parameters keep theirs, for callers name them.

Python by its own symbol table, other languages by `bursar.outline.local_names`.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator, Sequence
from itertools import count
from string import ascii_lowercase
from typing import Final

from bursar.outline import Symbol
from bursar.outline.local_names import local_names
from bursar.text import Span, Text

LONG_NAME_CHARS: Final = 7
"""Local names longer than this are shortened: of most others no token would be saved."""

_WORD: Final = re.compile(r"\w+")


def renamed(text: str, language: str, functions: Sequence[Symbol]) -> tuple[str, int]:
    """Code with short local names in these of its functions, and how many were shortened."""
    if language == "python":
        return _renamed_python(text)
    taken = set(_WORD.findall(text))
    changes: list[tuple[Span, str]] = []
    total = 0
    for names in local_names(Text(text), language, functions):
        long = [name for name in names if len(name.name) > LONG_NAME_CHARS]
        total += len(long)
        for name, short in zip(long, _fresh(taken), strict=False):
            changes += ((place, short) for place in name.places)
    for place, short in sorted(changes, reverse=True):
        text = text[: place.start] + short + text[place.end :]
    return text, total


def _renamed_python(text: str) -> tuple[str, int]:
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

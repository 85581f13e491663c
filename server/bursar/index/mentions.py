"""Who refers to a definition: the files that hold its name, resolved where it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from bursar.index.engine import Engine
from bursar.index.lookup import TYPES
from bursar.index.model import CONFIDENCE, Definition, FileIndex, How, Resolved
from bursar.index.namespaces.files import Files
from bursar.index.uses import code_in, enclosing
from bursar.text import Span

MAX_FILES: Final = 24
"""So many files are resolved for one definition, the nearest first."""

_NAMED: Final = frozenset({"name", "tname", "member", "tmember"})


def mentions(files: Files, engine: Engine, definition: Definition, paths: Iterable[str], limit: int) -> list[Resolved]:
    """The definitions in these files whose code refers to a definition, the most certain and most frequent first."""
    found: dict[Definition, tuple[How, int]] = {}
    nearest = sorted(paths, key=lambda path: (distance(path, definition.path), path))
    for path in nearest[:MAX_FILES]:
        file = files.file(path)
        if file is None:
            continue
        counts: Counter[Definition] = Counter()
        sure: set[Definition] = set()
        names = _names(files, file, definition.name)
        for holder in _holders(files, file, names):
            if holder == definition:
                continue
            refers, count = _refers(files, engine, file, holder, definition, names)
            if count:
                counts[holder] += count
                if refers:
                    sure.add(holder)
        for holder, count in counts.items():
            found[holder] = (How.RECEIVER if holder in sure else How.NAME, count)
        if len(found) >= 4 * limit:
            break
    rows = [Resolved(holder, how, CONFIDENCE[how], count) for holder, (how, count) in found.items()]
    rows.sort(key=lambda row: (-row.confidence, distance(row.definition.path, definition.path), -row.count))
    return rows[:limit]


def _names(files: Files, file: FileIndex, name: str) -> set[str]:
    """A name, and what a file's imports call it."""
    found = {name}
    syntax = files.syntax(file.path)
    for known, bindings in syntax.scope.bindings.items() if syntax is not None else ():
        if any(each.imported is not None and each.imported.symbol == name for each in bindings):
            found.add(known)
    return found


def _holders(files: Files, file: FileIndex, names: set[str]) -> list[Definition]:
    """The innermost definitions in whose text one of the names stands, in order."""
    text = files.read(file.path)
    found: dict[Definition, None] = {}
    for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", text):
        holder = enclosing(file.definitions, match.start())
        if holder is not None and holder.name_span.start != match.start():
            found[holder] = None
    return list(found)


def _refers(
    files: Files, engine: Engine, file: FileIndex, holder: Definition, definition: Definition, names: set[str]
) -> tuple[bool, int]:
    """Whether a definition's code is known to refer to another, and how often it does or may."""
    known = unknown = 0
    for expr, context in code_in(files, engine, file, Span(holder.name_span.start, holder.name_span.end)):
        for each in expr.walk():
            if each.op not in _NAMED or each.name not in names:
                continue
            if not (holder.span.start <= each.start < holder.span.end):
                continue
            targets = engine.targets(each, context)
            if any(target.definition == definition for target in targets):
                known += 1
            elif not targets and each.op == "member" and definition.container and definition.kind not in TYPES:
                unknown += not engine.values(each.parts[0], context)
    return known > 0, known or unknown


def distance(path: str, other: str) -> int:
    """How many folders lie between two files."""
    one, two = path.split("/"), other.split("/")
    same = 0
    while same < min(len(one), len(two)) and one[same] == two[same]:
        same += 1
    return len(one) + len(two) - 2 * same

"""Why each definition of a workspace may be needed for a selection: what the index knows of it, as reasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bursar.index import Definition, Resolved
from bursar.outline import Symbol
from bursar.pack.request import Candidate, Reason
from bursar.pack.sources import is_generated
from bursar.pack.units import Page, Unit
from bursar.pack.value import Weighing
from bursar.pack.workspace import Knowledge
from bursar.text import Span

HOPS: Final = 16
"""So many of the definitions that the selection needs are asked for what they refer to themselves."""

NEEDED: Final = 0.3
"""A definition at least this probable is asked."""

COCHANGED_FILES: Final = 12

FOLDER_FILES: Final = 60

_WORD: Final = re.compile(r"[^\W\d]\w+")

Key = tuple[str, int]


@dataclass(slots=True)
class Evidence:
    """One item in the making: where it is, and the reasons for it."""

    path: str
    symbol: str | None
    kind: str
    anchor: Span
    chars: int
    declared: int
    reasons: list[Reason] = field(default_factory=list)
    whole: bool = False

    def candidate(self, weighing: Weighing) -> Candidate:
        """The item as the packer chooses among, with its value and its best reason."""
        value = weighing.value(self.reasons, self.path, self.kind)
        best = max(self.reasons, key=lambda reason: weighing.value((reason,), self.path, self.kind))
        return Candidate(self.path, self.symbol, self.anchor, value, best.why, self.chars, self.declared, self.whole)


class Gathering:
    """The evidence for one request."""

    def __init__(self, index: Knowledge, stop: Callable[[], bool]) -> None:
        self._index = index
        self._late = stop
        self._found: dict[Key, Evidence] = {}
        self._nearby: set[str] = set()

    @property
    def found(self) -> Iterable[Evidence]:
        """All items so far."""
        return self._found.values()

    def note(self, definition: Definition, term: str, strength: float, why: str) -> Evidence:
        """One more reason for a definition; the same term counts once, at its strongest."""
        key = definition.path, definition.name_span.start
        found = self._found.get(key)
        if found is None:
            signature = definition.signature
            declared = len(signature) if signature else min(len(definition.span), 80)
            name, kind = definition.qualified, definition.kind.value
            found = Evidence(
                definition.path,
                name,
                kind,
                definition.name_span,
                len(definition.span),
                min(declared, len(definition.span)),
            )
            self._found[key] = found
        add(found.reasons, Reason(term, strength, why))
        return found

    def about(self, path: str, span: Span, name: str) -> None:
        """What some code refers to, what that refers to, who refers to it, and what stands near."""
        first = self._index.resolve(path, span)
        for found in first:
            if not inside(found.definition, path, span):
                self.note(found.definition, found.how.value, found.confidence, _uses(found, name))
        self._containers(first, path, span)
        around = self._index.definition_at(path, span.start + (len(span) > 0))
        if not self._late():  # what is cheapest for what it finds comes first
            self._near(path, span)
        self._hops(first, path, span)
        if not self._late():
            self._callers(path, span, around)

    def query(self, words: str) -> None:
        """What the full text of the index finds."""
        ranked = self._index.search(words)
        best = max((rank for _, rank in ranked), default=0.0)
        for definition, rank in ranked:
            self.note(definition, "query", rank / best if best > 0 else 0.0, f"matches {words!r}")

    def _containers(self, first: Sequence[Resolved], path: str, span: Span) -> None:
        for found in first:
            container = self._container(found.definition)
            if container is not None and not inside(container, path, span):
                self.note(container, "container", found.confidence, f"holds {found.definition.name}")

    def _container(self, definition: Definition) -> Definition | None:
        file = self._index.file(definition.path)
        if file is None or not definition.container:
            return None
        return next((found for found in file.definitions if found.qualified == definition.container), None)

    def _hops(self, first: Sequence[Resolved], path: str, span: Span) -> None:
        asked = 0
        for found in first:
            needed = found.definition
            if asked >= HOPS or self._late():
                return
            if found.confidence < NEEDED or needed.body is None or len(needed.span) > 20_000:
                continue
            asked += 1
            for term, area in (("signature", needed.signature), ("second", needed.span)):
                for more in self._index.resolve(needed.path, area) if area else ():
                    if not inside(more.definition, path, span):
                        self.note(more.definition, term, found.confidence * more.confidence, f"used by {needed.name}")

    def _callers(self, path: str, span: Span, around: Definition | None) -> None:
        if around is None:
            return
        for term, found in (
            *(("caller", caller) for caller in self._index.callers(around)),
            *(("test", test) for test in self._index.tests_of(around)),
        ):
            if not inside(found.definition, path, span):
                verb = "tests" if term == "test" else "uses"
                self.note(found.definition, term, found.confidence, f"{verb} {around.name}")

    def _near(self, path: str, span: Span) -> None:
        if path in self._nearby:
            return
        self._nearby.add(path)
        folder = path.rpartition("/")[0]
        beside = [other for other in self._index.files() if other.rpartition("/")[0] == folder and other != path]
        for other in beside[:FOLDER_FILES]:
            for definition in self._shown(other):
                self.note(definition, "folder", 1.0, "same folder")
        for other, weight in self._index.cochanged(path)[:COCHANGED_FILES]:
            for definition in self._shown(other):
                self.note(definition, "cochanged", weight, "its file changes together with the selection's")

    def _shown(self, path: str) -> Iterator[Definition]:
        file = self._index.file(path)
        if file is not None and not is_generated(path):
            yield from (found for found in file.definitions if not found.container)


def add(reasons: list[Reason], reason: Reason) -> None:
    """One more reason; the same term counts once, at its strongest."""
    for number, known in enumerate(reasons):
        if known.term == reason.term:
            if reason.strength > known.strength:
                reasons[number] = reason
            return
    reasons.append(reason)


def inside(definition: Definition, path: str, span: Span) -> bool:
    """Whether a definition is a part of the selection, or holds it."""
    return definition.path == path and (span.covers(definition.name_span) or definition.span.covers(span))


def own_file(page: Page, hidden: Span, text: str) -> Iterator[tuple[Unit, Symbol | None, list[Reason]]]:
    """What the selection's own file offers besides the lines that are shown anyway, with the reasons."""
    words = words_of(text)

    def walk(units: Sequence[Unit], term: str) -> Iterator[tuple[Unit, Symbol | None, list[Reason]]]:
        for unit in units:
            if unit.span.covers(hidden) and unit.symbol and len(unit.span) > len(hidden):
                yield from walk(unit.children, "sibling")
            elif unit.span.end <= hidden.start or hidden.end <= unit.span.start:
                yield unit, unit.symbol, _own(page, unit, term, words)

    yield from walk(page.units, "file")


def words_of(text: str) -> frozenset[str]:
    """The identifiers and words of a text."""
    return frozenset(_WORD.findall(text))


def _own(page: Page, unit: Unit, term: str, words: frozenset[str]) -> list[Reason]:
    place = Reason(term, 1.0, "same class" if term == "sibling" else "same file")
    if unit.symbol is not None and unit.symbol.name:
        if unit.symbol.name in words:
            return [place, Reason("word", 1.0, "named in the selection")]
        return [place]
    used = words & words_of(page.source[unit.span.start : unit.span.end])
    return [place, Reason("holds", 1.0, f"holds {max(sorted(used), key=len)}")] if used else [place]


def _uses(found: Resolved, name: str) -> str:
    times = f", {found.count} times" if found.count > 1 else ""
    return f"used by {name or 'the selection'}{times} ({found.how.value})"

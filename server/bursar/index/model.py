"""What the index is made of: definitions, files, and what a reference resolved to. Offsets are code points."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from bursar.outline import Kind
from bursar.text import Span


class Definition(NamedTuple):
    """A function, type or value of the workspace, by the path of its file relative to the root.

    `span` covers decorators, attributes and the comment directly above; `signature` begins with the definition's own
    first word and ends before its body. `container` is the type or module that it belongs to, as qualified. `tokens`
    counts the text of `span` in the index's encoding; None until counted.
    """

    path: str
    name: str
    container: str
    kind: Kind
    span: Span
    name_span: Span
    signature: Span | None = None
    body: Span | None = None
    doc: Span | None = None
    tokens: int | None = None

    @property
    def qualified(self) -> str:
        """The name with its containers, joined by dots."""
        return f"{self.container}.{self.name}" if self.container else self.name


class How(Enum):
    """How a reference was resolved, the surest first."""

    LOCAL = "local"
    IMPORT = "import"
    TYPE = "type"
    RECEIVER = "receiver"
    INHERITED = "inherited"
    FIELD = "field"
    NAME = "name"


CONFIDENCE = {
    How.LOCAL: 0.97,
    How.IMPORT: 0.97,
    How.TYPE: 0.95,
    How.RECEIVER: 0.92,
    How.INHERITED: 0.88,
    How.FIELD: 0.3,
    How.NAME: 0.4,
}
"""How often a reference resolved so is the one that an analyser finds; by the bare name, divided by the candidates."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A definition that code refers to, `count` times. `members` are the fields of it that are used."""

    definition: Definition
    how: How
    confidence: float
    count: int = 1
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileIndex:
    """What the index keeps of one file. `words` holds each identifier of it once, between line ends."""

    path: str
    language: str | None
    definitions: tuple[Definition, ...] = ()
    implements: tuple[tuple[str, str], ...] = ()
    words: str = field(default="", repr=False)

    @cached_property
    def top(self) -> dict[str, list[Definition]]:
        """The definitions by name that stand in no other."""
        return self.members("")

    @cached_property
    def _members(self) -> dict[str, dict[str, list[Definition]]]:
        found: dict[str, dict[str, list[Definition]]] = {}
        for definition in self.definitions:
            found.setdefault(definition.container, {}).setdefault(definition.name, []).append(definition)
        return found

    def members(self, container: str) -> dict[str, list[Definition]]:
        """The definitions of a container by name."""
        return self._members.get(container, {})

    def mentions(self, word: str) -> bool:
        """Whether an identifier stands in the file."""
        return f"\n{word}\n" in self.words

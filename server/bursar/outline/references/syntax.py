"""One file, parsed when somebody asks what its definitions say."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bursar.outline.references.expressions import Declared, Expr, Scope
from bursar.outline.references.facts import Chars
from bursar.outline.references.grammars import references_of
from bursar.outline.source import LINE_END, encoded

if TYPE_CHECKING:
    from bursar.outline.references.lowering import Lowering

_LOWERINGS: Final = {
    "python": ("python", "PythonLowering"),
    "typescript": ("typescript", "TypeScriptLowering"),
    "javascript": ("typescript", "TypeScriptLowering"),
    "go": ("go", "GoLowering"),
    "rust": ("rust", "RustLowering"),
    **dict.fromkeys(("java", "c", "cpp", "csharp", "ruby", "php"), ("plain", "PlainLowering")),
}


def syntax_of(text: str, language: str) -> Syntax | None:
    """The syntax of a text; None of a language that cannot be lowered."""
    references = references_of(language)
    if references is None or references.id not in _LOWERINGS:
        return None
    import tree_sitter

    source = encoded(text)
    tree = tree_sitter.Parser(references.language).parse(source + LINE_END)
    return Syntax(references.id, source, tree)


class Syntax:
    """A parsed file. What was lowered is kept; not for two threads at a time."""

    def __init__(self, language: str, source: bytes, tree: object) -> None:
        module, name = _LOWERINGS[language]
        self._lowering: type[Lowering] = getattr(import_module(f"bursar.outline.references.{module}"), name)
        self._source = source
        self._tree = tree
        self._chars = Chars(source)
        self._declared: dict[int, Declared | None] = {}
        self._scope: Scope | None = None

    @property
    def size(self) -> int:
        """Bytes of the text."""
        return len(self._source)

    @property
    def scope(self) -> Scope:
        """What the file's imports bind."""
        if self._scope is None:
            lowering = self._lowering(self._source, self._chars)
            self._scope = lowering.scope
            lowering.module(self._tree.root_node)  # type: ignore[attr-defined]  # typed where it may be imported
        return self._scope

    def declared(self, name_start: int, name_end: int) -> Declared | None:
        """What the definition with a name at these code points says of itself."""
        if name_start not in self._declared:
            self._declared[name_start] = self._lower(name_start, name_end)
        return self._declared[name_start]

    def statements(self, start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[Expr]:
        """The code of the top level that touches a range, but for statements that touch the ranges in `taken`."""
        lowering = self._at_top()
        root = self._tree.root_node  # type: ignore[attr-defined]  # as above
        low, high = self._chars.byte(start), self._chars.byte(end)
        others = [(self._chars.byte(first), self._chars.byte(last)) for first, last in taken]
        return [
            lowering.value(child)
            for child in root.named_children
            if child.start_byte < high
            and child.end_byte > low
            and not any(child.start_byte < last and first < child.end_byte for first, last in others)
        ]

    def _lower(self, start: int, end: int) -> Declared | None:
        root = self._tree.root_node  # type: ignore[attr-defined]  # as above
        low, high = self._chars.byte(start), self._chars.byte(end)
        node = root.descendant_for_byte_range(low, high)
        if node is None or node.parent is None or node.byte_range != (low, high):
            return None  # the text is not the one that was indexed
        return self._at_top().declared(node)

    def _at_top(self) -> Lowering:
        lowering = self._lowering(self._source, self._chars)
        lowering.scope = self.scope
        return lowering

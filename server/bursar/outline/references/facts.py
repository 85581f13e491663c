"""The definitions of one file and the words in it: what the index keeps of every file, from one query."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from bursar.outline.references.grammars import References, references_of
from bursar.outline.source import LINE_END, encoded
from bursar.outline.symbols import Kind
from bursar.text import words_apart

if TYPE_CHECKING:
    import tree_sitter

LIMIT_BYTES: Final = 1024 * 1024
"""A larger file is hardly written by people; it has words but no definitions."""

_WIDE: Final = re.compile(rb"[\x80-\xbf]")
_WORD: Final = re.compile(r"[^\W\d]\w+")
_SINGLE: Final = frozenset(map(chr, range(128)))
_LEADING: Final = (b"//", b"/*", b"*", b"#[", b"@", b"# ", b"#:", b"--", b"<!--")
_FUNCTIONS: Final = frozenset({Kind.FUNCTION, Kind.METHOD})
_KINDS: Final = {f"d.{kind.value}": kind for kind in Kind}


class Fact(NamedTuple):
    """A definition as its file says it. `container` is the type (and the modules) that it belongs to."""

    name: str
    kind: Kind
    container: str
    span: tuple[int, int]
    name_span: tuple[int, int]
    signature: tuple[int, int] | None
    body: tuple[int, int] | None
    doc: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What one file offers to others: definitions, pairs of a type and a trait it implements, and its words.

    `family` is the language by whose query it was read (TypeScript for TSX as well).
    """

    family: str | None = None
    definitions: tuple[Fact, ...] = ()
    implements: tuple[tuple[str, str], ...] = ()
    words: str = ""


def facts_of(text: str, language: str) -> Facts:
    """The facts of one file; of a language without a grammar the words alone. Linear in the text."""
    references = references_of(language)
    source = encoded(text)
    words = _words(source)
    if references is None or len(source) > LIMIT_BYTES:
        return Facts(words=words)
    drafts, implements = _drafts(references, source)
    return Facts(references.id, tuple(_facts(drafts, source, Chars(source))), implements, words)


def _words(source: bytes) -> str:
    """The words of a text between line ends, sorted: two letters, digits or underscores at least, no digit first."""
    parts = set(words_apart(source))
    if not source.isascii():
        ours = {part for part in parts if part.isascii()}
        ours.update(word for part in parts - ours for word in _WORD.findall(part))
        parts = ours
    found = sorted(parts - _SINGLE)
    letters = bisect_left(found, ":")  # the digits sort before it
    named = {word for number in found[:letters] for word in _WORD.findall(number)}  # `0xff`
    words = sorted(named.union(found[letters:])) if named else found[letters:]
    return "\n".join(("", *words, ""))


class Chars:
    """The code points of byte offsets."""

    __slots__ = ("_wide",)

    def __init__(self, source: bytes) -> None:
        self._wide = [] if source.isascii() else [found.start() for found in _WIDE.finditer(source)]

    def __call__(self, byte: int) -> int:
        """The code point of a byte offset."""
        return byte - bisect_left(self._wide, byte) if self._wide else byte

    def byte(self, char: int) -> int:
        """The byte offset of a code point."""
        if not self._wide:
            return char
        low, high = char, char + len(self._wide)
        while low < high:
            middle = (low + high) // 2
            if self(middle) < char:
                low = middle + 1
            else:
                high = middle
        while (at := bisect_left(self._wide, low)) < len(self._wide) and self._wide[at] == low:
            low += 1
        return low


class _Draft:
    __slots__ = ("body", "container", "doc", "end", "kind", "name", "node", "receiver", "start")

    def __init__(self, name: tuple[int, int]) -> None:
        self.name = name
        self.kind: Kind | None = None
        self.start = self.end = self.node = -1
        self.body: tuple[int, int] | None = None
        self.doc: tuple[int, int] | None = None
        self.receiver = ""
        self.container = False


def _drafts(references: References, source: bytes) -> tuple[list[_Draft], tuple[tuple[str, str], ...]]:
    import tree_sitter

    tree = tree_sitter.Parser(references.language).parse(source + LINE_END)
    drafts: dict[int, _Draft] = {}
    implements: dict[tuple[str, str], None] = {}
    for captures in _matches(references, tree.root_node):
        names = captures.get("name")
        if not names:
            continue
        trait = captures.get("trait")
        if trait:
            implements[_text(names[0], source), _text(trait[0], source)] = None
        for name in names:  # `a, b = 1, 2` in one specification
            start = name.start_byte
            draft = drafts.get(start)
            if draft is None:
                draft = drafts[start] = _Draft(name.byte_range)
            _merge(draft, captures, source)
    found = [draft for draft in drafts.values() if draft.kind is not None or draft.container]
    for draft in found:
        if source[draft.end - 1 : draft.end].strip() == b"":  # some nodes take the end of their line with them
            draft.end = draft.start + len(source[draft.start : draft.end].rstrip())
            if draft.body is not None:
                draft.body = draft.body[0], max(draft.body[0], min(draft.body[1], draft.end))
    found.sort(key=lambda draft: (draft.start, -draft.end, draft.name))
    return found, tuple(implements)


def _matches(references: References, root: tree_sitter.Node) -> Iterator[dict[str, list[tree_sitter.Node]]]:
    """The captures of each match in a tree, and in what they say is to be searched `inside` it."""
    import tree_sitter

    cursor = tree_sitter.QueryCursor(references.query)
    cursor.set_max_start_depth(references.max_depth)
    waiting, known = [root], {root.id}
    for block in waiting:  # it grows
        for _, captures in cursor.matches(block):
            if "inside" in captures:
                inner = [node for node in captures["inside"] if node.id not in known]
                known.update(node.id for node in inner)
                waiting += inner
            yield captures


def _merge(draft: _Draft, captures: dict[str, list[tree_sitter.Node]], source: bytes) -> None:
    for capture, nodes in captures.items():
        start, end = nodes[0].byte_range
        if capture == "body":
            draft.body = start, end
        elif capture == "doc":
            draft.doc = start, end
        elif capture == "receiver":
            draft.receiver = _text(nodes[0], source)
        elif capture in ("name", "trait", "inside"):
            continue
        else:
            if capture in _KINDS:
                kind = _KINDS[capture]
                if draft.kind in (None, Kind.CONSTANT, Kind.TYPE):
                    draft.kind = kind
                draft.node = start if draft.node < 0 else max(start, draft.node)
            elif capture == "in":
                draft.container = True
            draft.start = start if draft.start < 0 else min(start, draft.start)
            draft.end = max(end, draft.end)


def _text(node: tree_sitter.Node, source: bytes) -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _facts(drafts: list[_Draft], source: bytes, chars: Chars) -> Iterator[Fact]:
    stack: list[tuple[int, str, bool, int]] = []
    for draft in drafts:
        while stack and (stack[-1][0] <= draft.start or (stack[-1][0], stack[-1][3]) == (draft.end, draft.start)):
            stack.pop()  # it has ended, or is declared by the same words (`a, b = 1, 2`)
        container = stack[-1][1] if stack else ""
        if stack and stack[-1][2]:
            continue  # local to a function
        name = source[slice(*draft.name)].decode("utf-8", "replace").strip("\"'`")
        around = draft.receiver or container
        if draft.kind is Kind.METHOD and not around:
            continue  # of a local class
        if container.rpartition(".")[2] == name and not draft.receiver and draft.kind is Kind.STRUCT:
            continue  # `typedef struct name { ... } name`
        qualified = f"{around}.{name}" if around else name
        stack.append((draft.end, qualified, draft.kind in _FUNCTIONS, draft.start))
        if draft.kind is not None:
            yield _fact(draft, name, around, source, chars)


def _fact(draft: _Draft, name: str, container: str, source: bytes, chars: Chars) -> Fact:
    start, comment = _leading(source, draft.start)
    doc = draft.doc or comment
    stop = draft.body[0] if draft.body else draft.end
    stop = draft.node + len(source[draft.node : stop].rstrip())
    kind = Kind.METHOD if draft.kind is Kind.FUNCTION and container else draft.kind
    assert kind is not None
    return Fact(
        name,
        kind,
        container,
        (chars(start), chars(draft.end)),
        (chars(draft.name[0]), chars(draft.name[1])),
        (chars(draft.node), chars(stop)),
        (chars(draft.body[0]), chars(draft.body[1])) if draft.body else None,
        (chars(doc[0]), chars(doc[1])) if doc else None,
    )


def _leading(source: bytes, start: int) -> tuple[int, tuple[int, int] | None]:
    """Where a definition begins with the comment and the attributes directly above it, and that comment."""
    line = source.rfind(b"\n", 0, start) + 1
    if source[line:start].strip():
        return start, None
    first, comment = start, -1
    while line > 0:
        above = source.rfind(b"\n", 0, line - 1) + 1
        text = source[above : line - 1].strip()
        if not text.startswith(_LEADING) or text.startswith(b"#!"):
            break
        first = above + len(source[above : line - 1]) - len(source[above : line - 1].lstrip())
        if not text.startswith((b"#[", b"@")):
            comment = first
        line = above
    return first, (
        comment,
        start - len(source[comment:start]) + len(source[comment:start].rstrip()),
    ) if comment >= 0 else None

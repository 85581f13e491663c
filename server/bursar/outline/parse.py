"""Parsing a text into its outline, again and again, in a time that depends on what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bursar.outline.broken import broken_ranges, narrow
from bursar.outline.captures import Match, drafts_of
from bursar.outline.grammars import Grammar, MissingGrammar, grammar_of
from bursar.outline.languages import language_named
from bursar.outline.nesting import merged, nest
from bursar.outline.shift import shift
from bursar.outline.source import LINE_END, Source, encoded, reader
from bursar.outline.symbols import Outline, Symbol
from bursar.text import Edit, PositionEncoding, Span, Text

if TYPE_CHECKING:
    import tree_sitter

WHOLE_BYTES: Final = 64 * 1024
"""A text up to this size is handed to the parser at once; a larger one in stretches, so that it can be stopped."""

LIMIT_SECONDS: Final = 10.0
"""A parse stops after this time: some grammars take quadratic time on text that is not of their language."""

LONG_LINE_CHARS: Final = 500_000
"""A text with a line of twice this length has no outline: in Markdown a query's time is quadratic in its signs."""

STRETCH_CHARS: Final = 32 * 1024

_AGAIN_CHARS: Final = 2 * 1024
"""Shorter stretches where only what changed is read."""


def outline_of(text: Text, language: str) -> Outline:
    """The outline of a text that is parsed only once; see `OutlineParser`."""
    return OutlineParser(language).parse(text)


class OutlineParser:
    """The syntax tree of one document over its edits. Not for two threads at a time.

    `language` is a language id as any editor spells it. A text of more than `whole_bytes` is handed to the parser in
    stretches of about `stretch_chars`.
    """

    def __init__(
        self,
        language: str,
        *,
        limit_seconds: float = LIMIT_SECONDS,
        whole_bytes: int = WHOLE_BYTES,
        stretch_chars: int = STRETCH_CHARS,
    ) -> None:
        self._row = language_named(language)
        self._language = self._row.id if self._row else language
        self._limit = limit_seconds
        self._whole_bytes = whole_bytes
        self._stretch_chars = stretch_chars
        self._tree: tree_sitter.Tree | None = None
        self._bytes = -1  # length of the text that the tree, with its edits, stands for
        self._outline = Outline(self._language)
        self._too_long: int | None = None

    def parse(
        self,
        text: Text,
        edits: Sequence[tuple[Text, Edit]] = (),
        cancelled: Callable[[], bool] | None = None,
    ) -> Outline:
        """The outline of a text, whatever it holds.

        `edits` lead from the text of the last call to this one: each with the text that it was made in. With them
        only what changed is parsed. A parse that was cancelled, or that took longer than the limit, gives the last
        outline moved by the edits, with a note; the next call goes on from there.
        """
        grammar = grammar_of(self._row) if self._row else MissingGrammar(f"No outline for {self._language}.")
        if isinstance(grammar, MissingGrammar):
            return Outline(self._language, notes=(grammar.note,))
        if _has_long_line(text):
            self._bytes, self._tree = -1, None
            return Outline(
                self._language, notes=(f"No outline: a line is longer than {LONG_LINE_CHARS:,} characters.",)
            )
        self._follow(text, edits)
        if self._too_long is not None and text.utf8_length > self._too_long // 2:
            return self._stale("Outline not up to date: this text takes too long to parse.")
        stop = _Stop(self._limit, cancelled)
        try:
            self._tree = self._parsed(grammar, text, stop)
            symbols, broken = _read(grammar, self._tree, text, stop)
        except _Stopped:
            if stop.late:
                self._too_long = text.utf8_length
                return self._stale("Outline not up to date: this text takes too long to parse.")
            return self._stale("Outline not up to date: the parse was cancelled.")
        self._too_long = None
        self._outline = Outline(self._language, symbols, broken)
        return self._outline

    def _follow(self, text: Text, edits: Sequence[tuple[Text, Edit]]) -> None:
        """Move the tree and the last outline by the edits; forget both if the edits do not lead to the text."""
        texts = [*(before for before, _ in edits), text]
        fits = texts[0].utf8_length == self._bytes and all(
            len(before) + edit.grown == len(after) for (before, edit), after in zip(edits, texts[1:], strict=True)
        )
        self._bytes = text.utf8_length
        if not edits or not fits:
            self._tree = None
            self._outline = Outline(self._language)
            return
        for (before, edit), after in zip(edits, texts[1:], strict=True):
            if self._tree is not None:
                _edit(self._tree, before, edit, after)
            self._outline = shift(self._outline, edit)

    def _parsed(self, grammar: Grammar, text: Text, stop: _Stop) -> tree_sitter.Tree:
        import tree_sitter

        parser = tree_sitter.Parser(grammar.language)
        old = self._tree
        if text.utf8_length <= self._whole_bytes:
            whole = encoded(str(text)) + LINE_END
            return parser.parse(whole, old) if old else parser.parse(whole)
        read = reader(text, min(self._stretch_chars, _AGAIN_CHARS) if old else self._stretch_chars)
        try:
            if old:
                return parser.parse(read, old, progress_callback=stop.at)
            return parser.parse(read, progress_callback=stop.at)
        except ValueError as error:  # how the binding says that the callback stopped it
            raise _Stopped from error

    def _stale(self, note: str) -> Outline:
        return Outline(self._language, self._outline.symbols, self._outline.broken, (note,))


class _Stopped(Exception):  # noqa: N818 - a signal inside this module
    """The parse was cancelled or ran out of time."""


class _Stop:
    """Whether to stop now: asked by the parser every few hundred steps."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool] | None) -> None:
        self._deadline = time.monotonic() + seconds
        self._cancelled = cancelled
        self.late = False

    def __call__(self) -> bool:
        if self._cancelled is not None and self._cancelled():
            return True
        self.late = time.monotonic() > self._deadline
        return self.late

    def at(self, byte: int, has_error: bool) -> bool:
        """The form in which the parser asks."""
        return self()


def _read(
    grammar: Grammar, tree: tree_sitter.Tree, text: Text, stop: _Stop
) -> tuple[tuple[Symbol, ...], tuple[Span, ...]]:
    import tree_sitter

    root = tree.root_node
    broken, wide = broken_ranges(root)
    matches: list[Match] = []
    for node in narrow(root) if wide else (root,):
        matches += tree_sitter.QueryCursor(grammar.query).matches(node)  # its progress callback crashes 0.26
        if stop():
            raise _Stopped
    source = Source(text)
    symbols = nest(drafts_of(matches, grammar.settings, source.bytes), source)
    return symbols, merged(broken, source)


def _has_long_line(text: Text) -> bool:
    """Whether a line reaches from one of these offsets to the next: one of twice the length always does."""
    offsets = range(0, len(text) + 1, LONG_LINE_CHARS)
    lines = [text.line_at(offset) for offset in offsets]
    return any(line == after for line, after in pairwise(lines))


def _edit(tree: tree_sitter.Tree, before: Text, edit: Edit, after: Text) -> None:
    """Tell a tree of an edit. A CR before it is part of it: whether it ends a line depends on what follows it."""
    start = edit.start - 1 if before.slice(edit.start - 1, edit.start) == "\r" else edit.start
    tree.edit(
        before.utf8_offset(start),
        before.utf8_offset(edit.end),
        after.utf8_offset(edit.new_end),
        _point(before, start),
        _point(before, edit.end),
        _point(after, edit.new_end),
    )


def _point(text: Text, offset: int) -> tuple[int, int]:
    """The parser's row and column: the same as ours, since it never sees a lone CR."""
    position = text.position_at(offset, PositionEncoding.UTF8)
    return position.line, position.character

"""Parsing a text into its outline, again and again, in a time that depends on what changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bursar.config import SymbolSettings
from bursar.outline.grammars import Grammar, MissingGrammar, grammar_of
from bursar.outline.languages import LONG_LINE_CHARS, language_named
from bursar.outline.live import LiveOutline
from bursar.outline.moves import Moves
from bursar.outline.prompts import is_plain, parts_of
from bursar.outline.reading import Stopped, read_again, read_whole
from bursar.outline.source import LINE_END, Feed, encoded
from bursar.outline.symbols import Outline
from bursar.text import Edit, PositionEncoding, Span, Text

if TYPE_CHECKING:
    import tree_sitter

WHOLE_BYTES: Final = 4 * 1024
"""A text up to this size is handed to the parser at once; a larger one in stretches, so that it can be stopped: some
grammars take a minute for 50 KB of closing brackets."""

LIMIT_SECONDS: Final = 10.0
"""A parse stops after this time: some grammars take quadratic time on text that is not of their language."""

STRETCH_CHARS: Final = 32 * 1024

_AGAIN_CHARS: Final = 2 * 1024
"""Shorter stretches where only what changed is read."""


PROMPT_CHARS: Final = SymbolSettings().prompt_chars
"""A string of code from this size on is a prompt, unless the setting `symbols.prompt_chars` says otherwise."""


def outline_of(text: Text, language: str, prompt_chars: int = PROMPT_CHARS) -> Outline:
    """The outline of a text that is parsed only once; see `OutlineParser`."""
    return OutlineParser(language, prompt_chars=prompt_chars).parse(text)


class OutlineParser:
    """The syntax tree of one document over its edits. Not for two threads at a time.

    `language` is a language id as any editor spells it. A string of `prompt_chars` or more is a prompt. A text of
    more than `whole_bytes` is handed to the parser in stretches of about `stretch_chars`.
    """

    def __init__(
        self,
        language: str,
        *,
        prompt_chars: int = PROMPT_CHARS,
        limit_seconds: float = LIMIT_SECONDS,
        whole_bytes: int = WHOLE_BYTES,
        stretch_chars: int = STRETCH_CHARS,
    ) -> None:
        self._row = language_named(language)
        self._language = self._row.id if self._row else language
        self.prompt_chars: Final = prompt_chars
        self._limit = limit_seconds
        self._whole_bytes = whole_bytes
        self._stretch_chars = stretch_chars
        self._tree: tree_sitter.Tree | None = None
        self._feed: Feed | None = None
        self._whole_is_read = False
        self._moves = Moves()  # by the edits of the last call
        self._before = Text("")  # the text that the edits of the last call were made in
        self._bytes = -1  # length of the text that the tree, with its edits, stands for
        self._outline = LiveOutline(self._language)
        self._too_long: int | None = None

    def parse(
        self,
        text: Text,
        edits: Sequence[tuple[Text, Edit]] = (),
        cancelled: Callable[[], bool] | None = None,
    ) -> Outline:
        """The outline of a text as `update` gives it, with all its symbols where they are. O(symbols) beside that."""
        return self.update(text, edits, cancelled).whole()

    def update(
        self,
        text: Text,
        edits: Sequence[tuple[Text, Edit]] = (),
        cancelled: Callable[[], bool] | None = None,
    ) -> LiveOutline:
        """The outline of a text, whatever it holds.

        `edits` lead from the text of the last call to this one: each with the text that it was made in. With them
        only what changed is parsed. A parse that was cancelled, or that took longer than the limit, gives the last
        outline moved by the edits, with a note; the next call goes on from there.
        """
        if is_plain(self._language):
            return LiveOutline.of(parts_of(text, self._language))
        grammar = grammar_of(self._row) if self._row else MissingGrammar(f"No outline for {self._language}.")
        if isinstance(grammar, MissingGrammar):
            return LiveOutline(self._language, notes=(grammar.note,))
        long_line = self._row.long_line_chars if self._row else LONG_LINE_CHARS
        if _has_long_line(text, long_line):
            self._bytes, self._tree = -1, None
            return LiveOutline(self._language, notes=(f"No outline: a line is longer than {long_line:,} characters.",))
        self._follow(text, edits)
        if self._too_long is not None and text.utf8_length > self._too_long // 2:
            return self._stale("Outline not up to date: this text takes too long to parse.")
        stop = _Stop(self._limit, cancelled)
        try:
            self._outline = self._read(grammar, text, stop)
        except Stopped:
            if stop.late:
                self._too_long = text.utf8_length
                return self._stale("Outline not up to date: this text takes too long to parse.")
            return self._stale("Outline not up to date: the parse was cancelled.")
        finally:
            if self._feed is not None:
                self._feed.read()
        self._too_long = None
        return self._outline

    def _read(self, grammar: Grammar, text: Text, stop: _Stop) -> LiveOutline:
        """Parse, and read what changed; everything, after a parse that was stopped before it was read."""
        old, self._whole_is_read = self._tree if self._whole_is_read else None, False
        tree = self._tree = self._parsed(grammar, text, stop)
        if stop():
            raise Stopped
        found = None
        if old:
            changed = self._changed(old, tree, text)
            known = self._outline, self.prompt_chars, self._before, self._moves
            found = read_again(grammar, tree, changed, text, *known)
        if found is None:
            found = read_whole(grammar, tree, text, self._outline, self.prompt_chars, stop)
        self._whole_is_read = True
        return found

    def _changed(self, old: tree_sitter.Tree, tree: tree_sitter.Tree, text: Text) -> list[Span]:
        """What was typed since the last call, and what has another syntax than before."""
        ranges = old.changed_ranges(tree)
        again = (Span(text.offset_of_utf8(one.start_byte), text.offset_of_utf8(one.end_byte)) for one in ranges)
        return [*self._moves.replacements(), *again]

    def _follow(self, text: Text, edits: Sequence[tuple[Text, Edit]]) -> None:
        """Move the tree and the last outline by the edits; forget both if the edits do not lead to the text."""
        texts = [*(before for before, _ in edits), text]
        fits = texts[0].utf8_length == self._bytes and all(
            len(before) + edit.grown == len(after) for (before, edit), after in zip(edits, texts[1:], strict=True)
        )
        self._bytes = text.utf8_length
        self._moves = Moves()
        self._before = texts[0]
        if not edits or not fits:
            self._tree = None
            self._outline = LiveOutline(self._language)
            return
        for (before, edit), after in zip(edits, texts[1:], strict=True):
            if self._tree is not None:
                _edit(self._tree, before, edit, after)
            self._outline = self._outline.after(edit)
            self._moves = self._moves.after(edit)

    def _parsed(self, grammar: Grammar, text: Text, stop: _Stop) -> tree_sitter.Tree:
        import tree_sitter

        parser = tree_sitter.Parser(grammar.language)
        old = self._tree
        if text.utf8_length <= self._whole_bytes:
            whole = encoded(str(text)) + LINE_END
            return parser.parse(whole, old) if old else parser.parse(whole)
        stretch = min(self._stretch_chars, _AGAIN_CHARS) if old else self._stretch_chars
        feed = self._feed = Feed(text, stretch, whole=old is None)
        try:
            if old:
                return parser.parse(feed, old, progress_callback=stop.at)
            return parser.parse(feed, progress_callback=stop.at)
        except ValueError as error:  # how the binding says that the callback stopped it
            raise Stopped from error
        finally:
            feed.parsed()

    def _stale(self, note: str) -> LiveOutline:
        return self._outline.noted(note)


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
        """The form in which the parser asks: often, so in one step where nobody can cancel."""
        if self._cancelled is not None:
            return self()
        self.late = time.monotonic() > self._deadline
        return self.late


def _has_long_line(text: Text, chars: int) -> bool:
    """Whether a line reaches from one of these offsets to the next: one of twice the length always does."""
    if len(text) < chars:
        return False
    offsets = range(0, len(text) + 1, chars)
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

"""From a syntax tree to symbols: of a whole text, or of those stretches that changed since it was last read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from bursar.outline.broken import broken_in, broken_ranges, narrow
from bursar.outline.captures import Bytes, Draft, Match, drafts_of
from bursar.outline.grammars import Grammar
from bursar.outline.live import CHARS, LiveOutline, Top, placed, tops
from bursar.outline.moves import Moves
from bursar.outline.nesting import flat, merged, nest
from bursar.outline.prompts import flattened, with_parts
from bursar.outline.rescue import rescued
from bursar.outline.shift import shifted
from bursar.outline.source import LINE_END, Source
from bursar.outline.symbols import Kind, Outline, Symbol
from bursar.outline.unchanged import leaves_parts
from bursar.text import Span, Text
from bursar.text.sequence import MeasuredSequence

if TYPE_CHECKING:
    import tree_sitter

STRETCHES: Final = 32
"""If more stretches than this have changed, the whole text is read."""

_AROUND_CHARS: Final = 1024
"""What is seen of the text around a stretch: comments look for the beginning of their line."""


class Stopped(Exception):  # noqa: N818 - a signal inside this room
    """The reading was cancelled or ran out of time."""


def read_whole(
    grammar: Grammar,
    tree: tree_sitter.Tree,
    text: Text,
    live: LiveOutline,
    prompt_chars: int,
    stop: Callable[[], bool],
) -> LiveOutline:
    """The outline of a text. O(text). `live` is the last one, moved by the edits since."""
    root = tree.root_node
    broken, wide = broken_ranges(root)
    matches: list[Match] = []
    for node in narrow(root) if wide else (root,):
        matches += _matches(grammar, node)
        if stop():
            raise Stopped
    source = Source(text)
    drafts = drafts_of(matches, grammar.patterns, source, prompt_chars)
    if grammar.levels and not broken:
        symbols = with_parts(str(text), flat(drafts, source))
        return LiveOutline.of(Outline(live.language, symbols))
    symbols, unread = nest(drafts, source, prompt_chars), merged(broken, source)
    symbols, guesses = rescued(symbols, live.symbols if unread else (), unread, text)
    if grammar.levels:
        symbols = with_parts(str(text), flattened(symbols))
    return LiveOutline.of(Outline(live.language, symbols, joined((*unread, *guesses))), tuple(guesses))


def read_again(
    grammar: Grammar,
    tree: tree_sitter.Tree,
    changed: Sequence[Span],
    text: Text,
    live: LiveOutline,
    prompt_chars: int,
    before: Text,
    moves: Moves,
) -> LiveOutline | None:
    """The outline of a text of which only some stretches changed; None if all of it must be read.

    `changed` is what was typed and what has another syntax for it; `live` is the last outline, of the text `before`,
    moved by the edits since, which are `moves`. O(symbols of the stretches): what is not in them is shared with `live`.
    """
    if len(changed) > STRETCHES:
        return None
    if grammar.levels:
        same = _same_headings(grammar, tree, changed, text, live) and leaves_parts(changed, before, text, moves, live)
        return live if same else None
    stretches = _stretches(changed, live, len(text))
    if len(stretches) > STRETCHES:
        return None
    read = live.tops
    broken: list[Span] = []
    guessed: list[Span] = []
    for stretch in reversed(stretches):
        found = broken_in(tree.root_node, stretch.bytes(text))
        symbols = None if found is None else _symbols(grammar, tree, text, stretch, prompt_chars)
        if found is None or symbols is None:
            return None
        unread = [Span(text.offset_of_utf8(start), text.offset_of_utf8(end)) for start, end in found]
        symbols, guesses = rescued(symbols, _last(read, stretch, live.moves) if unread else (), unread, text)
        if not all(stretch.new.covers(span) for span in guesses):
            return None
        broken += [*unread, *guesses]
        guessed += guesses
        read = _spliced(read, stretch, symbols)
    broken += _broken_elsewhere(live, stretches)
    return LiveOutline(live.language, read, joined(broken), guessed=tuple(guessed))


def _same_headings(
    grammar: Grammar, tree: tree_sitter.Tree, changed: Sequence[Span], text: Text, live: LiveOutline
) -> bool:
    """Whether there is no heading, and was none, on the changed lines and those beside them."""
    if tree.root_node.has_error or live.broken_as_read:
        return False
    for span in changed:
        lines = _lines_around(span, text)
        within = text.utf8_offset(lines.start), text.utf8_offset(lines.end) + len(LINE_END)
        named = (placed.symbol.kind for placed in live.named_in(lines))
        if Kind.SECTION in named or _matches(grammar, tree.root_node, within):
            return False
    return True


def _lines_around(span: Span, text: Text) -> Span:
    first, last = text.line_at(span.start) - 1, text.line_at(span.end) + 1
    return Span(text.line_start(first), text.line_span(last).end if last < text.line_count else len(text))


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans that overlap or touch, as one each, in order."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


class _Stretch(NamedTuple):
    """A stretch to be read again: what it was when it was last read, and what it is now. Symbols end where it does."""

    old: Span
    new: Span

    def bytes(self, text: Text) -> Bytes:
        """The stretch in bytes; at the end of the text with the line end that only the parser sees."""
        end = text.utf8_offset(self.new.end)
        return text.utf8_offset(self.new.start), end + (len(LINE_END) if self.new.end == len(text) else 0)


def _stretches(changed: Sequence[Span], live: LiveOutline, length: int) -> list[_Stretch]:
    """What to read again, in order: the symbols that a change touches, and one before and behind each."""
    moves = live.moves
    dirty = (*changed, *map(moves.span, live.guessed))
    found: list[Span] = []
    for span in sorted(_around(live.tops, moves.before(span)) for span in dirty):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    total = live.tops.total(CHARS)
    return [_Stretch(span, _now(span, moves, total, length)) for span in found]


def _around(sequence: MeasuredSequence[Top], old: Span) -> Span:
    """The stretch from the symbol before those that a span touches to the one behind them."""
    first = sequence.find(CHARS, old.start)
    if first != sequence.start and sequence.before(CHARS, first) == old.start:
        first = sequence.previous(first)
    if first != sequence.start:
        first = sequence.previous(first)
    stop = sequence.find(CHARS, old.end)
    while stop != sequence.end:
        begins = sequence.before(CHARS, stop)
        top = sequence.item(stop)
        stop = sequence.next(stop)
        if top.symbol.span.start - top.base + begins > old.end:
            break
    return Span(sequence.before(CHARS, first), sequence.before(CHARS, stop))


def _now(old: Span, moves: Moves, total: int, length: int) -> Span:
    return Span(moves.offset(old.start) if old.start else 0, moves.offset(old.end) if old.end < total else length)


def _symbols(
    grammar: Grammar, tree: tree_sitter.Tree, text: Text, stretch: _Stretch, prompt_chars: int
) -> tuple[Symbol, ...] | None:
    """The symbols of a stretch; None if one of them reaches out of it."""
    within = stretch.bytes(text)
    source = Source(text, max(stretch.new.start - _AROUND_CHARS, 0), min(stretch.new.end + _AROUND_CHARS, len(text)))
    drafts = drafts_of(_matches(grammar, tree.root_node, within), grammar.patterns, source, prompt_chars)
    inside: list[Draft] = []
    for draft in drafts:
        if within[0] <= draft.start and draft.end <= within[1]:
            inside.append(draft)
        elif draft.start < within[1] and within[0] < draft.end:
            return None
    return nest(inside, source, prompt_chars)


def _matches(grammar: Grammar, node: tree_sitter.Node, within: Bytes | None = None) -> list[Match]:
    import tree_sitter

    cursor = tree_sitter.QueryCursor(grammar.query)
    if grammar.depth is not None:
        cursor.set_max_start_depth(grammar.depth)
    if within is not None:
        cursor.set_byte_range(*within)
    return cursor.matches(node)  # its progress callback crashes 0.26


def _spliced(read: MeasuredSequence[Top], stretch: _Stretch, symbols: Sequence[Symbol]) -> MeasuredSequence[Top]:
    """The items with those of a stretch replaced; the one behind it keeps its place."""
    first, stop = read.find(CHARS, stretch.old.start), read.find(CHARS, stretch.old.end)
    items = [*tops(symbols, stretch.new.start)]
    if stop != read.end:
        more = stretch.new.end - (symbols[-1].span.end if symbols else stretch.new.start)
        behind = read.item(stop)
        items.append(Top(behind.chars + more, behind.base - more, behind.symbol))
        stop = read.next(stop)
    return read.replace(first, stop, items)


def _last(read: MeasuredSequence[Top], stretch: _Stretch, moves: Moves) -> tuple[Symbol, ...]:
    """The symbols that a stretch had, where their text is now."""
    first, stop = read.find(CHARS, stretch.old.start), read.find(CHARS, stretch.old.end)
    return shifted(placed(read, first, stop), moves)


def _broken_elsewhere(live: LiveOutline, stretches: Sequence[_Stretch]) -> list[Span]:
    """The broken stretches outside of what is read again, where they are now."""
    return [
        live.moves.span(span)
        for span in live.broken_as_read
        if not any(span.start <= stretch.old.end and stretch.old.start <= span.end for stretch in stretches)
    ]

"""The text of a document: immutable, cheap to change, with every offset and position the protocol and parsers need."""

from __future__ import annotations

from itertools import islice

from bursar.text.pieces import (
    BREAKS,
    CHARS,
    LINE_BREAK,
    PIECE_CHARS,
    UTF8,
    UTF16,
    Piece,
    chars_to_units,
    cut,
    join_surrogates,
    units_to_chars,
)
from bursar.text.positions import Edit, Position, PositionEncoding, Span
from bursar.text.sequence import MeasuredSequence

_MEASURE = {PositionEncoding.UTF8: UTF8, PositionEncoding.UTF16: UTF16, PositionEncoding.UTF32: CHARS}


class Text:
    """An immutable text. Offsets are code points; lines end at LF, CRLF and CR only; terminators belong to their line.

    Every method clamps what lies outside the text. Costs are O(log n) plus one piece of about 1 KiB, except for those
    that return text, which cost what they return.
    """

    __slots__ = ("_pieces", "_size")

    def __init__(self, text: str = "", *, piece_chars: int = PIECE_CHARS) -> None:
        self._size = piece_chars
        self._pieces: MeasuredSequence[Piece] = MeasuredSequence(cut(join_surrogates(text), piece_chars))

    def __len__(self) -> int:
        return self._pieces.total(CHARS)

    def __str__(self) -> str:
        return "".join(piece.text for piece in self._pieces)

    @property
    def line_count(self) -> int:
        """Lines, the last one (perhaps empty) included."""
        return self._pieces.total(BREAKS) + 1

    @property
    def utf8_length(self) -> int:
        """Bytes of the text in UTF-8 (a lone surrogate counts three)."""
        return self._pieces.total(UTF8)

    def slice(self, start: int, end: int) -> str:
        """The code points from `start` up to `end`."""
        start, end = max(start, 0), min(end, len(self))
        if start >= end:
            return ""
        pieces = self._pieces
        first = pieces.find(CHARS, start)
        last = pieces.find(CHARS, end)
        stop = last if pieces.before(CHARS, last) == end else pieces.next(last)
        base = pieces.before(CHARS, first)
        return "".join(piece.text for piece in pieces.between(first, stop))[start - base : end - base]

    def replace(self, start: int, end: int, new: str) -> tuple[Text, Edit]:
        """The text with `start` to `end` replaced, and the edit as it was done. O(edit).

        The edit differs from what was asked where the asked one lay outside the text, or where it brought two halves of
        a surrogate pair together: then it covers the pieces around it.
        """
        start = min(max(start, 0), len(self))
        end = min(max(end, start), len(self))
        pieces = self._pieces
        first, last = pieces.find(CHARS, start), pieces.find(CHARS, end)
        low = pieces.before(CHARS, first)
        if low == start and low > 0:  # the piece before may end in CR or a high surrogate
            first = pieces.previous(first)
            low = pieces.before(CHARS, first)
        stop = pieces.next(last) if last != pieces.end else last
        old = "".join(piece.text for piece in pieces.between(first, stop))
        window = old[: start - low] + new + old[end - low :]
        if len(window) < self._size // 4 and stop != pieces.end:  # a small rest joins the piece after it
            window += pieces.item(stop).text
            old += pieces.item(stop).text
            stop = pieces.next(stop)
        joined = join_surrogates(window)
        edit = Edit(start, end, new) if len(joined) == len(window) else Edit(low, low + len(old), joined)
        return self._with(pieces.replace(first, stop, tuple(cut(joined, self._size)))), edit

    def line_start(self, line: int) -> int:
        """The offset at which a line begins; past the last line, the end of the text."""
        if line <= 0:
            return 0
        pieces = self._pieces
        if line > pieces.total(BREAKS):
            return len(self)
        at = pieces.find(BREAKS, line - 1)
        nth = line - 1 - pieces.before(BREAKS, at)
        found = next(islice(LINE_BREAK.finditer(pieces.item(at).text), nth, None))
        return pieces.before(CHARS, at) + found.end()

    def line_span(self, line: int) -> Span:
        """A line without its terminator."""
        start = self.line_start(line)
        if line >= self.line_count - 1:
            return Span(start, len(self))
        end = self.line_start(line + 1)
        last_two = self.slice(max(start, end - 2), end)
        return Span(start, end - (2 if last_two == "\r\n" else 1))

    def line_at(self, offset: int) -> int:
        """The line that holds an offset."""
        pieces = self._pieces
        at = pieces.find(CHARS, min(max(offset, 0), len(self)))
        lines = pieces.before(BREAKS, at)
        if at == pieces.end:
            return lines
        inside = offset - pieces.before(CHARS, at)
        return lines + sum(1 for found in LINE_BREAK.finditer(pieces.item(at).text) if found.end() <= inside)

    def offset_at(self, position: Position, encoding: PositionEncoding) -> int:
        """The offset of a position; past the line's end its end, inside a character that character's start."""
        if position.line >= self.line_count:
            return len(self)
        line = self.line_span(position.line)
        measure = _MEASURE[encoding]
        if measure == CHARS:
            return min(line.start + position.character, line.end)
        return min(self._chars_before(measure, self._units_before(measure, line.start) + position.character), line.end)

    def position_at(self, offset: int, encoding: PositionEncoding) -> Position:
        """The position of an offset."""
        offset = min(max(offset, 0), len(self))
        line = self.line_at(offset)
        measure = _MEASURE[encoding]
        start = self.line_start(line)
        return Position(line, self._units_before(measure, offset) - self._units_before(measure, start))

    def utf8_offset(self, offset: int) -> int:
        """The number of UTF-8 bytes before an offset."""
        return self._units_before(UTF8, offset)

    def offset_of_utf8(self, byte: int) -> int:
        """The offset at a number of UTF-8 bytes; inside a character, that character's offset."""
        return self._chars_before(UTF8, byte)

    def _units_before(self, measure: int, offset: int) -> int:
        pieces = self._pieces
        at = pieces.find(CHARS, offset)
        units = pieces.before(measure, at)
        if at == pieces.end:
            return units
        return units + chars_to_units(pieces.item(at), measure, offset - pieces.before(CHARS, at))

    def _chars_before(self, measure: int, units: int) -> int:
        pieces = self._pieces
        at = pieces.find(measure, units)
        chars = pieces.before(CHARS, at)
        if at == pieces.end:
            return chars
        return chars + units_to_chars(pieces.item(at), measure, units - pieces.before(measure, at))

    def _with(self, pieces: MeasuredSequence[Piece]) -> Text:
        made = Text.__new__(Text)
        made._size = self._size
        made._pieces = pieces
        return made

"""Lines, columns, offsets, edits and words of one text, in any position encoding.

Never reads a file, never hears of LSP or of tokens.
"""

from bursar.text.positions import Edit, Position, PositionEncoding, Span
from bursar.text.text import Text
from bursar.text.words import words_apart

__all__ = ["Edit", "Position", "PositionEncoding", "Span", "Text", "words_apart"]

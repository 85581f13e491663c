"""Lines, columns, offsets and edits of one text, in any position encoding.

Never reads a file, never hears of LSP or of tokens.
"""

from bursar.text.positions import Edit, Position, PositionEncoding, Span
from bursar.text.text import Text

__all__ = ["Edit", "Position", "PositionEncoding", "Span", "Text"]

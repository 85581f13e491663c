"""The named parts of a document: sections of Markdown, functions and classes of code, as a tree of spans.

One table row and one query file describe a language. Never fails on broken code, never counts, never reads a file of
the user's.
"""

from bursar.outline.languages import LANGUAGES, Language, language_for, language_named, language_of
from bursar.outline.live import LiveOutline
from bursar.outline.parse import PROMPT_CHARS, OutlineParser, outline_of
from bursar.outline.shift import shift
from bursar.outline.symbols import Kind, Outline, Placed, Symbol, Symbols

__all__ = [
    "LANGUAGES",
    "PROMPT_CHARS",
    "Kind",
    "Language",
    "LiveOutline",
    "Outline",
    "OutlineParser",
    "Placed",
    "Symbol",
    "Symbols",
    "language_for",
    "language_named",
    "language_of",
    "outline_of",
    "shift",
]

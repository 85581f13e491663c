"""Whether a block of code still parses."""

from __future__ import annotations

import ast
import threading
import warnings

from bursar.outline.trivia import parses as grammar_parses

_warning_filters = threading.Lock()


def parses(source: str, language: str | None) -> bool:
    """Whether the language's parser finds no error in a text; true of languages without a grammar."""
    if language == "python" and not _python_parses(source):
        return False
    return language is None or grammar_parses(source, language)


def _python_parses(source: str) -> bool:
    """Stricter than the grammar, which takes a `def` without a body. The compiler's warnings are not ours to show."""
    with _warning_filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True

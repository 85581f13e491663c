"""Broken code keeps the symbols it had, and says where it only guesses; what is mended is read anew."""

from __future__ import annotations

from itertools import takewhile

import pytest

from bursar.outline import LiveOutline, OutlineParser, outline_of
from bursar.text import Span, Text

SOURCE = """\
def a():
    return 1


class B:
    def c(self):
        return 2

    def d(self):
        return 3


def e(): pass
"""


def typed(parser: OutlineParser, text: Text, old: str, new: str) -> tuple[Text, LiveOutline]:
    """Replace what differs between two strings, which is what a person types."""
    same = alike(old, new)
    tail = alike(old[same:][::-1], new[same:][::-1])
    start = str(text).index(old) + same
    after, edit = text.replace(start, start + len(old) - same - tail, new[same : len(new) - tail])
    return after, parser.update(after, [(text, edit)])


def alike(one: str, other: str) -> int:
    """How many characters two strings have in common from their start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def names(outline: LiveOutline) -> list[str]:
    return [symbol.name for symbol in outline.walk()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def c(self):", "def c(self"),
        ("class B:", "class B("),
        ("def a():", "def a(:"),
        ("return 2", "return (2"),
        ("return 3", 'return """3'),
    ],
)
def test_what_is_broken_keeps_its_symbols_until_it_is_mended(old: str, new: str) -> None:
    text, parser = Text(SOURCE), OutlineParser("python")
    whole = parser.update(text)
    broken, found = typed(parser, text, old, new)
    assert names(found) == names(whole) == ["a", "B", "c", "d", "e"]
    fresh = outline_of(broken, "python")
    assert fresh.broken
    shown = {(symbol.name, symbol.span) for symbol in found.walk()} ^ {(one.name, one.span) for one in fresh.walk()}
    assert all(any(span.start <= at.end and at.start <= span.end for span in found.broken) for _, at in shown)
    mended, found = typed(parser, broken, new, old)
    assert str(mended) == SOURCE
    assert found.whole() == outline_of(mended, "python")


def test_a_symbol_that_is_deleted_while_broken_is_gone() -> None:
    text, parser = Text(SOURCE), OutlineParser("python")
    parser.update(text)
    text, _ = typed(parser, text, "class B:", "class B(")
    text, found = typed(parser, text, "class B(", "")
    assert "B" not in names(found)


def test_what_is_elsewhere_is_not_read_again() -> None:
    text = Text("".join(f"def f{n}():\n    return {n}\n\n\n" for n in range(50)))
    parser = OutlineParser("python")
    first = [placed.read for placed in parser.update(text).named_in(_all(text))]
    after, found = typed(parser, text, "return 25\n", "return 2500\n")
    second = [placed.read for placed in found.named_in(_all(after))]
    again = [one.name for one, other in zip(first, second, strict=True) if one is not other]
    assert again == ["f24", "f25", "f26"]


def _all(text: Text) -> Span:
    return Span(0, len(text))

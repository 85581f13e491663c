from __future__ import annotations

import pytest

from bursar.outline import Outline, outline_of, shift
from bursar.text import Edit, Span, Text

SOURCE = "def a(): 1\ndef b(): 2\ndef c(): 3\n"
#         0          11         22


@pytest.fixture
def outline() -> Outline:
    return outline_of(Text(SOURCE), "python")


def shown(outline: Outline, text: Text) -> list[str]:
    return [text.slice(symbol.span.start, symbol.span.end) for symbol in outline.symbols]


@pytest.mark.parametrize(
    ("start", "end", "new", "expected"),
    [
        (15, 15, "bb", ["def a(): 1", "def bbb(): 2", "def c(): 3"]),
        (21, 21, "22", ["def a(): 1", "def b(): 222", "def c(): 3"]),
        (11, 11, "x\n", ["def a(): 1", "def b(): 2", "def c(): 3"]),
        (10, 11, "", ["def a(): 1", "def b(): 2", "def c(): 3"]),
        (11, 22, "", ["def a(): 1", "def c(): 3"]),
        (0, 33, "new", []),
        (5, 27, "", ["def a", "(): 3"]),
    ],
)
def test_shift(outline: Outline, start: int, end: int, new: str, expected: list[str]) -> None:
    text, edit = Text(SOURCE).replace(start, end, new)
    assert shown(shift(outline, edit), text) == expected


def test_what_is_before_the_edit_is_shared(outline: Outline) -> None:
    moved = shift(outline, Edit(22, 22, "\n"))
    assert moved.symbols[0] is outline.symbols[0]
    assert moved.symbols[1] is outline.symbols[1]
    assert moved.symbols[2].span == Span(23, 33)


def test_every_part_moves(outline: Outline) -> None:
    moved = shift(outline, Edit(0, 0, "12345")).symbols[1]
    assert (moved.name_span, moved.signature, moved.body) == (Span(20, 21), Span(16, 24), Span(25, 26))


def test_an_edit_at_the_border_of_two_sections_goes_to_the_first() -> None:
    text = Text("# A\n# B\n")
    after, edit = text.replace(4, 4, "new\n")
    assert shown(shift(outline_of(text, "markdown"), edit), after) == ["# A\nnew\n", "# B\n"]


def test_an_emptied_part_is_none(outline: Outline) -> None:
    moved = shift(shift(outline, Edit(9, 10, "")), Edit(0, 0, "xy"))
    assert moved.symbols[0].body is None
    assert moved.symbols[0].signature == Span(2, 10)


def test_broken_stretches_move() -> None:
    outline = Outline("python", (), (Span(3, 3), Span(5, 9)))
    assert shift(outline, Edit(4, 4, "ab")).broken == (Span(3, 3), Span(7, 11))

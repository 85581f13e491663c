"""What the protocol calls a line, and what happens at the edges of a text."""

from __future__ import annotations

import pytest

from bursar.text import Edit, Position, PositionEncoding, Span, Text


def lines(text: Text) -> list[str]:
    return [text.slice(span.start, span.end) for span in map(text.line_span, range(text.line_count))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\nb", ["a", "b"]),
        ("a\r\nb\rc\n", ["a", "b", "c", ""]),
        ("a\fb\x0bc\u2028d\x85e", ["a\fb\x0bc\u2028d\x85e"]),
        ("\n\r\n\r", ["", "", "", ""]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 1024])
def test_lines_end_at_lf_crlf_and_cr_only(text, expected, size):
    assert lines(Text(text, piece_chars=size)) == expected


def test_an_edit_between_cr_and_lf_makes_two_lines_and_joining_them_one():
    text, _ = Text("a\r\nb", piece_chars=1).replace(2, 2, "x")
    assert lines(text) == ["a", "x", "b"]
    text, _ = text.replace(2, 3, "")
    assert lines(text) == ["a", "b"]


def test_what_lies_outside_is_clamped():
    text = Text("one\ntwo")
    assert text.offset_at(Position(0, 99), PositionEncoding.UTF16) == 3
    assert text.offset_at(Position(99, 99), PositionEncoding.UTF8) == 7
    assert text.slice(-5, 99) == "one\ntwo"
    assert text.line_span(99) == Span(7, 7)
    after, edit = text.replace(99, 120, "!")
    assert (str(after), edit) == ("one\ntwo!", Edit(7, 7, "!"))


def test_a_position_inside_a_character_is_that_character():
    text = Text("a😀b")
    assert text.offset_at(Position(0, 2), PositionEncoding.UTF16) == 1
    assert text.offset_at(Position(0, 3), PositionEncoding.UTF8) == 1
    assert text.offset_at(Position(0, 5), PositionEncoding.UTF8) == 2


def test_two_halves_of_a_surrogate_pair_become_their_character():
    text, edit = Text("a\ud83d").replace(2, 2, "\ude00b")
    assert str(text) == "a😀b"
    assert edit == Edit(0, 2, "a😀b")
    assert text.utf8_length == 6


def test_an_old_text_stays_as_it_was():
    old = Text("x" * 5000)
    new, _ = old.replace(100, 4900, "\n")
    assert (len(old), len(new), old.line_count, new.line_count) == (5000, 201, 1, 2)

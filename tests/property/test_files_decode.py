"""Any bytes have a text; a text in any marked encoding, or in UTF-8, is found again."""

from __future__ import annotations

import codecs

from hypothesis import given
from hypothesis import strategies as st

from bursar.files import decode

SOUND = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufeff\0"))
MARKS = {
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


@given(st.binary())
def test_any_bytes_have_a_text(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.text or data in (b"", codecs.BOM_UTF8, *MARKS.values())


@given(SOUND)
def test_utf_8_is_found_again_without_a_remark(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text
    assert decode(text.encode("utf-8")).problems == ()


@given(SOUND, st.sampled_from(sorted(MARKS)))
def test_a_marked_encoding_is_found_again(text: str, encoding: str) -> None:
    decoded = decode(MARKS[encoding] + text.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.binary) == (text, encoding, False)


@given(st.text(st.characters(exclude_characters="\ufeff\0")))
def test_lone_surrogates_survive(text: str) -> None:
    assert decode(text.encode("utf-8", "surrogatepass")).text == text

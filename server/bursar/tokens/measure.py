"""What is counted of a stretch of text: its tokens, and what tells code, prose, JSON and CJK apart.

Every field adds up over stretches cut at safe cuts. Whatever is computed from the sums is therefore the same however a
text was cut and edited, which an estimate needs as much as an exact count.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_CJK: Final = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef\U00020000-\U0003ffff]")
_MEMBERS: Final = ('":', '",')
_SIGNS: Final = "_={}[]<>"


class Measure(NamedTuple):
    """Code points, tokens of the counting vocabulary, 1 while these are unknown, and the marks of kinds of content.

    `cjk` are CJK characters, `quotes` the ends of JSON's keys and items, `signs` those that code is full of.
    """

    chars: int
    tokens: int
    pending: int = 0
    cjk: int = 0
    quotes: int = 0
    signs: int = 0

    def plus(self, other: Measure) -> Measure:
        """The measure of both stretches together."""
        return Measure(*map(int.__add__, self, other))


def measured(text: str, tokens: int) -> Measure:
    """The measure of a text of which the tokens are known. Some microseconds for a KiB."""
    cjk = 0 if text.isascii() else len(_CJK.findall(text))
    return Measure(len(text), tokens, 0, cjk, sum(map(text.count, _MEMBERS)), sum(map(text.count, _SIGNS)))

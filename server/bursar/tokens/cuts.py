r"""Safe cuts: places in a text that are a token boundary whatever surrounds them, for every encoding we ship.

A cut between `a` and `b` is safe when each split pattern always breaks there and the left part alone splits as it does
within the whole. The patterns have no look-behind and only white space looks ahead, so a cut that leaves the left part
ending in non-space needs only the first condition. The rows below are ASCII on both sides (or plain CJK), so that no
table of Unicode properties, ours or the engine's, can disagree on them; the property tests prove every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

CHUNK_CHARS: Final = 512
"""A chunk ends at the first safe cut after this many code points: below, bookkeeping outweighs counting."""

_CJK: Final = "\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fef\uac00-\ud7a3"
_CJK_STOP: Final = "\u3001\u3002\uff01\uff0c\uff1f"

SAFE_CUTS: Final = (
    r"[!-~](?=[ \t])",  # white space other than CR and LF is only ever first in a piece
    r"[A-Za-z0-9](?=[\r\n])",  # only punctuation takes line ends with it
    r"[A-Za-z](?=[0-9!-&(-/:-@\[-`{-~])",  # a word ends at a digit or a sign, but not at an apostrophe ('s)
    r"[0-9](?=[A-Za-z!-/:-@\[-`{-~])",  # a number ends at anything else
    r"[!-/:-@\[-`{-~](?=[0-9])",  # and begins anew after a sign
    rf"[{_CJK}](?=[{_CJK_STOP}])",  # a run of CJK letters ends at a CJK full stop or comma
)

_SAFE: Final = re.compile("|".join(SAFE_CUTS))


def is_safe(before: str, after: str) -> bool:
    """Whether a text may be cut between these two characters (the ends of a text are always safe)."""
    return not before or not after or _SAFE.match(before + after) is not None


def chunks(text: str, size: int = CHUNK_CHARS, most: int = 0) -> Iterator[str]:
    """Cut a text at safe cuts only, each chunk at least `size` code points long, but the last.

    With `most`, each chunk asks for twice the size of the one before it, up to that many code points.
    """
    start, length = 0, len(text)
    while length - start > 2 * size:
        found = _SAFE.search(text, start + size - 1)
        if found is None or found.end() == length:
            break
        yield text[start : found.end()]
        start = found.end()
        size = max(size, min(2 * size, most))
    if start < length:
        yield text[start:]

"""What each shipped encoding makes of one awkward text: a loaded engine is checked against it before it counts.

Stored from tiktoken 0.14 with OpenAI's published vocabularies.
"""

from __future__ import annotations

from typing import Final

CHECK_TEXT: Final = (
    "def f(x):\n\treturn 'it\\'s' + \"naïve café\"  # 12345, 中文字、テスト 😀\r\n\n   <|endoftext|> I'LL //--\n"
)
"""Code, contractions, accents, digits, CJK, an emoji, runs of white space, a special token, every kind of line end."""

_R50K_HEAD = (
    *(4299, 277, 7, 87, 2599, 198, 197, 7783, 705, 270, 43054, 82, 6, 1343, 366, 2616, 38776, 40304, 1, 220, 1303),
    *(17031, 2231, 11, 220, 40792, 23877, 229, 27764, 245, 23513, 24336, 43302, 30325, 222, 201, 628),
)
_R50K_TAIL = (1279, 91, 437, 1659, 5239, 91, 29, 314, 6, 3069, 3373, 438, 198)

CHECK_TOKENS: Final[dict[str, tuple[int, ...]]] = {
    "r50k_base": (*_R50K_HEAD, 220, 220, *_R50K_TAIL),
    "p50k_base": (*_R50K_HEAD, 50257, *_R50K_TAIL),
    "cl100k_base": (
        *(755, 282, 2120, 997, 862, 364, 275, 10379, 82, 6, 489, 330, 3458, 38672, 588, 53050, 1, 220, 674, 220, 4513),
        *(1774, 11, 73958, 88435, 5486, 57933, 71634, 91416, 81923, 256, 83739, 8862, 728, 428, 91, 29, 358, 6, 4178),
        *(443, 7233),
    ),
    "o200k_base": (
        *(1314, 285, 4061, 1883, 1393, 461, 278, 19780, 82, 6, 659, 392, 1503, 9954, 737, 30469, 1, 220, 1069, 220),
        *(7633, 2548, 11, 83711, 8134, 1395, 16056, 38236, 88038, 46865, 256, 464, 91, 419, 1440, 919, 91, 29, 3413),
        *(7454, 602, 15442),
    ),
}

"""Texts of every kind of content, without a network: Python, prose, minified JSON, CJK, adversarial.

The CJK texts are the standard library's own, and translated messages where the system has any.
"""

from __future__ import annotations

import base64
import gettext
import json
import pydoc_data.topics
import random
import sys
import sysconfig
from functools import cache
from pathlib import Path

SEED = 20261121
STRETCH_CHARS = 6_000
_STDLIB = Path(sysconfig.get_path("stdlib"))


@cache
def python() -> tuple[str, ...]:
    paths = sorted(_STDLIB.glob("*.py")) + sorted(_STDLIB.glob("asyncio/*.py")) + sorted(_STDLIB.glob("email/*.py"))
    return tuple(part for path in paths for part in _stretches(path.read_text("utf-8"))[1:2])


@cache
def prose() -> tuple[str, ...]:
    """The language reference as plain text."""
    return tuple(_stretches("\n\n".join(pydoc_data.topics.topics.values())))


@cache
def minified_json() -> tuple[str, ...]:
    """Records as programs write them: names, numbers, dates, paths, nested lists."""
    rng = random.Random(SEED)
    words = sorted({word for text in prose()[:20] for word in text.split() if word.isalpha()})

    def value(depth: int) -> object:
        kind = rng.randrange(8 if depth else 5)
        if kind == 0:
            return rng.randrange(10 ** rng.randrange(1, 9))
        if kind == 1:
            return rng.choice([True, False, None, round(rng.random() * 1000, 3)])
        if kind == 2:
            return "/".join(rng.choices(words, k=rng.randrange(1, 5)))
        if kind == 3:
            return f"2026-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}T{rng.randrange(24):02}:00:00Z"
        if kind == 4:
            return " ".join(rng.choices(words, k=rng.randrange(1, 9)))
        if kind == 5:
            return [value(depth - 1) for _ in range(rng.randrange(4))]
        return {
            "_".join(rng.choices(words, k=rng.randrange(1, 3))): value(depth - 1) for _ in range(rng.randrange(1, 6))
        }

    return tuple(
        json.dumps([{rng.choice(words): value(3) for _ in range(5)} for _ in range(60)], separators=(",", ":"))[
            :STRETCH_CHARS
        ]
        for _ in range(60)
    )


@cache
def cjk() -> tuple[str, ...]:
    found = []
    for path in sorted((_STDLIB / "test" / "cjkencodings").glob("*-utf8.txt")):
        found += _stretches(path.read_text("utf-8"), 1_000)
    for path in _translations()[::2]:
        found += _messages(path)
    found.append("中文字符测试、日本語の文章。한국어 문장！" * 100)
    return tuple(found)


@cache
def adversarial() -> tuple[str, ...]:
    rng = random.Random(SEED)
    return (
        base64.b64encode(rng.randbytes(60_000)).decode(),
        "a" * 50_000,
        "=" * 50_000,
        " " * 120_000 + "x",
        "\r\n" * 30_000,
        "0123456789" * 5_000,
        "".join(map(chr, rng.choices(range(0x20, 0x3000), k=20_000))),
        "".join(map(chr, rng.choices(range(0x110000), k=5_000))),  # lone surrogates among them
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 2_000,
        "<|endoftext|><|im_start|>" * 2_000,
        "it's we'LL you'\u017fre '\u017f " * 2_000,
        "e\u0301\u0302" * 5_000,
        "\x1c\x1d\x85\xa0\u2028\u3000\u200b" * 3_000,
        "\x00" * 10_000,
    )


def held_back() -> dict[str, tuple[str, ...]]:
    """Texts that no estimate was fitted to: other modules, what packages say of themselves, other messages."""
    packages = Path(sysconfig.get_path("purelib"))
    modules = [path for name in _OTHER_MODULES for path in sorted((_STDLIB / name).rglob("*.py"))]
    descriptions = sorted(packages.glob("*.dist-info/METADATA"))
    return {
        "python": tuple(part for path in modules for part in _stretches(path.read_text("utf-8"))[:1]),
        "prose": tuple(part for path in descriptions for part in _stretches(path.read_text("utf-8"))[:1]),
        "json": tuple(part for path in sorted(packages.rglob("*.json")) for part in _minified(path)[:1]),
        "cjk": tuple(part for path in _translations()[1::2] for part in _messages(path)[::2]),
    }


_OTHER_MODULES = ("xml", "json", "http", "unittest", "multiprocessing", "importlib", "ctypes", "sqlite3", "urllib")


def _minified(path: Path) -> list[str]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except ValueError:
        return []
    return _stretches(json.dumps(value, separators=(",", ":"), ensure_ascii=False))


def _translations() -> list[Path]:
    """Catalogues of messages in the languages that have characters for words, by language."""
    locale = Path("/usr/share/locale")
    return [
        path
        for language in ("ja", "ko", "zh_CN", "zh_TW")
        for path in sorted(locale.glob(f"{language}/LC_MESSAGES/*.mo"))[:24]
    ]


def _messages(path: Path) -> list[str]:
    with path.open("rb") as file:
        messages = gettext.GNUTranslations(file)._catalog.values()
    return _stretches("\n".join(filter(None, (m for m in messages if isinstance(m, str)))), 3_000)[:4]


def everything() -> dict[str, tuple[str, ...]]:
    return {
        "python": python(),
        "prose": prose(),
        "json": minified_json(),
        "cjk": cjk(),
        "adversarial": adversarial(),
    }


def _stretches(text: str, chars: int = STRETCH_CHARS) -> list[str]:
    return [text[start : start + chars] for start in range(0, len(text) - chars + 1, chars)]


if __name__ == "__main__":
    for name, texts in everything().items():
        sys.stdout.write(f"{name}: {len(texts)} texts, {sum(map(len, texts)):,} characters\n")

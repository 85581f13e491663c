"""Configuration with less of its values: keys and the values that matter, then its sections alone.

A value matters if it is short: a switch, a number, a version, a name. Long texts and lists are cut, and the values of
keys that name a secret are never shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from bursar.pack.secrets import REDACTED

VALUE_CHARS: Final = 100
"""The compact form shows values up to this length."""

SHORT_CHARS: Final = 48
"""The skeleton shows values up to this length."""

LIST_LINES: Final = 12
"""The compact form shows so many lines of a list."""

SHORT_LIST_LINES: Final = 3
"""The skeleton shows so many lines of a list."""

LARGEST_JSON_CHARS: Final = 4_000_000
"""A longer line of JSON is cut rather than read."""

_LINE: Final = re.compile(r"\r\n|\r|\n")
_COMMENT: Final = re.compile(r"[ \t]*(?:#|//|;|--[ \t]|!)")
_TRAILING: Final = re.compile(r"[ \t]+#[ \t].*$")
_SECTION: Final = re.compile(r"[ \t]*(\[{1,2}[^\[\]]*\]{1,2})[ \t]*$")
_KEY: Final = re.compile(
    r"(?P<before>[ \t]*(?:-[ \t]+)?(?:\"(?P<double>[^\"\n]{1,200})\"|'(?P<single>[^'\n]{1,200})'"
    r"|(?P<bare>[A-Za-z_$@./][\w.$@/-]*))[ \t]*[:=][ \t]*)(?P<value>.*)$"
)
_SECRET: Final = re.compile(
    r"(?i)(?:pass(?:word|phrase|wd)?|secret|token|api[_-]?key|private[_-]?key|credential|auth)s?$"
)
_OPEN_VALUE: Final = re.compile(r"[\"']?(?:[\d.]+|true|false|null|none|yes|no|\$.*)?[\"']?,?$", re.IGNORECASE)
"""What is no secret, whatever the key: a number, a switch, nothing, a reference to where the secret is."""

_OPENS: Final = re.compile(r"[\[{(|>][-+]?,?$")


def settings(text: str) -> str:
    """All keys with their values, without comments; long values and lists are cut."""
    return "".join(_lines(_plain(text), VALUE_CHARS, LIST_LINES))


def main_settings(text: str) -> str:
    """All keys with the values that matter; the others are cut short.

    Of tables that stand beside each other and have the same keys the first is shown, the others by their names.
    """
    return "".join(_lines(list(_folded(_plain(text))), SHORT_CHARS, SHORT_LIST_LINES))


def sections(text: str) -> str:
    """The sections and outermost keys, without values."""
    lines = _plain(text)
    tables = [section[1] for line in lines if (section := _SECTION.match(line))]
    found = [(len(line) - len(line.lstrip()), _name(key)) for line in lines if (key := _KEY.match(line))]
    margin = min((depth for depth, _ in found), default=0)
    names = tables or [name for depth, name in found if depth == margin]
    return f"{', '.join(dict.fromkeys(names))}\n" if names else ""


def keys(text: str) -> Iterator[str]:
    """The names of sections and keys, in order."""
    for line in _plain(text):
        section, key = _SECTION.match(line), _KEY.match(line)
        if section:
            yield section[1].strip("[]").strip()
        elif key:
            yield _name(key)


def _plain(text: str) -> list[str]:
    """The lines of a configuration; JSON that stands on one line is laid out."""
    stripped = text.strip()
    if stripped[:1] in {"{", "["} and "\n" not in stripped and len(stripped) <= LARGEST_JSON_CHARS:
        try:
            text = json.dumps(json.loads(stripped), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            text = stripped
    return _LINE.split(text)


def _folded(lines: list[str]) -> Iterator[str]:
    """Lines in which a table whose keys those before it have, under the same parent, is one line."""
    lines = [line for line in lines if line.strip() and not _COMMENT.match(line)]
    ends = _ends(lines)
    seen: dict[int, set[str]] = {}
    parents: list[int] = []
    at = 0
    while at < len(lines):
        while parents and ends[parents[-1]] <= at:
            seen.pop(parents.pop(), None)
        key, end = _KEY.match(lines[at]), ends[at]
        if key is not None and end > at + 2:
            inner = {_name(found) for line in lines[at + 1 : end] if (found := _KEY.match(line))}
            above = seen.setdefault(parents[-1] if parents else -1, set())
            if inner and inner <= above:
                yield f"{key['before'].rstrip()} ..."
                at = end + (end < len(lines) and lines[end].strip()[:1] in {"}", "]"})
                continue
            above |= inner
        parents.append(at)
        yield lines[at]
        at += 1


def _ends(lines: list[str]) -> list[int]:
    """For each line, the number of the first one below it that is indented no deeper."""
    ends = [len(lines)] * len(lines)
    waiting: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        depth = len(line) - len(line.lstrip())
        while waiting and waiting[-1][0] >= depth:
            ends[waiting.pop()[1]] = number
        waiting.append((depth, number))
    return ends


def _lines(lines: list[str], chars: int, most: int) -> Iterator[str]:
    run, indent, left = 0, "", 0
    for line in lines:
        if not line.strip() or _COMMENT.match(line):
            continue
        key, section = _KEY.match(line), _SECTION.match(line)
        plain = not key and not section and line.strip()[0] not in "]})"
        run = run + 1 if plain else 0
        if run > most:
            left += 1
            continue
        if left:
            yield f"{indent}... {left} more\n"
            left = 0
        indent = line[: len(line) - len(line.lstrip())]
        yield f"{_value(key, chars) if key else _cut(line.rstrip(), chars)}\n"
    if left:
        yield f"{indent}... {left} more\n"


def _value(key: re.Match[str], chars: int) -> str:
    """A key with its value, as far as that is shown."""
    before, name, value = key["before"], _name(key), _TRAILING.sub("", key["value"]).rstrip()
    if not value or _OPENS.fullmatch(value):
        return before + value
    if _SECRET.search(name) and not _OPEN_VALUE.match(value):
        return f"{before}{REDACTED}"
    return before + _cut(value, chars)


def _name(key: re.Match[str]) -> str:
    return str(key["double"] or key["single"] or key["bare"])


def _cut(value: str, chars: int) -> str:
    if len(value) <= chars:
        return value
    return f"{value[:chars].rstrip()}..."

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
_KEY: Final = re.compile(r"([ \t]*(?:-[ \t]+)?[\"']?([A-Za-z_$@./][\w.$@/-]*)[\"']?[ \t]*[:=][ \t]*)(.*)$")
_SECRET: Final = re.compile(
    r"(?i)(?:pass(?:word|phrase|wd)?|secret|token|api[_-]?key|private[_-]?key|credential|auth)s?$"
)
_OPENS: Final = re.compile(r"[\[{(|>][-+]?,?$")


def settings(text: str) -> str:
    """All keys with their values, without comments; long values and lists are cut."""
    return "".join(_lines(_plain(text), VALUE_CHARS, LIST_LINES))


def main_settings(text: str) -> str:
    """All keys with the values that matter; the others are cut short."""
    return "".join(_lines(_plain(text), SHORT_CHARS, SHORT_LIST_LINES))


def sections(text: str) -> str:
    """The sections and outermost keys, without values."""
    found: list[str] = []
    for line in _plain(text):
        section, key = _SECTION.match(line), _KEY.match(line)
        if section:
            found.append(section[1])
        elif (key and not line[0].isspace()) or (key and line.startswith(('  "', '\t"')) and line[2:3] != " "):
            found.append(key[2])
    if any(name.startswith("[") for name in found):
        found = [name for name in found if name.startswith("[")]
    return f"{', '.join(dict.fromkeys(found))}\n" if found else ""


def keys(text: str) -> Iterator[str]:
    """The names of sections and keys, in order."""
    for line in _plain(text):
        section, key = _SECTION.match(line), _KEY.match(line)
        if section:
            yield section[1].strip("[]").strip()
        elif key:
            yield key[2]


def _plain(text: str) -> list[str]:
    """The lines of a configuration; JSON that stands on one line is laid out."""
    stripped = text.strip()
    if stripped[:1] in {"{", "["} and "\n" not in stripped and len(stripped) <= LARGEST_JSON_CHARS:
        try:
            text = json.dumps(json.loads(stripped), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            text = stripped
    return _LINE.split(text)


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
    before, name, value = key[1], key[2], _TRAILING.sub("", key[3]).rstrip()
    if not value or _OPENS.fullmatch(value):
        return before + value
    if _SECRET.search(name) and len(value) > 2:
        return f"{before}{REDACTED}"
    return before + _cut(value, chars)


def _cut(value: str, chars: int) -> str:
    if len(value) <= chars:
        return value
    return f"{value[:chars].rstrip()} ... ({len(value):,} characters)"

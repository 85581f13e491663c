"""Data with less of its rows: its schema with a sample, then its shape in a line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

SAMPLE_ROWS: Final = 5
"""The compact form shows so many rows or elements."""

SEEN_ROWS: Final = 50
"""A schema is read from so many rows or elements of each list."""

FIELDS: Final = 40
"""A schema names so many fields of an object."""

TEXT_CHARS: Final = 60
"""A sample shows texts up to this length."""

LINE_CHARS: Final = 160
"""A sample shows lines up to this length."""

LARGEST_CHARS: Final = 4_000_000
"""A longer text is not read as a whole: its first lines are the sample."""

DEPTH: Final = 8

_LINE: Final = re.compile(r"\r\n|\r|\n")
_ELEMENT: Final = re.compile(
    r"<([A-Za-z_][\w:.-]{0,80})"
    r"((?:[ \t\r\n]+[\w:.-]{1,80}[ \t]*=[ \t]*(?:\"[^\"<]{0,400}\"|'[^'<]{0,400}'))*)"
)
_ATTRIBUTE: Final = re.compile(r"([\w:.-]{1,80})[ \t]*=[ \t]*[\"']")

Row = Mapping[str, Any]


def sampled(text: str, path: str) -> str:
    """The schema of some data and a few of its rows."""
    return _shown(text, path, SAMPLE_ROWS)


def schema(text: str, path: str) -> str:
    """The schema of some data and one of its rows."""
    return _shown(text, path, 1)


def shape(text: str, path: str) -> str:
    """What some data is, how much there is of it, and the names in it, in one line."""
    _, what, names, _ = _read(text, path)
    listed = ", ".join(names[:FIELDS]) + (", ..." if len(names) > FIELDS else "")
    return f"[{what}{': ' + listed if listed else ''}]\n"


def names_of(text: str, path: str) -> list[str]:
    """The names of the columns, fields or elements of some data."""
    return _read(text, path)[2]


_Reading = tuple[str, str, list[str], Callable[[int], str]]
"""The schema, what the data is, its names, and what gives a sample of so many rows."""


def _shown(text: str, path: str, rows: int) -> str:
    described, what, _, sample = _read(text, path)
    return f"[{what}]\n{described}{sample(rows)}"


def _read(text: str, path: str) -> _Reading:
    name = path.lower()
    readers: Sequence[tuple[tuple[str, ...], Callable[[str], _Reading | None]]] = (
        ((".csv", ".tsv", ".psv"), _table),
        ((".jsonl", ".ndjson"), _json_lines),
        ((".json", ".geojson", ".ipynb", ".har", ".snap", ".lock"), _json),
        ((".xml", ".svg", ".html", ".plist"), _elements),
    )
    if len(text) <= LARGEST_CHARS:
        for ends, reader in readers:
            found = reader(text) if name.endswith(ends) else None
            if found is not None:
                return found
    return _raw(text)


def _table(text: str) -> _Reading | None:
    first = next((line for line in _LINE.split(text[:10_000]) if line.strip()), "")
    mark = max(",\t;|", key=first.count)
    if not first.count(mark):
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error:
        return None
    head, rest = rows[0], [row for row in rows[1:] if row]
    columns = [
        f"{column}: {_union(_scalar(row[number]) for row in rest[:SEEN_ROWS] if number < len(row))}"
        for number, column in enumerate(head[:FIELDS])
    ]

    def sample(count: int) -> str:
        return "".join(mark.join(_text(cell) for cell in row[:FIELDS]) + "\n" for row in rest[:count])

    described = ", ".join(columns) + "\n"
    return described, f"table, {len(rest):,} rows x {len(head)} columns", [column.strip() for column in head], sample


def _json_lines(text: str) -> _Reading | None:
    lines = [line for line in _LINE.split(text) if line.strip()]
    try:
        rows = [json.loads(line) for line in lines[:SEEN_ROWS]]
    except (ValueError, RecursionError):
        return None
    return _values(rows, f"{len(lines):,} lines of JSON", _merged(rows, 0))


def _json(text: str) -> _Reading | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = value if isinstance(value, list) else [value]
    what = f"JSON, a list of {len(rows):,}" if isinstance(value, list) else "JSON, an object"
    return _values(rows[:SEEN_ROWS], what, _type(value, 0))


def _values(rows: Sequence[Any], what: str, described: str) -> _Reading:
    names: dict[str, None] = {}
    for row in rows:
        _names(row, names, 0)

    def sample(count: int) -> str:
        return "".join(json.dumps(_small(row, 0), ensure_ascii=False) + "\n" for row in rows[:count])

    return f"{described}\n", what, list(names), sample


def _elements(text: str) -> _Reading | None:
    found: dict[str, dict[str, None]] = {}
    counts: dict[str, int] = {}
    for element in _ELEMENT.finditer(text):
        counts[element[1]] = counts.get(element[1], 0) + 1
        found.setdefault(element[1], {}).update(dict.fromkeys(_ATTRIBUTE.findall(element[2])))
    if not found:
        return None
    lines = [
        f"<{name}{''.join(f' {attribute}' for attribute in list(attributes)[:FIELDS])}> x {counts[name]:,}\n"
        for name, attributes in list(found.items())[:FIELDS]
    ]
    return "".join(lines), f"{sum(counts.values()):,} elements", list(found), _raw(text)[3]


def _raw(text: str) -> _Reading:
    lines = [line for line in _LINE.split(text) if line.strip()]

    def sample(count: int) -> str:
        rest = len(lines) - count
        shown = "".join(f"{_line(line)}\n" for line in lines[:count])
        return shown + (f"... {rest:,} more lines\n" if rest > 0 else "")

    return "", f"{len(lines):,} lines, {len(text):,} characters", [], sample


def _type(value: Any, depth: int) -> str:
    if depth > DEPTH:
        return "..."
    if isinstance(value, dict):
        fields = [f"{key}: {_type(inner, depth + 1)}" for key, inner in list(value.items())[:FIELDS]]
        more = [f"... {len(value) - FIELDS} more"] if len(value) > FIELDS else []
        return "{" + ", ".join([*fields, *more]) + "}"
    if isinstance(value, list):
        return f"[{_merged(value[:SEEN_ROWS], depth + 1)}] x {len(value):,}" if value else "[]"
    return _scalar(value)


def _merged(values: Sequence[Any], depth: int) -> str:
    """One type for all elements of a list: the fields of its objects together, `?` after those that some lack."""
    objects = [value for value in values if isinstance(value, dict)]
    if not objects or len(objects) < len(values):
        return _union(_type(value, depth) for value in values)
    fields: dict[str, list[Any]] = {}
    for value in objects:
        for key, inner in value.items():
            fields.setdefault(key, []).append(inner)
    shown = [
        f"{key}{'?' if len(found) < len(objects) else ''}: {_union(_type(inner, depth + 1) for inner in found[:5])}"
        for key, found in list(fields.items())[:FIELDS]
    ]
    more = [f"... {len(fields) - FIELDS} more"] if len(fields) > FIELDS else []
    return "{" + ", ".join([*shown, *more]) + "}"


def _union(types: Iterator[str]) -> str:
    return " | ".join(dict.fromkeys(types)) or "nothing"


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _named_scalar(value)
    if value is None:
        return "null"
    return "boolean" if isinstance(value, bool) else "number"


_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?")
_NUMBER: Final = re.compile(r"[+-]?\d{1,40}(?:[.,]\d{1,40})?(?:[eE][+-]?\d{1,4})?")


def _named_scalar(value: str) -> str:
    value = value[:100].strip()
    if not value:
        return "empty"
    if _DATE.fullmatch(value):
        return "date"
    return "number" if _NUMBER.fullmatch(value) else "text"


def _names(value: Any, names: dict[str, None], depth: int) -> None:
    if depth > DEPTH:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            names.setdefault(key)
            _names(inner, names, depth + 1)
    elif isinstance(value, list):
        for inner in value[:SEEN_ROWS]:
            _names(inner, names, depth + 1)


def _small(value: Any, depth: int) -> Any:
    """A value with short texts, and lists of one element."""
    if isinstance(value, dict):
        if depth > DEPTH:
            return "..."
        return {key: _small(inner, depth + 1) for key, inner in list(value.items())[:FIELDS]}
    if isinstance(value, list):
        return [_small(value[0], depth + 1), *(["..."] if len(value) > 1 else [])] if value else []
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return value if len(value) <= TEXT_CHARS else f"{value[:TEXT_CHARS]}..."


def _line(line: str) -> str:
    return line if len(line) <= LINE_CHARS else f"{line[:LINE_CHARS]}..."

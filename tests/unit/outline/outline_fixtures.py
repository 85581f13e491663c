"""The fixtures of the languages: small files with every construct, the outlines they have, and large real files."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from bursar.outline import Outline, Symbol, language_of, outline_of
from bursar.text import Span, Text

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "outline"
LONG: Final = "You are careful. ‹Sag es auf Deutsch›, or 日本語で, or with 🙂. " * 8
"""What stands for `«long»` in a fixture: a text long enough to be a prompt."""

_ROOTS: Final = (
    Path(sysconfig.get_path("stdlib")),
    Path(sysconfig.get_path("purelib")),
    Path(__file__).parents[3] / "vscode-client" / "node_modules",
    Path("/usr/include"),
)
_LINES: Final = 1_000
_LARGEST_BYTES: Final = 150_000
_LONGEST_LINE_CHARS: Final = 2_000
"""Above it a file was made by a program."""

_FIXTURE_LINES: Final = 300


def fixtures() -> list[Path]:
    """The small files; each has its outline beside it."""
    return sorted(path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".outline")


def language_of_fixture(path: Path) -> str:
    """The language of a fixture is in its name: `php.php`, `php_namespace.php`."""
    return path.stem.partition("_")[0]


def read(path: Path) -> Text:
    return Text(path.read_text(encoding="utf-8").replace("«long»", LONG))


def large_text(language: str) -> Text:
    """A file of more than a thousand lines that is installed here anyway, or else our own of some hundred lines."""
    for path in _installed().get(language, []):
        try:
            text = path.read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            continue
        lines = text.split("\n")
        if len(lines) > _LINES and max(map(len, lines)) < _LONGEST_LINE_CHARS:
            return Text(text)
    return Text(_repeated([path for path in fixtures() if language_of_fixture(path) == language]))


@cache
def _installed() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for root in _ROOTS:
        for folder, _, names in os.walk(root):
            for name in names:
                language = language_of(name)
                if language is not None:
                    path = Path(folder, name)
                    if path.is_file() and 20 * _LINES < path.stat().st_size < _LARGEST_BYTES:
                        found.setdefault(language, []).append(path)
    return {language: sorted(paths) for language, paths in found.items()}


def _repeated(paths: list[Path]) -> str:
    """The small files again and again, each time with other long texts."""
    found = ""
    for number in range(_FIXTURE_LINES):
        if found.count("\n") >= _FIXTURE_LINES:
            break
        for path in paths:
            found += path.read_text(encoding="utf-8").replace("«long»", LONG[number:] * 2) + "\n"
    return found


def abridged(outline: Outline, text: Text) -> str:
    """One line per symbol: kind, name, line, then its parts, each with its beginning and end."""
    return "".join(f"{line}\n" for line in _lines(outline.symbols, text, ""))


def _lines(symbols: tuple[Symbol, ...], text: Text, indent: str) -> Iterator[str]:
    for symbol in symbols:
        parts = [
            f"{name}: {_short(text, span)}"
            for name, span in (("signature", symbol.signature), ("body", symbol.body), ("doc", symbol.doc))
            if span is not None
        ]
        head = f"{indent}{symbol.kind.value} {symbol.name} @{symbol.line(text) + 1}"
        yield " | ".join([head, _short(text, symbol.span), *parts])
        yield from _lines(symbol.children, text, indent + "    ")


def _short(text: Text, span: Span) -> str:
    found = text.slice(span.start, span.end).replace(LONG, "«long»").replace("\n", "⏎").replace("\t", "⇥")
    return found if len(found) <= 64 else f"{found[:34]}…{found[-28:]}"


def _write() -> None:
    """Write the outlines anew, to be read in the diff: `python -m unit.outline.outline_fixtures` in `tests`."""
    for path in fixtures():
        text = read(path)
        path.with_suffix(path.suffix + ".outline").write_text(
            abridged(outline_of(text, language_of_fixture(path)), text), encoding="utf-8"
        )


if __name__ == "__main__":
    sys.exit(_write())

"""The fixtures of the languages: small files with every construct, the outlines they have, and large real files."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bursar.outline import Outline, Symbol, outline_of
from bursar.text import Span, Text

FOLDER: Final = Path(__file__).parents[2] / "fixtures" / "outline"
LONG: Final = "You are careful. ‹Sag es auf Deutsch›, or 日本語で, or with 🙂. " * 8
"""What stands for `«long»` in a fixture: a text long enough to be a prompt."""

_PACKAGES: Final = Path(sysconfig.get_path("purelib"))
_INSTALLED: Final = {
    "python": ("typing_extensions.py",),
    "c": ("mypyc/lib-rt/misc_ops.c",),
    "cpp": ("greenlet/greenlet_refs.hpp", "numpy/_core/include/numpy/ndarraytypes.h"),
    "json": ("tokenizers-*.dist-info/sboms/*.json", "hf_xet-*.dist-info/sboms/*.json"),
}
"""Files of more than a thousand lines in the packages that our own development install brings."""

INSTALLED_LINES: Final = 1_000
FIXTURE_LINES: Final = 300


def fixtures() -> list[Path]:
    """The small files; each has its outline beside it."""
    return sorted(path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".outline")


def language_of_fixture(path: Path) -> str:
    """The language of a fixture is in its name: `php.php`, `php_namespace.php`."""
    return path.stem.partition("_")[0]


def read(path: Path) -> Text:
    return Text(path.read_text(encoding="utf-8").replace("«long»", LONG))


def large_fixtures(language: str) -> list[Path]:
    """Our own long files of a language: the first has hundreds of lines, others what may stand only once in a file."""
    found = [path for path in sorted((FOLDER / "large").iterdir()) if language_of_fixture(path) == language]
    return sorted(found, key=lambda path: -path.stat().st_size)


def large_texts(language: str) -> list[Text]:
    """A real file of more than a thousand lines that is installed, or else our own of some hundred lines."""
    if language not in _INSTALLED:
        return [read(path) for path in large_fixtures(language)]
    path = next(path for pattern in _INSTALLED[language] for path in sorted(_PACKAGES.glob(pattern)))
    return [Text(path.read_text(encoding="utf-8"))]


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

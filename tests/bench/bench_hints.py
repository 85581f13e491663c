"""Counts per symbol: from a keystroke to the hints on the screen, a first outline, and the counts of all symbols."""

from __future__ import annotations

import random
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import tree_sitter
from figures import SEED, median, ms, p95, text_of, timed
from wire import Wire

from bursar.outline import Outline, outline_of
from bursar.outline.grammars import Grammar, grammar_of
from bursar.outline.languages import LANGUAGES, language_named, language_of
from bursar.snapshot import symbol_counts
from bursar.text import PositionEncoding, Text
from bursar.tokens.encodings import load

LARGE = Path(__file__).parents[1] / "fixtures" / "outline" / "large"
REAL_LINES = 1_000
STDLIB, PACKAGES = (Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib"))
MODULES = Path(__file__).parents[2] / "vscode-client" / "node_modules"
REAL = {
    "python": ((STDLIB, "argparse.py"),),
    "html": ((STDLIB, "idlelib/help.html"),),
    "c": ((PACKAGES, "mypyc/lib-rt/*.c"),),
    "cpp": ((PACKAGES, "greenlet/*.hpp"), (PACKAGES, "numpy/_core/include/numpy/*.h")),
    "json": ((PACKAGES, "*.dist-info/sboms/*.json"),),
    "javascript": ((MODULES, "undici/lib/*/*.js"),),
    "typescript": ((MODULES, "@types/vscode/index.d.ts"),),
    "markdown": ((MODULES, "undici/docs/docs/api/*.md"),),
}
"""Where long files of some languages are, on a machine that this project is built on; what is not there is left out."""

URI = "file:///bench/module.py"
BURSAR = [sys.executable, "-m", "bursar", "lsp"]
LINES = 60
PLACES, KEYS = 20, 10
AIM, ROUNDS = 1.3, 21
PAUSE_S = 0.05
"""Between two keystrokes: twenty a second, faster than anyone types."""


def main() -> None:
    """Print the tables."""
    grammar = grammar_of(language_named("python"))
    assert isinstance(grammar, Grammar)
    _keystrokes(grammar)
    print()
    _whole_files(grammar)
    print()
    _first_outlines()


def _keystrokes(grammar: Grammar) -> None:
    print(f"didChange, then the hints of {LINES} lines around it, over stdio; {PLACES} places, {KEYS} keystrokes each")
    print(f"{'size':>8} {'median':>10} {'p95':>10} {'bare re-parse':>14} {'p95 of it':>10}  p95 / p95 of bare re-parse")
    slow = {}
    for label, size in (("1 MB", 1_000_000), ("10 MB", 10_000_000)):
        strokes = _strokes(size)
        bare = _bare(grammar, size, strokes)
        seconds = _served(size, strokes)
        slow[label] = p95(seconds)
        print(
            f"{label:>8} {ms(median(seconds)):>10} {ms(p95(seconds)):>10} {ms(median(bare)):>14} {ms(p95(bare)):>10}"
            f"  {p95(seconds) / p95(bare):.2f}x of p95, {p95(seconds) / median(bare):.2f}x of the median"
        )
    print(f"aim: at most 3x at 1 MB; p95 at 10 MB against 1 MB: {slow['10 MB'] / slow['1 MB']:.2f}x (aim: at most 2x)")


def _strokes(size: int) -> list[int]:
    """Offsets: at each place a word is typed, letter by letter, at the end of a line that has something on it."""
    text, rng = Text(text_of(size)), random.Random(SEED)
    found: list[int] = []
    while len(found) < PLACES * KEYS:
        line = text.line_span(rng.randrange(text.line_count))
        if text.slice(line.start, line.end).strip().startswith("#"):
            found += range(line.end, line.end + KEYS)
    return found


def _bare(grammar: Grammar, size: int, strokes: list[int]) -> list[float]:
    """Seconds of tree-sitter's incremental parse after each of these keystrokes."""
    text = Text(text_of(size))
    parser = tree_sitter.Parser(grammar.language)
    data = bytearray(str(text).encode())
    tree = parser.parse(bytes(data))
    seconds = []
    for offset in strokes:
        at, place = text.utf8_offset(offset), text.position_at(offset, PositionEncoding.UTF8)
        text, _ = text.replace(offset, offset, "x")
        data[at:at] = b"x"
        whole, point = bytes(data), (place.line, place.character)
        tree.edit(at, at, at + 1, point, point, (place.line, place.character + 1))
        start = time.perf_counter()
        tree = parser.parse(whole, tree)
        seconds.append(time.perf_counter() - start)
    return seconds


def _served(size: int, strokes: list[int]) -> list[float]:
    """Seconds from sending each of these keystrokes to having the hints around it."""
    wire = Wire(BURSAR)
    wire.initialize()
    text = Text(text_of(size))
    item = {"uri": URI, "languageId": "python", "version": 0, "text": str(text)}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    wire.request("bursar/count", {"textDocument": {"uri": URI}})
    while not wire.request("textDocument/inlayHint", _lines(0, text.line_count)):  # until it is parsed
        time.sleep(0.1)
    seconds = []
    for version, offset in enumerate(strokes, 1):
        place = text.position_at(offset, PositionEncoding.UTF16)
        position = {"line": place.line, "character": place.character}
        change = {"range": {"start": position, "end": position}, "text": "x"}
        text, _ = text.replace(offset, offset, "x")
        document, asked = {"uri": URI, "version": version}, _around(place.line)
        time.sleep(PAUSE_S)

        def one(document: dict[str, Any] = document, change: dict[str, Any] = change, asked: Any = asked) -> None:
            wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
            wire.request("textDocument/inlayHint", asked)

        seconds.append(timed(one))
    wire.close()
    return seconds


def _around(line: int) -> dict[str, Any]:
    first = max(line - LINES // 2, 0)
    return _lines(first, first + LINES)


def _lines(first: int, last: int) -> dict[str, Any]:
    shown = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
    return {"textDocument": {"uri": URI}, "range": shown}


def _whole_files(grammar: Grammar) -> None:
    source = text_of(1_000_000)
    text, data, encoding = Text(source), source.encode(), load("o200k_base")
    outline = outline_of(text, "python")
    parser = tree_sitter.Parser(grammar.language)

    def bare() -> None:
        tree_sitter.QueryCursor(grammar.query).matches(parser.parse(data).root_node)

    def all_symbols() -> None:
        symbol_counts(source, outline.symbols, encoding)

    def first_outline() -> None:
        outline_of(text, "python")

    def full_count() -> None:
        encoding.count(source)

    all_symbols()
    rounds = [[timed(one) for one in (bare, first_outline, full_count, all_symbols)] for _ in range(7)]
    parse, first, full, symbols = (median(column) for column in zip(*rounds, strict=True))
    print(f"A Python file of 1 MB with {sum(1 for _ in outline.walk()):,} symbols")
    print(f"bare parse and query {ms(parse)}, first outline {ms(first)}: {first / parse:.2f}x (aim: at most 1.3x)")
    print(f"one full count {ms(full)}, counts of all symbols {ms(symbols)}: {symbols / full:.2f}x (aim: at most 1.5x)")


def _first_outlines() -> None:
    """Each language's dense fixture, then the real files that are at hand for some."""
    print(f"First outline, counts aside, against bare parse and query (aim: at most {AIM}x)")
    print(f"{'file':>28} {'lines':>6} {'symbols':>8} {'bare':>10} {'outline':>10}  ratio, more per symbol, all made")
    print("our fixtures of 300 lines: a symbol in every fifth, in data in each")
    dense = [(path.name, _first_outline(path, path.stem)) for path in sorted(LARGE.iterdir()) if "_" not in path.stem]
    print("real files of more than 1,000 lines")
    real = [(path.name, _first_outline(path, language_of(path.name) or "")) for path in _real_files()]
    for label, found in (("fixtures", dense), ("real files", real)):
        above = [f"{name} {ratio:.2f}x" for name, ratio in found if ratio > AIM]
        print(f"within {AIM}x: {len(found) - len(above)} of {len(found)} {label}; not: {', '.join(above) or 'none'}")
    print("all made: with the name, the signature, the body and the doc of every symbol; else those that are looked at")


def _real_files() -> Iterator[Path]:
    """The first long file of each kind in the standard library, the installed packages and the extension's modules."""
    for language in sorted({row.id for row in LANGUAGES}):
        found = (
            path
            for folder, pattern in REAL.get(language, ())
            for path in sorted(folder.glob(pattern))
            if path.read_text("utf-8").count("\n") > REAL_LINES
        )
        yield from islice(found, 1)


def _first_outline(path: Path, language: str) -> float:
    """The ratio, of processor time: medians of rounds in which each takes its turn."""
    row, source = language_named(language), path.read_text("utf-8")
    grammar = grammar_of(row) if row else None
    if row is None or not isinstance(grammar, Grammar):
        return 0.0
    text, data, parser = Text(source), source.encode(), tree_sitter.Parser(grammar.language)

    def bare() -> None:
        cursor = tree_sitter.QueryCursor(grammar.query)
        if grammar.depth is not None:
            cursor.set_max_start_depth(grammar.depth)
        cursor.matches(parser.parse(data).root_node)

    def first() -> Outline:
        return outline_of(text, row.id)

    def made() -> int:
        return sum(symbol.name is not None for symbol in first().walk())

    symbols = made()
    rounds = [[_spent(one) for one in (bare, first, made)] for _ in range(ROUNDS)]
    parsed, outlined, whole = (median(column) for column in zip(*rounds, strict=True))
    ratio = median([one[1] / one[0] for one in rounds])
    print(
        f"{path.name:>28} {text.line_count:>6,} {symbols:>8,} {ms(parsed):>10} {ms(outlined):>10}"
        f"  {ratio:.2f}x, {(outlined - parsed) / max(symbols, 1) * 1e6:.0f} us, {whole / parsed:.2f}x"
    )
    return ratio


def _spent(function: Callable[[], object]) -> float:
    """Seconds of processor time of one call."""
    start = time.process_time()
    function()
    return time.process_time() - start


if __name__ == "__main__":
    main()

"""`bursar count`: tokens of files, folders, standard input or a text, by symbol if asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from bursar.cli.output import say, write_json
from bursar.cli.project import Project, files_of, model_named, remark_problems
from bursar.cli.sources import Reading, Source

if TYPE_CHECKING:
    from bursar.models import Model
    from bursar.outline import Symbol
    from bursar.text import Text
    from bursar.tokens.counts import Counts
    from bursar.tokens.encodings import Encoding

SCHEMA = 1
TEXT_PATH = "<text>"
"""What stands for a path where the text came from `--text`."""

_WIDTH = 9
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class CountedSymbol:
    """A symbol with its count, and `own`: what is left of it outside its children."""

    name: str
    kind: str
    range: tuple[int, int, int, int]
    tokens: int
    own: int
    children: tuple[CountedSymbol, ...]

    def to_json(self) -> dict[str, Any]:
        """The published shape."""
        return {
            "name": self.name,
            "kind": self.kind,
            "range": list(self.range),
            "tokens": self.tokens,
            "own": self.own,
            "children": [child.to_json() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class CountedFile:
    """A file with its count; `symbols` is None where they were not asked for."""

    path: str
    tokens: int
    symbols: tuple[CountedSymbol, ...] | None = None


@click.command("count")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, allow_dash=True), metavar="PATH...")
@click.option("--model", "-m", metavar="MODEL", help="The model to count for (default: the one in the settings).")
@click.option("--text", metavar="TEXT", help="Count this text.")
@click.option("--symbols", is_flag=True, help="Count each function, class and section as well.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON (docs/schemas/count.json).")
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[str, ...], model: str | None, text: str | None, symbols: bool, as_json: bool
) -> None:
    """Count the tokens of files and folders (`-` is standard input).

    Exit codes: 0 all counted, 2 wrong usage, or something named could not be read (the rest is counted).
    """
    if not paths and text is None:
        raise click.UsageError("Give a PATH, - for standard input, or --text TEXT.")
    project = Project()
    chosen = model_named(model, project)
    remark_problems(project.problems())
    from bursar.tokens.encodings import load

    encoding, reading = load(chosen.encoding), Reading()
    sources = _all_sources(text, reading, paths)
    counted = [_count(source, encoding, symbols) for source in sources]
    if as_json:
        write_json(_document(counted, chosen))
    else:
        for line in _lines(counted, chosen):
            say(line)
    ctx.exit(2 if reading.failed else 0)


def _all_sources(text: str | None, reading: Reading, paths: tuple[str, ...]) -> Iterator[Source]:
    if text is not None:
        yield Source(TEXT_PATH, text)
    yield from reading.sources(files_of(paths))


def _count(source: Source, encoding: Encoding, symbols: bool) -> CountedFile:
    if not symbols:
        return CountedFile(source.path, encoding.count(source.text))
    from bursar.outline import language_of, outline_of
    from bursar.text import Text
    from bursar.tokens.counts import Counts

    text = Text(source.text)
    counted = _Counted(text, Counts.of(text, encoding))
    language = language_of(source.path)
    found = outline_of(text, language).symbols if language else ()
    return CountedFile(source.path, counted.counts.total, tuple(map(counted.symbol, found)))


class _Counted:
    """A text with its counts; the starts of its lines are found once, for the ranges of many symbols."""

    def __init__(self, text: Text, counts: Counts) -> None:
        self.counts = counts
        self._text = text
        self._line_starts = [0, *(found.end() for found in _LINE_END.finditer(str(text)))]

    def symbol(self, symbol: Symbol) -> CountedSymbol:
        """A symbol and all below it."""
        children = tuple(map(self.symbol, symbol.children))
        tokens = self._tokens(symbol.span.start, symbol.span.end)
        own = self._own(symbol) if children else tokens
        place = (*self._place(symbol.span.start), *self._place(symbol.span.end))
        return CountedSymbol(symbol.name, symbol.kind.value, place, tokens, own, children)

    def _own(self, symbol: Symbol) -> int:
        starts = [symbol.span.start, *(child.span.end for child in symbol.children)]
        ends = [*(child.span.start for child in symbol.children), symbol.span.end]
        return sum(self._tokens(start, end) for start, end in zip(starts, ends, strict=True) if start < end)

    def _tokens(self, start: int, end: int) -> int:
        from bursar.text import Span

        return self.counts.span(self._text, Span(start, end))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset) - 1
        return line, offset - self._line_starts[line]


def _document(counted: Sequence[CountedFile], model: Model) -> dict[str, Any]:
    files = []
    for file in counted:
        row: dict[str, Any] = {
            "path": file.path,
            "tokens": file.tokens,
            "basis": model.basis,
            "encoding": model.encoding,
        }
        if file.symbols is not None:
            row["symbols"] = [symbol.to_json() for symbol in file.symbols]
        files.append(row)
    total = {"files": len(counted), "tokens": sum(file.tokens for file in counted), "basis": model.basis}
    return {"schema": SCHEMA, "model": model.id, "files": files, "total": total}


def _lines(counted: Sequence[CountedFile], model: Model) -> Iterator[str]:
    from bursar.tokens.count import Basis, TokenCount

    basis = Basis(model.basis)
    for file in counted:
        yield f"{TokenCount(file.tokens, basis)!s:>{_WIDTH}}  {file.path}"
        yield from _symbol_lines(file.symbols or (), basis, 1)
    total = TokenCount(sum(file.tokens for file in counted), basis)
    files = "1 file" if len(counted) == 1 else f"{len(counted):,} files"
    yield f"{total!s:>{_WIDTH}}  tokens in {files}, {model.basis} for {model.id} ({model.encoding})"


def _symbol_lines(symbols: Sequence[CountedSymbol], basis: Any, depth: int) -> Iterator[str]:
    from bursar.tokens.count import TokenCount

    for symbol in symbols:
        yield f"{TokenCount(symbol.tokens, basis)!s:>{_WIDTH}}  {'  ' * depth}{symbol.kind} {symbol.name}"
        yield from _symbol_lines(symbol.children, basis, depth + 1)

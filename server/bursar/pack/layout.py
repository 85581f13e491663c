"""From a choice of items and levels to the blocks of a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bursar.pack.focus import Focus
from bursar.pack.parsing import parses
from bursar.pack.render import Block
from bursar.pack.request import Candidate, ItemKey, Level
from bursar.pack.units import Page
from bursar.pack.views import chosen, file_at, header, unit_at
from bursar.text import Span

Choice = dict[Candidate, Level]


class Layout:
    """The files a bundle draws on; turns a choice into blocks, the selection's file last."""

    def __init__(self, pages: Iterable[Page], last: str | None) -> None:
        self._pages = {page.path: page for page in pages}
        self._order = sorted(self._pages, key=lambda path: (path == last, path))
        self._parsed: dict[tuple[str, str], bool] = {}

    def part(self, candidate: Candidate, level: Level) -> str:
        """The text of one item alone."""
        page = self._pages[candidate.path]
        if candidate.span == page.whole and candidate.symbol is None:
            return file_at(page, level)
        return unit_at(page, page.chains[candidate.span][-1], level)

    def headers(self, candidate: Candidate) -> list[tuple[ItemKey, str]]:
        """The headers that an item stands under, as keys and texts."""
        page = self._pages[candidate.path]
        if candidate.span == page.whole:
            return []
        return [((page.path, unit.span), header(page, unit)) for unit in page.chains[candidate.span][:-1]]

    def blocks(self, choice: Choice) -> list[Block]:
        """A block per file that has a chosen item, in a stable order."""
        by_path: dict[str, dict[Span, Level]] = {}
        for candidate, level in choice.items():
            by_path.setdefault(candidate.path, {})[candidate.span] = level
        return [self._block(self._pages[path], by_path[path]) for path in self._order if path in by_path]

    def unparsable(self, blocks: Iterable[Block]) -> list[str]:
        """Paths of blocks that do not parse though their files do."""
        return [block.path for block in blocks if not self._parses(block)]

    def _block(self, page: Page, levels: Mapping[Span, Level]) -> Block:
        whole = levels.get(page.whole)
        text = chosen(page, page.units, levels) if whole is None else file_at(page, whole)
        names = {level.value for level in levels.values()}
        span = Span(min(span.start for span in levels), max(span.end for span in levels))
        return block_of(page, span, names.pop() if len(names) == 1 else "mixed", text)

    def _parses(self, block: Block) -> bool:
        page = self._pages[block.path]
        if not page.dialect.code or not page.sound:
            return True
        key = block.path, block.text
        if key not in self._parsed:
            self._parsed[key] = parses(block.text, block.language)
        return self._parsed[key]


def block_of(page: Page, span: Span, level: str, text: str) -> Block:
    """A block of some lines of a file."""
    first, last = page.text.line_at(span.start) + 1, page.text.line_at(max(span.start, span.end - 1)) + 1
    return Block(page.path, page.language, first, last, level, text)


def focus_block(page: Page, focus: Focus) -> Block:
    """The block of the selection."""
    made = block_of(page, focus.span, focus.label, focus.text)
    return Block(made.path, focus.language, made.first_line, made.last_line, made.level, made.text)

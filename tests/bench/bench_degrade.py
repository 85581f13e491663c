"""What is kept of a mixed request at 2,000 tokens, packed and cut; and what each level of each kind keeps.

    bench_degrade.py [DIR ...]

Each DIR is a repository (by default this one). A mixed request is a code file, its tests, the section of a document
that names it (or the longest), and the configuration of the repository: what people paste together. It is packed
without an index, and beside that each of its files is cut to its share of the budget, by its size and in equal parts.
What is kept is measured alike for both, by `bursar.pack.quality`, on the text of each file in the bundle; the mean of
the four is the request's. All figures are ratios.
"""

from __future__ import annotations

import re
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bursar.outline import Kind, language_of
from bursar.pack import ContentKind, Level, PackRequest, Scope, pack
from bursar.pack.folder import FolderFile, FolderOnDisk
from bursar.pack.forms import FULL
from bursar.pack.levels.rungs import rungs_of_file
from bursar.pack.quality import facts_of, quality_of
from bursar.pack.units import Page
from bursar.text import Text
from bursar.tokens.encodings import load

BUDGET = 2_000
REQUESTS = 12
"""So many mixed requests are made of a repository."""

LEAST_TOKENS = 1_200
MOST_TOKENS = 12_000
"""A request's files have at least and at most so many tokens together."""

FILES = 40
"""So many files of each kind of a repository are shown at each level."""

LEAST_FILE_TOKENS = 50


@dataclass(frozen=True)
class Parts:
    """The files of one request, as a workspace."""

    parts: Sequence[FolderFile]

    def files(self) -> list[str]:
        return [part.path for part in self.parts]

    def read(self, path: str) -> FolderFile:
        return next(part for part in self.parts if part.path == path)


def main() -> None:
    """Print the figures of each repository."""
    roots = [Path(given) for given in sys.argv[1:]] or [Path(__file__).parents[2]]
    figures: Figures = defaultdict(list)
    everywhere: list[tuple[float, float]] = []
    for root in roots:
        pages = list(pages_of(root))
        found = [margin(parts) for parts in requests(pages)]
        everywhere += found
        say(root.name, found)
        measure(pages, figures)
    if len(roots) > 1:
        say("all", everywhere)
    say_levels(figures)


def say(name: str, found: Sequence[tuple[float, float]]) -> None:
    """Print what is kept of the mixed requests of a repository."""
    if not found:
        print(f"{name}: no mixed request can be made of it")
        return
    packed, cut = (statistics.mean(figures) for figures in zip(*found, strict=True))
    wins = sum(one > other for one, other in found)
    print(
        f"{name}: {len(found)} mixed requests at {BUDGET:,} tokens: packed keeps {packed:.2f} of the facts,"
        f" cut {cut:.2f}: margin {packed - cut:+.2f}, {packed / cut:.2f}x; better in {wins} of {len(found)}"
    )


def pages_of(root: Path) -> Iterator[Page]:
    """The files of a repository that a request may be made of."""
    folder = FolderOnDisk(root)
    for path in folder.files():
        try:
            page = Page(folder.read(path))
        except Exception as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        if 0 < len(page.source) < 200_000 and not page.outline.notes:
            yield page


def requests(pages: Sequence[Page]) -> Iterator[Parts]:
    """Mixed requests of a repository, in the order of their files."""
    kinds: dict[ContentKind, list[Page]] = defaultdict(list)
    for page in pages:
        kinds[page.kind].append(page)
    configuration = main_configuration(kinds[ContentKind.CONFIGURATION])
    made = 0
    for page in kinds[ContentKind.CODE]:
        stem = page.path.rpartition("/")[2].partition(".")[0]
        test = next((test for test in kinds[ContentKind.TEST] if stem in test.path.rpartition("/")[2]), None)
        section = section_about(stem, kinds[ContentKind.DOCUMENT])
        if len(stem) < 3 or test is None or section is None or configuration is None or not page.dialect.code:
            continue
        parts = [part_of(found.path, found.source) for found in (page, test, configuration)]
        request = Parts([*parts[:2], section, parts[2]])
        if LEAST_TOKENS <= sum(tokens(str(part.text)) for part in request.parts) <= MOST_TOKENS and made < REQUESTS:
            made += 1
            yield request


def part_of(path: str, source: str) -> FolderFile:
    """A file of a request, or a section of one."""
    return FolderFile(path, language_of(path), Text(source))


def main_configuration(pages: Sequence[Page]) -> Page | None:
    """The configuration nearest to the root, the longest of them."""
    return min(pages, key=lambda page: (page.path.count("/"), -len(page.source)), default=None)


def section_about(stem: str, documents: Sequence[Page]) -> FolderFile | None:
    """The longest section that names a file, or else the longest, up to a size that people paste."""
    sections = [
        (page.path, page.source[symbol.span.start : symbol.span.end])
        for page in documents
        for symbol in page.outline.walk()
        if symbol.kind is Kind.SECTION and len(symbol.span) < 8_000
    ]
    named = [found for found in sections if re.search(rf"\b{re.escape(stem)}\b", found[1], re.IGNORECASE)]
    best = max(named or sections, key=lambda found: len(found[1]), default=None)
    return part_of(*best) if best else None


def margin(request: Parts) -> tuple[float, float]:
    """What is kept of a request: packed, and cut (in the better one of the two ways)."""
    bundle = pack(PackRequest(Scope.WORKSPACE, budget=BUDGET), request, limit_seconds=60)
    shown = dict(re.findall(r'<file path="([^":]+):[^\n]*>\n(.*?)</file>\n', bundle.text, re.DOTALL))
    packed = [kept(part, shown.get(part.path, "")) for part in request.parts]
    sizes = [tokens(str(part.text)) for part in request.parts]
    shares = ([BUDGET * size // sum(sizes) for size in sizes], [BUDGET // len(sizes)] * len(sizes))
    ways = [
        [kept(part, first_tokens(str(part.text), share)) for part, share in zip(request.parts, way, strict=True)]
        for way in shares
    ]
    return statistics.mean(packed), max(map(statistics.mean, ways))


def kept(part: FolderFile, text: str) -> float:
    """The share of a file's facts that a text keeps."""
    page = Page(part)
    return quality_of(page, facts_of(page, page.whole), text).score


def tokens(text: str) -> int:
    """Tokens of a text."""
    return load("o200k_base").count(text)


def first_tokens(text: str, most: int) -> str:
    """The longest beginning of a text, in whole characters, that has at most so many tokens."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tokens(text[:middle]) <= most else (low, middle - 1)
    return text[:low]


Figures = dict[tuple[ContentKind, Level], list[tuple[float, float, dict[str, float]]]]
"""Of each kind and level: the share of the tokens, the quality, and the kept share of each fact, per file."""


def measure(pages: Sequence[Page], figures: Figures) -> None:
    """Show files at each of their levels, and note what each keeps and what it costs."""
    seen: dict[ContentKind, int] = defaultdict(int)
    for page in pages:
        whole = tokens(page.source)
        seen[page.kind] += whole >= LEAST_FILE_TOKENS
        if whole < LEAST_FILE_TOKENS or seen[page.kind] > FILES:
            continue
        for rung in rungs_of_file(page, tokens):
            if rung.form is not FULL:
                row = rung.tokens / whole, rung.quality.score, rung.quality.shares()
                figures[page.kind, rung.form.level].append(row)


def say_levels(figures: Figures) -> None:
    """Print the means, as rows of a Markdown table."""
    for kind in ContentKind:
        for level in Level:
            if rows := figures.get((kind, level)):
                shares: dict[str, list[float]] = defaultdict(list)
                for _, _, row in rows:
                    for fact, share in row.items():
                        shares[fact].append(share)
                each = ", ".join(f"{fact} {statistics.mean(found):.2f}" for fact, found in shares.items())
                size, quality = (statistics.mean(row[number] for row in rows) for number in (0, 1))
                print(f"| {kind.value} | {level.value} | {len(rows)} | {size:.2f} | {quality:.2f} | {each} |")


if __name__ == "__main__":
    main()

"""What a repository is like, as far as packing goes: languages, sizes, tests, documents, comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from statistics import median
from typing import Final

from bursar.errors import UnreadableFile
from bursar.outline import Kind, language_of
from bursar.outline.trivia import trivia_of
from bursar.pack.levels.kinds import kind_of
from bursar.pack.levels.policy import ContentKind
from bursar.pack.sources import is_generated
from bursar.pack.workspace import Document, Workspace

SAMPLE_FILES: Final = 120
"""So many code files are read and outlined, spread evenly over the paths in order: a second or two."""

SAMPLE_CHARS: Final = 200_000
"""A file with more is not outlined for the sample."""

CHARS_PER_TOKEN: Final = 3.6
"""Of code, on average: good enough to call a function short or long."""

_OWN: Final = ".bursar/"
"""Our own files say nothing of the repository."""

_FUNCTIONS: Final = frozenset({Kind.FUNCTION, Kind.METHOD})


class TestLayout(Enum):
    """Where the tests of a repository are."""

    __test__ = False  # no test, whatever its name

    APART = "apart"
    BESIDE = "beside"
    INSIDE = "inside"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found. `sizes` are bytes on disk by kind of content, `files` how many files of it.

    `languages` of code have their share of its bytes, the largest first. Of the sampled code: `function_tokens` is the
    median length of a function, about; `documented` the share of functions with a doc comment or docstring;
    `comments` the share of characters in comments and docs. `median_tokens` are those of a file of a kind, about.
    """

    files: Mapping[ContentKind, int] = field(default_factory=dict)
    sizes: Mapping[ContentKind, int] = field(default_factory=dict)
    languages: tuple[tuple[str, float], ...] = ()
    layout: TestLayout = TestLayout.NONE
    inside_share: float = 0.0
    functions: int = 0
    function_tokens: int = 0
    documented: float = 0.0
    comments: float = 0.0
    median_tokens: Mapping[ContentKind, int] = field(default_factory=dict)
    sample: str = field(default="", repr=False)

    def share(self, kind: ContentKind, of: ContentKind = ContentKind.CODE) -> float:
        """How much there is of a kind beside another: 0.5 for half as much; 0 where there is none of the other."""
        whole = self.sizes.get(of, 0)
        return self.sizes.get(kind, 0) / whole if whole else 0.0


@dataclass(slots=True)
class _Read:
    """What the sampled code holds."""

    lengths: list[int] = field(default_factory=list)
    documented: int = 0
    comments: int = 0
    chars: int = 0
    files: int = 0
    inside: int = 0
    sample: list[str] = field(default_factory=list)


def facts_of(root: Path, workspace: Workspace) -> Facts:
    """Look at a repository: the sizes of all its files, and a sample of its code. Blocks for a second or two."""
    sizes: dict[ContentKind, list[int]] = {}
    languages: Counter[str] = Counter()
    code: list[str] = []
    tests: list[str] = []
    for path in sorted(workspace.files()):
        size = _size(root / path)
        if size is None or is_generated(path) or path.startswith(_OWN):
            continue
        language = language_of(path)
        kind = kind_of(path, language)
        sizes.setdefault(kind, []).append(size)
        if kind is ContentKind.CODE and language:
            languages[language] += size
            code.append(path)
        elif kind is ContentKind.TEST:
            tests.append(path)
    read = _sampled(code, workspace)
    total = sum(languages.values())
    return Facts(
        files={kind: len(found) for kind, found in sizes.items()},
        sizes={kind: sum(found) for kind, found in sizes.items()},
        languages=tuple((name, size / total) for name, size in languages.most_common() if size),
        layout=_layout(tests, code, read),
        inside_share=read.inside / read.files if read.files else 0.0,
        functions=len(read.lengths),
        function_tokens=round(median(read.lengths) / CHARS_PER_TOKEN) if read.lengths else 0,
        documented=read.documented / len(read.lengths) if read.lengths else 0.0,
        comments=read.comments / read.chars if read.chars else 0.0,
        median_tokens={kind: round(median(found) / CHARS_PER_TOKEN) for kind, found in sizes.items()},
        sample="".join(read.sample),
    )


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _sampled(code: Sequence[str], workspace: Workspace) -> _Read:
    read = _Read()
    step = max(1, -(-len(code) // SAMPLE_FILES))
    for path in code[::step]:
        try:
            document = workspace.read(path)
        except UnreadableFile:
            continue
        if len(document.text) <= SAMPLE_CHARS:
            _look(document, read)
    return read


def _look(document: Document, read: _Read) -> None:
    symbols = list(document.outline.walk())
    read.files += 1
    read.chars += len(document.text)
    read.inside += any(symbol.kind is Kind.MODULE and symbol.name in ("test", "tests") for symbol in symbols)
    spans = [symbol.doc for symbol in symbols if symbol.doc]
    trivia = trivia_of(document.text, document.language) if document.language else None
    spans += trivia.comments if trivia else []
    read.comments += _covered((span.start, span.end) for span in spans)
    for symbol in symbols:
        if symbol.kind in _FUNCTIONS:
            read.lengths.append(len(symbol.span))
            read.documented += symbol.doc is not None
    if sum(map(len, read.sample)) < SAMPLE_CHARS // 2:
        read.sample.append(str(document.text.slice(0, 4_000)))


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many characters some spans cover together."""
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _layout(tests: Sequence[str], code: Sequence[str], read: _Read) -> TestLayout:
    if read.files and read.inside / read.files >= 0.25:
        return TestLayout.INSIDE
    if not tests:
        return TestLayout.NONE
    folders = {path.rpartition("/")[0] for path in code}
    beside = sum(path.rpartition("/")[0] in folders for path in tests)
    return TestLayout.BESIDE if beside * 2 > len(tests) else TestLayout.APART

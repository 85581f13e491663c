"""What a request may draw on: definitions with their evidence, the rest of the selection's file, whole files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from bursar.index import Definition
from bursar.outline import Kind, language_of
from bursar.pack.evidence import Evidence, Gathering, add, own_file, words_of
from bursar.pack.focus import Focus
from bursar.pack.pages import Pages
from bursar.pack.parts import FEW_FILES, parts_of
from bursar.pack.request import Candidate, PackRequest, Place, Reason
from bursar.pack.secrets import is_secret_file
from bursar.pack.sources import is_generated
from bursar.pack.units import Page
from bursar.pack.value import Weighing
from bursar.pack.workspace import Knowledge
from bursar.text import Span

FILES: Final = 400
"""How many other files a bundle without an index may draw on."""

LATE: Final = "the time limit was reached: the bundle holds what had been found by then"


def candidates_for(
    request: PackRequest,
    weighing: Weighing,
    page: Page,
    focus: Focus,
    hidden: Span,
    pages: Pages,
    index: Knowledge | None,
    late: Callable[[], bool],
    also: Sequence[Place] = (),
) -> tuple[list[Candidate], list[str]]:
    """The items for a selection and further places, the best first, and what is to be said about them."""
    found, notes = evidence_for(request, page, focus.symbol, hidden, pages, index, late, also)
    return _sorted(found, request, weighing), notes


def evidence_for(
    request: PackRequest,
    page: Page,
    symbol: str | None,
    hidden: Span,
    pages: Pages,
    index: Knowledge | None,
    late: Callable[[], bool],
    also: Sequence[Place] = (),
) -> tuple[list[Evidence], list[str]]:
    """What a selection may draw on, with the reasons, and what is to be said about it."""
    notes: list[str] = []
    known = index is not None and index.file(page.path) is not None
    text = f"{page.source[hidden.start : hidden.end]} {request.diagnostic or ''}"
    own = _own(page, hidden, text, with_words=not known)
    if index is None:
        files, more = _files(
            pages,
            _neighbours(pages.workspace.files(), page.path),
            words_of(f"{text} {request.query or ''}"),
            "folder",
            late,
        )
        return [*own.values(), *files], more
    gathering = Gathering(index, late)
    if known:
        gathering.about(page.path, hidden, symbol or "")
    _about(gathering, also, pages, index, late)
    if request.query and not late():
        gathering.query(request.query)
    if request.diagnostic and not late():
        gathering.query(request.diagnostic)
    if late():
        notes.append(LATE)
    found = list(own.values())
    for evidence in gathering.found:
        mine = own.get(evidence.anchor.start) if evidence.path == page.path else None
        if mine is not None:
            for reason in evidence.reasons:
                add(mine.reasons, reason)
        elif evidence.path != page.path or not _overlaps(evidence.anchor, hidden):
            found.append(evidence)
    known_all = index.complete or index.missing > 0
    listed = index.paths() if known_all else pages.workspace.files()  # to list a large folder takes a while
    plain = [path for path in _neighbours(listed, page.path) if index.file(path) is None]
    files, more = _files(pages, plain[:20], words_of(text), "folder", late)
    return [*found, *files], [*notes, *more]


def _about(
    gathering: Gathering, places: Sequence[Place], pages: Pages, index: Knowledge, late: Callable[[], bool]
) -> None:
    """What further selections need."""
    for place in places:
        page = None if late() else pages.get(place.path)
        if page is not None and index.file(page.path) is not None:
            gathering.about(page.path, place.span or page.whole, "")


def workspace_candidates(
    request: PackRequest, weighing: Weighing, pages: Pages, index: Knowledge | None, late: Callable[[], bool]
) -> tuple[list[Candidate], list[str]]:
    """The items for a whole workspace, or for a query in it."""
    words = words_of(request.query or "")
    front = None if request.query else request.path
    if index is None or not request.query:
        paths = [path for path in pages.workspace.files() if not is_generated(path) and not is_secret_file(path)]
        if len(paths) <= FEW_FILES and not words:
            few = [page for page in map(pages.get, sorted(paths)) if page is not None]
            return _open_first(parts_of(few, weighing.priority), front), []
        files, notes = _files(pages, paths, words, "workspace", late, front)
        return _open_first(_sorted(files, request, weighing), front), notes
    gathering = Gathering(index, late)
    gathering.query(request.query)
    if not gathering.found:
        paths = [path for path in pages.workspace.files() if not is_generated(path) and not is_secret_file(path)]
        files, notes = _files(pages, paths, words, "workspace", late)
        said = f"no definition matches {request.query!r}: files are offered by their names and what they define"
        return _sorted(files, request, weighing), [said, *notes]
    best: list[Definition] = [definition for definition, _ in index.search(request.query)[:4]]
    for definition in best:
        if not late():
            gathering.about(definition.path, definition.span, definition.name)
    return _sorted(list(gathering.found), request, weighing), [LATE] if late() else []


def _open_first(items: Sequence[Candidate], path: str | None) -> list[Candidate]:
    """The same, with more value in what is in the file in front of the user than in all else."""
    mine = [replace(item, value=(1.0 + item.value) / 2, why="the open file") for item in items if item.path == path]
    return [*mine, *(item for item in items if item.path != path)]


def _own(page: Page, hidden: Span, text: str, with_words: bool) -> dict[int, Evidence]:
    found: dict[int, Evidence] = {}
    for unit, symbol, reasons in own_file(page, hidden, text):
        anchor = symbol.name_span if symbol and symbol.name else Span(unit.span.start, unit.span.start)
        kept = [reason for reason in reasons if with_words or reason.term != "word"]
        declared = len(unit.header) if symbol else len(unit.span)
        name = symbol.name if symbol and symbol.name else None
        kind = symbol.kind if symbol else Kind.BLOCK
        found[anchor.start] = Evidence(page.path, name, kind.value, anchor, len(unit.span), declared, kept)
    return found


def _files(
    pages: Pages,
    paths: Sequence[str],
    words: frozenset[str],
    term: str,
    late: Callable[[], bool],
    first: str | None = None,
) -> tuple[list[Evidence], list[str]]:
    """Whole files, worth more when a word names something in them; the `first` one is considered in any case."""
    found: list[Evidence] = []
    notes: list[str] = []
    for path in sorted(set(paths), key=lambda path: (path != first, path))[:FILES]:
        if late():
            notes.append(LATE)
            break
        page = pages.get(path)
        if page is None:
            continue
        place = Reason(term, 1.0, "same folder" if term == "folder" else "in the workspace")
        reasons = [place]
        stem = path.rpartition("/")[2].partition(".")[0]
        if named := words.intersection(unit.symbol.name for unit in page.units if unit.symbol):
            reasons.append(Reason("word", 1.0, f"defines {min(named)}"))
        elif stem in words:
            reasons.append(Reason("word", 0.6, f"{stem} is named in the selection"))
        declared = max(40, len(page.text) // 8)
        kind = Kind.MODULE if language_of(path) else Kind.SECTION
        found.append(Evidence(path, None, kind.value, Span(0, 0), len(page.text), declared, reasons, whole=True))
    if len(paths) > FILES:
        notes.append(f"only the first {FILES} of {len(paths):,} files were considered")
    return found, notes


def _neighbours(paths: Iterable[str], path: str) -> list[str]:
    folder = path.rpartition("/")[0]
    return [
        other
        for other in paths
        if other != path
        and other.rpartition("/")[0] == folder
        and not is_generated(other)
        and not is_secret_file(other)
    ]


def _sorted(found: Sequence[Evidence], request: PackRequest, weighing: Weighing) -> list[Candidate]:
    least = request.profile.minimum_relevance
    items = [evidence.candidate(weighing) for evidence in found if evidence.reasons]
    items = [item for item in items if item.value >= least and not is_generated(item.path)]
    items.sort(key=lambda item: (-item.value, item.path, item.anchor.start))
    return items


def _overlaps(anchor: Span, hidden: Span) -> bool:
    return hidden.start <= anchor.start < hidden.end

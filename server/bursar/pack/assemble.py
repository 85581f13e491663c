"""From a request to a bundle: the selection first, then what encloses it, its file, its folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Final

from bursar.errors import PackError, UnreadableFile
from bursar.pack.fit import Fitted, Fitting
from bursar.pack.focus import Focus, enclosing_form, focus_on
from bursar.pack.layout import Layout, block_of, focus_block
from bursar.pack.render import Block, render
from bursar.pack.report import Bundle, Dropped, Packed, Report
from bursar.pack.request import Candidate, Level, PackRequest, Scope
from bursar.pack.scope import selection_of
from bursar.pack.targets import Count, Meter, targets_of
from bursar.pack.units import Page
from bursar.pack.value import file_candidate, unit_candidates, words_of
from bursar.pack.workspace import Workspace
from bursar.text import Span

FILES: Final = 400
"""How many other files a bundle may draw on; the index will choose them better."""

FILE_CHARS: Final = 1_000_000
"""Other files larger than this stay out."""

BEST_FIRST: Final = ((Level.FULL, Level.SKELETON, Level.CAPSULE),)
ALL_A_LITTLE: Final = ((Level.CAPSULE,), (Level.SKELETON,), (Level.FULL,))


def pack(
    request: PackRequest,
    workspace: Workspace,
    *,
    count: Count | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Bundle:
    """The best bundle for a request: its final text, recounted, is within the budget of every model asked for.

    `count` stands in for the models' own counts. Blocks: call it off the edit loop.
    Raises PackError when nothing fits, UnreadableFile for the request's own file, UnknownModel, and CancelledError as
    soon as `cancelled` says so.
    """

    def stop() -> None:
        if cancelled():
            raise CancelledError("packing was cancelled")

    stop()
    meter = Meter(targets_of(request, count))
    if request.scope is Scope.WORKSPACE:
        return _pack_workspace(request, workspace, meter, stop)
    return _pack_focus(request, workspace, meter, stop)


def _pack_focus(request: PackRequest, workspace: Workspace, meter: Meter, stop: Callable[[], None]) -> Bundle:
    if request.path is None:
        raise PackError(f"to pack a {request.scope.value} its file must be named")
    page = Page(workspace.read(request.path))
    selection, notes = selection_of(request, page)
    sight = _focus(request, page, selection, meter)
    words = words_of(f"{sight.focus.text} {request.query or ''}")
    others, left_out = _pages(workspace, _neighbours(workspace, page.path), stop)
    items = [*unit_candidates(page, sight.hidden, words), *(file_candidate(other, words, True) for other in others)]
    items.sort(key=lambda item: (-item.value, item.path != page.path, item.path, item.span))
    fitting = Fitting(Layout([page, *others], page.path), meter, request.format, sight.tail)
    fitted = fitting.fit(BEST_FIRST, items, stop)
    focus = sight.focus
    notes = [*notes, *([focus.note] if focus.note else []), *left_out]
    first = Packed(focus.path, focus.symbol, focus.level, meter.cost(focus.text), focus.why)
    return _bundle(meter, fitting, fitted, items, [first], notes)


def _pack_workspace(request: PackRequest, workspace: Workspace, meter: Meter, stop: Callable[[], None]) -> Bundle:
    pages, notes = _pages(workspace, list(workspace.files()), stop)
    if not pages:
        raise PackError("there is nothing to pack: the workspace has no readable text files")
    words = words_of(request.query or "")
    items = [file_candidate(page, words, False) for page in pages]
    items.sort(key=lambda item: (-item.value, item.path))
    fitting = Fitting(Layout(pages, None), meter, request.format, _diagnostic(request, None))
    fitted = fitting.fit(ALL_A_LITTLE, items, stop)
    if not fitted.choice:
        raise PackError(f"no file of the workspace fits {meter.budget:,} tokens at any level; raise the budget")
    return _bundle(meter, fitting, fitted, items, [], notes)


@dataclass(frozen=True, slots=True)
class _Sight:
    """The selection as chosen, the blocks that show it, and the lines that need not be shown again."""

    focus: Focus
    tail: tuple[Block, ...]
    hidden: Span


def _focus(request: PackRequest, page: Page, selection: Span, meter: Meter) -> _Sight:
    smallest: list[int] = []
    around = _diagnostic(request, page)

    def blocks(focus: Focus) -> tuple[Block, ...]:
        return (*around, focus_block(page, focus))

    def fits(focus: Focus) -> bool:
        text = render(blocks(focus), request.format)
        if meter.hopeless(text):
            return False
        smallest.append(meter.cost(text))
        return meter.fits(text)

    focus, enclosing = focus_on(page, selection, fits)
    if focus is None:
        least = min(smallest, default=meter.cost(render(around, request.format)))
        raise PackError(
            f"nothing of {page.path} fits {meter.budget:,} tokens:"
            f" its smallest form takes {least:,}; ask for at least that many"
        )
    hidden = page.lines(Span(min(selection.start, focus.span.start), max(selection.end, focus.span.end)))
    if enclosing is not None:
        whole = enclosing_form(page, enclosing)
        hidden = enclosing.span if enclosing.span.covers(hidden) and not enclosing.children else hidden
        if focus.level is Level.FULL and fits(whole):
            focus, hidden = whole, enclosing.span
    return _Sight(focus, blocks(focus), hidden)


def _diagnostic(request: PackRequest, page: Page | None) -> tuple[Block, ...]:
    """The message of the diagnostic that the bundle is to help with."""
    if not request.diagnostic:
        return ()
    text = request.diagnostic if request.diagnostic.endswith("\n") else request.diagnostic + "\n"
    if page is None:
        return (Block(request.path or ".", "text", 1, 1, Level.FULL.value, text, "diagnostic"),)
    made = block_of(page, request.selection or Span(0, 0), Level.FULL.value, text)
    return (Block(made.path, "text", made.first_line, made.last_line, made.level, text, "diagnostic"),)


def _neighbours(workspace: Workspace, path: str) -> list[str]:
    folder = path.rpartition("/")[0]
    return [other for other in workspace.files() if other != path and other.rpartition("/")[0] == folder]


def _pages(workspace: Workspace, paths: Sequence[str], stop: Callable[[], None]) -> tuple[list[Page], list[str]]:
    """The files that can be read, and what to say of those that were left out."""
    pages: list[Page] = []
    notes: list[str] = []
    for path in sorted(set(paths))[:FILES]:
        stop()
        try:
            page = Page(workspace.read(path))
        except UnreadableFile as error:
            notes.append(f"{path} was left out: {error}")
            continue
        if len(page.text) > FILE_CHARS:
            notes.append(f"{path} was left out: it has {len(page.text):,} characters")
        else:
            pages.append(page)
    if len(paths) > FILES:
        notes.append(f"only the first {FILES} of {len(paths):,} files were considered")
    return pages, notes


def _bundle(
    meter: Meter,
    fitting: Fitting,
    fitted: Fitted,
    items: Sequence[Candidate],
    first: Sequence[Packed],
    notes: Sequence[str],
) -> Bundle:
    text, choice = fitted.text, fitted.choice
    actual = meter.cost(text)
    if not meter.fits(text):
        raise PackError(f"the bundle came to {actual:,} tokens of {meter.budget:,}; please report this")
    packed = [
        Packed(item.path, item.symbol, choice[item], fitting.cost(item, choice[item]), item.why)
        for item in items
        if item in choice
    ]
    dropped = [
        Dropped(item.path, item.symbol, fitting.cost(item, item.levels[-1]), item.why)
        for item in items
        if item not in choice
    ]
    more = [
        f"for {target.model.id}: {target.count(text):,} of {target.budget:,} tokens"
        for target in meter.targets
        if target is not meter.tightest
    ]
    window = meter.tightest.model.window
    if meter.budget > window:
        more.append(
            f"the budget of {meter.budget:,} tokens is over the {window:,} that {meter.tightest.model.id} holds"
        )
    report = Report(
        model=meter.tightest.model.id,
        budget=meter.budget,
        estimated=fitted.estimated,
        actual=actual,
        breakdown=(*first, *packed),
        dropped=tuple(dropped),
        notes=(*notes, *more),
    )
    return Bundle(text, report)

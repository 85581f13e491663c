"""From a request to a bundle: the selection first and whole, then what it most probably needs, at forms that fit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from typing import Final

from bursar.errors import PackError
from bursar.pack.account import report_on
from bursar.pack.candidates import candidates_for, workspace_candidates
from bursar.pack.complexity import complexity_of
from bursar.pack.fit import Fitted, Fitting
from bursar.pack.focus import Focus, enclosing_form, focus_on, shorter_form
from bursar.pack.forms import FULL
from bursar.pack.intent import CHANGE, SHIFTS, Intent, Recognised, intent_of
from bursar.pack.layout import Layout, diagnostic_block, focus_block
from bursar.pack.pages import KeptPages, Pages
from bursar.pack.places import joined, pinned
from bursar.pack.render import Block, Style, render
from bursar.pack.report import Bundle, Packed
from bursar.pack.request import Candidate, PackRequest, Place, Scope
from bursar.pack.rules import rule_set
from bursar.pack.scope import selection_of
from bursar.pack.secrets import Redactor
from bursar.pack.targets import Count, Meter, targets_of
from bursar.pack.units import Page
from bursar.pack.value import Weighing
from bursar.pack.workspace import Knowledge, Workspace
from bursar.text import Span

WHOLE_SHARE: Final = 0.3
"""The symbol around a selection is shown with its comments if it takes no more of the budget than this."""

CUT_SHARE: Final = 0.6
"""A selection that alone exceeds the budget is cut to this share of it: the rest is for what it needs."""

FULL_SHARE: Final = 0.97
"""If what it needs does not use the rest, the selection gets all of it."""

NO_PROJECT: Final = "its folder is a home or a whole disk (a bursar.toml in it makes it a project)"

LIMIT_SECONDS: Final = 5.0
"""After this time a bundle is made of what has been found so far, and says so; a search takes well under a second."""


def pack(
    request: PackRequest,
    workspace: Workspace,
    *,
    index: Knowledge | None = None,
    count: Count | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    limit_seconds: float = LIMIT_SECONDS,
    kept: KeptPages | None = None,
) -> Bundle:
    """The best bundle for a request: its final text, recounted, is within the budget of every model asked for.

    Without an `index` a bundle draws on the selection's file and folder. `count` stands in for the models' own counts.
    `kept` are the files as earlier requests in the same workspace have read them.
    Blocks: call it off the edit loop. Raises PackError when nothing fits, UnreadableFile for the request's own file,
    UnknownModel, and CancelledError as soon as `cancelled` says so.
    """

    def stop() -> None:
        if cancelled():
            raise CancelledError("packing was cancelled")

    def late() -> bool:
        stop()
        return time.monotonic() > deadline

    stop()
    meter = Meter(targets_of(request, count), 100 - request.profile.tiers.reserve * request.keep_reserve)
    deadline = time.monotonic() + limit_seconds  # loading a vocabulary is no part of the search
    purpose = intent_of(request.query, request.diagnostic, request.intent)
    weighing = Weighing(request.profile.priorities).shifted(SHIFTS[purpose.intent])
    weighing = weighing.shifted(CHANGE) if request.scope is Scope.CHANGE else weighing
    redactor = Redactor()
    structured = request.policy.capsules.preserve_structure
    pages = Pages(workspace, index, request.line_numbers, redactor.clean, structured, kept)
    job = _Job(request, pages, index, meter, purpose, weighing, redactor, stop, late)
    if request.scope is Scope.RULES:
        return job.pack_rules()
    return job.pack_workspace() if request.scope is Scope.WORKSPACE else job.pack_focus()


@dataclass(frozen=True, slots=True)
class _Job:
    request: PackRequest
    pages: Pages
    index: Knowledge | None
    meter: Meter
    purpose: Recognised
    weighing: Weighing
    redactor: Redactor
    stop: Callable[[], None]
    late: Callable[[], bool]

    def pack_focus(self) -> Bundle:
        request = self.request
        if request.path is None:
            raise PackError(f"to pack a {request.scope.value} its file must be named")
        page = self.pages.own(request.path)
        selection, notes = selection_of(request, page)
        selection, also = joined(page, selection, request.also)
        before = self._diagnostic(page)
        sight = self._sight(page, selection, before, CUT_SHARE)
        bundle = self._around(page, *sight, also, before, notes)
        if sight[0].note and bundle.report.actual < FULL_SHARE * self.meter.budget:
            bundle = self._around(page, *self._sight(page, selection, before, 1.0), also, before, notes)
        return bundle

    def _around(
        self,
        page: Page,
        focus: Focus,
        hidden: Span,
        also: Sequence[Place],
        before: Sequence[Block],
        notes: Sequence[str],
    ) -> Bundle:
        pins, missed = pinned(also, self.pages)
        pins = [pin for pin in pins if pin.path != page.path or not hidden.covers(pin.anchor)]
        items, more = candidates_for(
            self.request, self.weighing, page, focus, hidden, self.pages, self.index, self.late, also
        )
        layout = Layout(
            self.pages.get,
            self.redactor,
            (page, focus),
            self._order,
            self.request.policy,
            self._comments,
            self._untouched(page.path),
        )
        items = [item for item in items if not layout.within(item, pins)]
        meter, said = self._offered(items, layout, before) if self.request.dynamic and not pins else (self.meter, [])
        fitting = Fitting(layout, meter, self._style, items, before, pins, self.request.profile.tiers)
        fitted = fitting.fit(self.stop)
        missed += said
        short = [pin for pin in pins if fitted.choice.get(pin) is not FULL]
        if short:
            missed.append(
                f"{len(short):,} of {len(pins) + 1:,} selections are not shown whole: the budget is too small"
            )
        notes = [*notes, *([focus.note] if focus.note else []), *missed, *more, *self._incomplete()]
        tokens = self.meter.cost(focus.text)
        first = Packed(focus.path, focus.symbol, focus.level, tokens, focus.why, layout.focus_quality())
        return self._bundle(layout, fitting, fitted, [*pins, *items], [first], notes)

    def _offered(self, items: Sequence[Candidate], layout: Layout, before: Sequence[Block]) -> tuple[Meter, list[str]]:
        """The measure of what a request deserves by its complexity, and what is said of it."""
        row, needed = complexity_of(items)
        if row is None:
            return self.meter, []
        blocks = layout.blocks({})
        alone = self.meter.cost(render((*blocks[:-1], *before, *blocks[-1:]), self._style))
        meter = self.meter.limited(row.percent, alone)
        needs = "1 definition" if needed == 1 else f"{needed} definitions"
        said = (
            f"a {row.name} request, which needs {needs}: {meter.budget:,} of {self.meter.budget:,} tokens were offered"
        )
        return meter, [said]

    def pack_workspace(self) -> Bundle:
        items, notes = workspace_candidates(self.request, self.weighing, self.pages, self.index, self.late)
        if not items:
            query = self.request.query
            reason = f"nothing in it matches {query!r}" if query else "it has no readable text files"
            if self.index is not None and not self.index.is_project:
                reason = NO_PROJECT
            raise PackError(f"there is nothing to pack from the workspace: {reason}")
        layout = Layout(
            self.pages.get,
            self.redactor,
            None,
            self._order,
            self.request.policy,
            self._comments,
            self._untouched(),
        )
        fitting = Fitting(
            layout, self.meter, self._style, items, self._diagnostic(None), tiers=self.request.profile.tiers
        )
        fitted = fitting.fit(self.stop)
        if not fitted.choice:
            raise PackError(
                f"no file of the workspace fits {_tokens(self.meter.budget)} at any level; raise the budget"
            )
        return self._bundle(layout, fitting, fitted, items, [], [*notes, *self._incomplete()])

    def pack_rules(self) -> Bundle:
        """The rule files of the workspace, all of them in the forms that fit: a line that one exists is no rule."""
        found = rule_set(self.pages)
        if not found.items:
            raise PackError("there are no rule files to pack: none has a known name, or states a priority")
        policy = replace(self.request.policy, capsules=replace(self.request.policy.capsules, enabled=False))
        layout = Layout(self.pages.get, self.redactor, None, found.orders.__getitem__, policy, self._comments)
        fitting = Fitting(layout, self.meter, self._style, found.items, sizes=found.sizes)
        fitted = fitting.fit(self.stop)
        if not fitted.choice:
            raise PackError(f"no rule file fits {_tokens(self.meter.budget)} at any level; raise the budget")
        return self._bundle(layout, fitting, fitted, found.items, [], found.notes)

    def _untouched(self, *paths: str) -> frozenset[str] | None:
        """The files whose code is never reduced, as they were selected; None if none is."""
        return frozenset((*paths, *(place.path for place in self.request.also))) if self.request.aggressive else None

    @property
    def _comments(self) -> float:
        return self.weighing.priorities.comments

    @property
    def _style(self) -> Style:
        return Style(self.request.format, self.request.tree)

    def _order(self, path: str) -> float:
        return self.index.recency(path) if self.index is not None else 0.0

    def _incomplete(self) -> list[str]:
        if self.index is not None and not self.index.is_project:
            return [f"no file is here that is not open: {NO_PROJECT}"]
        if self.index is None or self.index.complete:
            return []
        missing = f"{self.index.missing:,}" if self.index.missing else "some"
        return [f"the index is not complete: {missing} files are not in it yet"]

    def _sight(self, page: Page, selection: Span, before: Sequence[Block], share: float) -> tuple[Focus, Span]:
        """The selection as chosen, and the lines that need not be shown again; if cut, to a share of the budget."""
        smallest: list[int] = []

        def fits(focus: Focus) -> bool:
            block = focus_block(page, focus)
            if self.meter.hopeless(block.text):
                return False
            block = replace(block, text=self.redactor.clean(page.path, block.text))
            text = render((*before, block), self._style)
            smallest.append(self.meter.total(text))
            return self.meter.fits(text)

        def fits_cut(focus: Focus) -> bool:
            return fits(focus) and (share == 1.0 or smallest[-1] <= share * self.meter.budget)

        focus, enclosing = focus_on(page, selection, fits, fits_cut)
        if focus is None and share < 1.0:
            return self._sight(page, selection, before, 1.0)
        if focus is None:
            least = min(smallest, default=self.meter.cost(render(before, self._style)))
            raise PackError(
                f"nothing of {page.path} fits {_tokens(self.meter.budget)}:"
                f" its smallest form takes {least:,}; ask for at least that many"
            )
        hidden = page.lines(Span(min(selection.start, focus.span.start), max(selection.end, focus.span.end)))
        if enclosing is not None:
            whole = enclosing_form(page, enclosing)
            hidden = enclosing.span if enclosing.span.covers(hidden) and not enclosing.children else hidden
            room = fits(whole)
            if not room or smallest[-1] > self.meter.budget * WHOLE_SHARE:
                whole = shorter_form(page, whole, selection) or whole
                room = fits(whole)
            if room and not focus.note:
                focus, hidden = whole, enclosing.span
        return focus, hidden

    def _diagnostic(self, page: Page | None) -> tuple[Block, ...]:
        """The message of the diagnostic that the bundle is to help with."""
        text = self.request.diagnostic
        if not text:
            return ()
        text = self.redactor.clean("diagnostic", text if text.endswith("\n") else text + "\n")
        path = page.path if page else self.request.path or "."
        return (diagnostic_block(page, path, self.request.selection or Span(0, 0), text),)

    def _bundle(
        self,
        layout: Layout,
        fitting: Fitting,
        fitted: Fitted,
        items: Sequence[Candidate],
        first: Sequence[Packed],
        notes: Sequence[str],
    ) -> Bundle:
        said = (*self.request.notes, *notes, *layout.reductions(fitted.forms), *self.pages.notes)
        report = report_on(self.meter, layout, fitting, fitted, items)
        intent = None if self.purpose.intent is Intent.NONE else self.purpose
        breakdown = (*first, *report.breakdown)
        return Bundle(fitted.text, replace(report, breakdown=breakdown, notes=(*said, *report.notes), intent=intent))


def _tokens(number: int) -> str:
    return "1 token" if number == 1 else f"{number:,} tokens"

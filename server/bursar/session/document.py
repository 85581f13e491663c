"""One live document: its text, counts and outline, and what happened since each of them was last made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bursar.budgets import Budget
from bursar.config import Loaded
from bursar.models import Model
from bursar.outline import LiveOutline, OutlineParser
from bursar.session.baselines import Baselines
from bursar.session.jobs import Job
from bursar.session.symbol_memo import SymbolMemo
from bursar.snapshot import DocumentSnapshot, SymbolCount
from bursar.text import Edit, Position, PositionEncoding, Text
from bursar.tokens.counter import Counter
from bursar.tokens.counts import Counts


@dataclass(frozen=True, slots=True)
class Change:
    """A change as the protocol tells it: a range and its new text; no range means the whole document."""

    start: Position | None
    end: Position | None
    text: str


def offsets_of(text: Text, change: Change, encoding: PositionEncoding) -> tuple[int, int]:
    """Where a change begins and ends in the text that it was made in; swapped ends are accepted."""
    if change.start is None or change.end is None:
        return 0, len(text)
    start, end = text.offset_at(change.start, encoding), text.offset_at(change.end, encoding)
    return min(start, end), max(start, end)


@dataclass(frozen=True, slots=True)
class Step:
    """One edit that was done: the text before it, the edit, the text after it, the version it led to."""

    before: Text
    edit: Edit
    after: Text
    version: int | None


@dataclass(slots=True)
class CountRun:
    """A count under way off the loop: the version it started from and the steps taken since."""

    version: int | None
    steps: list[Step]
    job: Job[Counts]


class LiveDocument:
    """A document as the editor sees it. Changed on the event loop only; what leaves the loop is a snapshot."""

    def __init__(
        self, uri: str, path: Path | None, language: str, version: int | None, text: str, model: Model
    ) -> None:
        self.uri = uri
        self.path = path
        self.language = language
        self.version = version
        self.text = Text(text)
        self.saved = self.text
        self.model = model
        self.settled_by: Loaded | None = None
        self.budgets: tuple[Budget, ...] = ()
        self.counts: Counts | None = None
        self.count_run: CountRun | None = None
        self.parser = OutlineParser(language)
        self.parse_job: Job[LiveOutline] | None = None
        self.parse_seconds = 0.0
        self.baselines = Baselines(path)
        self.symbols = SymbolMemo()
        self.counted_symbols: tuple[Text, Counter, tuple[SymbolCount, ...]] | None = None
        self.unparsed: list[Step] = []
        self.parsed = False
        self.outlined = False
        self._outline: LiveOutline | None = None
        self._unshifted: list[Edit] = []

    def apply(self, changes: Sequence[Change], version: int | None, encoding: PositionEncoding) -> None:
        """Apply the changes of one notification in their order. O(edits)."""
        for change in changes:
            start, end = offsets_of(self.text, change, encoding)
            before = self.text
            self.text, edit = before.replace(start, end, change.text)
            self._took(Step(before, edit, self.text, version))
        self.version = version

    def snapshot(self) -> DocumentSnapshot:
        """The document as it stands, immutable and free."""
        return DocumentSnapshot(self.uri, self.path, self.version, self.language, self.text, self.model, self.counts)

    @property
    def outline(self) -> LiveOutline:
        """The latest outline, moved by the edits since it was made; empty before the first parse. O(those edits)."""
        if self._outline is None:
            return LiveOutline(self.language)
        for edit in self._unshifted:
            self._outline = self._outline.after(edit)
        self._unshifted.clear()
        return self._outline

    def take_outline(self, outline: LiveOutline, later: Sequence[Step]) -> None:
        """Install an outline that was made before the steps in `later`."""
        self._outline = outline
        self._unshifted = [step.edit for step in later]
        self.parsed = not later
        self.outlined = True

    def parse_by(self, prompt_chars: int) -> bool:
        """Take strings of so many characters for prompts; returns whether the outline has to be made anew."""
        if self.parser.prompt_chars == prompt_chars:
            return False
        self.parser = OutlineParser(self.language, prompt_chars=prompt_chars)
        self.parsed = False
        self.counted_symbols = None
        return True

    def cancel(self) -> None:
        """Tell what runs for this document to stop."""
        if self.count_run is not None:
            self.count_run.job.cancel()
        if self.parse_job is not None:
            self.parse_job.cancel()

    def _took(self, step: Step) -> None:
        if self.counts is not None:
            self.counts = self.counts.after(step.edit, step.after)
        if self.count_run is not None:
            self.count_run.steps.append(step)
        self.unparsed.append(step)
        self._unshifted.append(step.edit)
        self.parsed = False

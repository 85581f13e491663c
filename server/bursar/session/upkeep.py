"""What is made of live documents in the background: settings and model, counts, the outline.

Each document has at most one count and one parse under way, and the latest version wins. On the event loop, but for
what it hands to the executor.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bursar.config import Loaded, Settings
from bursar.outline import LiveOutline
from bursar.session.document import CountRun, LiveDocument, Step
from bursar.session.jobs import Cancelled, Executor, Later, Repeating
from bursar.session.settings import SettingsStore
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text
from bursar.tokens.counter import counter_for, counter_if_loaded
from bursar.tokens.counts import Counts

PARSE_DELAY_S: Final = 0.02
"""A burst of keystrokes is parsed once, after a pause of this length at least."""

PARSE_DELAY_FACTOR: Final = 3
"""The pause is so many times as long as the last parse took: it holds up the loop, whatever thread it is in."""

PARSE_DELAY_LIMIT_S: Final = 2.0
"""Who types on and on without a pause is parsed after this time."""

OUTLINE_TRIES: Final = 5
"""So many parses are waited for by who wants an up to date outline: somebody may type on and on."""


@dataclass(frozen=True, slots=True)
class SnapshotReady:
    """The counts and the outline of this version of a document are there."""

    uri: str
    version: int | None


@dataclass(frozen=True, slots=True)
class _Jobs:
    counting: Repeating
    parsing: Repeating


class Upkeep:
    """Keeps documents prepared, counted and parsed."""

    def __init__(self, settings: SettingsStore, executor: Executor, resettled: Callable[[], None]) -> None:
        """`resettled` is called when settings changed and the documents are being prepared anew."""
        self._settings = settings
        self._executor = executor
        self._resettled = resettled
        self._jobs: dict[LiveDocument, _Jobs] = {}
        self._listeners: list[Callable[[SnapshotReady], None]] = []
        self._count_listeners: list[Callable[[str], None]] = []

    def subscribe(self, listener: Callable[[SnapshotReady], None]) -> None:
        """Call `listener` whenever a document's counts and outline are both up to date."""
        self._listeners.append(listener)

    def subscribe_counts(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the URI of a document whose counts are up to date, its outline or not."""
        self._count_listeners.append(listener)

    def add(self, document: LiveDocument) -> None:
        """Keep a document from now on."""
        self._jobs[document] = _Jobs(Repeating(lambda: self._count(document)), Repeating(lambda: self._parse(document)))
        known = self._settings.known(document.path)
        if known is not None:
            self._prepare(document, known)
        self.wake(document)

    def remove(self, document: LiveDocument) -> None:
        """Leave a document alone; what is under way for it is told to stop."""
        jobs = self._jobs.pop(document)
        jobs.counting.stop()
        jobs.parsing.stop()
        document.cancel()

    def wake(self, document: LiveDocument) -> None:
        """A document has changed."""
        jobs = self._jobs[document]
        if document.counts is None or document.counts.pending:
            jobs.counting.wake()
        jobs.parsing.wake()

    def resettle(self) -> None:
        """Settings changed: every document is prepared anew, in the background where they must be read first."""
        for jobs in self._jobs.values():
            jobs.counting.wake()
        self._resettled()

    # Settings

    def is_prepared(self, document: LiveDocument) -> bool:
        """Whether it has been prepared by what is in force: that may have been read since for another document."""
        return document.settled_by is not None and document.settled_by is self._settings.known(document.path)

    async def configured(self, path: Path | None) -> Settings:
        """The settings in force for a file, read if need be; they hold for its document then. Waits for no counts."""
        while (loaded := self._settings.known(path)) is None:
            await self._executor.run(self._settings.load, path)
        for document in self._jobs:
            if document.path == path:
                self._prepare(document, loaded)
        return loaded.settings

    def _prepare(self, document: LiveDocument, loaded: Loaded) -> None:
        """Give a document its model and budgets, and its counts if the vocabulary is there."""
        document.settled_by = loaded
        document.model = self._settings.model_for(document.uri, document.path, loaded)
        document.budgets = self._settings.budgets_for(document.uri, document.path, loaded)
        if document.parse_by(loaded.settings.symbols.prompt_chars) and document in self._jobs:
            self._jobs[document].parsing.wake()
        encoding = counter_if_loaded(document.model, loaded.settings.tokenizer_files)
        if encoding is None:
            document.counts = None
        elif document.counts is None or document.counts.encoding is not encoding:
            document.counts = Counts.opened(document.text, encoding)

    async def _prepared(self, document: LiveDocument) -> None:
        """Settings, model and budgets of a document, from the disk if need be, and its model's vocabulary."""
        loaded = self._settings.known(document.path)
        if loaded is None:
            loaded = await self._executor.run(self._settings.load, document.path)
        self._prepare(document, loaded)
        if document.counts is None:
            await self._executor.run(counter_for, document.model, loaded.settings.tokenizer_files)
            self._prepare(document, loaded)

    # Counts

    def settled(self, document: LiveDocument) -> Awaitable[DocumentSnapshot]:
        """The document as it stands at the call, with its settings read and its counts done, however long they take."""
        run, asked = document.count_run, document.snapshot()
        under_way = (run, tuple(run.steps)) if run else None
        return Later(lambda: self._settled(document, asked, under_way))

    async def _settled(
        self, document: LiveDocument, asked: DocumentSnapshot, under_way: tuple[CountRun, tuple[Step, ...]] | None
    ) -> DocumentSnapshot:
        if asked.counts is None or not self.is_prepared(document):
            await self._prepared(document)
            asked = _of_prepared(asked, document)
        if asked.pending and under_way is not None:
            asked = await _from_run(*under_way, asked)
        counts = asked.counts
        assert counts is not None, "a prepared document has counts, perhaps pending ones"
        return asked.with_counts(await self._executor.run(_resolve, asked.text, counts) if counts.pending else counts)

    async def _count(self, document: LiveDocument) -> None:
        """Bring a document's counts up to date: settings, vocabulary, then the pending chunks."""
        if document.counts is None or not self.is_prepared(document):
            await self._prepared(document)
        assert document.counts is not None
        while document.counts.pending:
            counts, text = document.counts, document.text
            job = self._executor.job(partial(_resolve, text, counts))
            run = document.count_run = CountRun(document.version, [], job)
            try:
                done = await job.result()
            except Cancelled:
                return
            finally:
                document.count_run = None
            if document.counts.encoding is done.encoding:
                document.counts = _rebased(done, run.steps)
        for listener in self._count_listeners:
            listener(document.uri)
        self._announce(document)

    # Outlines

    def outlined(self, document: LiveDocument) -> Awaitable[LiveOutline]:
        """The outline of the document once it is parsed: of the version at the call, or of a later one."""
        return Later(lambda: self._outlined(document))

    async def _outlined(self, document: LiveDocument) -> LiveOutline:
        for _ in range(OUTLINE_TRIES):
            if document.parsed or document not in self._jobs:
                break
            parsing = self._jobs[document].parsing
            parsing.wake()
            await parsing.done()
        return document.outline

    async def _parse(self, document: LiveDocument) -> None:
        """Bring a document's outline up to date; its count first, since a parse of megabytes keeps the interpreter."""
        if document.counts is None or document.counts.pending:
            await self._jobs[document].counting.done()
        if document.unparsed:
            await _pause_in_typing(document)
        steps, document.unparsed = document.unparsed, []
        text = document.text
        if document.path is not None and self._settings.concerns(document.path):
            self._settings.take_buffer(document.path, str(text))
            self.resettle()
        if steps or not document.parsed:
            edits = [(step.before, step.edit) for step in steps]
            parser, started = document.parser, time.monotonic()
            document.parse_job = self._executor.job(partial(parser.update, text, edits))
            outline = await document.parse_job.result()
            if document.parser is parser:  # otherwise the settings changed, and it is parsed again
                document.take_outline(outline, document.unparsed)
            document.parse_seconds = time.monotonic() - started
        self._announce(document)

    def _announce(self, document: LiveDocument) -> None:
        if document.parsed and document.counts is not None and not document.counts.pending:
            ready = SnapshotReady(document.uri, document.version)
            for listener in self._listeners:
                listener(ready)


def _of_prepared(asked: DocumentSnapshot, document: LiveDocument) -> DocumentSnapshot:
    """An earlier snapshot of a document that has been prepared since."""
    now = document.snapshot()
    if now.text is asked.text or now.counts is None:
        return now
    encoding = now.counts.encoding
    if asked.counts is None or asked.counts.encoding is not encoding:
        return asked.with_counts(Counts.pending_of(asked.text, encoding), now.model)
    return asked.with_counts(asked.counts, now.model)


def _resolve(text: Text, counts: Counts, stopped: Callable[[], bool] = lambda: False) -> Counts:
    for step in counts.resolved(text):
        if stopped():
            raise Cancelled
        counts = step
    return counts


async def _pause_in_typing(document: LiveDocument) -> None:
    """Wait until nothing was typed for a while: the longer, the longer the last parse took."""
    delay = min(max(PARSE_DELAY_S, PARSE_DELAY_FACTOR * document.parse_seconds), PARSE_DELAY_LIMIT_S)
    until = time.monotonic() + PARSE_DELAY_LIMIT_S
    while True:
        seen = document.text
        await asyncio.sleep(delay)
        if document.text is seen or time.monotonic() >= until:
            return


async def _from_run(run: CountRun, steps: Sequence[Step], asked: DocumentSnapshot) -> DocumentSnapshot:
    """The snapshot with what a count under way brings, if it is of the same encoding and comes to its end.

    `steps` lead from the text that is being counted to that of the snapshot.
    """
    try:
        done = await run.job.result()
    except Cancelled:
        return asked
    if asked.counts is None or done.encoding is not asked.counts.encoding:
        return asked
    return asked.with_counts(_rebased(done, steps))


def _rebased(counts: Counts, steps: Sequence[Step]) -> Counts:
    for step in steps:
        counts = counts.after(step.edit, step.after)
    return counts

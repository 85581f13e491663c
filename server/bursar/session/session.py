"""The session: live documents, what is made of them in the background, and who is told.

The edit path (`change`) is synchronous and O(edit). Settings, vocabularies, large counts and outlines come from the
executor; each document has at most one count and one parse under way, and the latest version wins.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bursar.budgets import Budget
from bursar.config import Loaded, Problem, Settings
from bursar.errors import NotOpen, UnknownModel
from bursar.files import path_of_uri
from bursar.models import Model, resolve
from bursar.outline import LiveOutline, Placed, language_for, language_named
from bursar.session.baselines import Delta
from bursar.session.document import Change, CountRun, LiveDocument, Step
from bursar.session.habits import Habits
from bursar.session.indexes import Indexes
from bursar.session.jobs import THREADS, Cancelled, Job, Later, Repeating
from bursar.session.settings import Reach, SettingsStore
from bursar.session.workspaces import Workspaces
from bursar.snapshot import DocumentSnapshot, SymbolCount, symbol_counts
from bursar.text import PositionEncoding, Text
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter, counter_for, counter_if_loaded
from bursar.tokens.counts import Counts

log = logging.getLogger(__name__)

PARSE_DELAY_S = 0.02
"""A burst of keystrokes is parsed once, after a pause of this length at least."""

PARSE_DELAY_FACTOR = 3
"""The pause is so many times as long as the last parse took: it holds up the loop, whatever thread it is in."""

OUTLINE_TRIES = 5
"""So many parses are waited for by who wants an up to date outline: somebody may type on and on."""

PARSE_DELAY_LIMIT_S = 2.0
"""Who types on and on without a pause is parsed after this time."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SnapshotReady:
    """The counts and the outline of this version of a document are there."""

    uri: str
    version: int | None


class Session:
    """All live documents of one client. Every method runs on the event loop; `close` ends its threads."""

    def __init__(self) -> None:
        self.habits = Habits()
        self.settings = SettingsStore()
        self._documents: dict[str, LiveDocument] = {}
        self._jobs: dict[str, tuple[Repeating, Repeating]] = {}
        self._listeners: list[Callable[[SnapshotReady], None]] = []
        self._count_listeners: list[Callable[[str], None]] = []
        self._executor = ThreadPoolExecutor(THREADS, thread_name_prefix="bursar")
        self._background: set[asyncio.Future[Any]] = set()
        self.workspaces = Workspaces(self.settings, self._snapshots, self.run)
        self.indexes = Indexes(self.workspaces.queue)

    # Documents, as the editor tells of them

    def open(self, uri: str, language: str, version: int | None, text: str) -> None:
        """A document was opened (or opened again)."""
        if uri in self._documents:
            self.close(uri)
        path = path_of_uri(uri)
        spoken = language_for(language, path.name if path else "")
        document = LiveDocument(uri, path, spoken, version, text, self.settings.default_model())
        self._documents[uri] = document
        self._jobs[uri] = (Repeating(lambda: self._count(document)), Repeating(lambda: self._parse(document)))
        settings = self.settings.known(document.path)
        if settings is not None:
            self._prepare(document, settings)
        self._wake(document)
        self.workspaces.opened(document.path)

    def change(self, uri: str, version: int | None, changes: Sequence[Change], encoding: PositionEncoding) -> None:
        """A document was edited. O(edit)."""
        document = self._get(uri)
        document.apply(changes, version, encoding)
        self.workspaces.typed()
        self._wake(document)

    def models_in_use(self, uri: str) -> tuple[Model, ...]:
        """The model of a document, then those that are configured beside it."""
        document = self._get(uri)
        settings = self.settings.standing(document.path)
        names = (settings.model, *(rule.model for rule in settings.models_by_file if rule.model))
        found = {document.model.id: document.model}
        for name in names:
            with suppress(UnknownModel):
                model = resolve(name, settings.models)
                found.setdefault(model.id, model)
        return tuple(found.values())

    def save(self, uri: str) -> None:
        """A document was saved: what it differs from is now this text."""
        document = self._get(uri)
        document.saved = document.text
        document.baselines.note_saved(document.saved, document.counts, document.text)

    def close(self, uri: str) -> None:
        """A document was closed."""
        document = self._documents.pop(uri, None)
        if document is None:
            return
        for job in self._jobs.pop(uri):
            job.stop()
        document.cancel()
        if document.path is not None and self.settings.concerns(document.path):
            self.settings.take_buffer(document.path, None)
            self._resettle()

    def uris(self) -> list[str]:
        """The open documents."""
        return list(self._documents)

    # What is known of them

    def snapshot(self, uri: str) -> DocumentSnapshot:
        """The document as it stands, perhaps pending. Free."""
        return self._get(uri).snapshot()

    def saved(self, uri: str) -> Text:
        """The document's text when it was last opened or saved."""
        return self._get(uri).saved

    def outline(self, uri: str) -> LiveOutline:
        """The latest outline, moved by the edits since it was made; empty before the first parse."""
        return self._get(uri).outline

    def has_outline(self, uri: str) -> bool:
        """Whether the document was parsed at all, as it stands or before its last edits."""
        return self._get(uri).outlined

    def outline_is_fresh(self, uri: str) -> bool:
        """Whether the outline was parsed from the document as it stands."""
        return self._get(uri).parsed

    def budgets(self, uri: str) -> tuple[Budget, ...]:
        """The budgets that hold for a document."""
        return self._get(uri).budgets

    def settings_of(self, uri: str) -> Settings:
        """The settings in force for a document (the defaults until they are read)."""
        return self.settings.standing(self._get(uri).path)

    def settings_of_snapshot(self, snapshot: DocumentSnapshot) -> Settings:
        """The settings in force for a document, open still or not any more (the defaults until they are read)."""
        return self.settings.standing(snapshot.path)

    def budgets_of(self, snapshot: DocumentSnapshot) -> tuple[Budget, ...]:
        """The budgets that hold for a document; none if it is not open any more."""
        document = self._documents.get(snapshot.uri)
        return () if document is None else document.budgets

    async def counted_symbols(
        self, uri: str, wanted: Callable[[str | None, Settings], bool]
    ) -> tuple[DocumentSnapshot, tuple[SymbolCount, ...]] | None:
        """All symbols with their counts, of the document once it is parsed and settled; None if they are not wanted.

        `wanted` decides by the language and the settings in force.
        """
        document = self._get(uri)
        if not wanted(_language_id(document.language), await self.configured(document.path)):
            return None
        outline = await self._outlined(document)
        asked = document.snapshot()
        snapshot = await self._settled(document, asked, None)
        counts = snapshot.counts
        if counts is None or snapshot.text is not asked.text:
            return None
        known = document.counted_symbols
        if known is None or known[0] is not snapshot.text or known[1] is not counts.encoding:
            found = await self.run_stoppable(partial(_symbols, str(snapshot.text), outline, counts.encoding))
            known = document.counted_symbols = snapshot.text, counts.encoding, found
        return snapshot, known[2]

    def settled(self, uri: str) -> Awaitable[DocumentSnapshot]:
        """The document as it stands at the call, with its settings read and its counts done, however long they take."""
        document = self._get(uri)
        run, asked = document.count_run, document.snapshot()
        under_way = (run, tuple(run.steps)) if run else None
        return Later(lambda: self._settled(document, asked, under_way))

    async def _settled(
        self, document: LiveDocument, asked: DocumentSnapshot, under_way: tuple[CountRun, tuple[Step, ...]] | None
    ) -> DocumentSnapshot:
        if asked.counts is None or not self._is_prepared(document):
            await self._prepared(document)
            asked = self._of_prepared(asked, document)
        if asked.pending and under_way is not None:
            asked = await _from_run(*under_way, asked)
        counts = asked.counts
        assert counts is not None, "a prepared document has counts, perhaps pending ones"
        return asked.with_counts(await self.run(_resolve, asked.text, counts) if counts.pending else counts)

    def is_configured(self, uri: str) -> bool:
        """Whether a document's model and budgets are those of the settings in force."""
        return self._is_prepared(self._get(uri))

    async def configured(self, path: Path | None) -> Settings:
        """The settings in force for a file, read if need be; they hold for its document then. Waits for no counts."""
        while (loaded := self.settings.known(path)) is None:
            await self.run(self.settings.load, path)
        for document in self._documents.values():
            if document.path == path:
                self._prepare(document, loaded)
        return loaded.settings

    def outlined(self, uri: str) -> Awaitable[LiveOutline]:
        """The outline of the document once it is parsed: of the version at the call, or of a later one."""
        document = self._get(uri)
        return Later(lambda: self._outlined(document))

    async def _outlined(self, document: LiveDocument) -> LiveOutline:
        for _ in range(OUTLINE_TRIES):
            if document.parsed or self._documents.get(document.uri) is not document:
                break
            parsing = self._jobs[document.uri][1]
            parsing.wake()
            await parsing.done()
        return document.outline

    def symbol_count(self, snapshot: DocumentSnapshot, placed: Placed) -> TokenCount | None:
        """The count of a symbol of a document as it stands; None while pending. Remembered until it changes."""
        document = self._documents.get(snapshot.uri)
        return None if document is None else document.symbols.count(snapshot, placed)

    def delta(self, uri: str, snapshot: DocumentSnapshot) -> Delta | Awaitable[Delta]:
        """How many tokens more a snapshot has than the saved document and the last commit; at once where known."""
        document, counts = self._documents.get(uri), snapshot.counts
        if document is None or counts is None:
            return Delta()
        document.baselines.note_saved(document.saved, counts, snapshot.text)
        if document.baselines.known(document.saved, counts.encoding):
            if document.baselines.stale():  # the next answer knows of a commit, this one does not wait for Git
                self._executor.submit(document.baselines.learn, document.saved, counts.encoding)
            return document.baselines.delta(counts.total, counts.encoding)
        saved = document.saved
        return Later(lambda: self._learned(document, saved, counts))

    async def _learned(self, document: LiveDocument, saved: Text, counts: Counts) -> Delta:
        await self.run(document.baselines.learn, saved, counts.encoding)
        return document.baselines.delta(counts.total, counts.encoding)

    # Settings

    def set_folders(self, folders: Iterable[Path]) -> None:
        """The workspace folders the client has open."""
        self.settings.set_folders(folders)
        self._resettle()

    def configure(self, client: Mapping[str, Any]) -> tuple[Problem, ...]:
        """The client's own settings changed; returns what is wrong in them."""
        problems = self.settings.configure(client)
        self._resettle()
        return problems

    def set_model(self, reach: Reach, name: str, uri: str | None = None) -> Model:
        """Count by another model: a file, its workspace folder, or all of the session. Raises UnknownModel."""
        model = self.settings.override_model(reach, name, uri, path_of_uri(uri) if uri else None)
        self._resettle()
        return model

    def set_budget(self, reach: Reach, tokens: int, uri: str | None = None) -> None:
        """Set a budget in tokens: of a file, or of the contexts packed in a workspace folder or in the session."""
        self.settings.override_budget(reach, tokens, uri, path_of_uri(uri) if uri else None)
        self._resettle()

    def settings_changed_on_disk(self) -> None:
        """Settings files changed on disk: they are read again in the background."""
        self.settings.invalidate()
        self._resettle()

    # Listening and running

    def subscribe(self, listener: Callable[[SnapshotReady], None]) -> None:
        """Call `listener` on the loop whenever a document's counts and outline are both up to date."""
        self._listeners.append(listener)

    def subscribe_counts(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the loop with the URI of a document whose counts are up to date, its outline or not."""
        self._count_listeners.append(listener)

    async def run_stoppable(self, function: Callable[[Callable[[], bool]], Result]) -> Result:
        """Run a function on our executor; what it is given tells it to stop once nobody waits for it."""
        job = Job(self._executor, function)
        try:
            return await job.result()
        finally:
            job.cancel()

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Run a function on our executor."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, function, *args)

    def warm(self) -> None:
        """Load the default model's vocabulary in the background, before the first document asks for it."""
        model = self.settings.default_model()
        if counter_if_loaded(model) is None:
            self._executor.submit(counter_for, model)

    def stop(self) -> None:
        """End all work; what runs is told to stop and not waited for."""
        for uri in self.uris():
            self.close(uri)
        self.workspaces.stop()
        self._executor.shutdown(wait=False, cancel_futures=True)

    # The background

    def _get(self, uri: str) -> LiveDocument:
        document = self._documents.get(uri)
        if document is None:
            raise NotOpen(f"{uri} is not open; send textDocument/didOpen first")
        return document

    def _snapshots(self) -> Iterable[DocumentSnapshot]:
        return [document.snapshot() for document in list(self._documents.values())]  # asked on other threads as well

    def _wake(self, document: LiveDocument) -> None:
        counting, parsing = self._jobs[document.uri]
        if document.counts is None or document.counts.pending:
            counting.wake()
        parsing.wake()

    def _is_prepared(self, document: LiveDocument) -> bool:
        """Whether it has been prepared by what is in force: that may have been read since for another document."""
        return document.settled_by is not None and document.settled_by is self.settings.known(document.path)

    def _prepare(self, document: LiveDocument, loaded: Loaded) -> None:
        """Give a document its model and budgets, and its counts if the vocabulary is there."""
        document.settled_by = loaded
        document.model = self.settings.model_for(document.uri, document.path, loaded)
        document.budgets = self.settings.budgets_for(document.uri, document.path, loaded)
        if document.parse_by(loaded.settings.symbols.prompt_chars):
            self._jobs[document.uri][1].wake()
        encoding = counter_if_loaded(document.model, loaded.settings.tokenizer_files)
        if encoding is None:
            document.counts = None
        elif document.counts is None or document.counts.encoding is not encoding:
            document.counts = Counts.opened(document.text, encoding)

    async def _prepared(self, document: LiveDocument) -> None:
        """Settings, model and budgets of a document, from the disk if need be, and its model's vocabulary."""
        loaded = self.settings.known(document.path)
        if loaded is None:
            loaded = await self.run(self.settings.load, document.path)
        self._prepare(document, loaded)
        if document.counts is None:
            await self.run(counter_for, document.model, loaded.settings.tokenizer_files)
            self._prepare(document, loaded)

    def _of_prepared(self, asked: DocumentSnapshot, document: LiveDocument) -> DocumentSnapshot:
        """An earlier snapshot of a document that has been prepared since."""
        now = document.snapshot()
        if now.text is asked.text or now.counts is None:
            return now
        encoding = now.counts.encoding
        if asked.counts is None or asked.counts.encoding is not encoding:
            return asked.with_counts(Counts.pending_of(asked.text, encoding), now.model)
        return asked.with_counts(asked.counts, now.model)

    async def _count(self, document: LiveDocument) -> None:
        """Bring a document's counts up to date: settings, vocabulary, then the pending chunks."""
        if document.counts is None or not self._is_prepared(document):
            await self._prepared(document)
        assert document.counts is not None
        while document.counts.pending:
            counts, text = document.counts, document.text
            job = Job(self._executor, partial(_resolve, text, counts))
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

    async def _parse(self, document: LiveDocument) -> None:
        """Bring a document's outline up to date; its count first, since a parse of megabytes keeps the interpreter."""
        if document.counts is None or document.counts.pending:
            await self._jobs[document.uri][0].done()
        if document.unparsed:
            await _pause_in_typing(document)
        steps, document.unparsed = document.unparsed, []
        text = document.text
        if document.path is not None and self.settings.concerns(document.path):
            self.settings.take_buffer(document.path, str(text))
            self._resettle()
        if steps or not document.parsed:
            edits = [(step.before, step.edit) for step in steps]
            parser, started = document.parser, time.monotonic()
            document.parse_job = Job(self._executor, partial(parser.update, text, edits))
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

    def _resettle(self) -> None:
        """Settings changed: every document is prepared anew, in the background where they must be read first."""
        for document in self._documents.values():
            self._jobs[document.uri][0].wake()
        self.workspaces.resettle()


def _language_id(name: str) -> str:
    """The one id of a language that editors have several for."""
    row = language_named(name)
    return row.id if row else name


def _symbols(text: str, outline: LiveOutline, counter: Counter, stopped: Callable[[], bool]) -> tuple[SymbolCount, ...]:
    return symbol_counts(text, outline.symbols, counter, stopped)


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

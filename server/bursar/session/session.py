"""The session: live documents, what is known of them, and who is told.

The edit path (`change`) is synchronous and O(edit). What takes longer is made in the background, by `upkeep`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from bursar.budgets import Budget
from bursar.config import Problem, Settings
from bursar.errors import NotOpen, UnknownModel
from bursar.files import path_of_uri
from bursar.models import Model, resolve
from bursar.outline import LiveOutline, Placed, language_for, language_named
from bursar.session.baselines import Delta
from bursar.session.document import Change, LiveDocument
from bursar.session.habits import Habits
from bursar.session.indexes import Indexes
from bursar.session.jobs import Executor, Later
from bursar.session.settings import Reach, SettingsStore
from bursar.session.upkeep import SnapshotReady, Upkeep
from bursar.session.workspaces import Workspaces
from bursar.snapshot import DocumentSnapshot, SymbolCount, symbol_counts
from bursar.text import PositionEncoding, Text
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import Counter, counter_for, counter_if_loaded
from bursar.tokens.counts import Counts

Result = TypeVar("Result")


class Session:
    """All live documents of one client. Every method runs on the event loop; `stop` ends its threads."""

    def __init__(self) -> None:
        self.habits = Habits()
        self.settings = SettingsStore()
        self._documents: dict[str, LiveDocument] = {}
        self._executor = Executor()
        self.workspaces = Workspaces(self.settings, self._snapshots, self.run)
        self.indexes = Indexes(self.workspaces.queue)
        self._upkeep = Upkeep(self.settings, self._executor, self.workspaces.resettle)

    # Documents, as the editor tells of them

    def open(self, uri: str, language: str, version: int | None, text: str) -> None:
        """A document was opened (or opened again)."""
        if uri in self._documents:
            self.close(uri)
        path = path_of_uri(uri)
        spoken = language_for(language, path.name if path else "")
        document = LiveDocument(uri, path, spoken, version, text, self.settings.default_model())
        self._documents[uri] = document
        self._upkeep.add(document)
        self.workspaces.opened(document.path)

    def change(self, uri: str, version: int | None, changes: Sequence[Change], encoding: PositionEncoding) -> None:
        """A document was edited. O(edit)."""
        document = self._get(uri)
        document.apply(changes, version, encoding)
        self.workspaces.typed()
        self._upkeep.wake(document)

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
        self._upkeep.remove(document)
        if document.path is not None and self.settings.concerns(document.path):
            self.settings.take_buffer(document.path, None)
            self._upkeep.resettle()

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
        outline = await self._upkeep.outlined(document)
        asked = document.snapshot()
        snapshot = await self._upkeep.settled(document)
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
        return self._upkeep.settled(self._get(uri))

    def is_configured(self, uri: str) -> bool:
        """Whether a document's model and budgets are those of the settings in force."""
        return self._upkeep.is_prepared(self._get(uri))

    async def configured(self, path: Path | None) -> Settings:
        """The settings in force for a file, read if need be; they hold for its document then. Waits for no counts."""
        return await self._upkeep.configured(path)

    def outlined(self, uri: str) -> Awaitable[LiveOutline]:
        """The outline of the document once it is parsed: of the version at the call, or of a later one."""
        return self._upkeep.outlined(self._get(uri))

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
        self._upkeep.resettle()

    def configure(self, client: Mapping[str, Any]) -> tuple[Problem, ...]:
        """The client's own settings changed; returns what is wrong in them."""
        problems = self.settings.configure(client)
        self._upkeep.resettle()
        return problems

    def set_model(self, reach: Reach, name: str, uri: str | None = None) -> Model:
        """Count by another model: a file, its workspace folder, or all of the session. Raises UnknownModel."""
        model = self.settings.override_model(reach, name, uri, path_of_uri(uri) if uri else None)
        self._upkeep.resettle()
        return model

    def set_budget(self, reach: Reach, tokens: int, uri: str | None = None) -> None:
        """Set a budget in tokens: of a file, or of the contexts packed in a workspace folder or in the session."""
        self.settings.override_budget(reach, tokens, uri, path_of_uri(uri) if uri else None)
        self._upkeep.resettle()

    def settings_changed_on_disk(self) -> None:
        """Settings files changed on disk: they are read again in the background."""
        self.settings.invalidate()
        self._upkeep.resettle()

    # Listening and running

    def subscribe(self, listener: Callable[[SnapshotReady], None]) -> None:
        """Call `listener` on the loop whenever a document's counts and outline are both up to date."""
        self._upkeep.subscribe(listener)

    def subscribe_counts(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the loop with the URI of a document whose counts are up to date, its outline or not."""
        self._upkeep.subscribe_counts(listener)

    async def run_stoppable(self, function: Callable[[Callable[[], bool]], Result]) -> Result:
        """Run a function on our executor; what it is given tells it to stop once nobody waits for it."""
        return await self._executor.run_stoppable(function)

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Run a function on our executor."""
        return await self._executor.run(function, *args)

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
        self._executor.stop()

    # The background

    def _get(self, uri: str) -> LiveDocument:
        document = self._documents.get(uri)
        if document is None:
            raise NotOpen(f"{uri} is not open; send textDocument/didOpen first")
        return document

    def _snapshots(self) -> Iterable[DocumentSnapshot]:
        return [document.snapshot() for document in list(self._documents.values())]  # asked on other threads as well


def _language_id(name: str) -> str:
    """The one id of a language that editors have several for."""
    row = language_named(name)
    return row.id if row else name


def _symbols(text: str, outline: LiveOutline, counter: Counter, stopped: Callable[[], bool]) -> tuple[SymbolCount, ...]:
    return symbol_counts(text, outline.symbols, counter, stopped)

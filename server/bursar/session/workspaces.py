"""The counts of all workspace folders, kept up to date in the background, with open documents laid over the files.

Every method runs on the event loop but where it says otherwise; the work is done by the queue's threads.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bursar.cache.layers import CountCache
from bursar.config import Loaded
from bursar.files import is_too_wide
from bursar.session.bulk import BulkCounting
from bursar.session.closed import ClosedFiles
from bursar.session.jobs import Cancelled, Repeating
from bursar.session.kept import cache_of
from bursar.session.overlay import Overlay, Run
from bursar.session.queue import NICENESS, Priority, Stopped, WorkQueue
from bursar.session.referring import referred
from bursar.session.ruler import ruler_for
from bursar.session.settings import SettingsStore, anything_in
from bursar.session.totals import Totals
from bursar.session.watch import FolderWatcher
from bursar.session.workspace import Workspace
from bursar.snapshot import DocumentSnapshot
from bursar.tokens.counter import TokenizerFiles

log = logging.getLogger(__name__)

PAUSE_S: Final = 0.15
"""Changes on disk come in bursts (a checkout, a formatter): they are taken after a pause."""

RULE_FILES: Final = frozenset({".gitignore", ".bursarignore", ".gitmodules"})


@dataclass(frozen=True, slots=True)
class Around:
    """What a file stands in: its folder (by its path from the root, "" for the root) and the workspace."""

    folder: str
    in_folder: Totals | None
    in_workspace: Totals


@dataclass(slots=True)
class _Folder:
    """A workspace folder: its counts, by which tokenizers, and what watches it."""

    workspace: Workspace
    tokenizer_files: TokenizerFiles
    watcher: FolderWatcher | None = None


class Workspaces:
    """All folders of one session. Nothing is counted before `begin`."""

    def __init__(self, settings: SettingsStore, documents: Callable[[], Iterable[DocumentSnapshot]], run: Run) -> None:
        """`documents` gives the open ones, on any thread; `run` runs a function on the session's executor."""
        self.queue: Final = WorkQueue(nice=NICENESS)
        self.closed: Final = ClosedFiles(settings)
        self._bulk = BulkCounting(nice=NICENESS)
        self._settings = settings
        self._run = run
        self._overlay = Overlay(documents, run, self._tell)
        self._folders: dict[Path, _Folder] = {}
        self._cache: CountCache | None = None
        self._settling = Repeating(self._settle)
        self._listeners: list[Callable[[], None]] = []
        self._changed: set[Path] | None = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notified = False
        self._watches = False
        self._moved = asyncio.Event()
        self._tasks: set[asyncio.Future[Any]] = set()

    # Life

    def begin(self, *, watch: bool) -> None:
        """Begin to count the folders; with `watch`, watch them as well, since the client does not."""
        self._loop = asyncio.get_running_loop()
        self._watches = watch
        self.resettle()

    def resettle(self) -> None:
        """Folders or settings changed: what is counted, and by what, is found out anew."""
        if self._loop is not None:
            self._settling.wake()

    def stop(self) -> None:
        """End all work and all watching."""
        self._settling.stop()
        if self._timer is not None:
            self._timer.cancel()
        for root in list(self._folders):
            self._drop(root)
        self.queue.stop()
        self._bulk.stop()
        self._loop = None
        if self._cache is not None:
            self._cache.close()

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call something on the loop after counts changed, once for many changes."""
        self._listeners.append(listener)

    # What is known

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that are counted."""
        return tuple(self._folders)

    @property
    def pending(self) -> int:
        """How many files of all folders are not counted yet."""
        return sum(found.workspace.pending for found in self._folders.values())

    def of(self, path: Path) -> Workspace | None:
        """The innermost counted folder that holds a path."""
        holding = [root for root in self._folders if path.is_relative_to(root)]
        return self._folders[max(holding, key=lambda root: len(root.parts))].workspace if holding else None

    def totals(self, workspace: Workspace, folder: str = "") -> Totals | None:
        """The sums of a folder with the open documents laid over it, None before it was listed."""
        return workspace.totals(folder, self._overlay.tokens(workspace))

    def around(self, path: Path) -> Around | None:
        """The sums of the folder and the workspace that a file stands in, None where nothing is counted."""
        workspace = self.of(path)
        whole = self.totals(workspace) if workspace is not None else None
        if workspace is None or whole is None:
            return None
        folder = path.parent.relative_to(workspace.root).as_posix()
        folder = "" if folder == "." else folder
        return Around(folder, self.totals(workspace, folder) if folder else whole, whole)

    async def listed(self, workspace: Workspace) -> None:
        """Wait until a folder was listed."""
        while not (workspace.listed or workspace.ended):
            await self.moved()

    async def moved(self) -> None:
        """Wait until something was counted, or came or went."""
        self._moved.clear()
        await self._moved.wait()

    async def settled(self, workspace: Workspace) -> None:
        """Wait until all files of a folder are counted."""
        while not workspace.ended:
            if workspace.listed and not workspace.pending and None not in self._overlay.tokens(workspace).values():
                return
            await self.moved()

    async def begun(self) -> None:
        """Wait until it is known which folders are counted by what."""
        while self._settling.busy:
            await asyncio.sleep(PAUSE_S / 10)

    # What happens

    def typed(self) -> None:
        """A key was pressed: the background steps back. Cheap."""
        self.queue.hush()

    def opened(self, path: Path | None) -> None:
        """A document was opened: its file comes first, then those it refers to."""
        workspace = self.of(path) if path is not None else None
        if path is None or workspace is None or not workspace.pending:
            return
        self._promote(workspace, {_inside(workspace, path): Priority.OPEN})
        self._spawn(self._refer(path, workspace))

    def files_changed(self, paths: Iterable[Path] | None) -> None:
        """Files changed on disk (None: it is not known which). Taken after a pause."""
        if self._loop is None:
            return
        if paths is None:
            self._changed = None
        elif self._changed is not None:
            self._changed.update(paths)
        if self._timer is None:
            self._timer = self._loop.call_later(PAUSE_S, self._take_changes)

    def cancel(self) -> None:
        """People do not want to wait: what is not counted yet is left until something changes."""
        for found in self._folders.values():
            found.workspace.cancel()

    # Inside

    def _take_changes(self) -> None:
        changed, self._changed, self._timer = self._changed, set(), None
        for root, found in self._folders.items():
            inside = [path for path in changed or () if path.is_relative_to(root)]
            if changed is not None and not inside:
                continue
            names = [path.relative_to(root).as_posix() for path in inside]
            anew = changed is None or any(path.name in RULE_FILES for path in inside)
            if anew or not found.workspace.touch(names):
                self._refresh(found.workspace)
        self._tell()

    def _promote(self, workspace: Workspace, urgent: Mapping[str, Priority]) -> None:
        for path, priority in urgent.items():
            workspace.promote([path], priority)

    async def _refer(self, path: Path, workspace: Workspace) -> None:
        opened = [document for document in self._overlay.inside(workspace) if document.path == path]
        self._promote(workspace, await self._run(_urgent, opened, workspace.root, list(workspace.files())))

    async def _settle(self) -> None:
        wanted = set(self._settings.folders)
        for root in [root for root in self._folders if root not in wanted]:
            self._drop(root)
        for root in wanted:
            if await self._run(is_too_wide, root):
                log.info("%s is not counted in the background: it is no project's folder", root)
                continue
            loaded: Loaded = await self._run(self._settings.load, anything_in(root))
            if not loaded.settings.workspace.enabled:
                self._drop(root)
                continue
            if self._cache is None:
                self._cache = cache_of(loaded.settings.cache)
            await self._count_by(root, loaded, self._cache)
        self._tell()

    async def _count_by(self, root: Path, loaded: Loaded, cache: CountCache) -> None:
        """Have a folder counted by the model of its settings, if it is not already."""
        model, files = self._settings.model_for("", None, loaded), loaded.settings.tokenizer_files
        known = self._folders.get(root)
        if known is not None and known.workspace.ruler.model == model.id and known.tokenizer_files == files:
            return
        ruler = await self._run(ruler_for, model, files)
        if self._loop is None or root not in self._settings.folders:
            return
        self._drop(root)
        workspace = Workspace(root, ruler, cache, self.queue, self._announce, self._bulk)
        watcher = FolderWatcher(root, self._seen) if self._watches else None
        self._folders[root] = _Folder(workspace, files, watcher)
        self._refresh(workspace)

    def _refresh(self, workspace: Workspace) -> None:
        def urgent(paths: Sequence[str]) -> dict[str, Priority]:
            return _urgent(self._overlay.inside(workspace), workspace.root, paths)

        def work(stopped: Stopped) -> None:
            try:
                workspace.refresh(stopped, urgent)
            except Cancelled:
                return

        self.queue.submit(f"list {workspace.root}", work, Priority.OPEN)

    def _drop(self, root: Path) -> None:
        found = self._folders.pop(root, None)
        if found is not None:
            found.workspace.end()
            self._moved.set()
            if found.watcher is not None:
                found.watcher.stop()

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # From the threads

    def _seen(self, paths: frozenset[Path] | None) -> None:
        """On the watcher's thread."""
        self._on_loop(self.files_changed, paths)

    def _announce(self) -> None:
        """On a thread of the queue's."""
        if not self._notified:
            self._notified = True
            self._on_loop(self._tell)

    def _on_loop(self, function: Callable[..., None], *arguments: Any) -> None:
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(function, *arguments)
            except RuntimeError:  # the loop has ended
                self._loop = None

    def _tell(self) -> None:
        self._notified = False
        self._moved.set()
        for listener in self._listeners:
            listener()


def _inside(workspace: Workspace, path: Path) -> str:
    """The path of a folder's file from its root."""
    return path.relative_to(workspace.root).as_posix()


def _urgent(opened: Iterable[DocumentSnapshot], root: Path, paths: Sequence[str]) -> dict[str, Priority]:
    """What comes before the rest of a folder: open files, then those they refer to. For the executor."""
    urgent: dict[str, Priority] = {}
    for document in opened:
        assert document.path is not None
        path = document.path.relative_to(root).as_posix()
        urgent |= {one: Priority.REFERRED for one in referred(str(document.text), path, paths) if one not in urgent}
        urgent[path] = Priority.OPEN
    return urgent

"""What holds for packing in a folder beside the settings: its profile, its budget, and what has changed in it.

All but `Habits.ceiling` reads files or the store, or asks Git, so it is for the executor.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bursar.config import Problem, Settings
from bursar.errors import UnreadableFile
from bursar.files import read_text
from bursar.files.changes import FileChange, How, changed_lines, changes, committed_text
from bursar.files.decode import decode
from bursar.pack import PackRequest, Report, Scope
from bursar.pack.changes import changed_places
from bursar.session.folder import LiveFolder
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text

FRESH_S: Final = 10.0
"""So long a budget is taken for what it was: a terminal may set another."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What holds of a request beside what the packer takes.

    Since when it asks for changes, whether the folder's profile holds, the budget that a command of the editor set.
    """

    since: str | None = None
    own_profile: bool = True
    budget: int | None = None


class Habits:
    """The budgets of one session's folders, as last read. Thread-safe."""

    def __init__(self) -> None:
        self._ceilings: dict[tuple[Path, str], tuple[float, int]] = {}
        self._lock = threading.Lock()

    def ceiling(self, root: Path, model: str) -> int | None:
        """The budget of a folder if it was read in the last seconds. Does not block."""
        with self._lock:
            read, tokens = self._ceilings.get((root, model), (-FRESH_S, 0))
        return tokens if time.monotonic() - read < FRESH_S else None

    def read_ceiling(self, root: Path, model: str, settings: Settings) -> int:
        """The budget of a folder as it is now."""
        from bursar.pack.budget import budget_in_force

        found = budget_in_force(root, model, settings).tokens
        with self._lock:
            self._ceilings[root, model] = time.monotonic(), found
        return found

    def applied(self, request: PackRequest, folder: LiveFolder, settings: Settings, wanted: Wanted) -> PackRequest:
        """A request as the folder's habits complete it. Raises ChangesError and PackError of one about a change."""
        from bursar.pack.profile import load_profile
        from bursar.store.profiles import Profiles

        model = request.models[0]
        ceiling = wanted.budget or self.read_ceiling(folder.root, model, settings)
        request = replace(request, ceiling=ceiling, dynamic=settings.pack.dynamic_budget)
        if wanted.own_profile:
            loaded = load_profile(folder.root, model, Profiles())
            said = (f"{one.path}:{one.line + 1}:{one.column + 1}: {one.message}" for one in loaded.problems)
            request = replace(request, notes=(*request.notes, *said, *loaded.notes)).under(loaded.profile)
        return about_change(request, folder, wanted) if request.scope is Scope.CHANGE else request


def is_profile(path: Path) -> bool:
    """Whether a file is a repository's profile, or the user's own."""
    from bursar.pack.profile import user_profile_path
    from bursar.pack.profile.load import PROFILE

    return path.as_posix().endswith(f"/{PROFILE}") or path == user_profile_path()


def profile_problems(snapshot: DocumentSnapshot) -> tuple[Problem, ...]:
    """What is wrong in a profile that is open, as it stands."""
    from bursar.pack.profile import parse_profile

    return parse_profile(str(snapshot.text), str(snapshot.path)).problems


def kept(root: Path, request: PackRequest, report: Report, settings: Settings) -> None:
    """Keep how packing went, if that is wanted."""
    from bursar.pack.history import keep_run

    if settings.pack.history:
        keep_run(root, request, report)


def about_change(request: PackRequest, folder: LiveFolder, wanted: Wanted) -> PackRequest:
    """A request for what has changed in a folder, as open documents and files are now."""
    found = changes(str(folder.root), since=wanted.since)
    changed = changed_places(_with_buffers(found, folder, wanted.since), folder)
    first, *also = changed.places
    return replace(
        request,
        path=first.path,
        selection=first.span,
        also=tuple(also),
        notes=(*request.notes, *changed.notes),
    )


def _with_buffers(found: tuple[FileChange, ...], folder: LiveFolder, since: str | None) -> tuple[FileChange, ...]:
    """Changes with the lines of open documents as they stand, saved or not."""
    told = {change.path: change for change in found}
    for path, text in folder.buffers().items():
        change = told.get(path)
        if (change is not None and change.how not in (How.MODIFIED, How.RENAMED)) or _saved(folder.root / path, text):
            continue
        before = committed_text(str(folder.root), change.old if change and change.old else path, since)
        decoded = decode(before) if before is not None else None
        if decoded is None or decoded.binary:
            continue
        lines = changed_lines(decoded.text, str(text))
        if change is not None:
            told[path] = replace(change, lines=lines)
        elif lines:
            told[path] = FileChange(path, How.MODIFIED, lines)
    return tuple(change for _, change in sorted(told.items()) if change.how is not How.MODIFIED or change.lines)


def _saved(path: Path, text: Text) -> bool:
    """Whether a document says what its file does."""
    try:
        return read_text(path).text == str(text)
    except UnreadableFile:
        return False

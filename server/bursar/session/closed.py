"""Budgets of files that are not open: figures from the counts of the workspace, texts only where they must be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bursar.budgets import Budget, Crossing, Unit, check, used
from bursar.budgets.among import may_have_budget
from bursar.config import Loaded, Settings
from bursar.errors import BursarError
from bursar.files import Stamp, read_text, uri_of_path
from bursar.models import Model
from bursar.outline import language_of
from bursar.session.ruler import Ruler, ruler_for
from bursar.session.settings import SettingsStore, anything_in
from bursar.session.workspace import Workspace
from bursar.snapshot import DocumentSnapshot
from bursar.text import Text
from bursar.tokens.count import TokenCount
from bursar.tokens.counter import counter_for
from bursar.tokens.counts import Counts


@dataclass(frozen=True, slots=True)
class BudgetedFile:
    """A file on disk that has budgets. `crossings` are without the places of overflows."""

    path: Path
    uri: str
    model: Model
    count: TokenCount
    budgets: tuple[Budget, ...]
    crossings: tuple[Crossing, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a file's figures depend on."""

    stamp: Stamp | None
    model: Model
    budgets: tuple[Budget, ...]
    settings: Settings


class ClosedFiles:
    """The budgeted files of folders, each looked into once while it stands. For the executor: reads settings, files."""

    def __init__(self, settings: SettingsStore) -> None:
        self._settings = settings
        self._known: dict[Path, tuple[_Case, BudgetedFile]] = {}

    def paths(self, workspace: Workspace) -> list[str]:
        """The paths of a folder's files that have budgets."""
        return [path for path, _, _ in self._budgeted(workspace)]

    def files(self, workspace: Workspace) -> list[BudgetedFile]:
        """The budgeted files of a folder whose counts are done, in the order of the listing."""
        found = []
        for path, loaded, budgets in self._budgeted(workspace):
            file = self._file(workspace, path, loaded, budgets)
            if file is not None:
                found.append(file)
        return found

    def _budgeted(self, workspace: Workspace) -> Iterator[tuple[str, Loaded, tuple[Budget, ...]]]:
        for path in self._candidates(workspace):
            full = workspace.root / path
            loaded = self._settings.load(full)
            budgets = self._settings.budgets_for(uri_of_path(full), full, loaded)
            if budgets:
                yield path, loaded, budgets

    def _candidates(self, workspace: Workspace) -> list[str]:
        """The files that some settings file may have a budget for."""
        paths = list(workspace.files())
        folders = {path.rpartition("/")[0] for path in paths if self._settings.concerns(Path(path))} | {""}
        wanted: set[str] = set()
        for folder in folders:
            loaded = self._settings.load(anything_in(workspace.root / folder))
            prefix = f"{folder}/" if folder else ""
            inside = {path[len(prefix) :]: path for path in paths if path.startswith(prefix)}
            wanted.update(inside[name] for name in may_have_budget(inside, loaded.settings))
        return [path for path in paths if path in wanted]

    def _file(
        self, workspace: Workspace, path: str, loaded: Loaded, budgets: tuple[Budget, ...]
    ) -> BudgetedFile | None:
        counted, full = workspace.file(path), workspace.root / path
        if counted is None or not counted.is_text:
            return None
        model = self._settings.model_for(uri_of_path(full), full, loaded)
        case = _Case(counted.stamp, model, budgets, loaded.settings)
        known = self._known.get(full)
        if known is not None and known[0] == case and counted.steady:
            return known[1]
        ruler = ruler_for(model, loaded.settings.tokenizer_files)
        made = _figures(full, case, _measured_by(ruler, workspace, path))
        if made is not None:
            self._known[full] = (case, made)
        return made


def closed_snapshot(file: BudgetedFile) -> DocumentSnapshot:
    """A file on disk as a document, counted. Blocks; raises UnreadableFile."""
    text = Text(read_text(file.path).text)
    counts = Counts.of(text, counter_for(file.model, file.settings.tokenizer_files))
    return DocumentSnapshot(file.uri, file.path, None, language_of(str(file.path)) or "", text, file.model, counts)


def _measured_by(ruler: Ruler, workspace: Workspace, path: str) -> TokenCount | None:
    """The count of a file by another ruler, if the workspace's measure of it says that too."""
    counted = workspace.file(path)
    if counted is None or ruler.key != workspace.ruler.key:
        return None
    return ruler.counted(counted.measure)


def _figures(path: Path, case: _Case, count: TokenCount | None) -> BudgetedFile | None:
    uri = uri_of_path(path)
    amounts: Mapping[Unit, int | None] = {}
    if count is None or any(budget.unit is not Unit.TOKENS for budget in case.budgets):
        try:
            text = Text(read_text(path).text)
            if count is None:
                counter = counter_for(case.model, case.settings.tokenizer_files)
                count = Counts.of(text, counter).counted
        except (BursarError, OSError):
            return None
        amounts = {budget.unit: used(text, None, budget.unit) for budget in case.budgets}
    crossings = []
    for budget in case.budgets:
        amount = count.tokens if budget.unit is Unit.TOKENS else amounts[budget.unit]
        crossing = check(budget, amount or 0, case.settings.thresholds)
        if crossing is not None:
            crossings.append(crossing)
    return BudgetedFile(path, uri, case.model, count, case.budgets, tuple(crossings), case.settings)

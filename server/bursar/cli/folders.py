"""Folders counted through the cache: what stands is not read again; a bar shows what takes over half a second."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bursar.cli.output import remark

if TYPE_CHECKING:
    from bursar.cache.layers import CountCache
    from bursar.cli.project import Project
    from bursar.models import Model
    from bursar.session.workspace import Workspace

BAR_AFTER_S: Final = 0.5
_BAR_EVERY_S: Final = 0.1
_BAR_CELLS: Final = 24


def counted_folder(folder: Path, model: Model, project: Project, cache: CountCache | None = None) -> Workspace:
    """All files of a folder, counted for a model; what could not be read is remarked."""
    from bursar.session.bulk import BulkCounting
    from bursar.session.kept import cache_of
    from bursar.session.queue import WorkQueue
    from bursar.session.ruler import ruler_for
    from bursar.session.workspace import Workspace

    loaded = project.settings_for(folder)
    own = cache or cache_of(loaded)
    queue, bulk = WorkQueue(), BulkCounting()
    ruler = ruler_for(model, loaded.settings.tokenizer_files)
    workspace = Workspace(folder, ruler, own, queue, bulk=bulk)
    began = time.monotonic()
    workspace.refresh()
    total = workspace.pending
    bar = _Bar(began)
    try:
        while not queue.join(_BAR_EVERY_S):
            bar.show(total - workspace.pending, total)
    finally:
        bar.clear()
        queue.stop()
        bulk.stop()
        if cache is None:
            own.close()
    _remark_on(workspace)
    return workspace


def _remark_on(workspace: Workspace) -> None:
    for folder in workspace.unreadable:
        remark(f"{folder.path} cannot be listed: {folder.reason}")
    for path, found in workspace.files().items():
        if found is not None and found.problem:
            remark(f"{path} cannot be read: {found.problem}")


class _Bar:
    """A bar on a terminal's stderr; nothing where that is a pipe."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._shown = False
        self._wanted = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """Draw how far the counting is."""
        if self._wanted and total and time.monotonic() - self._began >= BAR_AFTER_S:
            filled = _BAR_CELLS * done // total
            bar = "█" * filled + "░" * (_BAR_CELLS - filled)
            click.echo(f"\r  {bar}  {done:,} of {total:,} files counted", err=True, nl=False)
            self._shown = True

    def clear(self) -> None:
        """Take it away."""
        if self._shown:
            click.echo("\r\033[K", err=True, nl=False)

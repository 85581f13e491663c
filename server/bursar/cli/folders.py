"""Folders counted through the cache: what stands is not read again; a bar shows what takes over half a second."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bursar.cli.output import remark
from bursar.cli.progress import EVERY_S, Bar, clear

if TYPE_CHECKING:
    from bursar.cache.layers import CountCache
    from bursar.cli.project import Project
    from bursar.models import Model
    from bursar.session.workspace import Workspace


def counted_folder(folder: Path, model: Model, project: Project, cache: CountCache | None = None) -> Workspace:
    """All files of a folder, counted for a model; what could not be read is remarked."""
    from bursar.session.bulk import BulkCounting
    from bursar.session.kept import cache_of
    from bursar.session.queue import WorkQueue
    from bursar.session.ruler import ruler_for
    from bursar.session.workspace import Workspace

    loaded = project.settings_for(folder)
    own = cache or cache_of(loaded.settings.cache)
    queue, bulk = WorkQueue(), BulkCounting()
    ruler = ruler_for(model, loaded.settings.tokenizer_files)
    workspace = Workspace(folder, ruler, own, queue, bulk=bulk)
    bar = Bar("counted")
    workspace.refresh()
    total = workspace.pending
    try:
        while not queue.join(EVERY_S):
            bar.show(total - workspace.pending, total)
    finally:
        clear()
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

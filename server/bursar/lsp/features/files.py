"""`bursar/files`: a folder's sums, its budgeted files for badges, and how far the counting is.

Waits until the budgeted files are counted, which come first; of the rest it tells how many are pending.
"""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from bursar.files import path_of_uri, uri_of_path
from bursar.lsp import convert
from bursar.lsp.notebooks import CountedDocument, notebooks, untitled
from bursar.lsp.params import files_params
from bursar.lsp.refusals import InvalidParams
from bursar.lsp.server import BursarServer
from bursar.present.status import status_of_file
from bursar.session.closed import BudgetedFile
from bursar.session.queue import Priority, TaskState
from bursar.session.totals import Totals
from bursar.session.workspace import Workspace

METHOD = "bursar/files"
TASKS_SHOWN = 20


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    server.answer(METHOD, files)


def files(ls: BursarServer, raw: Any) -> Awaitable[dict[str, Any]]:
    """The answer for the folder that is named, or for the first one."""
    uri = files_params(raw)
    path = path_of_uri(uri) if uri is not None else None
    if uri is not None and path is None:
        raise InvalidParams(f"params.folder is no folder on this machine: {uri}")
    return _files(ls, path)


async def _files(ls: BursarServer, path: Path | None) -> dict[str, Any]:
    workspaces = ls.session.workspaces
    await workspaces.begun()
    asked = path if path is not None else next(iter(workspaces.roots), None)
    workspace = workspaces.of(asked) if asked is not None else None
    answer = _documents(ls) | _tasks(ls)
    if workspace is None:
        folder = uri_of_path(path) if path is not None else None
        return {"folder": folder, "counted": False, "files": [], **answer}
    await workspaces.listed(workspace)
    budgeted = await ls.session.run(workspaces.closed.paths, workspace)
    workspace.promote(budgeted, Priority.OPEN)
    while workspace.awaits(budgeted):
        await workspaces.moved()
    found = await ls.session.run(workspaces.closed.files, workspace)
    totals = workspaces.totals(workspace)
    return {**_head(ls, workspace, totals), "files": [_row(ls, file) for file in found], **_documents(ls), **_tasks(ls)}


def _head(ls: BursarServer, workspace: Workspace, totals: Totals | None) -> dict[str, Any]:
    head: dict[str, Any] = {
        "folder": uri_of_path(workspace.root),
        "counted": True,
        "model": workspace.ruler.model,
        "encoding": workspace.ruler.key,
    }
    if totals is None:
        return head
    head |= {"tokens": totals.count.tokens, "basis": totals.count.basis.value}
    if totals.count.band is not None:
        head["band"] = totals.count.band
    return head | {
        "total": totals.files,
        "pending": totals.pending,
        "binary": totals.binary,
        "unreadable": totals.unreadable,
        "generated": totals.generated,
        "vendored": totals.vendored,
    }


def _row(ls: BursarServer, file: BudgetedFile) -> dict[str, Any]:
    """A budgeted file as it stands: open ones as in the editor."""
    open_one = ls.snapshot(file.uri)
    return convert.file_status(
        status_of_file(file, open_one if open_one is not None and not open_one.pending else None)
    )


def _documents(ls: BursarServer) -> dict[str, Any]:
    return {
        "untitled": [_counted(one) for one in untitled(ls)],
        "notebooks": [
            {"uri": book.uri, **convert.count(book.count), "cells": [_counted(cell) for cell in book.cells]}
            for book in notebooks(ls)
        ],
    }


def _counted(one: CountedDocument) -> dict[str, Any]:
    return {"uri": one.uri, **convert.count(one.count)}


def _tasks(ls: BursarServer) -> dict[str, Any]:
    queue = ls.session.workspaces.queue
    return {
        "tasks": {status.value: number for status, number in queue.tally().items()},
        "working": [_task(state) for state in queue.states(TASKS_SHOWN)],
    }


def _task(state: TaskState) -> dict[str, Any]:
    row = {"name": state.name, "status": state.status.value, "priority": state.priority.name.lower()}
    return {**row, "attempts": state.attempts, **({"error": state.error} if state.error else {})}

"""Definitions and references across the workspace: who refers to whom, what matches, what changed together.

Everything here can be built again from the files. Never opens an editor's document, never decides what is packed.
The index itself is imported when it is first asked for: the workers that read files do without it.
"""

from typing import TYPE_CHECKING, Any

from bursar.index.model import Definition, FileIndex, How, Resolved

if TYPE_CHECKING:
    from bursar.index.workspace import WorkspaceIndex

__all__ = ["Definition", "FileIndex", "How", "Resolved", "WorkspaceIndex"]


def __getattr__(name: str) -> Any:
    if name != "WorkspaceIndex":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from bursar.index.workspace import WorkspaceIndex

    return WorkspaceIndex

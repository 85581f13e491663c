"""Definitions and references across the workspace: who refers to whom, what matches, what changed together.

Everything here can be built again from the files. Never opens an editor's document, never decides what is packed.
"""

from bursar.index.model import Definition, FileIndex, How, Resolved
from bursar.index.workspace import WorkspaceIndex

__all__ = ["Definition", "FileIndex", "How", "Resolved", "WorkspaceIndex"]

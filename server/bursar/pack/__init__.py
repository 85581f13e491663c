"""The best context for a request that provably fits its budget, and the report of what is in it.

Works on immutable views of files, off the edit loop. Never emits one token over the budget.
"""

from bursar.pack.assemble import pack
from bursar.pack.levels.policy import CapsulePolicy, ContentKind, Level, LevelPolicy
from bursar.pack.pages import KeptPages
from bursar.pack.report import Bundle, Dropped, Packed, Report
from bursar.pack.request import Candidate, Format, PackRequest, Place, Scope
from bursar.pack.scope import selection_of_line
from bursar.pack.workspace import Document, Knowledge, Workspace

__all__ = [
    "Bundle",
    "Candidate",
    "CapsulePolicy",
    "ContentKind",
    "Document",
    "Dropped",
    "Format",
    "KeptPages",
    "Knowledge",
    "Level",
    "LevelPolicy",
    "PackRequest",
    "Packed",
    "Place",
    "Report",
    "Scope",
    "Workspace",
    "pack",
    "selection_of_line",
]

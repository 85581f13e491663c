"""The sums of folders and workspaces, in the words of every place that shows them."""

from __future__ import annotations

from bursar.present.words import PENDING
from bursar.session.totals import Totals
from bursar.session.workspaces import Around


def around_line(around: Around) -> str:
    """`src/ 12,345 · workspace 1,234,567 tokens in 5,000 files`, with `…` where not all is counted."""
    whole = around.in_workspace
    shown = f"workspace {tokens_of(whole)} tokens in {files_of(whole.files + whole.pending)}"
    if around.folder and around.in_folder is not None:
        return f"`{around.folder}/` {tokens_of(around.in_folder)} · {shown}"
    return shown


def tokens_of(totals: Totals) -> str:
    """`12,345`, `≈12,345`, or `…` while files are still counted: a part of a sum is a wrong number."""
    return PENDING if totals.pending else str(totals.count)


def files_of(number: int) -> str:
    """`1 file`, `5,000 files`."""
    return "1 file" if number == 1 else f"{number:,} files"

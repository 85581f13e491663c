"""The immutable views that leave the edit loop: a document at one version, a folder with open buffers over its files.

A snapshot is free (it shares everything with the live document) and never changes. Never talks to an editor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bursar.models import Model
from bursar.text import Span, Text
from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.counts import Counts


@dataclass(frozen=True, slots=True)
class DocumentSnapshot:
    """One document at one version. `counts` is None until the vocabulary is loaded; see also `pending`."""

    uri: str
    path: Path | None
    version: int | None
    language: str
    text: Text
    model: Model
    counts: Counts | None = None

    @property
    def pending(self) -> bool:
        """Whether the exact total is not known yet."""
        return self.counts is None or self.counts.pending

    @property
    def total(self) -> TokenCount | None:
        """The document's tokens; None while pending."""
        return None if self.counts is None or self.counts.pending else self._counted(self.counts.total)

    def span(self, span: Span) -> TokenCount | None:
        """The count of exactly the text of a span; None while pending."""
        if self.counts is None or self.counts.pending:
            return None
        return self._counted(self.counts.span(self.text, span))

    def with_counts(self, counts: Counts, model: Model | None = None) -> DocumentSnapshot:
        """The same document at the same version with its counts (and the model they are for)."""
        return replace(self, counts=counts, model=model or self.model)

    def _counted(self, tokens: int) -> TokenCount:
        return TokenCount(tokens, Basis(self.model.basis))


@dataclass(frozen=True, slots=True)
class FolderSnapshot:
    """A workspace folder: its root, and the open documents that lie over its files (by absolute path)."""

    root: Path
    open_documents: Mapping[Path, DocumentSnapshot] = field(default_factory=dict)

"""`textDocument/codeAction`: copy packed context, when asked for, on a selection or a diagnostic.

No lightbulb on every line.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.client import COPY_TEXT
from bursar.lsp.features.execute_command import PACK_TO_FILE
from bursar.lsp.server import BursarServer
from bursar.outline import Symbols
from bursar.present.actions import QUERY_CHARS, PackOffer, Trouble, fix_offers, pack_offers
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    options = types.CodeActionOptions(code_action_kinds=[convert.COPY_KIND, convert.FIX_KIND])
    server.answer(types.TEXT_DOCUMENT_CODE_ACTION, code_action, options)


Actions = list[types.CodeAction | types.Command]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What actions are asked for: those that copy, those that fix, and for what."""

    snapshot: DocumentSnapshot
    outline: Symbols
    selection: Span
    copies: bool
    diagnostics: tuple[types.Diagnostic, ...]


def code_action(ls: BursarServer, params: types.CodeActionParams) -> Actions | Awaitable[Actions]:
    """The offers for the range; each runs the client's own copy command, or writes a file where it has none."""
    snapshot, context = ls.snapshot(params.text_document.uri), params.context
    if snapshot is None:
        return []
    selection = convert.span(snapshot.text, params.range, ls.encoding)
    invited = context.trigger_kind is types.CodeActionTriggerKind.Invoked or len(selection) > 0
    asked = _Asked(
        snapshot,
        ls.session.outline(snapshot.uri),
        selection,
        copies=invited and _wanted(context.only, convert.COPY_KIND),
        diagnostics=_foreign(context.diagnostics) if _wanted(context.only, convert.FIX_KIND) else (),
    )
    if not asked.copies and not asked.diagnostics:
        return []
    root = ls.session.settings.root_of(snapshot.path) if snapshot.path else None
    if not ls.session.is_configured(snapshot.uri):
        return _once_known(ls, asked, root)
    if root is None:
        return _offers(ls, asked, root, ls.session.settings_of_snapshot(snapshot).pack.budget)
    budget = ls.session.settings.packed_budget(snapshot.path) or ls.session.habits.ceiling(root, _model(ls, snapshot))
    return _once_known(ls, asked, root) if budget is None else _offers(ls, asked, root, budget)


async def _once_known(ls: BursarServer, asked: _Asked, root: Path | None) -> Actions:
    """The budget in the titles must be the one that holds: set by command, set for the folder, or in the settings."""
    session, path = ls.session, asked.snapshot.path
    settings = await session.configured(path)
    budget = session.settings.packed_budget(path)
    if budget is None and root is not None:
        budget = await session.run(session.habits.read_ceiling, root, _model(ls, asked.snapshot), settings)
    return _offers(ls, asked, root, budget or settings.pack.budget)


def _model(ls: BursarServer, snapshot: DocumentSnapshot) -> str:
    return (ls.snapshot(snapshot.uri) or snapshot).model.id


def _offers(ls: BursarServer, asked: _Asked, root: Path | None, budget: int) -> Actions:
    snapshot, client = asked.snapshot, ls.client
    uri, text = snapshot.uri, snapshot.text
    command = COPY_TEXT if COPY_TEXT in client.commands else PACK_TO_FILE
    model = _model(ls, snapshot)

    def action(offer: PackOffer, diagnostic: types.Diagnostic | None = None) -> types.CodeAction | types.Command:
        request = convert.pack_request(offer, uri, text, model, ls.encoding)
        return convert.code_action(offer, request, command, client, diagnostic)

    spans = [convert.span(text, found.range, ls.encoding) for found in asked.diagnostics]
    troubles = [Trouble(span, found.message) for span, found in zip(spans, asked.diagnostics, strict=True)]
    fixes = list(map(action, fix_offers(troubles, budget, model), asked.diagnostics))
    words = text.slice(asked.selection.start, asked.selection.end) if len(asked.selection) <= QUERY_CHARS else ""
    copies = pack_offers(asked.outline, asked.selection, budget, model, words, _versioned(root)) if asked.copies else []
    return [*fixes, *map(action, copies)]


def _versioned(root: Path | None) -> bool:
    """Whether a folder lies in a Git repository, by the look of it."""
    return root is not None and any((folder / ".git").exists() for folder in (root, *root.parents))


def _foreign(diagnostics: Sequence[types.Diagnostic]) -> tuple[types.Diagnostic, ...]:
    """The diagnostics of others: ours are about tokens, not about what the code does."""
    return tuple(found for found in diagnostics if found.source != convert.SOURCE and found.message.strip())


def _wanted(only: object, kind: str) -> bool:
    """Whether a filter by kinds lets one through: a kind stands for all below it."""
    if not isinstance(only, list | tuple):
        return True
    kinds = [str(getattr(asked, "value", asked)) for asked in only]
    return any(not asked or kind == asked or kind.startswith(f"{asked}.") for asked in kinds)

"""`textDocument/codeAction`: copy packed context, when asked for or on a selection; no lightbulb on every line."""

from __future__ import annotations

from collections.abc import Awaitable

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.client import COPY_TEXT
from bursar.lsp.features.execute_command import PACK_TO_FILE
from bursar.lsp.server import BursarServer
from bursar.outline import Symbols
from bursar.present.actions import pack_offers
from bursar.snapshot import DocumentSnapshot
from bursar.text import Span


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    options = types.CodeActionOptions(code_action_kinds=[convert.COPY_KIND])
    server.answer(types.TEXT_DOCUMENT_CODE_ACTION, code_action, options)


Actions = list[types.CodeAction | types.Command]


def code_action(ls: BursarServer, params: types.CodeActionParams) -> Actions | Awaitable[Actions]:
    """The offers for the range; each runs the client's own copy command, or writes a file where it has none."""
    snapshot, context = ls.snapshot(params.text_document.uri), params.context
    if snapshot is None or not _wanted(context.only):
        return []
    selection = convert.span(snapshot.text, params.range, ls.encoding)
    if context.trigger_kind is not types.CodeActionTriggerKind.Invoked and not len(selection):
        return []
    outline = ls.session.outline(snapshot.uri)
    if not ls.session.is_configured(snapshot.uri):
        return _once_configured(ls, snapshot, outline, selection)
    return _offers(ls, snapshot, outline, selection)


async def _once_configured(ls: BursarServer, snapshot: DocumentSnapshot, outline: Symbols, selection: Span) -> Actions:
    """Straight after an opening: the budget in the titles must be the one in the settings."""
    await ls.session.configured(snapshot.path)
    return _offers(ls, snapshot, outline, selection)


def _offers(ls: BursarServer, snapshot: DocumentSnapshot, outline: Symbols, selection: Span) -> Actions:
    uri, text, client = snapshot.uri, snapshot.text, ls.client
    command = COPY_TEXT if COPY_TEXT in client.commands else PACK_TO_FILE
    model = (ls.snapshot(uri) or snapshot).model
    return [
        convert.code_action(offer, convert.pack_request(offer, uri, text, model.id, ls.encoding), command, client)
        for offer in pack_offers(outline, selection, ls.session.settings_of_snapshot(snapshot).pack.budget)
    ]


def _wanted(only: object) -> bool:
    """Whether a filter by kinds lets ours through: a kind stands for all below it."""
    if not isinstance(only, list | tuple):
        return True
    kinds = [str(getattr(kind, "value", kind)) for kind in only]
    return any(not kind or kind == convert.COPY_KIND or convert.COPY_KIND.startswith(f"{kind}.") for kind in kinds)

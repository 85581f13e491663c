"""`textDocument/codeAction`: copy packed context, when asked for or on a selection; no lightbulb on every line."""

from __future__ import annotations

from lsprotocol import types

from bursar.lsp import convert
from bursar.lsp.client import COPY_TEXT
from bursar.lsp.features.execute_command import PACK_TO_FILE
from bursar.lsp.server import BursarServer
from bursar.present.actions import pack_offers


def register(server: BursarServer) -> None:
    """Add the feature to a server."""
    options = types.CodeActionOptions(code_action_kinds=[convert.COPY_KIND])
    server.answer(types.TEXT_DOCUMENT_CODE_ACTION, code_action, options)


def code_action(ls: BursarServer, params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
    """The offers for the range; each runs the client's own copy command, or writes a file where it has none."""
    uri, context = params.text_document.uri, params.context
    snapshot = ls.snapshot(uri)
    if snapshot is None or not _wanted(context.only):
        return []
    selection = convert.span(snapshot.text, params.range, ls.encoding)
    if context.trigger_kind is not types.CodeActionTriggerKind.Invoked and not len(selection):
        return []
    command = COPY_TEXT if COPY_TEXT in ls.client.commands else PACK_TO_FILE
    offers = pack_offers(ls.session.outline(uri), selection, ls.session.settings_of(uri).pack.budget)
    return [
        convert.code_action(
            offer, convert.pack_request(offer, uri, snapshot.text, snapshot.model.id, ls.encoding), command, ls.client
        )
        for offer in offers
    ]


def _wanted(only: object) -> bool:
    """Whether a filter by kinds lets ours through: a kind stands for all below it."""
    if not isinstance(only, list | tuple):
        return True
    kinds = [str(getattr(kind, "value", kind)) for kind in only]
    return any(not kind or kind == convert.COPY_KIND or convert.COPY_KIND.startswith(f"{kind}.") for kind in kinds)

"""The real server process over stdio, as any client meets it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from bursar.tokens.encodings import load

_DEMO = Path(__file__).resolve().parents[2] / "fixtures" / "demo"
_AGENTS = _DEMO / "AGENTS.md"
_BUDGET, _PACK_BUDGET = 300, 600


@pytest_lsp.fixture(
    config=ClientServerConfig(server_command=[str(Path(sys.executable).parent / "bursar"), "lsp"]),
)
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    """A client as VS Code is one, that has opened the demo; the server must end well."""
    folder = types.WorkspaceFolder(uri=_DEMO.as_uri(), name="demo")
    converter = lsp_client.protocol._converter
    converter.register_structure_hook(types.Command | types.CodeAction, _code_action_or_command(converter))
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: None)
    result = await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities("visual-studio-code"),
            root_uri=folder.uri,
            workspace_folders=[folder],
            initialization_options={"bursar": {}, "commands": ["bursar.copyText"]},
        )
    )
    assert result.server_info
    assert result.server_info.name == "bursar"
    yield
    await lsp_client.shutdown_session()
    process = lsp_client._server
    assert process
    assert await process.wait() == 0


def _code_action_or_command(converter: Any) -> Any:
    """lsprotocol's own rule takes a code action that has a command for a command."""
    return lambda item, _: converter.structure(
        item, types.Command if isinstance(item.get("command"), str) else types.CodeAction
    )


def _open(client: LanguageClient, path: Path) -> str:
    text = path.read_text("utf-8")
    language = "python" if path.suffix == ".py" else "markdown"
    document = types.TextDocumentItem(uri=path.as_uri(), language_id=language, version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    return text


def _counted(text: str) -> int:
    return load("o200k_base").count(text)


def _whole(text: str) -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(text.count("\n") + 1, 0))


async def _ask(client: LanguageClient, method: str, params: dict[str, Any]) -> Any:
    return await client.protocol.send_request_async(method, params)


@pytest.mark.asyncio
async def test_counts_hints_and_warnings(client: LanguageClient) -> None:
    text = _open(client, _AGENTS)
    document = {"uri": _AGENTS.as_uri()}
    count = await _ask(client, "bursar/count", {"textDocument": document})
    assert (count.version, count.tokens, count.basis) == (1, _counted(text), "exact")
    assert (count.encoding, count.model) == ("o200k_base", "gpt-5.6-sol")

    while not (warnings := client.diagnostics.get(_AGENTS.as_uri())):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

    hints = await client.text_document_inlay_hint_async(
        types.InlayHintParams(types.TextDocumentIdentifier(_AGENTS.as_uri()), _whole(text))
    )
    assert [hint.position.line for hint in hints or []] == [
        row for row, line in enumerate(text.split("\n")) if line.startswith("#")
    ]

    overflow = load("o200k_base").token_starts(text)[_BUDGET]
    starts = {(d.severity, d.range.start.line) for d in warnings}
    line = text.count("\n", 0, overflow)
    assert starts == {(types.DiagnosticSeverity.Warning, line), (types.DiagnosticSeverity.Hint, line)}
    faded = [d for d in warnings if d.tags]
    assert [(d.severity, *(d.tags or [])) for d in faded] == [
        (types.DiagnosticSeverity.Hint, types.DiagnosticTag.Unnecessary)
    ]


@pytest.mark.asyncio
async def test_a_count_answers_for_all_edits_before_it(client: LanguageClient) -> None:
    text = _open(client, _AGENTS)
    for version, typed in enumerate("naïve 😀\r\n", 2):
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version=version, uri=_AGENTS.as_uri()),
                [types.TextDocumentContentChangePartial(_start(), typed)],
            )
        )
        text = typed + text
    count = await _ask(client, "bursar/count", {"textDocument": {"uri": _AGENTS.as_uri()}})
    assert (count.version, count.tokens) == (version, _counted(text))


def _start() -> types.Range:
    return types.Range(types.Position(0, 0), types.Position(0, 0))


@pytest.mark.asyncio
async def test_the_code_action_leads_to_a_bundle_within_its_budget(client: LanguageClient) -> None:
    path = _DEMO / "reminders" / "schedule.py"
    text = _open(client, path)
    await _ask(client, "bursar/count", {"textDocument": {"uri": path.as_uri()}})
    row = text[: text.index("def letters_for")].count("\n")
    selection = types.Range(types.Position(row, 0), types.Position(row + 3, 0))
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(path.as_uri()),
            selection,
            types.CodeActionContext(diagnostics=[], trigger_kind=types.CodeActionTriggerKind.Invoked),
        )
    )
    assert actions
    action = actions[0]
    assert isinstance(action, types.CodeAction)
    assert action.command
    assert action.command.command == "bursar.copyText"
    bundle = await client.workspace_execute_command_async(
        types.ExecuteCommandParams("bursar.server.pack", action.command.arguments)
    )
    assert bundle["report"]["budget"] == _PACK_BUDGET
    assert bundle["report"]["actual"] == _counted(bundle["text"]) <= _PACK_BUDGET
    assert "def letters_for(" in bundle["text"]


@pytest.mark.asyncio
async def test_nothing_is_offered_on_every_line_unasked(client: LanguageClient) -> None:
    _open(client, _AGENTS)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(_AGENTS.as_uri()),
            _start(),
            types.CodeActionContext(diagnostics=[], trigger_kind=types.CodeActionTriggerKind.Automatic),
        )
    )
    assert not actions

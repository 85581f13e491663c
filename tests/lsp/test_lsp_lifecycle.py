"""The conversation's beginning and end, and what is negotiated."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from conversation import CAPABLE, Conversation, change, talking
from pygls.workspace import TextDocument

from bursar.lsp.documents import SessionWorkspace
from bursar.lsp.main import converse
from bursar.lsp.stdio import frames
from bursar.text import PositionEncoding

URI = "untitled:one"


@pytest.mark.asyncio
async def test_requests_wait_for_initialize_and_end_with_shutdown() -> None:
    client = Conversation()
    assert (await client.refused("bursar/count", {}))["code"] == -32002
    await client.initialize()
    assert (await client.refused("initialize", {"capabilities": {}, "processId": None, "rootUri": None}))[
        "code"
    ] == -32600
    assert await client.request("shutdown") is None
    assert (await client.refused("bursar/count", {}))["code"] == -32600
    client.notify("exit", None)
    assert client.server.finished.is_set()
    assert client.server.exit_code == 0


@pytest.mark.asyncio
async def test_exit_without_shutdown_is_a_failure() -> None:
    client = Conversation()
    client.notify("exit", None)
    assert client.server.exit_code == 1


@pytest.mark.asyncio
async def test_an_initialize_that_fails_may_be_tried_again() -> None:
    client = Conversation()
    assert (await client.refused("initialize", {"capabilities": 5}))["code"] == -32602
    assert (await client.refused("textDocument/hover", {}))["code"] == -32002
    await client.initialize()
    client.server.finish(0)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("offered", "agreed"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-16"], "utf-16"),
        (["utf-8", "utf-32", "utf-16"], "utf-8"),
        (["utf-32", "utf-8", "utf-16"], "utf-32"),
        (["utf-7", "utf-16", "utf-8"], "utf-16"),
    ],
)
async def test_the_clients_preferred_position_encoding_is_taken(offered: list[str] | None, agreed: str) -> None:
    client = Conversation()
    general = {} if offered is None else {"positionEncodings": offered}
    result = await client.initialize(capabilities={"general": general})
    assert result["capabilities"]["positionEncoding"] == agreed
    assert client.server.encoding is PositionEncoding(agreed)
    client.server.finish(0)


@pytest.mark.asyncio
async def test_only_commands_of_the_server_are_advertised() -> None:
    client = Conversation()
    result = await client.initialize(options={"bursar": {"commands": ["bursar.copyText", "bursar.pickModel"]}})
    commands = result["capabilities"]["executeCommandProvider"]["commands"]
    assert sorted(commands) == [
        "bursar.server.pack",
        "bursar.server.packToFile",
        "bursar.server.setBudget",
        "bursar.server.setModel",
        "bursar.server.showReport",
    ]
    client.server.finish(0)


@pytest.mark.asyncio
@pytest.mark.parametrize(("options", "declared"), [(None, False), ({"bursar": {"pullDiagnostics": True}}, True)])
async def test_pulled_diagnostics_are_declared_to_clients_that_ask(options: Any, declared: bool) -> None:
    client = Conversation()
    result = await client.initialize(options=options)
    assert ("diagnosticProvider" in result["capabilities"]) is declared
    client.server.finish(0)


@pytest.mark.asyncio
async def test_our_documents_stand_behind_pygls(monkeypatch: pytest.MonkeyPatch) -> None:
    def built(*_: Any, **__: Any) -> None:
        raise AssertionError("pygls built a document of its own")

    monkeypatch.setattr(TextDocument, "__init__", built)
    async with talking() as client:
        assert isinstance(client.server.workspace, SessionWorkspace)
        client.open(URI, "one\x0ctwo\n")
        client.edit(URI, 2, change((0, 4), (0, 7), "three"))
        assert str(client.server.session.snapshot(URI).text) == "one\x0cthree\n"
        with pytest.raises(NotImplementedError):
            client.server.workspace.get_text_document(URI)
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert (await client.refused("bursar/count", {"textDocument": {"uri": URI}}))["code"] == -32602


@pytest.mark.asyncio
async def test_a_changed_file_that_was_never_opened_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    async with talking() as client:
        for version in range(3):
            client.edit("untitled:unknown", version, change((0, 0), (0, 0), "x"))
        assert sum("untitled:unknown is not open" in record.message for record in caplog.records) == 1
        assert not client.all_told("window/showMessage")
        client.open(URI, "hello world")
        assert (await client.count(URI))["tokens"] == 2


@pytest.mark.asyncio
async def test_a_fault_of_ours_pops_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async with talking() as client:

        def fail(*_: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(client.server.session, "save", fail)
        for _ in range(3):
            client.notify("textDocument/didSave", {"textDocument": {"uri": URI}})
        assert len(client.all_told("window/showMessage")) == 1
        monkeypatch.setattr(client.server.session, "outline", fail)
        client.open(URI, "# A\n")
        error = await client.refused("textDocument/hover", {"textDocument": {"uri": URI}, **_place(0, 0)})
        assert error["code"] == -32603


@pytest.mark.asyncio
async def test_wrong_settings_of_the_client_are_said_once_and_the_rest_holds() -> None:
    async with talking(options={"bursar": {"model": "gpt-4", "hints": {"enabled": "yes"}, "status": True}}) as client:
        assert len(client.all_told("window/showMessage")) == 1
        client.open(URI, "hello world")
        assert (await client.count(URI))["model"] == "gpt-4"
        client.notify("workspace/didChangeConfiguration", {"settings": {"bursar": {"model": "gpt-4o"}}})
        assert (await client.count(URI))["model"] == "gpt-4o"


def test_frames_skip_what_is_no_header() -> None:
    stream = io.BytesIO(
        b"noise\r\n\r\ncontent-length: 2\r\nContent-Type: x\r\n\r\n{}"
        b"Content-Length: x\r\n\r\nContent-Length: 3\r\n\r\n[1]"
        b"Content-Length: 90\r\n\r\ncut"
    )
    assert list(frames(stream)) == [b"{}", b"[1]"]


def test_a_whole_conversation_over_streams() -> None:
    def framed(message: dict[str, Any]) -> bytes:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    initialize = {"id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None, "rootUri": None}}
    said = [initialize, {"method": "initialized", "params": {}}, {"id": 2, "method": "shutdown"}, {"method": "exit"}]
    sink = io.BytesIO()
    assert asyncio.run(converse(io.BytesIO(b"".join(map(framed, said))), sink)) == 0
    replies = [json.loads(body) for body in frames(io.BytesIO(sink.getvalue()))]
    assert [reply["id"] for reply in replies] == [1, 2]
    assert asyncio.run(converse(io.BytesIO(), io.BytesIO())) == 1


@pytest.mark.asyncio
async def test_a_capability_of_a_newer_protocol_does_not_shut_its_client_out() -> None:
    symbols = {"symbolKind": {"valueSet": [1, 999]}}
    async with talking(capabilities={**CAPABLE, "workspace": {**CAPABLE["workspace"], "symbol": symbols}}) as client:
        assert client.server.client.refreshes_hints
        client.open(URI, "hello world")
        assert (await client.count(URI))["tokens"] == 2


@pytest.mark.asyncio
async def test_folders_come_from_the_client(tmp_path: Path) -> None:
    (tmp_path / "bursar.toml").write_text('[budgets]\n"*.md" = 3\n')
    async with talking(root=tmp_path.as_uri(), capabilities=CAPABLE) as client:
        uri = (tmp_path / "a.md").as_uri()
        client.open(uri, "# One two three four five\n")
        await client.ready(uri)
        assert [budget.limit for budget in client.server.session.budgets(uri)] == [3]


def _place(line: int, character: int) -> dict[str, Any]:
    return {"position": {"line": line, "character": character}}

"""The code actions, and a bundle from one: of what, refused, cancelled, for a client that cannot copy."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from conversation import CAPABLE, Conversation, range_of, talking
from notes import NOTES, counted, document, opened

from bursar.config import DEFAULT_MODEL
from bursar.files import path_of_uri
from bursar.pack import PackRequest


async def actions(client: Conversation, uri: str, asked: dict[str, Any], **context: Any) -> list[Any]:
    params = document(uri, range=asked, context={"diagnostics": [], **context})
    found: list[Any] = await client.request("textDocument/codeAction", params)
    return found


@pytest.mark.asyncio
async def test_actions_are_offered_when_asked_for_or_on_a_selection(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"commands": ["bursar.copyText"]}) as client:
        uri = await opened(client, project)
        cursor, selection = range_of((6, 0), (6, 0)), range_of((6, 0), (6, 3))
        assert await actions(client, uri, cursor) == []
        assert await actions(client, uri, cursor, triggerKind=2) == []
        assert await actions(client, uri, cursor, triggerKind=1, only=["quickfix"]) == []
        assert len(await actions(client, uri, cursor, triggerKind=1, only=["refactor"])) == 2
        assert len(await actions(client, uri, cursor, triggerKind=1)) == 2
        offered = await actions(client, uri, selection, triggerKind=2)
        assert [action["title"] for action in offered] == [
            f"Copy packed context for selection (≤ 8,000 tokens for {DEFAULT_MODEL})",
            f"Copy packed context for section First (≤ 8,000 tokens for {DEFAULT_MODEL})",
            f"Copy packed context for what matches “one” (≤ 8,000 tokens for {DEFAULT_MODEL})",
            f"Copy packed context for workspace (≤ 8,000 tokens for {DEFAULT_MODEL})",
        ]
        assert offered[0]["command"]["command"] == "bursar.copyText"
        for action in offered:
            (request,) = action["command"]["arguments"]
            run = {"command": "bursar.server.pack", "arguments": [request]}
            result = await client.request("workspace/executeCommand", run)
            assert counted(result["text"]) == result["report"]["actual"] <= 8000
        assert "five six" in result["text"]


@pytest.mark.asyncio
async def test_a_pack_is_of_the_open_buffers(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        other = await opened(client, project, "other.md", "# Unsaved\n\nnever on disk\n")
        argument = {"scope": "file", "uri": uri, "budget": 500, "format": "markdown"}
        run = {"command": "bursar.server.pack", "arguments": [argument]}
        asked = client.ask("workspace/executeCommand", run)
        client.edit(other, 2, {"text": "too late"})
        text = (await client.reply(asked))["result"]["text"]
        assert "never on disk" in text
        assert "too late" not in text
        client.open("untitled:a", "# Alone\n")
        argument = {"scope": "file", "uri": "untitled:a", "budget": 500}
        result = await client.request("workspace/executeCommand", {**run, "arguments": [argument]})
        assert "# Alone" in result["text"]
        assert "never on disk" not in result["text"]


@pytest.mark.asyncio
async def test_a_pack_that_cannot_be_is_refused_with_its_reason(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        run = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri, "budget": 1}]}
        error = await client.refused("workspace/executeCommand", run)
        assert error["code"] == -32803
        assert "1 token" in error["message"]


@pytest.mark.asyncio
async def test_a_pack_can_be_cancelled(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told_to_stop = asyncio.Event()

    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        loop = asyncio.get_running_loop()

        def endless(request: PackRequest, workspace: Any, *, cancelled: Any, **_: Any) -> None:
            while not cancelled():
                pass
            loop.call_soon_threadsafe(told_to_stop.set)

        monkeypatch.setattr("bursar.lsp.packing.pack", endless)
        run = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri}]}
        asked = client.ask("workspace/executeCommand", run)
        await asyncio.sleep(0.05)
        client.notify("$/cancelRequest", {"id": asked})
        assert (await client.reply(asked))["error"]["code"] == -32800
        async with asyncio.timeout(30):
            await told_to_stop.wait()


@pytest.mark.asyncio
@pytest.mark.parametrize("shows", [True, False])
async def test_a_client_without_the_copy_command_gets_a_private_file(project: Path, shows: bool) -> None:
    capabilities = {**CAPABLE, "window": {"showDocument": {"support": shows}}}
    async with talking(root=project.as_uri(), capabilities=capabilities) as client:
        uri = await opened(client, project)
        offered = await actions(client, uri, range_of((6, 0), (6, 3)))
        command = offered[0]["command"]
        assert command["command"] == "bursar.server.packToFile"
        run = {"command": command["command"], "arguments": command["arguments"]}
        result = await client.request("workspace/executeCommand", run)
        path = path_of_uri(result["uri"])
        assert path is not None
        assert path.read_text() == result["text"]
        if os.name == "posix":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        if shows:
            asked = await client.until(lambda message: message.get("method") == "window/showDocument")
            assert asked["params"]["uri"] == result["uri"]
            client.send({"jsonrpc": "2.0", "id": asked["id"], "result": {"success": False}})
        assert str(path) in (await client.told("window/showMessage"))["message"]
    assert not path.parent.exists()


@pytest.mark.asyncio
@pytest.mark.parametrize("asks", ["action", "pack"])
async def test_what_is_asked_straight_after_opening_heeds_the_settings(project: Path, asks: str) -> None:
    (project / "bursar.toml").write_text("[pack]\nbudget = 77\n")
    async with talking(root=project.as_uri()) as client:
        uri = (project / "notes.md").as_uri()
        client.open(uri, NOTES)
        if asks == "action":
            offered = await actions(client, uri, range_of((6, 0), (6, 3)), triggerKind=1)
            assert offered[0]["title"] == f"Copy packed context for selection (≤ 77 tokens for {DEFAULT_MODEL})"
        else:
            run = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri}]}
            result = await client.request("workspace/executeCommand", run)
            assert result["report"]["budget"] == 77

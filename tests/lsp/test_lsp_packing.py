"""Packing from the editor: what is offered, several selections, progress and its cancelling, the report to read."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from conversation import CAPABLE, Conversation, range_of, talking

from bursar.config import DEFAULT_MODEL
from bursar.files import path_of_uri
from bursar.models import resolve
from bursar.pack import PackRequest
from bursar.tokens.counter import counter_for

CODE = """\
import store


def load(key):
    return store.read(key)


def save(key, value):
    store.write(key, value)


def both(key):
    save(key, load(key))
"""

STORE = """\
def read(key):
    return open(key).read()


def write(key, value):
    open(key, "w").write(value)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "code.py").write_text(CODE)
    (tmp_path / "store.py").write_text(STORE)
    return tmp_path


async def opened(client: Conversation, project: Path) -> str:
    uri = (project / "code.py").as_uri()
    client.open(uri, CODE, "python")
    await client.ready(uri)
    return uri


async def actions(client: Conversation, uri: str, asked: dict[str, Any], **context: Any) -> list[Any]:
    params = {"textDocument": {"uri": uri}, "range": asked, "context": {"diagnostics": [], **context}}
    found: list[Any] = await client.request("textDocument/codeAction", params)
    return found


async def run(client: Conversation, command: str, argument: dict[str, Any], **more: Any) -> Any:
    params = {"command": command, "arguments": [argument], **more}
    return await client.request("workspace/executeCommand", params)


async def offered(client: Conversation, action: dict[str, Any]) -> Any:
    """What the server packs for an action that leads to the client's own copy command."""
    assert action["command"]["command"] == "bursar.copyText"
    return await run(client, "bursar.server.pack", action["command"]["arguments"][0])


@pytest.mark.asyncio
async def test_a_diagnostic_of_others_is_offered_its_context_with_its_message(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"commands": ["bursar.copyText"]}) as client:
        uri = await opened(client, project)
        place = range_of((4, 11), (4, 16))
        wrong = {"range": place, "message": 'Module "store" has no\n attribute read', "source": "checker"}
        ours = {"range": place, "message": "over budget", "source": "bursar"}
        at = range_of((4, 11), (4, 11))
        assert await actions(client, uri, at, diagnostics=[ours], triggerKind=2) == []
        (action,) = await actions(client, uri, at, diagnostics=[wrong, ours], triggerKind=2)
        title = (
            f'Copy packed context to fix “Module "store" has no attribute read” (≤ 8,000 tokens for {DEFAULT_MODEL})'
        )
        assert (action["title"], action["kind"]) == (title, "quickfix.copyContext")
        assert action["diagnostics"][0]["message"] == wrong["message"]
        bundle = await offered(client, action)
        assert wrong["message"] in bundle["text"]
        assert "def load(key):\n    return store.read(key)" in bundle["text"]
        assert "def read(key):" in bundle["text"]
        kinds = [action["kind"] for action in await actions(client, uri, at, diagnostics=[wrong], only=["quickfix"])]
        assert kinds == ["quickfix.copyContext"]
        assert await actions(client, uri, at, diagnostics=[wrong], only=["source"]) == []


@pytest.mark.asyncio
async def test_selected_words_are_offered_as_a_query(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"commands": ["bursar.copyText"]}) as client:
        uri = await opened(client, project)
        titles = {found["title"]: found for found in await actions(client, uri, range_of((8, 4), (8, 15)))}
        action = titles[f"Copy packed context for what matches “store.write” (≤ 8,000 tokens for {DEFAULT_MODEL})"]
        bundle = await offered(client, action)
        assert "def write(key, value):" in bundle["text"]
        several_lines = await actions(client, uri, range_of((7, 0), (9, 0)))
        assert not [found for found in several_lines if "matches" in found["title"]]


@pytest.mark.asyncio
async def test_several_selections_are_one_request(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        ranges = [range_of((11, 4), (11, 9)), range_of((4, 4), (4, 10))]
        argument = {"scope": "selection", "uri": uri, "ranges": ranges, "budget": 1000}
        bundle = await run(client, "bursar.server.pack", argument)
        shown = {item["symbol"]: item for item in bundle["report"]["breakdown"]}
        assert (shown["load"]["why"], shown["load"]["level"]) == ("selected", "full")
        assert bundle["text"].count("def load(key):") == bundle["text"].count("def both(key):") == 1
        assert "def read(key):" in bundle["text"]
        broken = {"command": "bursar.server.pack", "arguments": [{**argument, "ranges": []}]}
        assert "params.range is missing" in (await client.refused("workspace/executeCommand", broken))["message"]


@pytest.mark.asyncio
async def test_a_pack_shows_its_progress_under_the_clients_token(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        await run(client, "bursar.server.pack", {"scope": "file", "uri": uri}, workDoneToken="mine")
        await client.told("$/progress", lambda params: params["value"]["kind"] == "end")
        told = client.all_told("$/progress")
        assert {params["token"] for params in told} == {"mine"}
        assert told[0]["value"]["kind"] == "begin"
        assert told[0]["value"]["cancellable"] is True


@pytest.mark.asyncio
@pytest.mark.parametrize("token", ["mine", None])
async def test_a_pack_is_cancelled_by_its_bar(
    project: Path, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    started, stopped = threading.Event(), threading.Event()

    def endless(request: PackRequest, workspace: Any, *, cancelled: Any, **_: Any) -> None:
        started.set()
        while not cancelled():
            pass
        stopped.set()

    monkeypatch.setattr("bursar.lsp.packing.pack", endless)
    capabilities = {**CAPABLE, "window": {"workDoneProgress": True}}
    async with talking(root=project.as_uri(), capabilities=capabilities) as client:
        uri = await opened(client, project)
        params = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri}]}
        asked = client.ask("workspace/executeCommand", {**params, "workDoneToken": token} if token else params)
        if token is None:
            made = await client.until(lambda message: message.get("method") == "window/workDoneProgress/create")
            token = made["params"]["token"]
            client.send({"jsonrpc": "2.0", "id": made["id"], "result": None})
        await client.told("$/progress", lambda params: params["value"].get("message") == "choosing what fits")
        assert await asyncio.to_thread(started.wait, 30)
        client.notify("window/workDoneProgress/cancel", {"token": token})
        assert (await client.reply(asked))["error"]["code"] == -32800
        await client.told("$/progress", lambda params: params["value"]["kind"] == "end")
        assert await asyncio.to_thread(stopped.wait, 30)


@pytest.mark.asyncio
async def test_the_report_of_the_last_bundle_is_a_document(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        show = {"command": "bursar.server.showReport", "arguments": [{}]}
        assert "nothing was packed yet" in (await client.refused("workspace/executeCommand", show))["message"]
        argument = {"scope": "symbol", "uri": uri, "range": range_of((12, 4), (12, 4)), "budget": 70}
        bundle = await run(client, "bursar.server.pack", argument)
        report = bundle["report"]
        shown = await run(client, "bursar.server.showReport", {})
        asked = await client.told("window/showDocument")
        assert asked["uri"] == shown["uri"]
        path = path_of_uri(shown["uri"])
        assert path is not None
        text = path.read_text()
        assert text == shown["text"] == bundle["document"]
        assert text.startswith(f"# Packed context\n\n{report['actual']} of 70 tokens (")
        included, _, dropped = re.sub(" +", " ", text).partition("## What was left out")
        for item in report["breakdown"]:
            place = f"| {item['path']} | {item['symbol'] or ''} |"
            row = f"{place} {item['level']} | {item['tokens']:,} | {item['why']} | all |"
            assert re.sub(" +", " ", row) in included
        assert report["dropped"]
        for item in report["dropped"]:
            row = f"| {item['path']} | {item['symbol'] or ''} | {item['tokens']:,} | {item['why']} |"
            assert re.sub(" +", " ", row) in dropped
    assert not path.exists()


@pytest.mark.asyncio
@pytest.mark.parametrize("command", ["bursar.server.pack", "bursar.server.packToFile"])
async def test_for_several_models_each_is_told_with_its_own_count(project: Path, command: str) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        argument = {"scope": "file", "uri": uri, "budget": 200, "models": ["gpt-5", "claude", "gpt-4"]}
        bundle = await run(client, command, argument)
        counters = [counter_for(resolve(name)) for name in argument["models"]]
        told = [(row["budget"], row["actual"], row["basis"], row.get("band")) for row in bundle["report"]["models"]]
        assert told == [(200, one.count(bundle["text"]), one.basis.value, one.band) for one in counters]
        document = re.sub(" +", " ", bundle["document"])
        for row in bundle["report"]["models"]:
            shown = f"{'' if row['basis'] == 'exact' else '≈'}{row['actual']}"
            assert f"| {row['model']} | {shown} | 200 | {row['actual'] / 2:.1f} % | {row['basis']}" in document


@pytest.mark.asyncio
async def test_a_folder_is_indexed_before_anything_is_packed(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        await opened(client, project)
        async with asyncio.timeout(30):
            while (index := client.server.session.indexes.kept(project)) is None or not index.complete:
                await asyncio.sleep(0.01)
        assert index.files() == ["code.py", "store.py"]


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["", "store.py"])
async def test_a_folder_is_packed_by_its_settings_when_nothing_of_it_is_open(
    project: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    first = tmp_path_factory.mktemp("first")
    (first / "first.py").write_text("def first():\n    pass\n")
    (first / "bursar.toml").write_text('model = "gpt-5"\n[pack]\nbudget = 900\n')
    (project / "bursar.toml").write_text('model = "gpt-4"\n[pack]\nbudget = 800\nformat = "json"\n')
    added = [{"uri": project.as_uri(), "name": project.name}]
    async with talking(root=first.as_uri()) as client:
        client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": added, "removed": []}})
        client.open((first / "first.py").as_uri(), "def first():\n    pass\n", "python")
        await client.ready((first / "first.py").as_uri())
        answer = await run(client, "bursar.server.pack", {"scope": "workspace", "uri": (project / name).as_uri()})
        assert {row["path"] for row in answer["report"]["breakdown"]} >= {"code.py", "store.py"}
        assert json.loads(answer["text"])
        assert (answer["report"]["budget"], answer["report"]["model"]) == (800, "gpt-4")
        closed = {"scope": "file", "uri": (project / "store.py").as_uri()}
        refused = {"command": "bursar.server.pack", "arguments": [closed]}
        assert "not open" in (await client.refused("workspace/executeCommand", refused))["message"]
        answer = await run(client, "bursar.server.pack", {"scope": "workspace"})
        assert (answer["report"]["budget"], answer["report"]["model"]) == (900, "gpt-5")


@pytest.mark.asyncio
async def test_without_a_folder_nothing_is_drawn_on() -> None:
    async with talking() as client:
        wanted = {"command": "bursar.server.pack", "arguments": [{"scope": "workspace", "query": "anything"}]}
        assert "no folder is open" in (await client.refused("workspace/executeCommand", wanted))["message"]


@pytest.mark.asyncio
async def test_of_a_home_only_what_is_open_is_drawn_on(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(project))
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        asked = {"scope": "workspace", "uri": uri, "budget": 500}
        report = (await run(client, "bursar.server.pack", asked))["report"]
        assert {row["path"] for row in report["breakdown"]} == {"code.py"}
        assert "is a home" in report["notes"][-1]
        client.open((project / "store.py").as_uri(), STORE, "python")
        report = (await run(client, "bursar.server.pack", asked))["report"]
        assert {row["path"] for row in report["breakdown"]} == {"code.py", "store.py"}

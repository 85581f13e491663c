"""A workspace as a client sees it: sums, badges, diagnostics of closed files, progress, notebooks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from conversation import CAPABLE, Conversation, change, talking

from bursar.files import uri_of_path
from bursar.tokens.encodings import load

pytestmark = pytest.mark.asyncio

FILES = {
    "bursar.toml": '[budgets]\n"docs/*.md" = 5\n"AGENTS.md" = { lines = 2, hard = true }\n',
    "AGENTS.md": "one\ntwo\nthree\n",
    "docs/long.md": "# A title\n\nfar more than five tokens are in this file\n",
    "docs/short.md": "short\n",
    "src/app.py": "def run():\n    return 1\n",
    "src/image.png": "\x89PNG\0\0",
    "ignored.txt": "never counted\n",
    ".gitignore": "ignored.txt\n",
}


def counted(*texts: str) -> int:
    return sum(load("o200k_base").count(text) for text in texts)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BURSAR_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "project"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "latin-1")
    return root


def everything() -> int:
    return counted(*(text for name, text in FILES.items() if name not in ("src/image.png", "ignored.txt")))


async def asked(conversation: Conversation, folder: Path, **wanted: Any) -> Any:
    """`bursar/files`, until it says what is wanted."""
    async with asyncio.timeout(30):
        while True:
            answer = await conversation.request("bursar/files", {"folder": uri_of_path(folder)})
            if all(answer.get(key) == value for key, value in wanted.items()):
                return answer
            await asyncio.sleep(0.02)


async def test_sums_and_budgeted_files_of_a_folder(folder: Path) -> None:
    async with talking(root=uri_of_path(folder)) as conversation:
        answer = await asked(conversation, folder, pending=0)
        assert (answer["tokens"], answer["basis"]) == (everything(), "exact")
        assert (answer["total"], answer["binary"], answer["unreadable"]) == (6, 1, 0)
        rows = {row["uri"].rpartition("/")[2]: row for row in answer["files"]}
        assert rows["long.md"]["severity"] == "warning"
        assert rows["long.md"]["tokens"] == counted(FILES["docs/long.md"])
        assert rows["long.md"]["budget"] == 5
        assert "severity" not in rows["short.md"]
        assert rows["long.md"]["crossed"] == {"unit": "tokens", "used": counted(FILES["docs/long.md"]), "limit": 5}
        assert rows["AGENTS.md"]["severity"] == "warning"
        assert rows["AGENTS.md"]["crossed"]["unit"] == "lines"
        assert rows["AGENTS.md"]["crossed"]["used"] == len(FILES["AGENTS.md"].splitlines())
        assert answer["tasks"]["failed"] == 0


async def test_open_documents_lie_over_the_files(folder: Path) -> None:
    async with talking(root=uri_of_path(folder)) as conversation:
        await asked(conversation, folder, pending=0)
        uri = uri_of_path(folder / "src/app.py")
        conversation.open(uri, FILES["src/app.py"], "python")
        conversation.edit(uri, 2, change((0, 0), (0, 0), "import os\n"))
        more = counted("import os\n" + FILES["src/app.py"]) - counted(FILES["src/app.py"])
        await asked(conversation, folder, pending=0, tokens=everything() + more)
        conversation.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        await asked(conversation, folder, pending=0, tokens=everything())


async def test_changes_on_disk_that_the_client_tells_of(folder: Path) -> None:
    capabilities = {**CAPABLE, "workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    async with talking(root=uri_of_path(folder), capabilities=capabilities) as conversation:
        await asked(conversation, folder, pending=0, tokens=everything())
        registered = await conversation.told("client/registerCapability")
        assert registered["registrations"][0]["registerOptions"]["watchers"] == [{"globPattern": "**/*"}]
        (folder / "docs/short.md").write_text("short no more\n")
        (folder / "new.md").write_text("new\n")
        changes = [{"uri": uri_of_path(folder / name), "type": 2} for name in ("docs/short.md", "new.md")]
        conversation.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        tokens = everything() + counted("new\n", "short no more\n") - counted("short\n")
        await asked(conversation, folder, pending=0, tokens=tokens)


async def test_changes_on_disk_that_nobody_tells_of(folder: Path) -> None:
    async with talking(root=uri_of_path(folder)) as conversation:
        await asked(conversation, folder, pending=0, tokens=everything())
        await asyncio.sleep(0.5)  # the system's notices begin some time after the watching
        (folder / "src/app.py").unlink()
        await asked(conversation, folder, pending=0, tokens=everything() - counted(FILES["src/app.py"]))


async def test_diagnostics_of_closed_files_for_clients_that_ask(folder: Path) -> None:
    options = {"bursar": {"pullDiagnostics": True}}
    async with talking(root=uri_of_path(folder), options=options) as conversation:
        answer = await conversation.request("workspace/diagnostic", {"previousResultIds": []})
        found = {item["uri"].rpartition("/")[2]: item for item in answer["items"]}
        assert [item["range"]["start"] for item in found["long.md"]["items"]] == [{"line": 2, "character": 3}]
        assert "of 5 tokens" in found["long.md"]["items"][0]["message"]
        assert found["AGENTS.md"]["items"][0]["range"]["start"] == {"line": 2, "character": 0}
        assert found["short.md"]["items"] == []
        told = [{"uri": item["uri"], "value": item["resultId"]} for item in answer["items"]]
        again = await conversation.request("workspace/diagnostic", {"previousResultIds": told})
        assert {item["kind"] for item in again["items"]} == {"unchanged"}
        (folder / "docs/long.md").write_text("now short\n")
        conversation.open(uri_of_path(folder / "AGENTS.md"), "x\n")
        conversation.notify(
            "workspace/didChangeWatchedFiles", {"changes": [{"uri": uri_of_path(folder / "docs/long.md"), "type": 2}]}
        )
        async with asyncio.timeout(30):
            while True:
                last = await conversation.request("workspace/diagnostic", {"previousResultIds": told})
                items = {item["uri"].rpartition("/")[2]: item for item in last["items"]}
                if items["long.md"].get("items") == []:
                    break
                await asyncio.sleep(0.02)
        assert "AGENTS.md" not in items


async def test_the_sums_in_a_hover(folder: Path) -> None:
    async with talking(root=uri_of_path(folder)) as conversation:
        await asked(conversation, folder, pending=0)
        uri = uri_of_path(folder / "src/app.py")
        conversation.open(uri, FILES["src/app.py"], "python")
        await conversation.ready(uri)
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 5}}
        text = (await conversation.request("textDocument/hover", place))["contents"]["value"]
        assert f"`src/` {counted(FILES['src/app.py'])} · workspace {everything()} tokens in 6 files" in text


async def test_the_sums_in_the_status(folder: Path) -> None:
    async with talking(root=uri_of_path(folder), options={"bursar": {"status": True}}) as conversation:
        uri = uri_of_path(folder / "src/app.py")
        conversation.open(uri, FILES["src/app.py"], "python")
        found = await conversation.told("bursar/status", lambda params: "workspace" in params)
        assert (found["folder"], found["workspace"]) == (counted(FILES["src/app.py"]), everything())


async def test_a_notebook_is_its_cells_and_their_sum() -> None:
    cells = {"vscode-notebook-cell:/a.ipynb#1": "import os\n", "vscode-notebook-cell:/a.ipynb#2": "# Title\n\ntext"}
    capabilities = {**CAPABLE, "notebookDocument": {"synchronization": {}}}
    async with talking(capabilities=capabilities) as conversation:
        uri = "file:///a.ipynb"
        conversation.notify(
            "notebookDocument/didOpen",
            {
                "notebookDocument": {
                    "uri": uri,
                    "notebookType": "jupyter-notebook",
                    "version": 1,
                    "cells": [{"kind": 2, "document": cell} for cell in cells],
                },
                "cellTextDocuments": [
                    {"uri": cell, "languageId": "python", "version": 1, "text": text} for cell, text in cells.items()
                ],
            },
        )
        answer = await conversation.count(uri)
        assert (answer["tokens"], answer["basis"]) == (counted(*cells.values()), "exact")
        assert [cell["tokens"] for cell in answer["cells"]] == [counted(text) for text in cells.values()]
        first = next(iter(cells))
        edit = {
            "document": {"uri": first, "version": 2},
            "changes": [change((0, 0), (0, 6), "from os import path #")],
        }
        conversation.notify(
            "notebookDocument/didChange",
            {"notebookDocument": {"uri": uri, "version": 2}, "change": {"cells": {"textContent": [edit]}}},
        )
        assert (await conversation.count(first))["tokens"] == counted("from os import path # os\n")
        conversation.open("untitled:one", "untitled text")
        await conversation.count("untitled:one")
        files = await conversation.request("bursar/files", {})
        assert files["untitled"] == [{"uri": "untitled:one", "tokens": counted("untitled text"), "basis": "exact"}]
        assert [book["uri"] for book in files["notebooks"]] == [uri]
        await conversation.refused("bursar/count", {"textDocument": {"uri": "file:///b.ipynb"}})


async def test_long_counting_shows_progress_and_can_be_cancelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bursar.lsp.features.progress.AFTER_S", 0.0)
    for number in range(300):
        (folder / f"src/f{number}.py").write_text(f"x = {number}\n" * 2000)
    capabilities = {**CAPABLE, "window": {"workDoneProgress": True}}
    async with talking(root=uri_of_path(folder), capabilities=capabilities) as conversation:
        token = (await conversation.told("window/workDoneProgress/create"))["token"]
        created = next(m for m in conversation.received if m.get("method") == "window/workDoneProgress/create")
        conversation.send({"jsonrpc": "2.0", "id": created["id"], "result": None})
        await conversation.told("$/progress", lambda params: params["value"]["kind"] == "begin")
        conversation.notify("window/workDoneProgress/cancel", {"token": token})
        await conversation.told("$/progress", lambda params: params["value"]["kind"] == "end")


async def test_wrong_params_are_refused(folder: Path) -> None:
    async with talking(root=uri_of_path(folder)) as conversation:
        for params in (7, {"folder": 7}, {"folder": "untitled:x"}):
            assert (await conversation.refused("bursar/files", params))["code"] == -32602
        outside = await conversation.request("bursar/files", {"folder": uri_of_path(folder.parent.parent)})
        assert (outside["counted"], outside["files"]) == (False, [])


async def test_a_home_is_not_counted_unless_it_has_settings_of_its_own(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    async with talking(root=uri_of_path(folder)) as conversation:
        assert (await asked(conversation, folder, pending=0))["counted"]
    (folder / "bursar.toml").unlink()
    async with talking(root=uri_of_path(folder)) as conversation:
        assert not (await conversation.request("bursar/files", {"folder": uri_of_path(folder)}))["counted"]
        uri = uri_of_path(folder / "src/app.py")
        conversation.open(uri, FILES["src/app.py"], "python")
        assert (await conversation.count(uri))["tokens"] == counted(FILES["src/app.py"])

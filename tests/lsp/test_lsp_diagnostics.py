"""What is marked, pushed or pulled: budgets, limits that cut, broken settings files."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from conversation import CAPABLE, change, range_of, talking
from notes import NOTES, document, opened

from bursar.tokens import encodings


@pytest.mark.asyncio
@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 20), ("utf-16", 18), ("utf-32", 17)])
async def test_an_overflow_is_marked_from_its_exact_character(project: Path, encoding: str, column: int) -> None:
    capabilities = {**CAPABLE, "general": {"positionEncodings": [encoding]}}
    async with talking(root=project.as_uri(), capabilities=capabilities) as client:
        text = "one two\nx 😀 four five six seven eight nine\nten\n"
        starts = encodings.load("o200k_base").token_starts(text)
        assert text[starts[8] :].startswith(" seven"), "the ninth token begins the overflow"
        uri = await opened(client, project, "cut.md", text)
        told = await client.told("textDocument/publishDiagnostics", lambda params: params["uri"] == uri)
        warning, faded = told["diagnostics"]
        assert told["version"] == 1
        assert warning["range"]["start"] == faded["range"]["start"] == {"line": 1, "character": column}
        assert warning["range"]["end"]["line"] == 1
        assert faded["range"]["end"] == {"line": 3, "character": 0}
        assert (warning["severity"], warning["code"], warning["source"]) == (2, "budget", "bursar")
        assert (faded["severity"], faded["tags"]) == (4, [1])
        client.edit(uri, 2, change((1, 0), (2, 3), "ok"))
        told = await client.told("textDocument/publishDiagnostics", lambda params: params.get("version") == 2)
        assert told["diagnostics"] == []
        client.notify("textDocument/didClose", document(uri))
        assert client.all_told("textDocument/publishDiagnostics")[-1]["diagnostics"] == []


@pytest.mark.asyncio
async def test_a_client_that_asks_pulls_and_is_not_pushed(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"bursar": {"pullDiagnostics": True}}) as client:
        uri = (project / "cut.md").as_uri()
        client.open(uri, NOTES)
        report = await client.request("textDocument/diagnostic", document(uri))
        assert report["kind"] == "full"
        assert [item["code"] for item in report["items"]] == ["budget", "cut"]
        await asyncio.sleep(0.3)
        assert client.all_told("textDocument/publishDiagnostics") == []


@pytest.mark.asyncio
async def test_a_broken_settings_file_is_marked_where_it_is_broken(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        settings = (project / "bursar.toml").as_uri()
        text = (project / "bursar.toml").read_text()
        client.open(settings, text, "toml")
        client.edit(settings, 2, {"text": text + "hints = nonsense\n"})
        told = await client.told(
            "textDocument/publishDiagnostics", lambda params: params["uri"] == settings and params["diagnostics"]
        )
        (found,) = told["diagnostics"]
        assert (found["code"], found["range"]["start"]["line"]) == ("config", 3)
        assert [budget.limit for budget in client.server.session.budgets(uri)] == [30]
        client.forget()
        client.edit(settings, 3, {"text": text.replace("30", "40")})
        await client.told(
            "textDocument/publishDiagnostics", lambda params: params["uri"] == settings and not params["diagnostics"]
        )
        await client.count(uri)
        assert [budget.limit for budget in client.server.session.budgets(uri)] == [40]


@pytest.mark.asyncio
async def test_a_broken_settings_file_that_is_not_open_is_marked_too(project: Path) -> None:
    (project / "bursar.toml").write_text('model = "gtp-5"\n')
    async with talking(root=project.as_uri()) as client:
        await opened(client, project)
        uri = (project / "bursar.toml").as_uri()
        told = await client.told("textDocument/publishDiagnostics", lambda params: params["uri"] == uri)
        assert told["diagnostics"][0]["range"] == range_of((0, 8), (0, 15))


@pytest.mark.asyncio
async def test_what_is_said_of_a_settings_file_stands_until_it_is_mended_or_gone(project: Path) -> None:
    settings = project / "bursar.toml"
    settings.write_text('model = "gtp-5"\n')
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)

        def said() -> list[int]:
            told = client.all_told("textDocument/publishDiagnostics")
            return [len(params["diagnostics"]) for params in told if params["uri"] == settings.as_uri()]

        await client.until(lambda _: said() == [1])
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": settings.as_uri(), "type": 2}]})
        await client.count(uri)
        client.edit(uri, 2, change((0, 0), (0, 0), "x"))
        await client.told("textDocument/publishDiagnostics", lambda params: params.get("version") == 2)
        assert said() == [1]
        settings.unlink()
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": settings.as_uri(), "type": 3}]})
        await client.until(lambda _: said() == [1, 0])


@pytest.mark.asyncio
async def test_settings_are_asked_for_when_a_change_of_them_tells_none() -> None:
    capabilities = {**CAPABLE, "workspace": {**CAPABLE["workspace"], "configuration": True}}
    async with talking(capabilities=capabilities) as client:
        client.open("untitled:a", "hello")
        client.notify("workspace/didChangeConfiguration", {"settings": None})
        asked = await client.until(lambda message: message.get("method") == "workspace/configuration")
        assert asked["params"]["items"] == [{"section": "bursar"}]
        client.send({"jsonrpc": "2.0", "id": asked["id"], "result": [{"model": "gpt-4"}]})
        assert (await client.count("untitled:a"))["model"] == "gpt-4"


@pytest.mark.asyncio
async def test_a_client_that_pulls_is_asked_to_do_so_again_when_its_answer_is_stale(project: Path) -> None:
    capabilities = {**CAPABLE, "workspace": {"diagnostics": {"refreshSupport": True}}}
    async with talking(
        root=project.as_uri(), capabilities=capabilities, options={"bursar": {"pullDiagnostics": True}}
    ) as client:
        uri = await opened(client, project)
        assert (await client.request("textDocument/diagnostic", document(uri)))["items"] == []
        argument = {"scope": "file", "uri": uri, "budget": 3}
        await client.request(
            "workspace/executeCommand", {"command": "bursar.server.setBudget", "arguments": [argument]}
        )
        await client.until(lambda message: message.get("method") == "workspace/diagnostic/refresh")
        assert len((await client.request("textDocument/diagnostic", document(uri)))["items"]) == 1

"""Each feature through the real server: what a client asks, what it is told unasked."""

from __future__ import annotations

import asyncio
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conversation import CAPABLE, EVERYTHING, Conversation, change, range_of, talking

from bursar.files import path_of_uri
from bursar.lsp import server
from bursar.outline import Language, grammars, parse
from bursar.pack import PackRequest
from bursar.tokens import encodings
from repositories import git

NOTES = "# Notes\n\nSome words here.\n\n## First\n\none two three four\n\n## Second\n\nfive six\n"


def counted(text: str) -> int:
    return encodings.load("o200k_base").count(text)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "bursar.toml").write_text('[budgets]\n"notes.md" = 30\n"cut.md" = { tokens = 8, hard = true }\n')
    (tmp_path / "notes.md").write_text(NOTES)
    (tmp_path / "other.md").write_text("# Other\n\nmore\n")
    return tmp_path


def document(uri: str, **more: Any) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, **more}


def label_of(hint: dict[str, Any]) -> str:
    (part,) = hint["label"]
    return str(part["value"]).strip()


async def opened(client: Conversation, project: Path, name: str = "notes.md", text: str = NOTES) -> str:
    uri = (project / name).as_uri()
    client.open(uri, text)
    await client.ready(uri)
    return uri


@pytest.mark.asyncio
async def test_hints_stand_at_the_ends_of_lines_and_follow_edits(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)

        async def shown(asked: dict[str, Any] = EVERYTHING) -> list[tuple[int, int, str]]:
            hints = await client.request("textDocument/inlayHint", document(uri, range=asked))
            return [(h["position"]["line"], h["position"]["character"], label_of(h)) for h in hints]

        first = NOTES[NOTES.index("## First") : NOTES.index("\n## Second")]
        before = await shown()
        assert [(line, column) for line, column, _ in before] == [(0, 7), (4, 8), (8, 9)]
        assert int(before[0][2]) == counted(NOTES)
        assert counted(first.rstrip("\n")) <= int(before[1][2]) <= counted(first)
        assert await shown(range_of((3, 0), (5, 0))) == before[1:2]
        client.edit(uri, 2, change((6, 0), (6, 0), "ten more words " * 10))
        after = await shown()
        assert after[2] == before[2]
        assert int(after[1][2]) > int(before[1][2])
        assert int(after[0][2]) > int(before[0][2])


@pytest.mark.asyncio
async def test_the_first_answer_waits_and_a_stale_one_is_refreshed_once(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = (project / "notes.md").as_uri()
        client.open(uri, NOTES)
        first = await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        assert first
        assert all(any(char.isdigit() for char in label_of(hint)) for hint in first)
        await client.ready(uri, 1)
        assert client.all_told("workspace/inlayHint/refresh") == []
        await client.request("workspace/executeCommand", command(uri, "bursar.server.setModel", model="gpt-4"))
        await client.until(lambda message: message.get("method") == "workspace/inlayHint/refresh")
        await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        client.edit(uri, 2, change((6, 0), (6, 0), "x"))
        await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        await client.ready(uri, 2)
        await client.told("textDocument/publishDiagnostics", lambda params: params.get("version") == 2)
        assert len(client.all_told("workspace/inlayHint/refresh")) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("turns", [0, 5])
async def test_hints_asked_for_just_before_their_document_is_opened(project: Path, turns: int) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = (project / "notes.md").as_uri()
        early = [client.ask("textDocument/inlayHint", document(uri, range=EVERYTHING)) for _ in range(2)]
        for _ in range(turns):
            await asyncio.sleep(0)
        client.open(uri, NOTES)
        answers = [(await client.reply(asked))["result"] for asked in early]
        wanted = await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        assert wanted
        assert answers == [wanted, wanted]


@pytest.mark.asyncio
async def test_settings_of_hints_are_refreshed(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        assert await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        client.notify("workspace/didChangeConfiguration", {"settings": {"bursar": {"hints": {"enabled": False}}}})
        await client.until(lambda message: message.get("method") == "workspace/inlayHint/refresh")
        assert await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING)) == []


def command(uri: str, name: str, **fields: object) -> dict[str, object]:
    return {"command": name, "arguments": [{"scope": "file", "uri": uri, **fields}]}


@pytest.mark.asyncio
async def test_an_edit_that_makes_a_section_is_refreshed(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        client.edit(uri, 2, change((2, 0), (2, 0), "## New\n\n"))
        await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        await client.until(lambda message: message.get("method") == "workspace/inlayHint/refresh")
        assert len(await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))) == 4


@pytest.mark.asyncio
async def test_no_refresh_is_sent_to_a_client_that_knows_none(project: Path) -> None:
    async with talking(root=project.as_uri(), capabilities={}) as client:
        uri = (project / "notes.md").as_uri()
        client.open(uri, NOTES)
        await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        await client.request("textDocument/codeLens", document(uri))
        await client.told("textDocument/publishDiagnostics")
        assert {message.get("method") for message in client.received if "id" in message} <= {None}


@pytest.mark.asyncio
async def test_hover_and_lens(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"bursar": {"commands": ["bursar.pickModel"]}}) as client:
        uri = await opened(client, project)
        place = {"line": 4, "character": 4}
        found = await client.request("textDocument/hover", document(uri, position=place))
        assert found["contents"]["value"].startswith("**First** · ")
        assert found["range"] == range_of((4, 3), (4, 8))
        assert await client.request("textDocument/hover", document(uri, position={"line": 6, "character": 0})) is None
        (lens,) = await client.request("textDocument/codeLens", document(uri))
        total = counted(NOTES)
        assert lens["command"] == {
            "title": f"{total} of 30 tokens ({100 * total // 30} %) · gpt-5",
            "command": "bursar.pickModel",
            "arguments": [{"uri": uri}],
        }
        other = await opened(client, project, "other.md", "# Other\n")
        assert await client.request("textDocument/codeLens", document(other)) == []


@pytest.mark.asyncio
async def test_features_answer_nothing_for_a_file_that_is_not_open() -> None:
    async with talking() as client:
        uri = "file:///not/open.md"
        assert await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING)) == []
        assert await client.request("textDocument/codeLens", document(uri)) == []
        assert await client.request("textDocument/hover", document(uri, position={"line": 0, "character": 0})) is None
        asked = document(uri, range=EVERYTHING, context={"diagnostics": [], "triggerKind": 1})
        assert await client.request("textDocument/codeAction", asked) == []


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
async def test_status_is_told_to_clients_that_ask(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"bursar": {"status": True}}) as client:
        uri = await opened(client, project)
        total = counted(NOTES)
        told = await client.told("bursar/status", lambda params: not params["pending"])
        of_document = {key: value for key, value in told.items() if key not in ("folder", "workspace")}
        assert of_document == {
            "uri": uri,
            "version": 1,
            "tokens": total,
            "basis": "exact",
            "model": "gpt-5",
            "pending": False,
            "budget": 30,
            "percent": total * 100 // 30,
        }
        client.edit(uri, 2, change((0, 0), (0, 0), "word " * 30))
        told = await client.told("bursar/status", lambda params: params["version"] == 2)
        assert (told["severity"], told["percent"] > 100) == ("warning", True)
        claude = await opened(client, project, "CLAUDE.md")
        told = await client.told("bursar/status", lambda params: params["uri"] == claude and not params["pending"])
        assert (told["basis"], told["band"] > 5) == ("calibrated", True)
        found = await client.request("textDocument/hover", document(claude, position={"line": 4, "character": 4}))
        assert f"calibrated ±{told['band']:g} %, claude" in found["contents"]["value"]
    async with talking(root=project.as_uri()) as client:
        await opened(client, project)
        await client.told("textDocument/publishDiagnostics")
        assert client.all_told("bursar/status") == []


@pytest.mark.asyncio
async def test_counts_of_ranges_and_for_other_models() -> None:
    async with talking() as client:
        client.open("untitled:a", NOTES)
        ranges = [range_of((2, 0), (2, 4)), range_of((6, 3), (4, 0)), EVERYTHING]
        answer = await client.count("untitled:a", ranges=ranges)
        whole = counted(NOTES)
        assert answer == {
            "version": 1,
            "tokens": whole,
            "basis": "exact",
            "encoding": "o200k_base",
            "model": "gpt-5",
            "ranges": [{"tokens": 1}, {"tokens": counted("## First\n\none")}, {"tokens": whole}],
            "delta": {"saved": 0},
        }
        for model, encoding in (("gpt-4", "cl100k_base"), ("gpt-4o", "o200k_base")):
            answer = await client.count("untitled:a", model=model)
            assert (answer["model"], answer["encoding"]) == (model, encoding)
            assert answer["tokens"] == encodings.load(encoding).count(NOTES)


@pytest.mark.asyncio
async def test_model_and_budget_are_set_by_command(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)

        async def run(command: str, **argument: Any) -> Any:
            return await client.request("workspace/executeCommand", {"command": command, "arguments": [argument]})

        assert await run("bursar.server.setModel", scope="file", uri=uri, model="gpt-4") == {"model": "gpt-4"}
        assert (await client.count(uri))["encoding"] == "cl100k_base"
        await run("bursar.server.setBudget", scope="file", uri=uri, budget=7)
        await client.count(uri)
        assert [budget.limit for budget in client.server.session.budgets(uri)] == [7]
        await client.told("textDocument/publishDiagnostics", lambda params: " of 7 tokens" in str(params))
        bad = {"command": "bursar.server.setModel", "arguments": [{"scope": "file", "uri": uri, "model": "gtp-5"}]}
        error = await client.refused("workspace/executeCommand", bad)
        assert (error["code"], "gpt-5" in error["message"]) == (-32602, True)


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
            "Copy packed context for selection (≤ 8,000 tokens for gpt-5)",
            "Copy packed context for section First (≤ 8,000 tokens for gpt-5)",
            "Copy packed context for what matches “one” (≤ 8,000 tokens for gpt-5)",
            "Copy packed context for workspace (≤ 8,000 tokens for gpt-5)",
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


MODULE = """class Shop:
    def open(self) -> bool:
        return all(door.unlock() for door in self.doors if not door.is_open())

    def close(self) -> bool:
        return all(door.lock() for door in self.doors if door.is_open())
"""


@pytest.mark.asyncio
async def test_a_hint_names_what_clicking_it_copies(project: Path) -> None:
    async with talking(root=project.as_uri(), options={"commands": ["bursar.copyText"]}) as client:
        uri = await opened(client, project)
        (_, first, _) = await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        (part,) = first["label"]
        assert part["tooltip"].startswith("First: ")
        (request,) = part["command"]["arguments"]
        assert part["command"]["command"] == "bursar.copyText"
        result = await client.request(
            "workspace/executeCommand", {"command": "bursar.server.pack", "arguments": [request]}
        )
        assert "one two three four" in result["text"]
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        found = await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        assert all("command" not in part for hint in found for part in hint["label"])


@pytest.mark.asyncio
async def test_very_many_hints_are_answered_up_to_a_limit_and_others_are_answered_meanwhile() -> None:
    async with talking() as client:
        client.open("untitled:many", "# Section\n\ntext\n\n" * 1000)
        await client.ready("untitled:many")
        many = client.ask("textDocument/inlayHint", document("untitled:many", range=EVERYTHING))
        await client.count("untitled:many")
        assert not any(message.get("id") == many and "method" not in message for message in client.received)
        assert len((await client.reply(many))["result"]) == 500


@pytest.mark.asyncio
async def test_a_missing_grammar_is_said_once_and_the_rest_works(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_lua(row: Language) -> grammars.Grammar | grammars.MissingGrammar:
        return loaded(replace(row, grammar="tree_sitter_gone") if row.id == "lua" else row)

    loaded = grammars.grammar_of
    for module in (parse, server):
        monkeypatch.setattr(module, "grammar_of", without_lua)
    async with talking(root=project.as_uri()) as client:
        for name in ("a.lua", "b.lua"):
            uri = (project / name).as_uri()
            client.open(uri, "function f() return 1 end\n", "lua")
            await client.ready(uri)
            assert (await client.count(uri))["tokens"] > 3
            assert await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING)) == []
        notes = await opened(client, project)
        assert await client.request("textDocument/inlayHint", document(notes, range=EVERYTHING))
        (said,) = client.all_told("window/showMessage")
        assert "its grammar is not installed (pip install tree-sitter-gone)" in said["message"]


@pytest.mark.asyncio
async def test_outline_views_show_counts(project: Path) -> None:
    nested = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": True}}}
    async with talking(root=project.as_uri(), capabilities=nested) as client:
        uri = await opened(client, project)
        (notes,) = await client.request("textDocument/documentSymbol", document(uri))
        assert (notes["name"], notes["detail"], notes["selectionRange"]) == (
            "Notes",
            f"{counted(NOTES)} tokens",
            range_of((0, 2), (0, 7)),
        )
        assert [child["name"] for child in notes["children"]] == ["First", "Second"]
        second = NOTES[NOTES.index("## Second") :]
        assert notes["children"][1]["detail"] == f"{counted(second)} tokens"
        client.edit(uri, 2, change((10, 0), (10, 0), "seven "))
        (notes,) = await client.request("textDocument/documentSymbol", document(uri))
        assert notes["children"][1]["detail"] == f"{counted(second.replace('five', 'seven five'))} tokens"
        code = await opened(client, project, "shop.py", MODULE)
        assert await client.request("textDocument/documentSymbol", document(code)) == []


@pytest.mark.asyncio
async def test_outline_views_that_know_no_nesting_and_code_when_asked_for(project: Path) -> None:
    (project / "bursar.toml").write_text("[symbols]\ncode = true\n")
    async with talking(root=project.as_uri(), capabilities={}) as client:
        uri = (project / "shop.py").as_uri()
        client.open(uri, MODULE, "python")
        found = await client.request("textDocument/documentSymbol", document(uri))
        assert [(one["name"].split(" · ")[0], one.get("containerName")) for one in found] == [
            ("Shop", None),
            ("open", "Shop"),
            ("close", "Shop"),
        ]
        assert found[0]["name"] == f"Shop · {counted(MODULE.rstrip())} tokens"


@pytest.mark.asyncio
async def test_lenses_stand_above_symbols_when_asked_for(project: Path) -> None:
    (project / "bursar.toml").write_text("[lens]\nsymbols = true\n[hints]\nmin_tokens = 10\n")
    async with talking(root=project.as_uri()) as client:
        uri = (project / "shop.py").as_uri()
        client.open(uri, MODULE, "python")
        await client.count(uri)
        lenses = await client.request("textDocument/codeLens", document(uri))
        assert [lens["range"]["start"]["line"] for lens in lenses] == [0, 1, 4]
        assert lenses[0]["command"]["title"].startswith(f"{counted(MODULE.rstrip())} tokens, ")


@pytest.mark.asyncio
async def test_tags_fold_unless_switched_off(project: Path) -> None:
    text = "# Rules\n\n<rules>\n- one\n- two\n</rules>\n\nA <b>bold</b> word.\n"
    async with talking(root=project.as_uri()) as client:
        uri = (project / "notes.md").as_uri()
        client.open(uri, text)
        found = await client.request("textDocument/foldingRange", document(uri))
        assert [(one["startLine"], one["endLine"]) for one in found] == [(2, 5)]
    (project / "bursar.toml").write_text("[folding]\ntags = false\n")
    async with talking(root=project.as_uri()) as client:
        client.open(uri, text)
        assert await client.request("textDocument/foldingRange", document(uri)) == []


@pytest.mark.asyncio
async def test_a_count_tells_the_change_since_the_last_save_and_the_last_commit(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        assert (await client.count(uri))["delta"] == {"saved": 0}
    git(project, "init", "-q")
    git(project, "add", "notes.md")
    git(project, "commit", "-qm", "notes")
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        assert (await client.count(uri))["delta"] == {"saved": 0, "head": 0}
        client.edit(uri, 2, change((6, 0), (6, 0), "ten more words " * 10))
        more = (await client.count(uri))["tokens"] - counted(NOTES)
        assert more > 0
        assert (await client.count(uri))["delta"] == {"saved": more, "head": more}
        client.notify("textDocument/didSave", document(uri))
        assert (await client.count(uri))["delta"] == {"saved": 0, "head": more}
        other = await opened(client, project, "other.md", "# Other\n")
        assert (await client.count(other))["delta"] == {"saved": 0}
        client.edit(uri, 3, change((6, 0), (6, 0), "五 more "))
        old = {name: encodings.load(name).count(NOTES) for name in ("o200k_base", "cl100k_base")}
        for model, encoding in (("gpt-4", "cl100k_base"), ("gpt-5", "o200k_base"), ("gpt-4", "cl100k_base")):
            found = await client.request("bursar/count", document(uri, model=model))
            assert found["delta"]["head"] == found["tokens"] - old[encoding]
            assert 0 < found["delta"]["saved"] < found["delta"]["head"]


@pytest.mark.asyncio
async def test_from_which_size_a_string_is_a_prompt_is_a_setting(project: Path) -> None:
    code = f'ASK = """{"Be kind. " * 20}"""\n'
    (project / "bursar.toml").write_text("[symbols]\ncode = true\nprompt_chars = 100\n")
    async with talking(root=project.as_uri(), capabilities={}) as client:
        uri = (project / "shop.py").as_uri()
        client.open(uri, code, "python")
        (found,) = await client.request("textDocument/documentSymbol", document(uri))
        assert found["name"].startswith("ASK · ")
        client.notify("workspace/didChangeConfiguration", {"settings": {"bursar": {"symbols": {"promptChars": 500}}}})
        await client.count(uri)
        assert await client.request("textDocument/documentSymbol", document(uri)) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("asks", ["action", "pack"])
async def test_what_is_asked_straight_after_opening_heeds_the_settings(project: Path, asks: str) -> None:
    (project / "bursar.toml").write_text("[pack]\nbudget = 77\n")
    async with talking(root=project.as_uri()) as client:
        uri = (project / "notes.md").as_uri()
        client.open(uri, NOTES)
        if asks == "action":
            offered = await actions(client, uri, range_of((6, 0), (6, 3)), triggerKind=1)
            assert offered[0]["title"] == "Copy packed context for selection (≤ 77 tokens for gpt-5)"
        else:
            run = {"command": "bursar.server.pack", "arguments": [{"scope": "file", "uri": uri}]}
            result = await client.request("workspace/executeCommand", run)
            assert result["report"]["budget"] == 77

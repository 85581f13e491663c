"""What is told of counts besides hints: hovers, lenses, outlines, status, changes, other models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conversation import EVERYTHING, change, range_of, talking
from notes import NOTES, counted, document, opened

from bursar.config import DEFAULT_MODEL
from bursar.lsp import server
from bursar.outline import Language, grammars, parse
from bursar.tokens import encodings
from repositories import git

MODULE = """class Shop:
    def open(self) -> bool:
        return all(door.unlock() for door in self.doors if not door.is_open())

    def close(self) -> bool:
        return all(door.lock() for door in self.doors if door.is_open())
"""


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
            "title": f"{total} of 30 tokens ({100 * total // 30} %) · {DEFAULT_MODEL}",
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
            "model": DEFAULT_MODEL,
            "pending": False,
            "budget": 30,
            "percent": total * 100 // 30,
        }
        client.edit(uri, 2, change((0, 0), (0, 0), "word " * 30))
        told = await client.told("bursar/status", lambda params: params["version"] == 2)
        assert (told["severity"], told["percent"] > 100) == ("warning", True)
        assert told["crossed"] == {"unit": "tokens", "used": told["tokens"], "limit": 30}
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
            "model": DEFAULT_MODEL,
            "ranges": [{"tokens": 1}, {"tokens": counted("## First\n\none")}, {"tokens": whole}],
            "delta": {"saved": 0},
        }
        for model, encoding in (("gpt-4", "cl100k_base"), ("gpt-4o", "o200k_base")):
            answer = await client.count("untitled:a", model=model)
            assert (answer["model"], answer["encoding"]) == (model, encoding)
            assert answer["tokens"] == encodings.load(encoding).count(NOTES)


@pytest.mark.asyncio
async def test_a_model_of_the_settings_is_known_before_anything_is_open(project: Path) -> None:
    with (project / "bursar.toml").open("a") as settings:
        settings.write('[models.house]\nlike = "gpt-4"\n')
    async with talking(root=project.as_uri()) as client:
        named = {"command": "bursar.server.setModel", "arguments": [{"scope": "session", "model": "house"}]}
        assert await client.request("workspace/executeCommand", named) == {"model": "house"}
        uri = await opened(client, project)
        assert (await client.count(uri))["model"] == "house"


@pytest.mark.asyncio
@pytest.mark.parametrize("scope", ["file", "session"])
async def test_a_model_set_by_command_is_that_of_an_agents_own_file_too(project: Path, scope: str) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project, "CLAUDE.md")
        assert client.server.session.snapshot(uri).model.family == "claude"
        named = {"scope": scope, "uri": uri, "model": "gpt-4"}
        await client.request("workspace/executeCommand", {"command": "bursar.server.setModel", "arguments": [named]})
        assert (await client.count(uri))["model"] == "gpt-4"
        other = await opened(client, project, "GEMINI.md")
        assert client.server.session.snapshot(other).model.family == "gemini"
        notes = await opened(client, project)
        assert client.server.session.snapshot(notes).model.id == (DEFAULT_MODEL if scope == "file" else "gpt-4")


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

"""Inlay hints: where they stand, when they are answered, and when a client is asked to ask again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from conversation import EVERYTHING, change, range_of, talking
from notes import NOTES, counted, document, label_of, opened


def command(uri: str, name: str, **fields: object) -> dict[str, object]:
    return {"command": name, "arguments": [{"scope": "file", "uri": uri, **fields}]}


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


@pytest.mark.asyncio
async def test_an_edit_that_makes_a_section_is_refreshed(project: Path) -> None:
    async with talking(root=project.as_uri()) as client:
        uri = await opened(client, project)
        client.edit(uri, 2, change((2, 0), (2, 0), "## New\n\n"))
        await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        await client.until(lambda message: message.get("method") == "workspace/inlayHint/refresh")
        assert len(await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))) == 4


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "edit",
    [change((2, 0), (2, 0), "## New\n\n"), {"text": NOTES.replace("Some words", "## New\n\nOther words")}],
    ids=["a line", "the whole text"],
)
async def test_a_client_that_cannot_refresh_waits_for_the_edited_text(project: Path, edit: dict[str, Any]) -> None:
    async with talking(root=project.as_uri(), capabilities={}) as client:
        uri = await opened(client, project)
        client.edit(uri, 2, edit)
        hints = await client.request("textDocument/inlayHint", document(uri, range=EVERYTHING))
        lines = str(client.server.session.snapshot(uri).text).split("\n")
        assert [lines[hint["position"]["line"]] for hint in hints] == ["# Notes", "## New", "## First", "## Second"]
        assert label_of(hints[3]).split()[0] == str(counted("## Second\n\nfive six\n"))


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

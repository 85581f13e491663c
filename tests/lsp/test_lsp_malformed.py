"""Invariant 5: each request gets exactly one reply, malformed ones too, and no input stops the server."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest
from conversation import EVERYTHING, talking
from hypothesis import given, settings
from hypothesis import strategies as st

URI = "untitled:one"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "msg_id", "code"),
    [
        (b"", None, -32700),
        (b"{", None, -32700),
        (b"\xff\xfe\x00", None, -32700),
        (b"[" * 100_000, None, -32700),
        (b'"text"', None, -32600),
        (b"17", None, -32600),
        (b"null", None, -32600),
        (b"[]", None, -32600),
        (b'[{"jsonrpc":"2.0","id":5,"method":"shutdown"}]', 5, -32600),
        (b"{}", None, -32600),
        (b'{"id":7,"method":"shutdown"}', 7, -32600),
        (b'{"jsonrpc":"1.0","id":7,"method":"shutdown"}', 7, -32600),
        (b'{"jsonrpc":"2.0","id":7,"method":12}', 7, -32600),
        (b'{"jsonrpc":"2.0","id":7,"params":{}}', 7, -32600),
        (b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":true,"method":"shutdown"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":[1],"method":"shutdown"}', None, -32600),
        (b'{"jsonrpc":"2.0","id":7,"method":"no/such"}', 7, -32601),
        (b'{"jsonrpc":"2.0","id":7,"method":"$/no-such"}', 7, -32601),
        (b'{"jsonrpc":"2.0","id":7,"method":"textDocument/hover"}', 7, -32602),
        (b'{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":[]}', 7, -32602),
        (b'{"jsonrpc":"2.0","id":7,"method":"textDocument/hover","params":{"textDocument":5}}', 7, -32602),
        (b'{"jsonrpc":"2.0","id":7,"method":"bursar/count"}', 7, -32602),
        (b'{"jsonrpc":"2.0","id":7,"method":"bursar/count","params":{"textDocument":{"uri":3}}}', 7, -32602),
        (b'{"jsonrpc":"2.0","id":7,"method":"bursar/count","params":{"textDocument":{"uri":"x:y"}}}', 7, -32602),
        (b'{"jsonrpc":"2.0","id":7,"method":"workspace/executeCommand","params":{"command":"rm"}}', 7, -32602),
    ],
)
async def test_what_is_no_proper_request_is_refused(body: bytes, msg_id: Any, code: int) -> None:
    async with talking() as client:
        client.forget()
        client.raw(body)
        (answer,) = client.replies()
        assert (answer["id"], answer["error"]["code"]) == (msg_id, code)
        assert answer["error"]["message"]
        client.open(URI, "hello world")
        assert (await client.count(URI))["tokens"] == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "message",
    [
        {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "x:y"}}},
        {"method": "textDocument/didChange", "params": None},
        {"method": "textDocument/didChange", "params": {"textDocument": {"uri": URI, "version": 1}}},
        {"method": "$/cancelRequest", "params": {"id": [1]}},
        {"method": "$/cancelRequest", "params": 4},
        {"method": "$/setTrace", "params": {"value": "verbose"}},
        {"method": "no/such"},
        {"method": "notebookDocument/didChange", "params": {"notebookDocument": {"uri": "x:y", "version": 1}}},
        {"id": 99, "result": None},
        {"id": 99, "error": {"code": 1}},
        {"id": 99, "error": "broken"},
        {"id": None, "error": {"code": -32700, "message": "?"}},
    ],
)
async def test_what_asks_for_no_reply_gets_none(message: dict[str, Any]) -> None:
    async with talking() as client:
        client.forget()
        client.send({"jsonrpc": "2.0", **message})
        await asyncio.sleep(0)
        assert client.replies() == []  # of itself the server may say anything at any time
        client.open(URI, "hello world")
        assert (await client.count(URI))["tokens"] == 2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "params.textDocument is missing"),
        ({"textDocument": {"uri": URI}, "ranges": 5}, "params.ranges must be an array of ranges"),
        (
            {"textDocument": {"uri": URI}, "ranges": [{"start": {"line": -1, "character": 0}}]},
            "params.ranges[0].start.line must be an integer from 0",
        ),
        ({"textDocument": {"uri": URI}, "model": "gtp-5"}, "gpt-5"),
    ],
)
async def test_a_refusal_says_what_is_wrong(params: dict[str, Any], reason: str) -> None:
    async with talking() as client:
        client.open(URI, "text")
        error = await client.refused("bursar/count", params)
        assert error["code"] == -32602
        assert reason in error["message"]


@pytest.mark.asyncio
async def test_objects_inside_params_are_no_messages() -> None:
    async with talking() as client:
        nested = {"jsonrpc": "2.0", "id": 1, "method": "shutdown"}
        run = {"command": "bursar.server.pack", "arguments": [nested]}
        error = await client.refused("workspace/executeCommand", run)
        assert error["code"] == -32602
        assert "params.scope" in error["message"]
        client.open(URI, "hello world")
        assert (await client.count(URI))["tokens"] == 2


@pytest.mark.asyncio
async def test_a_cancelled_request_gets_its_one_reply() -> None:
    async with talking() as client:
        client.open(URI, "word " * 200_000)
        asked = client.ask("bursar/count", {"textDocument": {"uri": URI}})
        client.notify("$/cancelRequest", {"id": asked})
        assert (await client.reply(asked))["error"]["code"] == -32800
        assert (await client.count(URI))["tokens"] == 200_001
        assert len([message for message in client.received if message.get("id") == asked]) == 1


@pytest.mark.asyncio
async def test_a_shutdown_answers_what_is_still_running() -> None:
    async with talking() as client:
        client.open(URI, "word " * 200_000)
        asked = client.ask("bursar/count", {"textDocument": {"uri": URI}})
        assert await client.request("shutdown") is None
        assert (await client.reply(asked))["error"]["code"] == -32800


# ---- the property

JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**40) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
METHODS = st.sampled_from(
    [
        "bursar/count",
        "textDocument/hover",
        "textDocument/inlayHint",
        "textDocument/codeLens",
        "textDocument/codeAction",
        "textDocument/diagnostic",
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "textDocument/didSave",
        "workspace/executeCommand",
        "workspace/didChangeConfiguration",
        "workspace/didChangeWatchedFiles",
        "notebookDocument/didOpen",
        "$/cancelRequest",
        "$/setTrace",
        "initialize",
        "no/such",
    ]
)
PLACE = {"line": 0, "character": 1}
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "textDocument": st.just({"uri": URI, "version": 3, "languageId": "markdown", "text": "# Hello\n"}) | JUNK,
        "position": st.just(PLACE) | JUNK,
        "range": st.just(EVERYTHING) | JUNK,
        "ranges": st.lists(st.just(EVERYTHING) | JUNK, max_size=2) | JUNK,
        "context": st.just({"diagnostics": [], "triggerKind": 1}) | JUNK,
        "contentChanges": st.just([{"range": EVERYTHING, "text": "other"}]) | st.just([{"text": "whole"}]) | JUNK,
        "command": st.sampled_from(["bursar.server.pack", "bursar.server.setModel", "bursar.server.setBudget"]) | JUNK,
        "arguments": st.lists(
            st.fixed_dictionaries(
                {"scope": st.sampled_from(["selection", "file", "session"]) | JUNK},
                optional={
                    "uri": st.just(URI) | JUNK,
                    "budget": st.integers(-1, 9) | JUNK,
                    "model": JUNK,
                    "range": JUNK,
                },
            )
            | JUNK,
            max_size=2,
        )
        | JUNK,
        "settings": JUNK,
        "id": st.integers(0, 9) | JUNK,
    },
)
MESSAGES = st.fixed_dictionaries(
    {"jsonrpc": st.just("2.0")},
    optional={"method": METHODS | JUNK, "params": PARAMS | JUNK, "kind": JUNK},
)


# Slow to draw is what a busy machine makes of any strategy.
@settings(max_examples=150)
@given(messages=st.lists(st.tuples(MESSAGES, st.booleans()), max_size=6), noise=st.binary(max_size=20))
def test_each_request_gets_exactly_one_reply(messages: list[tuple[dict[str, Any], bool]], noise: bytes) -> None:
    RUNNER.run(_exchange(messages, noise))


RUNNER = asyncio.Runner()


@pytest.fixture(scope="module", autouse=True)
def _close_runner() -> Any:
    yield
    RUNNER.close()


async def _exchange(messages: list[tuple[dict[str, Any], bool]], noise: bytes) -> None:
    async with talking() as client:
        client.open(URI, "# Hello\n\nsome words\n")
        client.forget()
        expected: Counter[str] = Counter()
        for at, (message, asks) in enumerate(messages):
            if asks and "method" in message:
                message = {**message, "id": f"request {at}"}
                expected[f"request {at}"] += 1
            client.raw(json.dumps(message).encode())
        client.raw(noise + b"\x00")
        client.open("untitled:last", "hello world")
        assert (await client.count("untitled:last"))["tokens"] == 2
        await client.request("shutdown")  # what still runs is cancelled, and answered soon
        for asked in expected:
            await client.reply(asked)
        for _ in range(10):
            await asyncio.sleep(0)
        answered = Counter(reply["id"] for reply in client.replies() if str(reply["id"]).startswith("request"))
        assert answered == expected

"""A client in the same process: real messages through the real server, with a writer that keeps what it is given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bursar.lsp.main import build

PATIENCE_S = 30
"""How long to wait for what must come; no test measures time."""

CAPABLE: dict[str, Any] = {
    "textDocument": {
        "publishDiagnostics": {"versionSupport": True, "tagSupport": {"valueSet": [1]}},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
        "diagnostic": {},
    },
    "workspace": {"inlayHint": {"refreshSupport": True}, "codeLens": {"refreshSupport": True}},
    "window": {"showDocument": {"support": True}},
}
EVERYTHING = {"start": {"line": 0, "character": 0}, "end": {"line": 1_000_000, "character": 0}}


class Conversation:
    """One client and one server on the running loop."""

    def __init__(self) -> None:
        self.server = build()
        self.server.protocol.set_writer(self)  # type: ignore[arg-type]  # pygls asks for a protocol class of its own
        self.received: list[dict[str, Any]] = []
        self._ids = 0
        self._arrived = asyncio.Event()

    def write(self, data: bytes) -> None:
        head, _, body = data.partition(b"\r\n\r\n")
        assert head == b"Content-Length: %d" % len(body)
        message = json.loads(body)
        assert message["jsonrpc"] == "2.0"
        self.received.append(message)
        self._arrived.set()

    def close(self) -> None:
        pass

    def raw(self, body: bytes) -> None:
        self.server.protocol.receive(body)

    def send(self, message: Any) -> None:
        self.raw(json.dumps(message).encode())

    def notify(self, method: str, params: Any) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Any = None) -> int:
        """Send a request; `reply` waits for its answer."""
        self._ids += 1
        self.send({"jsonrpc": "2.0", "id": self._ids, "method": method, "params": params})
        return self._ids

    async def reply(self, msg_id: Any) -> dict[str, Any]:
        return await self.until(lambda message: "method" not in message and message["id"] == msg_id)

    async def request(self, method: str, params: Any = None) -> Any:
        """The result of a request that must succeed."""
        answer = await self.reply(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    async def refused(self, method: str, params: Any = None) -> dict[str, Any]:
        """The error of a request that must not succeed."""
        answer = await self.reply(self.ask(method, params))
        assert "result" not in answer, answer
        error: dict[str, Any] = answer["error"]
        return error

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message, come or coming, that is wanted."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for message in self.received:
                    if wanted(message):
                        return message
                self._arrived.clear()
                await self._arrived.wait()

    async def told(self, method: str, wanted: Callable[[Any], bool] = lambda params: True) -> Any:
        """The params of the first such notification or request of the server's."""
        return (await self.until(lambda message: message.get("method") == method and wanted(message["params"])))[
            "params"
        ]

    def replies(self) -> list[dict[str, Any]]:
        """All answers so far, without what the server says of itself."""
        return [message for message in self.received if "method" not in message]

    def all_told(self, method: str) -> list[Any]:
        return [message.get("params") for message in self.received if message.get("method") == method]

    def forget(self) -> None:
        self.received.clear()

    # ---- documents

    async def initialize(
        self,
        *,
        capabilities: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        root: str | None = None,
    ) -> Any:
        params = {
            "processId": None,
            "rootUri": root,
            "capabilities": CAPABLE if capabilities is None else capabilities,
            "initializationOptions": options,
        }
        result = await self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, uri: str, text: str, language: str = "markdown", version: int = 1) -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def edit(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    async def count(self, uri: str, **more: Any) -> Any:
        return await self.request("bursar/count", {"textDocument": {"uri": uri}, **more})

    async def ready(self, uri: str, version: int = 1) -> None:
        """Wait until counts and outline of a version are there."""
        session = self.server.session
        async with asyncio.timeout(PATIENCE_S):
            while session.snapshot(uri).pending or not session.outline_is_fresh(uri):
                await asyncio.sleep(0.005)
        assert session.snapshot(uri).version == version


def change(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    """An incremental change."""
    return {"range": range_of(start, end), "text": text}


def range_of(start: tuple[int, int], end: tuple[int, int]) -> dict[str, Any]:
    """A range as JSON."""
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }


@asynccontextmanager
async def talking(**options: Any) -> AsyncIterator[Conversation]:
    """A conversation that has been initialized, and is ended properly."""
    conversation = Conversation()
    await conversation.initialize(**options)
    try:
        yield conversation
    finally:
        conversation.server.finish(0)
        await asyncio.sleep(0)

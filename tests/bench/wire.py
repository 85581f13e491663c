"""A language client of a few lines, for benches: JSON-RPC over the pipes of a real server process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any


class Wire:
    """One server process and the messages to and from it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        self._buffer = b""
        self._number = 0
        self.notifications: list[dict[str, Any]] = []

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._process.pid

    def initialize(self, root: str | None = None) -> None:
        """The handshake, with UTF-16 positions as VS Code has them."""
        folders = [{"uri": root, "name": "bench"}] if root else None
        params = {"processId": None, "rootUri": root, "workspaceFolders": folders, "capabilities": {}}
        self.request("initialize", params)
        self.notify("initialized", {})

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any) -> Any:
        """Send a request and wait for its result."""
        self._number += 1
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                if "error" in message:
                    raise RuntimeError(message["error"])
                return message["result"]
            if "id" in message:  # a request of the server's: nothing to say
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            else:
                self.notifications.append(message)

    def close(self) -> None:
        """Shut the server down in order."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(10)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def _receive(self) -> dict[str, Any]:
        while b"\r\n\r\n" not in self._buffer:
            self._fill()
        head, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        while len(self._buffer) < length:
            self._fill()
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return json.loads(body)

    def _fill(self) -> None:
        assert self._process.stdout is not None
        data = self._process.stdout.read(1 << 20)
        if not data:
            raise EOFError("the server has gone")
        self._buffer += data

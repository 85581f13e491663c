"""A local server that plays the providers' count endpoints, in one mood after the other."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD_KEY = "a-good-key"
FRAMING = 7
"""Tokens that the played Anthropic endpoint adds for a message."""

SLOW_S = 0.6


def tokens_of(text: str) -> int:
    """What the played vocabulary counts: words and signs."""
    return len(re.findall(r"\w+|[^\w\s]", text))


@dataclass
class Played:
    """The server's moods, used up one per request (the last one stays), and the requests it had."""

    origin: str = ""
    moods: list[str] = field(default_factory=lambda: ["ok"])
    requests: list[tuple[str, dict[str, str], dict]] = field(default_factory=list)

    @property
    def origins(self) -> dict[str, str]:
        return {"Anthropic": self.origin, "Google": self.origin}


@contextmanager
def played() -> Iterator[Played]:
    state = Played()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Playing", (Endpoint,), {"state": state}))
    server.daemon_threads = True
    state.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Endpoint(BaseHTTPRequestHandler):
    """What answers one request."""

    state: Played

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.state.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        mood = self.state.moods.pop(0) if len(self.state.moods) > 1 else self.state.moods[0]
        key = self.headers["x-api-key"] or self.headers["x-goog-api-key"]
        if key != GOOD_KEY:
            mood = "401"
        self._play(mood, body)

    def _play(self, mood: str, body: dict) -> None:
        if mood == "slow":
            time.sleep(SLOW_S)
            mood = "ok"
        if mood == "ok":
            self._send(200, json.dumps(self._count(body)))
        elif mood == "garbage":
            self._send(200, "<html>login</html>")
        elif mood in ("null", "[]", '{"input_tokens": "7", "totalTokens": true}', "{}"):
            self._send(200, mood)
        elif mood == "hang up":
            self.connection.close()
        else:
            status, _, retry_after = mood.partition(" after ")
            self._send(int(status), "{}", retry_after)

    def _count(self, body: dict) -> dict:
        if self.path == "/v1/messages/count_tokens":
            assert self.headers["anthropic-version"]
            return {"input_tokens": FRAMING + tokens_of(body["messages"][0]["content"])}
        assert self.path.startswith("/v1beta/models/")
        assert self.path.endswith(":countTokens")
        return {"totalTokens": tokens_of(body["contents"][0]["parts"][0]["text"])}

    def _send(self, status: int, text: str, retry_after: str = "") -> None:
        data = text.encode()
        try:
            self.send_response(status)
            if retry_after:
                self.send_header("retry-after", retry_after)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            pass  # the client did not wait

    def log_message(self, *_: object) -> None:
        """Not on the terminal."""

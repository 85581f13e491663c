"""didChange followed by `bursar/count`, over stdio, beside a bare pygls server's didChange and hover."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from figures import edits, median, ms, p95, text_of, timed
from wire import Wire

from bursar.text import PositionEncoding, Text

URI = "file:///bench/module.py"
ROUNDS = 300
BARE = [sys.executable, str(Path(__file__).with_name("bare_server.py"))]
BURSAR = [sys.executable, "-m", "bursar", "lsp"]


def main() -> None:
    """Print the table."""
    print(f"didChange and an answer that needs the new text, over stdio, {ROUNDS} edits at random places")
    print(f"{'server':>8} {'document':>9} {'median':>12} {'p95':>12}")
    place = {"textDocument": {"uri": URI}}
    base = 0.0
    for label, command, size, method, params in (
        ("bare", BARE, 10_000, "textDocument/hover", {**place, "position": {"line": 0, "character": 0}}),
        ("bursar", BURSAR, 10_000, "bursar/count", place),
        ("bursar", BURSAR, 1_000_000, "bursar/count", place),
        ("bursar", BURSAR, 10_000_000, "bursar/count", place),
        ("bare", BARE, 10_000_000, "textDocument/hover", {**place, "position": {"line": 0, "character": 0}}),
    ):
        seconds = _rounds(command, size, method, params, 20 if label == "bare" and size > 10_000 else ROUNDS)
        base = base or median(seconds)
        ratio = f"{median(seconds) / base:.2f}x of bare at 10 KB"
        print(f"{label:>8} {size // 1000:>6} KB {ms(median(seconds)):>12} {ms(p95(seconds)):>12}  {ratio}")


def _rounds(command: list[str], size: int, method: str, params: dict[str, Any], rounds: int) -> list[float]:
    wire = Wire(command)
    wire.initialize()
    text = Text(text_of(size))
    item = {"uri": URI, "languageId": "plaintext", "version": 0, "text": str(text)}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    wire.request(method, params)
    seconds = []
    for version, (start, end, new) in enumerate(edits(size, rounds), 1):
        change = {"range": {"start": _position(text, start), "end": _position(text, end)}, "text": new}
        text, _ = text.replace(start, end, new)
        document = {"uri": URI, "version": version}

        def one(document=document, change=change) -> None:
            wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
            wire.request(method, params)

        seconds.append(timed(one))
    wire.close()
    return seconds


def _position(text: Text, offset: int) -> dict[str, int]:
    position = text.position_at(offset, PositionEncoding.UTF16)
    return {"line": position.line, "character": position.character}


if __name__ == "__main__":
    main()

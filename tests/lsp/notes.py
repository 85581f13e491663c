"""A project with notes that have a budget, opened by a client, and what a test says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from conversation import Conversation

from bursar.tokens import encodings

NOTES = "# Notes\n\nSome words here.\n\n## First\n\none two three four\n\n## Second\n\nfive six\n"


def counted(text: str) -> int:
    return encodings.load("o200k_base").count(text)


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

"""After any edits, in any position encoding, the server's text is the editor's text."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from conversation import CAPABLE, Conversation, change, talking
from hypothesis import given, settings
from hypothesis import strategies as st

from bursar.lsp.arrivals import KEPT
from bursar.tokens import encodings

ALPHABET = "ab .\n\r\x0c\x0b\x85\u2028\u2029\té日本😀👩‍💻\ud83d\ude00\udc00\x00"
TEXTS = st.text(ALPHABET, max_size=30)
EDITS = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 9), st.integers(0, 12)),
        st.tuples(st.integers(0, 9), st.integers(0, 12)),
        TEXTS,
        st.booleans(),
    ),
    max_size=6,
)
UNITS = {
    "utf-8": lambda char: len(char.encode("utf-8", "surrogatepass")),
    "utf-16": lambda char: 2 if ord(char) > 0xFFFF else 1,
    "utf-32": lambda char: 1,
}
LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n|\Z)")


class Editor:
    """A text as an editor keeps it: the plainest implementation of the protocol's rules."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = joined(text)
        self.units = UNITS[encoding]

    def replace(self, start: tuple[int, int], end: tuple[int, int], new: str) -> None:
        low, high = sorted((self.offset(*start), self.offset(*end)))
        self.text = joined(self.text[:low] + new + self.text[high:])

    def offset(self, line: int, character: int) -> int:
        lines = list(LINE.finditer(self.text))
        if lines[-1].group() == "" and len(lines) > 1 and lines[-2].group(1) == "":
            lines.pop()  # the pattern's empty match after a last line without terminator
        if line >= len(lines):
            return len(self.text)
        found = lines[line]
        offset, stop = found.start(), found.start(1)
        while offset < stop and character >= self.units(self.text[offset]):
            character -= self.units(self.text[offset])
            offset += 1
        return offset


def joined(text: str) -> str:
    """Two halves of a surrogate pair that meet are one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


@pytest.fixture(scope="module")
def clients() -> Iterator[tuple[asyncio.Runner, dict[str, Conversation]]]:
    """One initialized server for each position encoding."""
    with asyncio.Runner() as runner:
        started = {}
        for encoding in UNITS:

            async def start(encoding: str = encoding) -> Conversation:
                client = Conversation()
                await client.initialize(capabilities={**CAPABLE, "general": {"positionEncodings": [encoding]}})
                return client

            started[encoding] = runner.run(start())
        yield runner, started
        for client in started.values():
            client.server.finish(0)


NUMBERS = itertools.count()


@pytest.mark.parametrize("encoding", UNITS)
@settings(max_examples=700)
@given(text=TEXTS, edits=EDITS, at_once=st.booleans())
def test_edits_keep_both_texts_the_same(
    clients: tuple[asyncio.Runner, dict[str, Conversation]],
    encoding: str,
    text: str,
    edits: list[tuple[tuple[int, int], tuple[int, int], str, bool]],
    at_once: bool,
) -> None:
    runner, started = clients

    async def run() -> None:
        client, uri = started[encoding], f"untitled:{next(NUMBERS)}"
        client.forget()
        client.open(uri, text)
        editor = Editor(text, encoding)
        changes: list[dict[str, Any]] = []
        for version, (start, end, new, whole) in enumerate(edits, 2):
            if whole:
                editor.text = joined(new)
            else:
                editor.replace(start, end, new)
            changes.append({"text": new} if whole else change(start, end, new))
            if not at_once:
                client.edit(uri, version, changes.pop())
                assert str(client.server.session.snapshot(uri).text) == editor.text
        if at_once and changes:
            client.edit(uri, 2, *changes)
        assert str(client.server.session.snapshot(uri).text) == editor.text
        answer = await client.count(uri)
        assert answer["tokens"] == encodings.load("o200k_base").count(editor.text)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    runner.run(run())


@settings(max_examples=300)
@given(text=TEXTS, edits=EDITS, data=st.data())
def test_edits_that_arrive_in_another_order_than_they_were_made_in(
    clients: tuple[asyncio.Runner, dict[str, Conversation]],
    text: str,
    edits: list[tuple[tuple[int, int], tuple[int, int], str, bool]],
    data: st.DataObject,
) -> None:
    """Helix sends version 4 before version 1 on a busy machine."""
    runner, started = clients

    async def run() -> None:
        client, uri = started["utf-32"], f"untitled:{next(NUMBERS)}"
        client.forget()
        client.open(uri, text)
        editor, made = Editor(text, "utf-32"), []
        for version, (start, end, new, _) in enumerate(edits, 2):
            editor.replace(start, end, new)
            made.append((version, change(start, end, new)))
        for version, edit in data.draw(st.permutations(made)):
            client.edit(uri, version, edit)
        snapshot = client.server.session.snapshot(uri)
        assert (str(snapshot.text), snapshot.version) == (editor.text, len(edits) + 1)
        assert (await client.count(uri))["tokens"] == encodings.load("o200k_base").count(editor.text)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    runner.run(run())


@pytest.mark.asyncio
async def test_late_edits_after_very_many_and_after_a_whole_text() -> None:
    def text() -> str:
        return str(client.server.session.snapshot("untitled:a").text)

    async with talking() as client:
        client.open("untitled:a", "", version=0)
        order = [version for start in range(1, 4 * KEPT, 2) for version in (start + 1, start)]
        for version in order:
            client.edit("untitled:a", version, change((0, version - 1), (0, version - 1), chr(0x4E00 + version)))
        assert text() == "".join(chr(0x4E00 + version) for version in sorted(order))
        newest = max(order)
        client.edit("untitled:a", newest + 2, {"text": "whole"})
        client.edit("untitled:a", newest + 4, change((0, 5), (0, 5), "b"))
        client.edit("untitled:a", newest + 3, change((0, 5), (0, 5), "a"))
        assert text() == "wholeba"


@pytest.mark.asyncio
async def test_versions_that_begin_anew_or_stand_still_are_no_late_ones() -> None:
    async with talking() as client:
        client.open("untitled:a", "", version=5)
        for number, version in enumerate([6, 7, 6, 7, 7, 0, 1, 1]):
            client.edit("untitled:a", version, change((0, number), (0, number), str(number)))
        assert str(client.server.session.snapshot("untitled:a").text) == "01234567"


@pytest.mark.asyncio
async def test_a_form_feed_and_a_line_separator_end_no_line() -> None:
    async with talking() as client:
        client.open("untitled:a", "one\x0ctwo\u2028three\r\nfour\rfive\nsix")
        client.edit("untitled:a", 2, change((2, 0), (2, 4), "5"), change((0, 4), (0, 7), "2"))
        assert str(client.server.session.snapshot("untitled:a").text) == "one\x0c2\u2028three\r\nfour\r5\nsix"


@pytest.mark.asyncio
async def test_a_count_is_of_what_was_typed_before_it() -> None:
    async with talking() as client:
        client.open("untitled:a", "word")
        asked = []
        for version in range(2, 12):
            client.edit("untitled:a", version, change((0, 0), (0, 0), "word "))
            asked.append((version, client.ask("bursar/count", {"textDocument": {"uri": "untitled:a"}})))
        for version, msg_id in asked:
            result = (await client.reply(msg_id))["result"]
            assert (result["version"], result["tokens"]) == (version, version)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" " * 1_000_000, id="a million spaces"),
        pytest.param("lorem ipsum " * 400_000, id="a long line"),
        pytest.param("\x00\ud800" * 1000, id="NUL bytes and lone surrogates"),
        pytest.param("def broken(:\n  ((((\n'''" * 50, id="broken syntax"),
    ],
)
async def test_strange_documents_are_counted_and_the_server_goes_on(text: str) -> None:
    async with talking() as client:
        client.open("untitled:strange", text, "python")
        asked = client.ask("bursar/count", {"textDocument": {"uri": "untitled:strange"}})
        client.open("untitled:plain", "hello world")
        assert (await client.count("untitled:plain"))["tokens"] == 2
        expected = encodings.load("o200k_base").count(text)
        assert (await client.reply(asked))["result"]["tokens"] == expected
        client.edit("untitled:strange", 2, change((9_999_999, 5), (9_999_999, 9), " x"))
        assert (await client.count("untitled:strange"))["tokens"] == encodings.load("o200k_base").count(text + " x")

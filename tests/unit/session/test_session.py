"""Live documents: what is known when, and that nothing but the truth is ever answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bursar.errors import NotOpen, UnknownModel
from bursar.files import uri_of_path
from bursar.models import resolve
from bursar.outline import outline_of
from bursar.session import Change, Session, SnapshotReady
from bursar.session.settings import Reach
from bursar.text import Position, PositionEncoding, Span
from bursar.tokens.encodings import load

UTF16 = PositionEncoding.UTF16
URI = "untitled:one"


def session_test(body: Callable[[Session], Awaitable[None]]) -> None:
    async def run() -> None:
        session = Session()
        try:
            await asyncio.wait_for(body(session), 60)
        finally:
            session.stop()

    asyncio.run(run())


def count(text: str, encoding: str = "o200k_base") -> int:
    return load(encoding).count(text)


def insert(line: int, character: int, text: str) -> Change:
    return Change(Position(line, character), Position(line, character), text)


async def ready(session: Session, uri: str, version: int) -> None:
    """Wait for the announcement of a version."""
    loop, seen = asyncio.get_running_loop(), asyncio.Event()

    def listen(told: SnapshotReady) -> None:
        if (told.uri, told.version) == (uri, version):
            loop.call_soon(seen.set)

    session.subscribe(listen)
    await seen.wait()


def test_a_count_asked_before_anything_is_loaded_waits_and_is_exact():
    async def body(session: Session) -> None:
        session.open(URI, "markdown", 1, "# Hello\n\nworld\n")
        session.change(URI, 2, [insert(2, 5, " and all")], UTF16)
        settled = await session.settled(URI)
        assert settled.version == 2
        assert settled.total is not None
        assert settled.total.tokens == count("# Hello\n\nworld and all\n")

    session_test(body)


def test_the_answer_is_of_the_version_asked_about():
    async def body(session: Session) -> None:
        session.open(URI, "plaintext", 1, "one two three")
        asked = asyncio.ensure_future(session.settled(URI))
        await asyncio.sleep(0)
        session.change(URI, 2, [Change(None, None, "something else entirely, and longer")], UTF16)
        settled = await asked
        assert settled.version == 1
        assert settled.total.tokens == count("one two three")
        now = await session.settled(URI)
        assert (now.version, now.total.tokens) == (2, count("something else entirely, and longer"))

    session_test(body)


@pytest.mark.parametrize("text", ["word " * 200_000, "a" * 300_000, " " * 1_000_000 + "x"])
def test_large_texts_are_counted_off_the_loop_and_edits_meanwhile_are_not_lost(text):
    async def body(session: Session) -> None:
        load("o200k_base")
        session.open("untitled:warm", "plaintext", 1, "x")
        await session.settled("untitled:warm")
        session.open(URI, "plaintext", 1, text)
        assert session.snapshot(URI).pending
        first = asyncio.ensure_future(session.settled(URI))
        await asyncio.sleep(0.01)
        session.change(URI, 2, [insert(0, 3, " typed meanwhile ")], UTF16)
        second = await session.settled(URI)
        assert (await first).total.tokens == count(text)
        assert second.total.tokens == count(text[:3] + " typed meanwhile " + text[3:])

    session_test(body)


def test_the_outline_follows_and_is_announced_with_its_version():
    async def body(session: Session) -> None:
        session.open(URI, "python", 1, "def first():\n    return 1\n")
        await ready(session, URI, 1)
        assert [symbol.name for symbol in session.outline(URI).walk()] == ["first"]
        session.change(URI, 2, [insert(0, 0, "\n\n")], UTF16)
        assert session.outline(URI).symbols[0].name_span.start == 6, "moved by the edit before it is parsed again"
        session.change(URI, 3, [insert(4, 0, "def second(): pass\n")], UTF16)
        await ready(session, URI, 3)
        assert [symbol.name for symbol in session.outline(URI).walk()] == ["first", "second"]

    session_test(body)


def test_another_model_counts_by_its_encoding():
    async def body(session: Session) -> None:
        session.open(URI, "plaintext", 1, "文字を数える。" * 30)
        assert (await session.settled(URI)).total.tokens == count("文字を数える。" * 30)
        session.set_model(Reach.FILE, "gpt-4", URI)
        settled = await session.settled(URI)
        assert settled.model.id == "gpt-4"
        assert settled.total.tokens == count("文字を数える。" * 30, "cl100k_base")
        with pytest.raises(UnknownModel, match="gpt-5"):
            session.set_model(Reach.SESSION, "gtp-5", None)
        assert (await session.settled(URI)).model.id == "gpt-4"

    session_test(body)


def test_settings_that_others_read_meanwhile_hold_for_an_answer_too():
    async def body(session: Session) -> None:
        session.open(URI, "plaintext", 1, "文字を数える。" * 30)
        await session.settled(URI)
        session.set_model(Reach.FILE, "gpt-4", URI)
        session.settings.load(None)  # as the count of a file that is not open does, before the document is prepared
        assert not session.is_configured(URI)
        assert (await session.settled(URI)).total.tokens == count("文字を数える。" * 30, "cl100k_base")
        assert session.is_configured(URI)

    session_test(body)


def test_settings_of_the_folder_hold_and_a_broken_file_changes_nothing(tmp_path: Path):
    (tmp_path / "bursar.toml").write_text('model = "gpt-4"\n[budgets]\n"AGENTS.md" = 7\n')
    uri, config = uri_of_path(tmp_path / "AGENTS.md"), uri_of_path(tmp_path / "bursar.toml")

    async def body(session: Session) -> None:
        session.set_folders([tmp_path])
        session.open(uri, "markdown", 1, "# Rules\n")
        assert (await session.settled(uri)).model.id == "gpt-4"
        assert [budget.limit for budget in session.budgets(uri) if budget.unit.value == "tokens"] == [7]
        session.open(config, "toml", 1, "model = = 1")
        await session.settled(uri)
        await ready(session, uri, 1)
        assert (await session.settled(uri)).model.id == "gpt-4"
        assert any(session.settings.problems().values())
        session.change(config, 2, [Change(None, None, 'model = "gpt-4o"')], UTF16)
        await ready(session, uri, 1)
        assert (await session.settled(uri)).model.id == "gpt-4o"
        session.close(config)
        assert (await session.settled(uri)).model.id == "gpt-4"

    session_test(body)


def test_a_rule_file_of_one_agent_is_counted_for_its_model_until_the_user_says_otherwise(tmp_path: Path):
    (tmp_path / "bursar.toml").write_text('model = "gpt-4o"\n[models.house]\nlike = "gpt-4"\n')
    uri = uri_of_path(tmp_path / "CLAUDE.md")

    async def body(session: Session) -> None:
        session.set_folders([tmp_path])
        session.open(uri, "markdown", 1, "# Rules\n")
        settled = await session.settled(uri)
        assert settled.model == resolve("claude")
        assert str(settled.total).startswith("≈")
        session.set_model(Reach.WORKSPACE, "gpt-4.1", uri)
        assert (await session.settled(uri)).model == resolve("claude")
        session.set_model(Reach.FILE, "house", uri)
        settled = await session.settled(uri)
        assert (settled.model.id, settled.model.encoding) == ("house", "cl100k_base")

    session_test(body)


def test_a_document_that_was_never_opened_is_named():
    async def body(session: Session) -> None:
        with pytest.raises(NotOpen, match="untitled:nobody"):
            session.change("untitled:nobody", 1, [insert(0, 0, "x")], UTF16)
        with pytest.raises(NotOpen):
            await session.settled("untitled:nobody")

    session_test(body)


def test_a_snapshot_is_taken_when_it_is_asked_for():
    async def body(session: Session) -> None:
        session.open(URI, "plaintext", 1, "one two three")
        await session.settled(URI)
        asked = session.settled(URI)
        session.change(URI, 2, [insert(0, 0, "and more ")], UTF16)
        assert (await asked).version == 1

    session_test(body)


def test_typing_on_and_on_leaves_the_outline_where_the_text_is():
    async def body(session: Session) -> None:
        text = "".join(f"def f{n}():\n    return {n}\n\n" for n in range(200))
        session.open(URI, "python", 1, text)
        await ready(session, URI, 1)
        for version in range(2, 60):
            session.change(URI, version, [insert(0, 0, "# x\n")], UTF16)
            outline, now = session.outline(URI), session.snapshot(URI).text
            last = next(outline.named_in(Span(len(now) - 40, len(now))))
            assert now.slice(last.symbol.name_span.start, last.symbol.name_span.end) == last.symbol.name
            assert not last.touched
        await ready(session, URI, 59)
        assert session.outline(URI).whole() == outline_of(session.snapshot(URI).text, "python")

    session_test(body)


def test_a_symbol_is_counted_again_only_when_it_was_touched():
    async def body(session: Session) -> None:
        session.open(URI, "python", 1, "def first():\n    return 1\n\n\ndef second():\n    return 2\n")
        await session.settled(URI)
        await ready(session, URI, 1)

        def counts() -> list[tuple[str, int]]:
            snapshot = session.snapshot(URI)
            found = session.outline(URI).named_in(Span(0, len(snapshot.text)))
            return [(one.symbol.name, session.symbol_count(snapshot, one).tokens) for one in found]

        before = counts()
        assert before == [
            ("first", count("def first():\n    return 1")),
            ("second", count("def second():\n    return 2")),
        ]
        session.change(URI, 2, [insert(1, 12, " + 1 + 1")], UTF16)
        assert counts() == [("first", count("def first():\n    return 1 + 1 + 1")), before[1]]
        session.set_model(Reach.FILE, "gpt-4", URI)
        await session.settled(URI)
        assert counts()[1] == ("second", count("def second():\n    return 2", "cl100k_base"))

    session_test(body)

"""Open documents in the place of files, where their folders are counted for other models than they are."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bursar.files import uri_of_path
from bursar.session import Change, Session
from bursar.session.ruler import Ruler
from bursar.session.settings import Reach
from bursar.session.totals import Totals
from bursar.session.workspace import Workspace
from bursar.text import PositionEncoding
from bursar.tokens.encodings import load

PATIENCE_S = 60
TEXT = "Who gets a letter today? naïve 日本語 👋\n" * 50


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A folder counted for one model, and one within it for another."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "bursar.toml").write_text('model = "gpt-5"\n')
    (inner / "bursar.toml").write_text('model = "gpt-4"\n')
    (inner / "open.md").write_text("what is on the disk\n")
    return tmp_path, inner


def tokens(session: Session, workspace: Workspace) -> int | None:
    """Those of the inner folder's one text besides its settings; None while they are counted."""
    inner = "inner" if (workspace.root / "inner").is_dir() else ""
    totals = session.workspaces.totals(workspace, inner)
    assert isinstance(totals, Totals)
    return None if totals.pending else totals.count.tokens


def test_two_folders_have_it_by_their_own_models(folders: tuple[Path, Path]) -> None:
    async def body() -> None:
        session = Session()
        session.set_folders(folders)
        uri = uri_of_path(folders[1] / "open.md")
        session.open(uri, "markdown", 1, TEXT)
        session.set_model(Reach.FILE, "claude-opus-4-5", uri)
        session.workspaces.begin(watch=False)
        await session.workspaces.begun()
        await session.settled(uri)
        outer, inner = (session.workspaces.of(folder / "bursar.toml") for folder in folders)
        assert outer is not None
        assert inner is not None
        for text in (TEXT, f"{TEXT}one more word\n"):
            if text is not TEXT:
                session.change(uri, 2, [Change(None, None, text)], PositionEncoding.UTF16)
                assert tokens(session, outer) is None
            for workspace in (outer, inner):
                await asyncio.wait_for(session.workspaces.settled(workspace), PATIENCE_S)
            rest = (folders[1] / "bursar.toml").read_text()
            for _ in range(2):  # what is known for one folder is not forgotten for the other
                for workspace, name in ((outer, "o200k_base"), (inner, "cl100k_base")):
                    assert tokens(session, workspace) == load(name).count(text) + load(name).count(rest)
        session.stop()

    asyncio.run(body())


def test_one_count_at_a_time_and_the_last_text_wins(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    real = Ruler.count

    def noted(ruler: Ruler, text: str) -> int:
        counted.append(text)
        return real(ruler, text)

    monkeypatch.setattr(Ruler, "count", noted)

    async def body() -> None:
        session = Session()
        session.set_folders(folders[:1])
        uri = uri_of_path(folders[1] / "open.md")
        session.open(uri, "markdown", 1, TEXT)
        session.set_model(Reach.FILE, "claude-opus-4-5", uri)
        session.workspaces.begin(watch=False)
        await session.workspaces.begun()
        (workspace,) = (session.workspaces.of(folder) for folder in folders[:1])
        assert workspace is not None
        await asyncio.wait_for(session.workspaces.settled(workspace), PATIENCE_S)
        counted.clear()
        for version in range(2, 30):
            session.change(uri, version, [Change(None, None, f"{TEXT}{version}")], PositionEncoding.UTF16)
            assert tokens(session, workspace) is None
        await asyncio.wait_for(session.workspaces.settled(workspace), PATIENCE_S)
        rest = (folders[1] / "bursar.toml").read_text()
        assert tokens(session, workspace) == load("o200k_base").count(f"{TEXT}29") + load("o200k_base").count(rest)
        assert counted == [f"{TEXT}2", f"{TEXT}29"]
        session.close(uri)
        assert session.workspaces.totals(workspace) is not None
        assert session.workspaces._overlay._recounted == {}, "a text that is not open is not kept"
        session.stop()

    asyncio.run(body())

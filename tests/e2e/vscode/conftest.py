"""What the tests of VS Code share: the packaged extension, and one VS Code that is taken to a folder for each test."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from editor_programs import cannot_be_had
from vscode_session import Tools, VSCode, install

_ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def vsix() -> Path:
    """The VS Code extension for this platform, made anew if what it is made from has changed."""
    if sys.platform != "linux":
        pytest.skip("VS Code and its processes are driven as Linux has them")
    command = ["make", "-o", ".venv/ready", "vsix"]  # by the environment that runs the tests, however old
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    made = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)
    if "The VSIX is not built" in made.stderr:
        cannot_be_had(made.stderr.strip())
    assert made.returncode == 0, made.stdout + made.stderr
    machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    return max((_ROOT / "dist").glob(f"bursar-*-linux-{machine}.vsix"), key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory, editor_program: Callable[..., str], vsix: Path) -> Tools:
    """VS Code, a Chromium, and the extension of this checkout in an extensions folder of its own."""
    found = Tools(
        Path(editor_program("vscode")),
        Path(editor_program("vscode-chromium")),
        tmp_path_factory.mktemp("vscode") / "extensions",
    )
    install(found, vsix)
    return found


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A suitable Python that has no bursar, alone in its folder."""
    link = tmp_path_factory.mktemp("bin") / "python3"
    link.symlink_to(Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}")
    return link


@pytest.fixture(scope="session")
def started(tools: Tools, tmp_path_factory: pytest.TempPathFactory, python: Path) -> Iterator[VSCode]:
    session = VSCode(tools, tmp_path_factory.mktemp("home"), path=_path(python))
    yield session
    session.quit()


@pytest.fixture
def vscode(
    request: pytest.FixtureRequest, tools: Tools, tmp_path: Path, python: Path
) -> Iterator[Callable[..., VSCode]]:
    """VS Code for a folder, which has a window, an extension host and a server of its own.

    Where settings of the user or the machine are other ones it is another VS Code, otherwise the one that runs.
    """
    own: list[VSCode] = []

    def take(folder: Path, **settings: Any) -> VSCode:
        if settings:
            own.append(VSCode(tools, tmp_path / "home", path=_path(python), **settings))
        code: VSCode = own[-1] if settings else request.getfixturevalue("started")
        code.take(folder)
        return code

    yield take
    for session in own:
        session.quit()


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., None]:
    """Takes a picture of the window or a part; BURSAR_PICTURES names a folder to keep them in, as for the README."""
    folder = Path(os.environ.get("BURSAR_PICTURES", tmp_path))

    def take(code: VSCode, name: str, **clip: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        code.do("shot", path=str(folder / f"{name}.png"), clip=clip)

    return take


def _path(python: Path) -> str:
    return f"{python.parent}:/usr/bin:/bin"

"""Bursar in a real Helix on a terminal, with the configuration that docs/editors.md gives."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from bursar.tokens.encodings import load

pytestmark = pytest.mark.editor

DOCS = Path(__file__).parents[2] / "docs" / "editors.md"
COLUMNS, LINES, PATIENCE_S = 140, 45, 60


class Terminal:
    """A program on a terminal, and what stands on the screen."""

    def __init__(self, command: list[str], environment: dict[str, str], folder: Path) -> None:
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._terminal, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self._process = subprocess.Popen(
            command, stdin=inside, stdout=inside, stderr=inside, env=environment, cwd=folder, start_new_session=True
        )
        os.close(inside)

    def keys(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def until(self, pattern: str, nudge: str = "") -> str:
        """The screen, as soon as it matches; `nudge` are keys pressed now and then until it does."""
        end, next_nudge = time.monotonic() + PATIENCE_S, time.monotonic() + 1
        while not re.search(pattern, shown := "\n".join(self._screen.display), re.MULTILINE):
            assert time.monotonic() < end, shown
            if nudge and time.monotonic() > next_nudge:
                self.keys(nudge)
                next_nudge = time.monotonic() + 1
            if select.select([self._terminal], [], [], 0.05)[0]:
                self._stream.feed(os.read(self._terminal, 65536))
        return shown

    def quit(self) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._terminal)


@pytest.fixture
def helix(editor_program: Callable[[str], str], bursar: str, demo: Path) -> Iterator[Callable[[Path], Terminal]]:
    program = editor_program("helix")
    languages, config = re.findall(r"```toml\n(# ~/\.config/helix.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    home = demo / "home"
    (home / "helix").mkdir(parents=True)
    (home / "helix" / "languages.toml").write_text(languages, "utf-8")
    (home / "helix" / "config.toml").write_text(config, "utf-8")
    environment = os.environ | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "PATH": f"{Path(bursar).parent}{os.pathsep}{os.environ['PATH']}",
        "TERM": "xterm-256color",
        "HELIX_RUNTIME": str(Path(program).parent / "runtime"),
    }
    running: list[Terminal] = []

    def start(path: Path) -> Terminal:
        running.append(Terminal([program, str(path)], environment, demo))
        return running[-1]

    yield start
    for terminal in running:
        terminal.quit()


def test_hints_and_warnings_are_on_the_screen(helix: Callable[[Path], Terminal], demo: Path) -> None:
    path = demo / "AGENTS.md"
    text = path.read_text("utf-8")
    count = load("o200k_base").count
    terminal = helix(path)
    terminal.until("●")  # the warning is there, so the server is
    terminal.keys("j")  # Helix asks for hints at a key
    terminal.until(rf"# Reminders\s+{count(text)}\b")
    rules = text[text.index("## Rules") : text.index("## How to work")]
    terminal.until(rf"## Rules\s+{count(rules)}\b")
    terminal.keys(":29\rgl")  # Helix shows the message of what the cursor stands on
    terminal.until(rf"{count(text)} of 300 tokens")
    terminal.keys(":13\rooneword twowords\x1b")
    typed = rules.replace("## Rules", "## Rules\noneword twowords", 1)
    terminal.until(rf"## Rules\s+{count(typed)}\b", nudge="jk")  # Helix asks again at a key, not for the last edit

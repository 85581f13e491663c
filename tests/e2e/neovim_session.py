"""A real Neovim, driven as a person would drive it: keys in, buffers, registers and messages out."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pynvim

T = TypeVar("T")
_PATIENCE_S = 30
# What would give Neovim a clipboard or a terminal that the test did not.
_UNSET = ("DISPLAY", "WAYLAND_DISPLAY", "TMUX", "NVIM", "NVIM_APPNAME", "VIMRUNTIME", "SSH_TTY")


def _command_line(program: str, environment: Mapping[str, str]) -> list[str]:
    return [
        "env",
        *(f"-u{name}" for name in _UNSET),
        *(f"{name}={value}" for name, value in environment.items()),
        program,
    ]


class Neovim:
    """One running Neovim without a screen."""

    def __init__(self, program: str, environment: Mapping[str, str]) -> None:
        self.api = pynvim.attach("child", argv=[*_command_line(program, environment), "--embed", "--headless"])

    def edit(self, path: Path) -> None:
        self.api.command("edit " + self.api.funcs.fnameescape(str(path)))

    def keys(self, keys: str) -> None:
        self.api.feedkeys(self.api.replace_termcodes(keys, True, False, True), "xt")

    def text(self) -> str:
        """The buffer as it would be written."""
        return "\n".join(self.api.current.buffer[:]) + "\n"

    def lua(self, expression: str) -> Any:
        return self.api.exec_lua("return " + expression)

    def hints(self, path: Path | None = None) -> dict[int, str]:
        """The inlay hints of the current buffer, or a file's, by line, from 0."""
        buffer = f"vim.fn.bufnr([[{path}]])" if path else "0"
        listed = self.lua(f"""vim.tbl_map(function(h)
            local label = h.inlay_hint.label
            return {{h.inlay_hint.position.line, type(label) == 'string' and label or label[1].value}}
        end, vim.lsp.inlay_hint.get({{bufnr = {buffer}}}))""")
        return {line: label.strip() for line, label in listed}

    def diagnostics(self) -> list[dict[str, Any]]:
        return self.lua("""vim.tbl_map(function(d)
            return {line = d.lnum, column = d.col, last = d.end_lnum, severity = d.severity, message = d.message,
                    faded = (d._tags or {}).unnecessary or false}
        end, vim.diagnostic.get(0))""")

    def statusline(self) -> str:
        return self.lua("require('bursar').statusline()")

    def register(self, name: str) -> str:
        return self.api.funcs.getreg(name)

    def messages(self) -> str:
        return self.api.funcs.execute("messages")

    def servers(self) -> list[int]:
        """The process ids of the servers that run."""
        editor = self.api.funcs.getpid()
        return [int(pid) for pid in Path(f"/proc/{editor}/task/{editor}/children").read_text().split()]

    def clients(self) -> list[int]:
        """The ids of the clients that have their server."""
        return self.lua("vim.tbl_map(function(c) return c.id end, vim.lsp.get_clients({ name = 'bursar' }))")

    def until(self, read: Callable[[], T], holds: Callable[[T], object]) -> T:
        """What `read` gives as soon as it holds; fails with what it gave last."""
        end = time.monotonic() + _PATIENCE_S
        while not holds(value := read()):
            assert time.monotonic() < end, f"still {value!r}\n{self.messages()}"
            time.sleep(0.02)
        return value

    def quit(self) -> None:
        with suppress(EOFError, OSError):  # the answer to :qall is the closed pipe
            self.api.command("qall!")
        self.api.close()


class NeovimInTerminal:
    """One running Neovim in a terminal that has no clipboard but the one it can be asked for by escape sequences."""

    def __init__(self, program: str, environment: Mapping[str, str], path: Path) -> None:
        self._terminal, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        argv = [*_command_line(program, environment), str(path)]
        self._process = subprocess.Popen(argv, stdin=inside, stdout=inside, stderr=inside, start_new_session=True)
        os.close(inside)
        self._written = b""

    def keys(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def until(self, pattern: bytes) -> re.Match[bytes]:
        """What the terminal was sent, as soon as it matches."""
        end = time.monotonic() + _PATIENCE_S
        while not (found := re.search(pattern, self._written)):
            assert time.monotonic() < end, self._written[-2000:]
            if select.select([self._terminal], [], [], 0.1)[0]:
                self._written += os.read(self._terminal, 65536)
        return found

    def quit(self) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._terminal)

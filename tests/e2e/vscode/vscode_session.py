"""A real VS Code with the extension installed, in a real browser: what a new user has, driven from tests."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

Seen = TypeVar("Seen")

WAIT_S = 180.0  # as drive.mjs has it: a busy machine takes its time, and only what fails waits for so long
_HERE = Path(__file__).resolve().parent
TEST_EXTENSION = _HERE / "extension-tests"

_SETTINGS = {
    "security.workspace.trust.enabled": False,
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.enableExperiments": False,
    "workbench.colorTheme": "Light Modern",
    "window.autoDetectColorScheme": False,
    "window.autoDetectHighContrast": False,
    "chat.disableAIFeatures": True,
    "chat.commandCenter.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": "off",
    "extensions.ignoreRecommendations": True,
    "update.mode": "none",
    "git.enabled": False,
    "window.menuBarVisibility": "compact",
    "editor.minimap.enabled": False,
    "editor.cursorBlinking": "solid",
    "workbench.reduceMotion": "on",  # a walkthrough moves the focus to a step when it has been animated
    "remote.autoForwardPortsSource": "output",  # else all processes are listed again and again
    "workbench.editorLargeFileConfirmation": 100,  # MB; over a connection VS Code would ask from 10 on
}


@dataclass(frozen=True, slots=True)
class Tools:
    """Where VS Code with its Node (`editors/vscode.sh`) and Chromium are, and an extensions folder with the VSIX."""

    vscode: Path
    chromium: Path
    extensions: Path


def install(tools: Tools, vsix: Path) -> None:
    """Install a VSIX as a person would from its file."""
    command = [*_server(tools, tools.extensions.parent / "install"), "--install-extension", str(vsix), "--force"]
    home = {"HOME": str(tools.extensions.parent), "EXTENSIONS_GALLERY": "{}", "PATH": os.environ["PATH"]}
    subprocess.run(command, env=home, check=True, capture_output=True)


class VSCode:
    """One server with one browser on it. `path` is the PATH that the extension finds.

    The settings of user and machine stand for good: a window may begin with those that the last one had, and whether
    its folder is trusted is decided by them.
    """

    def __init__(
        self,
        tools: Tools,
        home: Path,
        *,
        path: str,
        settings: Mapping[str, Any] | None = None,
        machine: Mapping[str, Any] | None = None,
    ) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        _write_json(home / "data" / "User" / "settings.json", {**_SETTINGS, **(settings or {})})
        _write_json(home / "data" / "Machine" / "settings.json", machine or {})
        command = [*_server(tools, home), "--host", "127.0.0.1", "--port", "0", "--without-connection-token"]
        command += ["--disable-telemetry", "--force-disable-user-env"]  # a login shell has no say in PATH
        environment = {"HOME": str(home), "PATH": path, "EXTENSIONS_GALLERY": "{}", "LANG": "C.UTF-8"}
        self.log = home / "log"
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self._authority = f"127.0.0.1:{self.until(self._port, bool)}"
        drive = [tools.vscode / "node" / "bin" / "node", _HERE / "drive.mjs", tools.vscode, tools.chromium]
        self._browser = subprocess.Popen(
            [*map(str, drive)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._answer()

    def take(self, folder: Path) -> None:
        """Be for this folder or workspace alone: an empty page."""
        self.folder = folder
        kind = "workspace" if folder.suffix == ".code-workspace" else "folder"
        self.url = f"http://{self._authority}/?{kind}={quote(str(folder))}"
        self.do("fresh", at=self.url)

    def set_folder_settings(self, settings: Mapping[str, Any]) -> None:
        """What the open folder sets; the window follows, as it does not always for the user's own file.

        VS Code takes some seconds for what is written into a new folder that it does not watch yet: first it is shown.
        """
        folder = self.folder / ".vscode"
        folder.mkdir(exist_ok=True)
        self.do("wait", selector=EXPLORED, text=folder.name)
        _write_json(folder / "settings.json", settings)

    def do(self, action: str, **params: Any) -> Any:
        """One action of drive.mjs."""
        assert self._browser.stdin is not None
        self._browser.stdin.write(json.dumps({"do": action, "with": params}) + "\n")
        self._browser.stdin.flush()
        return self._answer()

    def until(self, look: Callable[[], Seen], accept: Callable[[Seen], Any]) -> Seen:
        """Look until what is seen is accepted."""
        end = time.monotonic() + WAIT_S
        while True:
            seen = look()
            if accept(seen):
                return seen
            assert time.monotonic() < end, f"still {seen!r}; {self._picture()}"
            time.sleep(0.1)

    def open_file(self, name: str) -> None:
        """By Quick Open, as a person does it."""
        self.do("pressUntil", key="Control+P", selector=QUICK_INPUT)
        self.do("pick", value=name, text=name)
        self.do("wait", selector=".tab.active", text=name)
        self.do("wait", selector=FOCUSED)

    def command(self, title: str) -> None:
        """By the command palette."""
        self.do("pressUntil", key="F1", selector=QUICK_INPUT)
        self.do("pick", value=f">{title}", text=title)

    def go_to_line(self, line: int) -> None:
        """Put the cursor at the start of a line (from 1)."""
        self.do("pressUntil", key="Control+G", selector=QUICK_INPUT)
        self.answer(f":{line}")
        self.do("wait", selector=CURSOR, text=f"Ln {line}, Col 1")
        self.do("wait", selector=FOCUSED)

    def answer(self, value: str) -> None:
        """Fill in what is asked for, and press Enter."""
        self.do("fill", selector=QUICK_INPUT, value=value)
        self.do("press", key="Enter")

    def lines(self) -> list[str]:
        """The visible lines of the editor, with their hints."""
        return [str(line) for line in self.do("lines")]

    def status(self) -> str:
        """What the status bar's item says; empty where it is not shown."""
        texts = self.do("texts", selector=STATUS)
        return texts[0].strip() if texts else ""

    def messages(self) -> list[str]:
        """The notifications on the screen."""
        return [str(text) for text in self.do("texts", selector=MESSAGE)]

    def language_servers(self) -> list[int]:
        """The process ids of the servers that Bursar's extension started."""
        return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if self._is_language_server(folder)]

    def extension_tests(self, suite: str) -> tuple[Any, Sequence[str]]:
        """Run a suite of the test extension in the extension host: its exit code, and what it printed."""
        remote = f"vscode-remote://{self._authority}"
        payload = [
            ["extensionDevelopmentPath", f"{remote}{TEST_EXTENSION}"],
            ["extensionTestsPath", f"{remote}{TEST_EXTENSION / suite}"],
            ["skipWelcome", "true"],
        ]
        ran = self.do("extensionTests", at=f"{self.url}&payload={quote(json.dumps(payload))}")
        return ran["code"], ran["printed"]

    def quit(self) -> None:
        """End both."""
        assert self._browser.stdin is not None
        self._browser.stdin.close()
        self._browser.wait(WAIT_S)
        if self._browser.stdout:
            self._browser.stdout.close()
        os.killpg(self._server.pid, signal.SIGTERM)
        try:
            self._server.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()

    def _is_language_server(self, process: Path) -> bool:
        try:
            return os.getsid(int(process.name)) == self._server.pid and process.joinpath(
                "cmdline"
            ).read_bytes().endswith(b"launch.py\0lsp\0")
        except OSError:
            return False  # it ended meanwhile

    def _answer(self) -> Any:
        assert self._browser.stdout is not None
        line = self._browser.stdout.readline()
        assert line, f"the browser ended with {self._browser.wait()}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["ok"]

    def _picture(self) -> str:
        """Where there is a picture of what was on the screen last."""
        if not hasattr(self, "_browser"):
            return "there is no browser yet"
        path = self.home / "last.png"
        self.do("shot", path=str(path), clip={})
        return f"see {path}"

    def _port(self) -> str | None:
        assert self._server.poll() is None, self.log.read_text("utf-8", "replace")
        found = re.search(r"agent listening on (\d+)", self.log.read_text("utf-8", "replace"))
        return found[1] if found else None


QUICK_INPUT = ".quick-input-widget .monaco-inputbox input"
QUICK_ROW = ".quick-input-list .monaco-list-row"
FOCUSED = ".editor-instance .monaco-editor.focused"
CURSOR = '.statusbar-item[id="status.editor.selection"]'
EXPLORED = ".explorer-folders-view .monaco-icon-label"
MESSAGE = ".notifications-toasts .notification-list-item-message"
STATUS = '.statusbar-item[id$="bursar.count"]'


def _server(tools: Tools, home: Path) -> list[str]:
    return [
        str(tools.vscode / "node" / "bin" / "node"),
        str(tools.vscode / "vscode" / "out" / "server-main.js"),
        "--accept-server-license-terms",
        f"--server-data-dir={home / 'server'}",
        f"--user-data-dir={home / 'data'}",
        f"--extensions-dir={tools.extensions}",
    ]


def _write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), "utf-8")

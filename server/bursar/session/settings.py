"""The settings in force for each document: files, client and session together, read once per folder and kept.

`known` answers from memory and never reads a disk; `load` does, on the executor. A broken settings file leaves its last
good values in force.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any

from bursar.budgets import Budget, budgets_for, own_budget
from bursar.config import (
    BURSAR_TOML,
    Loaded,
    Problem,
    Settings,
    client_layer,
    load_settings,
    session_layer,
)
from bursar.config.layers import PYPROJECT, Layer
from bursar.files import find_root
from bursar.models import SETTING_CHECKS, Model, model_for_path, name_fault, resolve

CHECKS = SETTING_CHECKS


class Reach(Enum):
    """How far a command's setting reaches; the values are those of the commands' `scope`."""

    FILE = "file"
    WORKSPACE = "workspace"
    SESSION = "session"


class SettingsStore:
    """Settings by folder, with what the client and the user's commands lay over them."""

    def __init__(self) -> None:
        self._roots: tuple[Path, ...] = ()
        self._loaded: dict[Path | None, Loaded] = {}
        self._last: dict[Path | None, Loaded] = {}
        self._buffers: dict[str, str] = {}
        self._client = Layer("client")
        self._session: dict[str, Any] = {}
        self._of_folder: dict[Path, dict[str, Any]] = {}
        self._of_file: dict[str, dict[str, Any]] = {}
        self._generation = 0
        self._lock = threading.Lock()

    def known(self, path: Path | None) -> Loaded | None:
        """What is in force for a document, if it has been read already. Never reads the disk."""
        return self._loaded.get(path.parent if path else None)

    def standing(self, path: Path | None) -> Settings:
        """What is in force for a document, or was until it is read again; the defaults before that."""
        folder = path.parent if path else None
        loaded = self._loaded.get(folder) or self._last.get(folder)
        return loaded.settings if loaded else Settings()

    def load(self, path: Path | None) -> Loaded:
        """What is in force for a document, read from disk if need be. Blocks: for the executor."""
        folder = path.parent if path else None
        with self._lock:
            found, generation = self._loaded.get(folder), self._generation
            if found is not None:
                return found
            root = self.root_of(path) if path else Path.cwd()
            loaded = load_settings(
                root,
                path,
                above=self._above(root),
                checks=CHECKS,
                buffers=dict(self._buffers),
                last=self._last.get(folder),
            )
            if generation == self._generation:  # settings that changed meanwhile are read again by who asks next
                self._loaded[folder] = self._last[folder] = loaded
            return loaded

    def root_of(self, path: Path) -> Path:
        """The innermost workspace folder that holds a file; without one, the project around it."""
        holding = [root for root in self._roots if path.is_relative_to(root)]
        return max(holding, key=lambda root: len(root.parts)) if holding else find_root(path)

    def near(self, path: Path | None) -> Path | None:
        """A file; without one what lies in the first folder, by whose settings commands are understood."""
        return path or (anything_in(self._roots[0]) if self._roots else None)

    def set_folders(self, folders: Iterable[Path]) -> None:
        """The workspace folders that are open."""
        self._roots = tuple(folders)
        self._forget()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The workspace folders that are open."""
        return self._roots

    def configure(self, client: Mapping[str, Any]) -> tuple[Problem, ...]:
        """The client's own settings; returns what is wrong in them."""
        self._client = client_layer(client, checks=CHECKS)
        self._forget()
        return self._client.problems

    def concerns(self, path: Path | None) -> bool:
        """Whether a file is (or may be) a settings file."""
        return path is not None and path.name in (BURSAR_TOML, PYPROJECT)

    def take_buffer(self, path: Path, text: str | None) -> None:
        """The text of a settings file that is open in the editor (None: not open any more)."""
        if text is None:
            self._buffers.pop(str(path), None)
        else:
            self._buffers[str(path)] = text
        self._forget()

    def invalidate(self) -> None:
        """Some settings file changed on disk."""
        self._forget()

    def problems(self) -> dict[Path, tuple[Problem, ...]]:
        """What is wrong in the settings files in force, by file; a file without faults is there, with none."""
        found: dict[Path, tuple[Problem, ...]] = {}
        for loaded in self._loaded.values():
            for layer in loaded.layers:
                if Path(layer.origin).is_absolute():
                    found[Path(layer.origin)] = layer.problems
        return found

    def override_model(self, reach: Reach, name: str, uri: str | None, path: Path | None) -> Model:
        """Count by another model. Raises UnknownModel.

        For the session it is that of the file at hand (`uri`) as well, even where an agent has that file for its own.
        """
        model = resolve(name, self.standing(self.near(path)).models)
        self._overrides(reach, uri, path)["model"] = model.id
        if reach is Reach.SESSION and uri is not None and self._is_an_agents(path):
            self._overrides(Reach.FILE, uri, path)["model"] = model.id
        self._forget()
        return model

    def override_budget(self, reach: Reach, tokens: int, uri: str | None, path: Path | None) -> None:
        """A budget by command: a file's own, or for a folder or the session that of a packed context."""
        if reach is Reach.FILE:
            self._overrides(reach, uri, path)["budget"] = tokens
        else:
            self._overrides(reach, uri, path)["pack"] = {"budget": tokens}
        self._forget()

    def packed_budget(self, path: Path | None) -> int | None:
        """The budget of packed contexts that was set by command for the session or a file's folder."""
        root = self.root_of(path) if path else next(iter(self._roots), None)
        folder = self._of_folder.get(root, {}) if root else {}
        found: int | None = (self._session.get("pack") or folder.get("pack") or {}).get("budget")
        return found

    def default_model(self) -> Model:
        """The model of the first folder's settings if they are known, otherwise the default."""
        loaded = next(iter(self._loaded.values()), None) or next(iter(self._last.values()), None)
        return model_for_path("", loaded.settings if loaded else Settings())

    def model_for(self, uri: str, path: Path | None, loaded: Loaded) -> Model:
        """The model a document is counted for: by command, by what the file is, by what is configured."""
        own = self._of_file.get(uri, {}).get("model")
        if own is not None and not name_fault(own, loaded.settings.models):  # its row may have gone since
            return resolve(own, loaded.settings.models)
        return model_for_path(_inside(path, loaded) if path else "", loaded.settings)

    def budgets_for(self, uri: str, path: Path | None, loaded: Loaded) -> tuple[Budget, ...]:
        """The budgets that hold for a document."""
        found: tuple[Budget, ...] = ()
        if path is not None:
            found = budgets_for(_inside(path, loaded), loaded.settings)
        own = self._of_file.get(uri, {}).get("budget")
        return found if own is None else own_budget(own, over=found)

    def _is_an_agents(self, path: Path | None) -> bool:
        """Whether a file is counted for another model than the configured one, by what it is."""
        folder = path.parent if path else None
        loaded = self._loaded.get(folder) or self._last.get(folder)
        if path is None or loaded is None:
            return False
        return model_for_path(_inside(path, loaded), loaded.settings) != model_for_path("", loaded.settings)

    def _overrides(self, reach: Reach, uri: str | None, path: Path | None) -> dict[str, Any]:
        if reach is Reach.SESSION:
            return self._session
        if reach is Reach.WORKSPACE:
            root = self.root_of(path) if path else next(iter(self._roots), Path.cwd())
            return self._of_folder.setdefault(root, {})
        return self._of_file.setdefault(uri or "", {})

    def _above(self, root: Path | None) -> tuple[Layer, ...]:
        folder = self._of_folder.get(root, {}) if root else {}
        return (
            self._client,
            replace(session_layer(folder, checks=CHECKS), origin="workspace command"),
            session_layer(self._session, checks=CHECKS),
        )

    def _forget(self) -> None:
        self._generation += 1
        self._loaded.clear()


def anything_in(folder: Path) -> Path:
    """A name for whatever lies in a folder: settings are asked for by file."""
    return folder / "-"


def _inside(path: Path, loaded: Loaded) -> str:
    """A file's path from the root of its settings' patterns; of a file outside, its name."""
    return path.relative_to(loaded.root).as_posix() if path.is_relative_to(loaded.root) else path.name

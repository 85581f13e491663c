"""Which settings files hold for a document, and the settings from all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bursar.config.faults import PATH, PERSONAL
from bursar.config.layers import PYPROJECT, Layer, Loaded, merge, parse_settings, settings_in
from bursar.config.problems import Place, Problem
from bursar.config.validate import Checks

BURSAR_TOML = "bursar.toml"
FILE_LIMIT_BYTES = 1024 * 1024


def load_settings(
    folder: Path | str,
    document: Path | str | None = None,
    *,
    above: tuple[Layer, ...] = (),
    checks: Checks | None = None,
    buffers: Mapping[str, str] | None = None,
    last: Loaded | None = None,
) -> Loaded:
    """The settings for a document (or for the folder itself), with the origin of each value. Never raises.

    The user's own file first, over it the nearest project file from the document up to the folder, over both the layers
    `above` (client, session). `buffers` holds the text of open files by path; with `last` a broken file keeps the
    values that it had. `checks` is what lower rooms know of values: pass `bursar.models.SETTING_CHECKS`.
    """
    root = Path(os.path.abspath(folder))
    texts = buffers or {}
    found = find_settings_file(Path(os.path.abspath(document)) if document else root, root, texts)
    known = checks or {}
    own = user_settings_file()
    files = {found: {**known, PATH: _outside_fault, PERSONAL: _personal_fault}, own: known}
    layers = [_layer(path, texts, files[path]) for path in dict.fromkeys((own, found)) if path and _exists(path, texts)]
    return merge(
        (*layers, *above),
        last=last,
        root=str(found.parent if found else root),
        file=str(found) if found else None,
    )


def find_settings_file(start: Path, root: Path, buffers: Mapping[str, str] | None = None) -> Path | None:
    """The nearest `bursar.toml`, or `pyproject.toml` with our table, from a path up to a root folder, both included.

    A path outside the root has the root's own file.
    """
    texts = buffers or {}
    for folder in _upwards(start, root):
        for name in (BURSAR_TOML, PYPROJECT):
            path = folder / name
            if _exists(path, texts) and (name == BURSAR_TOML or settings_in(_text(path, texts) or "", path)):
                return path
    return None


def user_settings_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the user's own settings are: `bursar/bursar.toml` in the configuration folder (XDG, APPDATA)."""
    base = environment.get("XDG_CONFIG_HOME") or environment.get("APPDATA")
    if base and os.path.isabs(base):
        return Path(base, "bursar", BURSAR_TOML)
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return Path(home, ".config", "bursar", BURSAR_TOML) if home else None


def _outside_fault(path: str) -> str | None:
    """Why a project's settings may not name a path: a project one merely opens has no say over what else is read."""
    plain = os.path.normpath(path).replace("\\", "/")
    if os.path.isabs(path) or plain.startswith("~") or plain.split("/")[0] == "..":
        return f"{path!r} is outside the folder of these settings; name it in your own settings file"
    return None


def _personal_fault(name: str) -> str:
    """Why a project's settings may not have a setting of the user's: a database may be anywhere, and anybody's."""
    return f"`{name}` is not for a project to set and is not heeded here; set it in your own settings file"


def _upwards(start: Path, root: Path) -> Iterator[Path]:
    if not start.is_relative_to(root):
        start = root
    for folder in (start, *start.parents):
        yield folder
        if folder == root:
            return


def _layer(path: Path, buffers: Mapping[str, str], checks: Checks | None) -> Layer:
    text = _text(path, buffers)
    if text is None:
        message = f"cannot be read as a settings file: it must be UTF-8 text of at most {FILE_LIMIT_BYTES:,} bytes"
        return Layer(str(path), problems=(Problem.at(str(path), Place(), message),), broken=True)
    return parse_settings(text, path, checks=checks)


def _exists(path: Path, buffers: Mapping[str, str]) -> bool:
    return str(path) in buffers or os.path.isfile(path)


def _text(path: Path, buffers: Mapping[str, str]) -> str | None:
    """The text of a settings file, None if it cannot be had."""
    if str(path) in buffers:
        return buffers[str(path)]
    try:
        with path.open("rb") as stream:
            data = stream.read(FILE_LIMIT_BYTES + 1)
        return None if len(data) > FILE_LIMIT_BYTES else data.decode("utf-8")
    except (OSError, ValueError):
        return None

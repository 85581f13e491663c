"""Paths and URIs, and the folder that a file's project has its root in."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote, urlsplit

SETTINGS_MARK = "bursar.toml"
ROOT_MARKS = (SETTINGS_MARK, ".git", ".hg")
"""What a project's root folder holds; the nearest one upwards is taken."""

_DRIVE = re.compile(r"/[A-Za-z]:(?=/|\Z)")
_SAFE = "/:~!$&'()*+,;=@"


def path_of_uri(uri: str) -> Path | None:
    """The path that a `file:` URI names; None for every other (untitled buffers, notebook cells)."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme.lower() != "file":
        return None
    path = unquote(uri[uri.index(":") + 1 :].removeprefix("//").removeprefix(parts.netloc), errors="surrogateescape")
    host = unquote(parts.netloc)
    if host and host.lower() != "localhost":
        path = f"//{host}{path}"
    if os.name == "nt" and _DRIVE.match(path):
        path = path[1:]
    return Path(path) if path and "\0" not in path else None


def uri_of_path(path: Path | str) -> str:
    """The `file:` URI of a path, which is made absolute first."""
    plain = os.path.abspath(path).replace(os.sep, "/")
    prefix = "file:" if plain.startswith("//") else "file://" if plain.startswith("/") else "file:///"
    return prefix + quote_from_bytes(os.fsencode(plain), safe=_SAFE)


def is_too_wide(folder: Path) -> bool:
    """Whether a folder is a whole disk or somebody's home: opened by accident, and full of other things.

    In a container it may be a project's for all that: settings of its own say so.
    """
    return str(folder) in (folder.anchor, os.path.expanduser("~")) and not (folder / SETTINGS_MARK).exists()


def find_root(path: Path | str) -> Path:
    """The root folder of a file's or folder's project: the nearest with a mark of one, otherwise its own folder."""
    start = Path(os.path.abspath(path))
    folder = start if start.is_dir() else start.parent
    for candidate in (folder, *folder.parents):
        if any((candidate / mark).exists() for mark in ROOT_MARKS):
            return candidate
    return folder

"""A profile as the text of its file, and that file replaced as a whole."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bursar.config.declare import Key
from bursar.pack.profile.declare import VERSION, all_keys

_HEAD = "# How context is packed for this repository. See `bursar profile`; commit it to share it.\n"
_BARE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"


def profile_text(
    values: Mapping[Key, Any], models: Mapping[str, Mapping[Key, Any]], reasons: Mapping[Key, str] | None = None
) -> str:
    """The TOML text of a profile; a value's reason stands behind it as a comment."""
    parts = [_HEAD, f"version = {VERSION}\n", *_tables(values, (), reasons or {})]
    for name, own in models.items():
        parts += _tables(own, ("models", name), {})
    return "".join(parts)


def write_profile(path: Path, text: str) -> None:
    """Replace the file as a whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".profile-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).chmod(0o644)  # it is shared by commit
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _tables(values: Mapping[Key, Any], prefix: Key, reasons: Mapping[Key, str]) -> Iterator[str]:
    opened: Key = ()
    if prefix and any(len(key) == 1 for key in values):
        yield f"\n[{_path(prefix)}]\n"
    for key in all_keys():
        if key not in values:
            continue
        if key[:-1] != opened:
            opened = key[:-1]
            yield f"\n[{_path((*prefix, *opened))}]\n"
        reason = f"  # {' '.join(reasons[key].split())}" if key in reasons else ""
        yield f"{key[-1]} = {_value(values[key])}{reason}\n"


def _path(key: Key) -> str:
    return ".".join(name if name and all(sign in _BARE for sign in name) else _value(name) for name in key)


def _value(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")  # TOML wants it escaped
    return json.dumps(value)

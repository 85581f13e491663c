"""The folder of what must last."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """`BURSAR_DATA`, or `bursar` in the user's data folder of the platform. It may not exist yet."""
    if own := os.environ.get("BURSAR_DATA"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "bursar"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "bursar"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "bursar"

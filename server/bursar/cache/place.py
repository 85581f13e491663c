"""Where the cache is kept."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

FILE: Final = "counts.db"


def cache_folder() -> Path:
    """The folder of what may be thrown away: `BURSAR_CACHE`, or `bursar` in the user's cache folder of the platform."""
    if own := os.environ.get("BURSAR_CACHE"):
        return Path(own)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "bursar" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "bursar"
    base = os.environ.get("XDG_CACHE_HOME")
    return Path(base if base and os.path.isabs(base) else Path.home() / ".cache") / "bursar"

"""Starting one of our modules as a process of its own, with this one's libraries and none of its standard streams."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

_HERE: Final = str(Path(__file__).resolve().parents[1])


def start_python(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    """`python -m module arguments`, its stdin and stdout pipes. Raises OSError.

    It finds the libraries where this process does (an editor's bundle is on no path that a child inherits), and never
    looks for them in the folder it stands in, which may be anybody's.
    """
    here = os.getcwd()
    places = [_HERE, *(place for place in sys.path if place and place != here)]
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NO_WINDOW
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        **options,
    )

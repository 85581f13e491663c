"""Aider's repository map of a folder, run by aider's own Python: seconds of each map once its cache is warm, as JSON.

`aider_map.py ROOT BUDGET PATH:LINE...`: the file is in the chat, the identifiers on the lines after it are mentioned.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

import tiktoken
from aider.repomap import RepoMap


class Model:
    """Counts as the packers do; with the vocabulary that aider has, or by a rough guess where it cannot be had."""

    def __init__(self) -> None:
        try:
            self._encoding = tiktoken.get_encoding("o200k_base")
        except Exception:  # it is downloaded
            self._encoding = None

    def token_count(self, text: str) -> int:
        """The tokens of a text."""
        return len(self._encoding.encode(text, disallowed_special=())) if self._encoding else len(text) // 4


class Silent:
    """What aider says goes nowhere."""

    def read_text(self, path: str, silent: bool = False) -> str | None:
        """A file's text."""
        try:
            return Path(path).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def tool_output(self, *_: object) -> None:
        """Nothing."""

    tool_warning = tool_error = tool_output


def main() -> None:
    """Map each place twice, the second time with everything warm."""
    root, budget = Path(sys.argv[1]), int(sys.argv[2])
    files = [str(path) for path in sorted(root.rglob("*.py"))]
    repo_map = RepoMap(map_tokens=budget, root=str(root), main_model=Model(), io=Silent())
    seconds = []
    for place in [sys.argv[3], *sys.argv[3:]]:
        path, _, line = place.rpartition(":")
        text = (root / path).read_text("utf-8").splitlines()[int(line) - 1 : int(line) + 40]
        words = set(re.findall(r"[A-Za-z_]\w*", "\n".join(text)))
        others = [name for name in files if name != str(root / path)]
        start = time.perf_counter()
        repo_map.get_repo_map([str(root / path)], others, mentioned_idents=words, force_refresh=True)
        seconds.append(time.perf_counter() - start)
    print(json.dumps(seconds[1:]))


if __name__ == "__main__":
    main()

"""Bundles as files: private ones, in a private folder, removed when the server ends."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import tempfile
from pathlib import Path

_SURROGATES = re.compile("[\ud800-\udfff]")


class PrivateFiles:
    """Files of mode 0600 in a folder of mode 0700 that is made when it is first needed."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._numbers = itertools.count(1)

    def write(self, text: str, suffix: str) -> Path:
        """A new file with a text (lone surrogates become U+FFFD). Blocks: for the executor."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="bursar-"))
        path = self._folder / f"context-{next(self._numbers)}{suffix}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(_SURROGATES.sub("\ufffd", text))
        return path

    def remove(self) -> None:
        """Remove all of them."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

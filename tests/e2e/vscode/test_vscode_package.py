"""The VSIX: what is in it, and its server by each Python, without an editor."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from vscode_screen import counted

pytestmark = pytest.mark.editor


def test_the_package_holds_what_it_needs_and_nothing_else(vsix: Path) -> None:
    assert vsix.stat().st_size < 30_000_000
    with zipfile.ZipFile(vsix) as archive:
        names = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
        manifest = json.loads(archive.read("extension/package.json"))
        readme = archive.read("extension/readme.md").decode()
    top = {name.split("/")[0] for name in names}
    assert top == {"package.json", "readme.md", "changelog.md", "LICENSE.txt", "dist", "images", "bundled"}
    assert {name for name in names if name.startswith("dist/")} == {"dist/extension.js"}
    assert manifest["icon"] in names
    assert set(re.findall(r"\]\((images/[^)]+)\)", readme)) <= names
    for step in manifest["contributes"]["walkthroughs"][0]["steps"]:
        assert step["media"]["image"] in names
    libraries = {tuple(name.split("/")[2:4]) for name in names if name.startswith("bundled/libs/")}
    for python in ("cp311", "cp312", "cp313", "cp314"):
        for compiled in ("tiktoken", "regex", "tree_sitter"):
            assert (python, compiled) in libraries
            binaries = [n for n in names if re.match(rf"bundled/libs/{python}/{compiled}/.*\.(so|pyd)$", n)]
            assert binaries, (python, compiled)
            assert all(python.replace("cp", "cpython-") in name or "abi3" in name for name in binaries), binaries
    common = {name for folder, name in libraries if folder == "common"}
    assert {"bursar", "pygls", "lsprotocol", "tree_sitter_python", "tree_sitter_markdown", "click"} <= common
    for vocabulary in ("o200k_base", "cl100k_base"):
        assert f"bundled/libs/common/bursar/tokens/data/{vocabulary}.tiktoken" in names
    assert not [name for name in names if re.search(r"(^|/)(node_modules|tests?/|\.npmrc|src/)|\.(ts|map|pyc)$", name)]


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory, vsix: Path) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(vsix) as archive:
        archive.extractall(folder)
    return folder / "extension" / "bundled" / "launch.py"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_bundled_server_runs_by_itself(launcher: Path, editor_program: Callable[..., str], python: str) -> None:
    program = suitable(python, editor_program)
    text = "Who gets a letter today? 日本語"
    command = [program, "-I", "-S", str(launcher), "count", "--json", "--text", text]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout)["total"]["tokens"] == counted(text)


def test_an_interpreter_without_libraries_is_told_which_it_takes(launcher: Path) -> None:
    for name in ("cp311", "cp312", "cp313", "cp314"):
        (launcher.parent / "libs" / name).rename(launcher.parent / f"hidden-{name}")
    (launcher.parent / "libs" / "cp399").mkdir()
    try:
        run = subprocess.run([sys.executable, "-I", "-S", str(launcher)], capture_output=True, text=True, check=False)
    finally:
        (launcher.parent / "libs" / "cp399").rmdir()
        for name in ("cp311", "cp312", "cp313", "cp314"):
            (launcher.parent / f"hidden-{name}").rename(launcher.parent / "libs" / name)
    assert run.returncode == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert run.stderr.strip() == f"Bursar's bundled server needs Python 3.99; this is {version}."


def suitable(python: str, editor_program: Callable[..., str]) -> str:
    """An interpreter of this version: the one that runs the tests, one on this machine, or a fetched one."""
    if python == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    installed = [shutil.which(f"python{python}"), *Path.home().glob(f".pyenv/versions/{python}.*/bin/python{python}")]
    for program in map(str, filter(None, installed)):
        if subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0:
            return program  # the others are what a version manager leaves for versions that are not chosen
    return editor_program("python", python, required=False)

"""`bursar nvim`: puts the Neovim plugin that ships with Bursar where Neovim loads it from.

What was written is remembered in a manifest beside it, so that an upgrade can tell its own files from everybody else's:
it replaces the first, removes those of them no longer shipped, and touches nothing that somebody edited or added.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import click

from bursar.version import __version__

_MANIFEST = ".bursar.json"
_PLUGIN = PurePosixPath("site/pack/bursar/start/bursar")


@click.command("nvim")
@click.option("--install", is_flag=True, help="Install the plugin, or bring an installed one up to date.")
@click.option("--dir", "directory", type=click.Path(path_type=Path), help="The plugin's folder, if not Neovim's own.")
def command(install: bool, directory: Path | None) -> None:
    """Put the Neovim plugin in place."""
    target = directory.expanduser() if directory else _data_folder() / _PLUGIN
    if not install:
        click.echo(f"The Neovim plugin goes to {target}: run `bursar nvim --install`.")
        return
    try:
        installed = install_plugin(plugin_source(), target)
    except OSError as problem:
        raise click.ClickException(f"cannot install the plugin to {target}: {problem.strerror or problem}") from problem
    click.echo(_account(installed, target))


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did, as paths relative to the plugin's folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


def plugin_source() -> Path:
    """The folder of the shipped plugin: inside the package, or in a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "clients" / "neovim", package.parent.parent / "neovim-client"):
        if (folder / "lua" / "bursar").is_dir():
            return folder
    raise click.ClickException("this copy of Bursar came without its Neovim plugin: install it again")


def install_plugin(source: Path, target: Path) -> Installed:
    """Make `target` hold what `source` holds; refuses, before any change, to replace a file that is not its own.

    Raises click.ClickException naming such files, and OSError.
    """
    shipped = {path: (source / path).read_bytes() for path in _files_of(source)}
    if tags := _help_tags(shipped):
        shipped["doc/tags"] = tags
    own = _read_manifest(target)
    foreign = [path for path, content in shipped.items() if not _may_replace(target / path, content, own.get(path))]
    if foreign:
        listed = "".join(f"\n  {target / path}" for path in foreign)
        raise click.ClickException(f"these files are not as Bursar left them; move them away and run again:{listed}")
    written = tuple(path for path, content in shipped.items() if _digest_of(target / path) != _digest(content))
    for path in written:
        _write(target / path, shipped[path])
    gone = tuple(path for path in sorted(own.keys() - shipped.keys()) if _digest_of(target / path) == own[path])
    for path in gone:
        (target / path).unlink()
    manifest = {"version": __version__, "files": {path: _digest(content) for path, content in shipped.items()}}
    _write(target / _MANIFEST, json.dumps(manifest, indent=2).encode() + b"\n")
    return Installed(written, gone, tuple(path for path in shipped if path not in written))


def _data_folder() -> Path:
    """Neovim's `stdpath('data')`."""
    name = os.environ.get("NVIM_APPNAME") or "nvim"
    if sys.platform == "win32":
        return Path(os.environ.get("XDG_DATA_HOME") or os.environ["LOCALAPPDATA"]) / f"{name}-data"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / name


def _files_of(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name[0] != "."
    )


def _help_tags(shipped: Mapping[str, bytes]) -> bytes:
    """What `:helptags` would write, so that `:help bursar` works at once."""
    pages = {Path(path).name: content.decode() for path, content in shipped.items() if path.startswith("doc/")}
    found = {tag: page for page, text in pages.items() for tag in re.findall(r"(?<!\S)\*([^*\s|]+)\*(?!\S)", text)}
    return "".join(f"{tag}\t{page}\t/*{tag}*\n" for tag, page in sorted(found.items())).encode()


def _read_manifest(target: Path) -> Mapping[str, str]:
    """The digest of each file that an earlier run wrote; empty where there was none, or its record is unusable."""
    try:
        files = json.loads((target / _MANIFEST).read_text("utf-8"))["files"]
        inside = {p: d for p, d in files.items() if not PurePosixPath(p).is_absolute() and ".." not in Path(p).parts}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return inside


def _may_replace(path: Path, content: bytes, own: str | None) -> bool:
    there = _digest_of(path)
    return there is None or there in {own, _digest(content)}


def _digest_of(path: Path) -> str | None:
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".bursar-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _account(installed: Installed, target: Path) -> str:
    count = len(installed.written) + len(installed.unchanged)
    state = f"{len(installed.written)} of {count} files written" if installed.written else "it was up to date"
    if installed.removed:
        state += f", {len(installed.removed)} no longer needed removed"
    options = "{}" if _is_found_from_any_shell() else f"{{ cmd = {{ {_lua_string(_executable())}, 'lsp' }} }}"
    usual = f"vim.fn.stdpath('data') .. '/{_PLUGIN}'"
    folder = usual if target == _data_folder() / _PLUGIN else _lua_string(str(target.absolute()))
    return (
        f"Bursar {__version__} for Neovim is in {target} ({state}).\n"
        f"Add this line to your init.lua:\n\n    require('bursar').setup({options})\n\n"
        f"or, with lazy.nvim, this one to your plugins:\n\n    {{ dir = {folder}, opts = {options} }}"
    )


def _is_found_from_any_shell() -> bool:
    """Whether the command lies on the PATH, and not only where the active virtual environment put itself there."""
    found, active = shutil.which("bursar"), os.environ.get("VIRTUAL_ENV")
    return found is not None and not (active and Path(found).is_relative_to(active))


def _executable() -> str:
    """Where this Bursar's command lies, for a Neovim that does not find it on its PATH."""
    return str(Path(sys.executable).parent / "bursar")


def _lua_string(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

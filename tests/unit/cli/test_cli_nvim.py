"""`bursar nvim --install`: new, again, over an older one, and beside files that are not Bursar's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bursar.cli.nvim import command, install_plugin, plugin_source
from bursar.outline.languages import LANGUAGES, WITHOUT_GRAMMAR


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(command, arguments, env=environment)


def files(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*.lua")}


def plugin(folder: Path, **contents: str) -> Path:
    """A shipped plugin of these files: `init` is lua/bursar/init.lua."""
    for name, text in contents.items():
        path = folder / "lua" / "bursar" / f"{name}.lua"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def test_the_plugin_goes_where_neovim_loads_packages_from(tmp_path: Path) -> None:
    result = run("--install", XDG_DATA_HOME=str(tmp_path), NVIM_APPNAME="")
    assert result.exit_code == 0
    target = tmp_path / "nvim" / "site" / "pack" / "bursar" / "start" / "bursar"
    assert files(target) == files(plugin_source())
    assert "lsp/bursar.lua" in files(target)
    assert str(target) in result.output
    assert "require('bursar').setup({" in result.output


def test_a_neovim_of_another_name_has_another_folder(tmp_path: Path) -> None:
    run("--install", XDG_DATA_HOME=str(tmp_path), NVIM_APPNAME="second")
    assert (tmp_path / "second" / "site").is_dir()


def test_without_install_nothing_is_written(tmp_path: Path) -> None:
    result = run("--dir", str(tmp_path / "there"))
    assert result.exit_code == 0
    assert "bursar nvim --install" in result.output
    assert not (tmp_path / "there").exists()


def test_a_command_that_is_not_on_the_path_is_named_in_the_advice(tmp_path: Path) -> None:
    result = run("--install", "--dir", str(tmp_path), PATH="")
    assert "cmd = { '" in result.output


def test_a_command_of_the_active_virtual_environment_is_named_in_the_advice(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "bursar"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    there = ("--install", "--dir", str(tmp_path / "plugin"))
    on_path = {"PATH": str(program.parent), "VIRTUAL_ENV": ""}
    assert "setup({})" in run(*there, **on_path).output
    assert "setup({ cmd = { '" in run(*there, **on_path | {"VIRTUAL_ENV": str(tmp_path)}).output


def test_lazy_nvim_is_told_where_the_plugin_is(tmp_path: Path) -> None:
    usual = run("--install", XDG_DATA_HOME=str(tmp_path), NVIM_APPNAME="", PATH="").output
    assert "{ dir = vim.fn.stdpath('data') .. '/site/pack/bursar/start/bursar', opts = { cmd = { '" in usual
    elsewhere = tmp_path / "else"
    assert f"{{ dir = '{elsewhere}', opts = " in run("--install", "--dir", str(elsewhere)).output


def test_the_second_time_says_that_nothing_was_to_do(tmp_path: Path) -> None:
    run("--install", "--dir", str(tmp_path))
    assert "up to date" in run("--install", "--dir", str(tmp_path)).output


def test_an_upgrade_replaces_and_removes_its_own_files_only(tmp_path: Path) -> None:
    target = tmp_path / "there"
    install_plugin(plugin(tmp_path / "old", init="1", gone="1", edited="1"), target)
    (target / "lua" / "bursar" / "edited.lua").write_text("mine", "utf-8")
    (target / "lua" / "bursar" / "extra.lua").write_text("mine", "utf-8")
    done = install_plugin(plugin(tmp_path / "new", init="2"), target)
    assert done.written == ("lua/bursar/init.lua",)
    assert done.removed == ("lua/bursar/gone.lua",)
    assert files(target) == {
        "lua/bursar/init.lua": "2",
        "lua/bursar/edited.lua": "mine",
        "lua/bursar/extra.lua": "mine",
    }


def test_a_file_that_somebody_edited_stops_the_installation_before_any_change(tmp_path: Path) -> None:
    run("--install", "--dir", str(tmp_path))
    edited, missing = tmp_path / "lua" / "bursar" / "init.lua", tmp_path / "lua" / "bursar" / "copy.lua"
    edited.write_text("-- mine", "utf-8")
    missing.unlink()
    result = run("--install", "--dir", str(tmp_path))
    assert result.exit_code == 1
    assert str(edited) in result.output
    assert edited.read_text("utf-8") == "-- mine"
    assert not missing.exists()


@pytest.mark.parametrize("manifest", ["{", "[]", '{"files": 3}', '{"files": {"../../victim.lua": "x"}}'])
def test_a_broken_manifest_is_as_good_as_none(tmp_path: Path, manifest: str) -> None:
    target = tmp_path / "there"
    target.mkdir()
    (target / ".bursar.json").write_text(manifest, "utf-8")
    assert run("--install", "--dir", str(target)).exit_code == 0
    assert "lua/bursar/init.lua" in json.loads((target / ".bursar.json").read_text("utf-8"))["files"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = run("--install", "--dir", str(tmp_path / "file" / "below"))
    assert result.exit_code == 1
    assert "cannot install the plugin to" in result.output


def test_the_plugin_serves_every_language_that_is_outlined() -> None:
    lua = (plugin_source() / "lua" / "bursar" / "init.lua").read_text("utf-8")
    served = set(re.findall(r"'([a-z]+)'", lua[lua.index("filetypes = {") : lua.index("root_markers = {")]))
    assert [row.id for row in LANGUAGES if not served & {row.id, *row.aliases}] == []
    templates = {row.id for row in WITHOUT_GRAMMAR} - {"plaintext"}
    assert served >= {"text", *templates}

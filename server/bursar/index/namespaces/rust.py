"""Rust's crates and modules: the tree of `mod`, `use`, `pub use`, and implementations anywhere in a crate."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from bursar.index.model import Definition, FileIndex, How
from bursar.index.namespaces.files import Files, as_import, folder_of, joined
from bursar.index.values import Target
from bursar.outline import Kind
from bursar.outline.references import Import

_OUTSIDE = frozenset({"std", "core", "alloc"})


class RustNamespace:
    """Modules are known as `path of the file` or `path::inline::modules`."""

    implicit = False

    def __init__(self, files: Files) -> None:
        self._files = files
        self._in_crate: dict[str, list[FileIndex]] = {}
        self._implemented: dict[Definition, list[Definition]] = {}

    def free(self, path: str, name: str) -> list[Target]:
        """A module of the file, or a crate."""
        child = self._child(path, name)
        if child:
            return [Target(How.LOCAL, module=child)]
        if name in ("crate", "self", "super"):
            module = self._special(path, name)
            return [Target(How.LOCAL, module=module)] if module else []
        crate = self._crates.get(name) or self._renamed(path).get(name)
        if crate:
            return [Target(How.IMPORT, module=crate)]
        file = self._files.file(path)
        if file is not None and name not in _OUTSIDE:  # inside an inline module of this file
            found = [each for each in file.definitions if each.name == name and self._in_module(file, each)]
            if found:
                return [Target(How.LOCAL, found[0])]
            macros = self._macros.get(name)
            if macros:
                return [Target(How.IMPORT, macros[0])]
        return []

    def imported(self, path: str, imported: Import) -> list[Target]:
        """What a path of a `use` leads to."""
        parts = [part for part in imported.module.split("::") if part]
        if imported.symbol:
            parts.append(imported.symbol)
        if not parts or parts[0] in _OUTSIDE:
            return [Target(How.IMPORT, external=parts[-1] if parts else "")]
        found = self._first(path, parts[0], len(parts) == 1)
        if not found:
            return [Target(How.IMPORT, external=parts[-1])]
        engine = self._files.engine
        for part in parts[1:]:
            following: list[Target] = []
            for target in found:
                if target.module is not None:
                    following += self.member(target.module, part, path)
                elif target.definition is not None:
                    values = engine.of_target(target)
                    following += engine.members(values, part, engine_context(path))
            found = following
        return as_import(found)

    def _first(self, path: str, name: str, alone: bool) -> list[Target]:
        module = self._special(path, name)
        if module:
            return [Target(How.LOCAL, module=module)]
        crate = self._crates.get(name) or self._renamed(path).get(name)
        if crate:
            return [Target(How.IMPORT, module=crate)]
        child = self._child(path, name)
        if child:
            return [Target(How.LOCAL, module=child)]
        file = self._files.file(path)
        own = file.top.get(name) if file else None
        if own:
            return [Target(How.LOCAL, own[-1])]
        return [] if alone else self._files.engine.global_name(path, name)

    def member(self, module: str, name: str, path: str) -> list[Target]:
        """A name of a module: defined, declared as a module, or re-exported."""
        file_path, _, inner = module.partition("::")
        file = self._files.file(file_path)
        if name in ("self", "super", "crate"):
            found = self._special(file_path, name) if name != "self" else module
            return [Target(How.IMPORT, module=found)] if found else []
        if inner and file is not None:
            own = file.members(inner.replace("::", ".")).get(name)
            return [Target(How.IMPORT, own[-1])] if own else self._files.engine.global_name(file_path, name)
        child = self._child(file_path, name)
        if child:
            return [Target(How.IMPORT, module=child)]
        return as_import(self._files.engine.global_name(file_path, name))

    def holders(self, definition: Definition) -> Iterable[FileIndex]:
        """A type may be implemented anywhere in its crate, a trait for it in any."""
        own = self._files.file(definition.path)
        rest = [file for file in self._crate_files(definition.path) if file.path != definition.path]
        return [*([own] if own else []), *(file for file in rest if file.members(definition.name))]

    def extended(self, definition: Definition) -> Iterable[Definition]:
        """The traits that a type implements."""
        if definition not in self._implemented:
            found: dict[Definition, None] = {}
            self._implemented[definition] = []
            if definition.kind is not Kind.TRAIT:
                for file in self._files_of_crates:
                    for name, trait in file.implements:
                        if name == definition.name:
                            for target in self._files.engine.global_name(file.path, trait):
                                if target.definition is not None and target.definition.kind is Kind.TRAIT:
                                    found[target.definition] = None
            self._implemented[definition] = list(found)
        return self._implemented[definition]

    def _in_module(self, file: FileIndex, definition: Definition) -> bool:
        modules = {each.qualified for each in file.definitions if each.kind is Kind.MODULE}
        return definition.container in modules

    @cached_property
    def _files_of_crates(self) -> list[FileIndex]:
        return [file for path in sorted(self._files.paths) if path.endswith(".rs") and (file := self._files.file(path))]

    @cached_property
    def _macros(self) -> dict[str, list[Definition]]:
        found: dict[str, list[Definition]] = {}
        for file in self._files_of_crates:
            for each in file.definitions:
                if each.kind is Kind.FUNCTION and each.body is None and each.signature is not None:
                    found.setdefault(each.name, []).append(each)
        return found

    def _crate_files(self, path: str) -> list[FileIndex]:
        root = self._folder_of_crate(path)
        if root not in self._in_crate:
            self._in_crate[root] = [file for file in self._files_of_crates if self._folder_of_crate(file.path) == root]
        return self._in_crate[root]

    def _folder_of_crate(self, path: str) -> str:
        folder = folder_of(path)
        while folder and folder not in self._manifests:
            folder = folder_of(folder)
        return folder

    def _special(self, path: str, name: str) -> str | None:
        if name == "crate":
            return self._root(path)
        if name == "self":
            return path
        return self._parent(path) if name == "super" else None

    def _root(self, path: str) -> str | None:
        """The file at the top of the module tree that a file is in."""
        folder = folder_of(path)
        at = path
        for _ in range(40):
            parent = self._parent(at)
            if parent is None:
                return at
            at = parent
        del folder
        return at

    def _parent(self, path: str) -> str | None:
        """The file that declares a file as its module."""
        folder, _, name = path.rpartition("/")
        if name in ("lib.rs", "main.rs"):
            return None
        if name == "mod.rs":
            folder, _, _ = folder.rpartition("/")
        for candidate in ("mod.rs", "lib.rs", "main.rs"):
            found = f"{folder}/{candidate}" if folder else candidate
            if found != path and found in self._files.paths:
                return found
        beside = f"{folder}.rs"
        return beside if beside in self._files.paths else None

    def _child(self, path: str, name: str) -> str | None:
        """The file of a module that a file declares."""
        folder, _, own = path.rpartition("/")
        if own not in ("lib.rs", "main.rs", "mod.rs", "build.rs"):
            folder = path.removesuffix(".rs")
        file = self._files.file(path)
        if file is None or not (file.mentions(name) or len(name) == 1):
            return None
        for candidate in (f"{name}.rs", f"{name}/mod.rs"):
            found = f"{folder}/{candidate}" if folder else candidate
            if found in self._files.paths and found != path:
                return found
        return None

    @cached_property
    def _manifests(self) -> dict[str, dict[str, Any]]:
        found = {}
        for path in self._files.named("Cargo.toml"):
            try:
                found[folder_of(path)] = tomllib.loads(self._files.read(path))
            except ValueError:
                continue
        return {folder: manifest for folder, manifest in found.items() if "package" in manifest}

    @cached_property
    def _crates(self) -> dict[str, str]:
        """The root files of the workspace's crates by the names under which code knows them."""
        found: dict[str, str] = {}
        for folder, manifest in self._manifests.items():
            library = manifest.get("lib") if isinstance(manifest.get("lib"), dict) else {}
            assert isinstance(library, dict)
            name = str(library.get("name") or manifest["package"].get("name") or "").replace("-", "_")
            for candidate in (library.get("path"), "src/lib.rs", "lib.rs", "src/main.rs"):
                path = joined(folder, str(candidate)) if candidate else ""
                if path in self._files.paths:
                    found.setdefault(name, path)
                    break
        return found

    def _renamed(self, path: str) -> dict[str, str]:
        """Dependencies that a crate's manifest gives another name."""
        manifest = self._manifests.get(self._folder_of_crate(path), {})
        found = {}
        for table in ("dependencies", "dev-dependencies", "build-dependencies"):
            rows = manifest.get(table)
            for name, row in rows.items() if isinstance(rows, dict) else ():
                if isinstance(row, dict) and isinstance(package := row.get("package"), str):
                    crate = self._crates.get(package.replace("-", "_"))
                    if crate:
                        found[name.replace("-", "_")] = crate
        return found


def engine_context(path: str) -> Any:
    """The context of a file's top level."""
    from bursar.index.values import Context

    return Context(path)

"""Modules of TypeScript and JavaScript: relative paths, `paths` of a tsconfig, packages of the same workspace."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from bursar.index.model import Definition, FileIndex, How
from bursar.index.namespaces.files import Files, as_import, folder_of, joined, same_file
from bursar.index.values import Target
from bursar.outline.references import Import

_ENDINGS: Final = (".ts", ".tsx", ".mts", ".cts", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_WRITTEN: Final = re.compile(r"\.(js|jsx|mjs|cjs|ts|tsx|mts|cts)$")
_COMMENT: Final = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


class TypeScriptNamespace:
    """Modules are known by the path of their file."""

    implicit = False

    def __init__(self, files: Files) -> None:
        self._files = files

    def free(self, path: str, name: str) -> list[Target]:
        """Declarations of global scope are rare; nothing."""
        return []

    def imported(self, path: str, imported: Import) -> list[Target]:
        """A module as a whole, or a name of it."""
        module = self._module(path, imported.module)
        if module is None:
            return [Target(How.IMPORT, external=imported.symbol or imported.module)]
        if imported.symbol in ("", "*"):
            return [Target(How.IMPORT, module=module)]
        return self.member(module, imported.symbol, path)

    def member(self, module: str, name: str, path: str) -> list[Target]:
        """A name that a module exports; a namespace inside a module is written `path::name`."""
        file_path, _, inner = module.partition("::")
        if inner:
            file = self._files.file(file_path)
            found = file.members(inner).get(name) if file else None
            return [Target(How.RECEIVER, found[-1])] if found else []
        return as_import(self._files.engine.global_name(module, name))

    def holders(self, definition: Definition) -> Iterable[FileIndex]:
        """A class stands in one file."""
        return same_file(self._files, definition)

    def extended(self, definition: Definition) -> Iterable[Definition]:
        """Other declarations of an interface in the same file are merged with it."""
        file = self._files.file(definition.path)
        same = file.members(definition.container).get(definition.name, ()) if file else ()
        return [each for each in same if each != definition]

    def _module(self, path: str, written: str) -> str | None:
        if written.startswith("."):
            return self._at(joined(folder_of(path), written))
        for pattern, folder, targets in self._aliases:
            if not path.startswith(folder):
                continue
            matched = _matched(pattern, written)
            if matched is None:
                continue
            for target in targets:
                found = self._at(joined(folder, target.replace("*", matched)))
                if found:
                    return found
        package = next((name for name in self._packages if written == name or written.startswith(f"{name}/")), None)
        if package is None:
            return None
        return self._of_package(package, written[len(package) + 1 :])

    def _of_package(self, package: str, rest: str) -> str | None:
        folder, manifest = self._packages[package]
        tries = [rest, f"src/{rest}", f"lib/{rest}"] if rest else ["src/index", "index", "src/main", "lib/index", "src"]
        entries = _entries(manifest.get("exports"), f"./{rest}" if rest else ".")
        entries += [
            manifest[key] for key in ("source", "types", "main") if isinstance(manifest.get(key), str) and not rest
        ]
        for entry in (*entries, *tries):
            relative = entry.removeprefix("./")
            sources = [relative, re.sub(r"^(dist|lib|build|out|esm|cjs)/(types/|esm/|cjs/)?", "src/", relative)]
            for each in sources:
                found = self._at(joined(folder, each))
                if found:
                    return found
        return None

    def _at(self, name: str) -> str | None:
        paths = self._files.paths
        if name in paths and name.endswith(_ENDINGS):
            return name
        bare = _WRITTEN.sub("", name)
        for base in dict.fromkeys((bare, bare.removesuffix(".d"), name)):
            for ending in _ENDINGS:
                if base + ending in paths:
                    return base + ending
        for ending in _ENDINGS:
            index = f"{name}/index{ending}" if name else f"index{ending}"
            if index in paths:
                return index
        return None

    @cached_property
    def _aliases(self) -> list[tuple[str, str, list[str]]]:
        found = []
        for path in sorted(self._files.paths):
            name = path.rpartition("/")[2]
            if not (name.startswith(("tsconfig", "jsconfig")) and name.endswith(".json")):
                continue
            options = _json(self._files.read(path)).get("compilerOptions")
            if not isinstance(options, dict):
                continue
            folder = joined(folder_of(path), str(options.get("baseUrl") or "."))
            for pattern, targets in (options.get("paths") or {}).items():
                if isinstance(targets, list):
                    found.append((pattern, folder, [str(each) for each in targets]))
            if "baseUrl" in options:
                found.append(("*", folder, ["*"]))
        return sorted(found, key=lambda each: (-len(each[1]), each[0] == "*", -len(each[0])))

    @cached_property
    def _packages(self) -> dict[str, tuple[str, dict[str, Any]]]:
        found: dict[str, tuple[str, dict[str, Any]]] = {}
        for path in self._files.named("package.json"):
            manifest = _json(self._files.read(path))
            if isinstance(name := manifest.get("name"), str):
                found.setdefault(name, (folder_of(path), manifest))
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _matched(pattern: str, written: str) -> str | None:
    head, star, tail = pattern.partition("*")
    if not star:
        return "" if written == pattern else None
    if written.startswith(head) and written.endswith(tail) and len(written) >= len(head) + len(tail):
        return written[len(head) : len(written) - len(tail)]
    return None


def _entries(exports: object, name: str) -> list[str]:
    """The files that `exports` of a manifest names for an entry, under whatever conditions."""
    if isinstance(exports, str):
        return [exports] if name == "." else []
    if not isinstance(exports, dict):
        return []
    if not any(str(key).startswith(".") for key in exports):
        return _strings(exports) if name == "." else []
    for key, value in exports.items():
        matched = _matched(str(key), name)
        if matched is not None:
            return [each.replace("*", matched) for each in _strings(value)]
    return []


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [each for part in value.values() for each in _strings(part)]
    return []


def _json(text: str) -> dict[str, Any]:
    """An object from JSON with comments and trailing commas; empty if it is none."""
    try:
        found = json.loads(_COMMENT.sub(lambda match: match[1] or "", text))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

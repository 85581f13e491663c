"""Python's modules: a dotted name is a path from wherever the outermost package stands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from bursar.index.model import Definition, FileIndex, How
from bursar.index.namespaces.files import Files, as_import, folder_of, same_file
from bursar.index.values import Target
from bursar.outline.references import Import


class PythonNamespace:
    """Modules are known by the path of their file."""

    implicit = False

    def __init__(self, files: Files) -> None:
        self._files = files

    def free(self, path: str, name: str) -> list[Target]:
        """Nothing: builtins are not of the workspace."""
        return []

    def imported(self, path: str, imported: Import) -> list[Target]:
        """A module, or a name of it: defined there, imported there, or a module inside."""
        modules = self._modules(path, imported)
        if not imported.symbol:
            return [Target(How.IMPORT, module=module) for module in modules[:1]]
        for module in modules:
            found = self.member(module, imported.symbol, path)
            if found:
                return found
        if imported.level and not imported.module:
            return []
        return [Target(How.IMPORT, external=imported.symbol)] if not modules else []

    def member(self, module: str, name: str, path: str) -> list[Target]:
        """A name of a module."""
        if module in self._files.paths:
            found = self._files.engine.global_name(module, name)
            if found:
                return as_import(found)
        folder = module.removesuffix("/__init__.py").removesuffix("/__init__.pyi")
        if folder != module or module not in self._files.paths:
            for inner in _candidates(f"{folder}/{name}"):
                if inner in self._files.paths:
                    return [Target(How.IMPORT, module=inner)]
            if f"{folder}/{name}" in self._files.folders:
                return [Target(How.IMPORT, module=f"{folder}/{name}")]
        return []

    def holders(self, definition: Definition) -> Iterable[FileIndex]:
        """A class stands in one file."""
        return same_file(self._files, definition)

    def extended(self, definition: Definition) -> Iterable[Definition]:
        """Nothing."""
        return ()

    def _modules(self, path: str, imported: Import) -> list[str]:
        if imported.level:
            folder = folder_of(path)
            for _ in range(imported.level - 1):
                folder = folder_of(folder)
            name = "/".join(filter(None, (folder, imported.module.replace(".", "/"))))
            found = [each for each in _candidates(name) if each in self._files.paths]
            return found[:1] or ([name] if name in self._files.folders else [])
        found = self._by_name.get(imported.module, [])
        near = path.split("/")
        return sorted(found, key=lambda each: -_shared(each.split("/"), near))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """The files by each dotted name by which they can be imported: from the workspace's root, from the folder
        around the outermost package, and from a folder `src` or `lib`."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._files.paths):
            if not path.endswith((".py", ".pyi")):
                continue
            parts = path.rpartition(".")[0].split("/")
            if parts[-1] == "__init__":
                parts.pop()
            for start in self._starts(path, parts):
                if parts[start:]:
                    found.setdefault(".".join(parts[start:]), []).append(path)
            for end in range(1, len(parts)):  # folders without `__init__.py`
                folder = "/".join(parts[:end])
                if f"{folder}/__init__.py" not in self._files.paths:
                    for start in (0, *(i + 1 for i in range(end - 1) if parts[i] in ("src", "lib"))):
                        names = found.setdefault(".".join(parts[start:end]), [])
                        if folder not in names:
                            names.append(folder)
        return found

    def _starts(self, path: str, parts: list[str]) -> set[int]:
        folder = len(parts) - (0 if path.endswith(("/__init__.py", "/__init__.pyi")) else 1)
        while folder > 0 and f"{'/'.join(parts[:folder])}/__init__.py" in self._files.paths:
            folder -= 1
        return {0, folder, *(i + 1 for i, part in enumerate(parts[:-1]) if part in ("src", "lib") and i + 1 <= folder)}


def _candidates(name: str) -> tuple[str, ...]:
    return f"{name}.py", f"{name}/__init__.py", f"{name}.pyi", f"{name}/__init__.pyi"


def _shared(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count

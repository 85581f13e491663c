"""Go's packages: a folder each, imported by the module's path and the folder's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from bursar.index.model import Definition, FileIndex, How
from bursar.index.namespaces.files import Files, folder_of, is_test, joined
from bursar.index.values import Target
from bursar.outline.references import Import

_MODULE: Final = re.compile(r"^module\s+\"?([^\s\"]+)", re.MULTILINE)


class GoNamespace:
    """Packages are known by their folder; `./` is the one at the root."""

    implicit = False

    def __init__(self, files: Files) -> None:
        self._files = files
        self._kept: dict[str, list[FileIndex]] = {}

    def free(self, path: str, name: str) -> list[Target]:
        """A name of the same package."""
        return [Target(each.how, each.definition) for each in self._in(folder_of(path), name, path, How.LOCAL)]

    def imported(self, path: str, imported: Import) -> list[Target]:
        """A package."""
        folder = self._folder(imported.module)
        if imported.symbol:
            return self._in(folder, imported.symbol, path, How.IMPORT) if folder is not None else []
        if folder is None:
            return [Target(How.IMPORT, external=imported.module)]
        return [Target(How.IMPORT, module=folder)]

    def member(self, module: str, name: str, path: str) -> list[Target]:
        """A name of a package."""
        return self._in(module, name, path, How.IMPORT)

    def holders(self, definition: Definition) -> Iterable[FileIndex]:
        """Methods of a type may stand anywhere in its package."""
        folder = folder_of(definition.path)
        own = self._files.file(definition.path)
        return [*([own] if own else []), *(file for file in self._package(folder) if file.path != definition.path)]

    def extended(self, definition: Definition) -> Iterable[Definition]:
        """Nothing: interfaces are implemented without saying so."""
        return ()

    def _in(self, folder: str, name: str, path: str, how: How) -> list[Target]:
        found = [each for file in self._package(folder) for each in file.top.get(name, ())]
        if not found:
            return []
        found.sort(key=lambda each: (is_test(each.path) and not is_test(path), "_" in each.path.rpartition("/")[2]))
        return [Target(how, found[0])]

    def _package(self, folder: str) -> list[FileIndex]:
        if folder not in self._kept:
            paths = self._files.folders.get(folder, ())
            found = [self._files.file(path) for path in paths if path.endswith(".go")]
            self._kept[folder] = [file for file in found if file is not None]
        return self._kept[folder]

    def _folder(self, module: str) -> str | None:
        for name, folder in self._modules:
            if module == name:
                return folder
            if module.startswith(f"{name}/"):
                found = joined(folder, module[len(name) + 1 :])
                if found in self._files.folders:
                    return found
        return None

    @cached_property
    def _modules(self) -> list[tuple[str, str]]:
        found = [
            (matched[1], folder_of(path))
            for path in self._files.named("go.mod")
            if (matched := _MODULE.search(self._files.read(path)))
        ]
        return sorted(found, key=lambda each: -len(each[0]))

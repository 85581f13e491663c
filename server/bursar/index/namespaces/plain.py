"""Languages whose imports are not followed: a name is looked for in the same file, then folder, then anywhere."""

from __future__ import annotations

from collections.abc import Iterable

from bursar.index.model import Definition, FileIndex, How
from bursar.index.namespaces.files import Files, folder_of, is_test
from bursar.index.values import Target
from bursar.outline.references import Import


class PlainNamespace:
    """Java, C, C++, C#, Ruby, PHP: types and functions have names that are nearly unique, by their authors' care."""

    implicit = True

    def __init__(self, files: Files) -> None:
        self._files = files

    def free(self, path: str, name: str) -> list[Target]:
        """A definition of this name that stands in no type, the nearest first, one with a body before others."""
        if len(name) < 2:
            return []
        file = self._files.file(path)
        found = [
            each
            for each in self._files.by_name(name)
            if self._outside_types(each)
            and (other := self._files.file(each.path)) is not None
            and file is not None
            and _family(other.language) == _family(file.language)
        ]
        found.sort(key=lambda each: (each.body is None, is_test(each.path), -_near(each.path, path), each.path))
        return [Target(How.IMPORT if found[0].path != path else How.LOCAL, found[0])] if found else []

    def imported(self, path: str, imported: Import) -> list[Target]:
        """Nothing: imports are not read."""
        return []

    def member(self, module: str, name: str, path: str) -> list[Target]:
        """A member of a namespace, wherever it goes on."""
        inner = module.partition("::")[2]
        found = [each for each in self._files.by_name(name) if each.container == inner]
        return [Target(How.IMPORT, found[0])] if found else self.free(path, name)

    def holders(self, definition: Definition) -> Iterable[FileIndex]:
        """Files with members of a type: its own, and those that define members of its name (C++, partial classes)."""
        own = self._files.file(definition.path)
        folder = self._files.folders.get(folder_of(definition.path), ())
        rest = [file for path in folder if path != definition.path and (file := self._files.file(path)) is not None]
        found = [file for file in rest if file.members(definition.qualified) or file.members(definition.name)]
        return (
            [*found, *([own] if own else [])]
            if definition.path.endswith((".h", ".hpp", ".hh"))
            else [
                *([own] if own else []),
                *found,
            ]
        )

    def extended(self, definition: Definition) -> Iterable[Definition]:
        """Nothing."""
        return ()

    def _outside_types(self, definition: Definition) -> bool:
        if not definition.container:
            return True
        file = self._files.file(definition.path)
        outer, _, name = definition.container.rpartition(".")
        return file is not None and any(each.kind.value == "module" for each in file.members(outer).get(name, ()))


def _family(language: str | None) -> str | None:
    return "c" if language in ("c", "cpp") else language


def _near(path: str, other: str) -> int:
    one, two = path.split("/")[:-1], other.split("/")[:-1]
    count = 0
    while count < min(len(one), len(two)) and one[count] == two[count]:
        count += 1
    return count + (path.rpartition("/")[2].partition(".")[0] == other.rpartition("/")[2].partition(".")[0])

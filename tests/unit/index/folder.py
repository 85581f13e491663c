"""Folders written as one text: each file under a head `//- path`."""

from __future__ import annotations

from pathlib import Path

from bursar.index import Definition, Resolved, WorkspaceIndex


def write(root: Path, texts: str) -> None:
    """Write the files of a text."""
    for part in texts.split("//- ")[1:]:
        head, _, body = part.partition("\n")
        place = root / head.strip()
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(body)


def index_of(root: Path, texts: str) -> WorkspaceIndex:
    """The index of the files of a text, in memory and without counts."""
    write(root, texts)
    index = WorkspaceIndex(root, False, None)
    assert index.refresh()
    return index


def definition(index: WorkspaceIndex, name: str, path: str = "") -> Definition:
    """The only definition of a qualified name (in a file)."""
    found = [each for each in index.definitions() if each.qualified == name and each.path.endswith(path)]
    assert len(found) == 1, [(each.path, each.qualified) for each in index.definitions()]
    return found[0]


def resolved(index: WorkspaceIndex, name: str, path: str = "") -> list[Resolved]:
    """What the code of a definition refers to."""
    selected = definition(index, name, path)
    return index.resolve(selected.path, selected.span)


def check_resolves(index: WorkspaceIndex, name: str, expected: str, path: str = "") -> None:
    """The definitions that a definition refers to, but for those known by their bare name, as `path:qualified`."""
    found = {
        f"{each.definition.path}:{each.definition.qualified}"
        for each in resolved(index, name, path)
        if each.confidence >= 0.5
    }
    wanted = set(expected.split())
    assert (sorted(wanted - found), sorted(found - wanted)) == ([], [])

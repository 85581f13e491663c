"""`bursar count DIR --tree`: where the tokens of a folder are, as a tree with bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bursar.cli.folders import counted_folder
from bursar.cli.output import say, write_json

if TYPE_CHECKING:
    from bursar.cli.project import Project
    from bursar.models import Model
    from bursar.session.totals import Totals
    from bursar.session.workspace import Workspace

SCHEMA: Final = 1
DEPTH: Final = 3
_BAR_CELLS: Final = 16
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_WIDTH: Final = 11


@dataclass(slots=True)
class Node:
    """A file, or a folder with what is in it; `origin` is that of a file that nobody here wrote."""

    name: str
    path: str
    tokens: int = 0
    files: int = 0
    origin: str = ""
    children: dict[str, Node] = field(default_factory=dict)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return bool(self.children)

    def sorted(self) -> list[Node]:
        """What is in it, the most tokens first."""
        return sorted(self.children.values(), key=lambda child: (-child.tokens, child.name))


@dataclass(frozen=True, slots=True)
class TreeOptions:
    """How much of a tree is shown: down to a depth, and nothing of fewer tokens than a threshold."""

    depth: int = DEPTH
    threshold: int = 0


def show_trees(folders: Sequence[str], model: Model, project: Project, options: TreeOptions, *, as_json: bool) -> None:
    """Count folders and write their trees."""
    counted = [(folder, counted_folder(Path(folder), model, project)) for folder in folders]
    if as_json:
        write_json(_document(counted, model, options))
        return
    for folder, workspace in counted:
        for line in _lines(folder, workspace, model, options):
            say(line)


def tree_of(workspace: Workspace) -> Node:
    """The tree of a folder's counted files."""
    root = Node("", "")
    for path, found in workspace.files().items():
        if found is None or not found.is_text:
            continue
        node = root
        _add(node, found.tokens)
        *folders, name = path.split("/")
        for folder in folders:
            node = node.children.setdefault(folder, Node(folder, f"{node.path}{folder}/"))
            _add(node, found.tokens)
        origin = "" if found.origin.value == "own" else found.origin.value
        node.children[name] = Node(name, f"{node.path}{name}", found.tokens, 1, origin)
    return root


def _add(node: Node, tokens: int) -> None:
    node.tokens += tokens
    node.files += 1


def _lines(folder: str, workspace: Workspace, model: Model, options: TreeOptions) -> Iterator[str]:
    root, count = tree_of(workspace), workspace.ruler.total
    yield f"{count(root.tokens)!s:>{_WIDTH}}  {_bar(1, 1)}       {folder}"
    yield from _rows(root, workspace, options, root.tokens, 1)
    totals = workspace.totals()
    if totals is not None:
        yield f"{totals.count!s:>{_WIDTH}}  tokens in {_of_files(totals)}, {totals.count.worth} for {model.id}"


def _rows(node: Node, workspace: Workspace, options: TreeOptions, whole: int, depth: int) -> Iterator[str]:
    hidden = []
    for child in node.sorted():
        if child.tokens < options.threshold:
            hidden.append(child)
            continue
        name = f"{child.name}/" if child.is_folder else child.name
        note = f"  ({child.origin})" if child.origin else ""
        yield f"{_figures(child.tokens, workspace, whole)}  {'  ' * depth}{name}{note}"
        if child.is_folder and depth < options.depth:
            yield from _rows(child, workspace, options, whole, depth + 1)
    if hidden:
        tokens = sum(child.tokens for child in hidden)
        yield f"{_figures(tokens, workspace, whole)}  {'  ' * depth}… {len(hidden):,} smaller"


def _figures(tokens: int, workspace: Workspace, whole: int) -> str:
    from bursar.present.words import percent

    return f"{workspace.ruler.total(tokens)!s:>{_WIDTH}}  {_bar(tokens, whole)} {percent(tokens, whole):>5}"


def _bar(part: int, whole: int) -> str:
    """A bar of eighths of a character."""
    eighths = round(8 * _BAR_CELLS * part / whole) if whole else 0
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(_BAR_CELLS)


def _of_files(totals: Totals) -> str:
    from bursar.present.workspace import files_of

    parts = [files_of(totals.files)]
    parts += [f"{tokens:,} of them in {kind} files" for kind, tokens in _foreign(totals) if tokens]
    if totals.binary:
        parts.append(f"{totals.binary:,} binary left out")
    return ", ".join(parts)


def _foreign(totals: Totals) -> tuple[tuple[str, int], ...]:
    return ("generated", totals.generated), ("vendored", totals.vendored)


def _document(counted: Sequence[tuple[str, Workspace]], model: Model, options: TreeOptions) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "model": model.id,
        "trees": [_tree(folder, workspace, options) for folder, workspace in counted],
    }


def _tree(folder: str, workspace: Workspace, options: TreeOptions) -> dict[str, Any]:
    totals = workspace.totals()
    assert totals is not None, "a refreshed workspace is listed"
    tree = {
        "path": folder,
        "tokens": totals.count.tokens,
        "basis": totals.count.basis.value,
        "encoding": workspace.ruler.key,
        "files": totals.files,
        "binary": totals.binary,
        "unreadable": totals.unreadable,
        "generated": totals.generated,
        "vendored": totals.vendored,
        "children": _children(tree_of(workspace), options, 1),
    }
    if totals.count.band is not None:
        tree["band"] = totals.count.band
    return tree


def _children(node: Node, options: TreeOptions, depth: int) -> list[dict[str, Any]]:
    rows = []
    for child in node.sorted():
        if child.tokens < options.threshold:
            continue
        row: dict[str, Any] = {"name": child.name, "path": child.path, "tokens": child.tokens, "files": child.files}
        if child.origin:
            row["origin"] = child.origin
        if child.is_folder:
            row["children"] = _children(child, options, depth + 1) if depth < options.depth else []
        rows.append(row)
    return rows

"""What the grammar could not read in a tree, and what of the tree can be queried in bounded time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bursar.outline.captures import Bytes

if TYPE_CHECKING:
    import tree_sitter

WIDE: Final = 4096
"""An error with more children is queried child by child: a query's time is quadratic in them (3 s for 50,000)."""


def broken_ranges(root: tree_sitter.Node) -> tuple[list[Bytes], bool]:
    """The ranges of the errors in a tree, and whether one of them is wide. Looks only where there are errors."""
    found: list[Bytes] = []
    wide = False
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append(node.byte_range)
            wide = wide or node.child_count > WIDE
        else:
            waiting.extend(child for child in node.children if child.has_error)
    return found, wide


def narrow(root: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The largest trees in a tree that have no wide error in them and no error above them that has.

    What is lost are symbols around a wide error; those in it, before it and after it are not.
    """
    found: list[tree_sitter.Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.child_count and not node.has_error:
            found.append(node)
        elif node.has_error:
            waiting.extend(node.children)
    return found

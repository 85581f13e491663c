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


def broken_in(root: tree_sitter.Node, within: Bytes) -> list[Bytes] | None:
    """The ranges of the errors that touch a range; None if one of them is wide. Looks at no other node."""
    found: list[Bytes] = []
    if not root.has_error:
        return found
    if root.is_error:
        return None
    cursor = root.walk()
    depth = 1
    there = cursor.goto_first_child_for_byte(max(within[0] - 1, 0)) is not None
    while depth:
        node = cursor.node
        if not there or node is None or node.start_byte > within[1]:
            depth -= 1
            cursor.goto_parent()
            there = bool(depth) and cursor.goto_next_sibling()
            continue
        if node.is_error or node.is_missing:
            if node.child_count > WIDE:
                return None
            found.append(node.byte_range)
        elif node.has_error and cursor.goto_first_child_for_byte(max(within[0] - 1, 0)) is not None:
            depth += 1
            continue
        there = cursor.goto_next_sibling()
    return found


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

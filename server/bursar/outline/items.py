"""What an entry of a list of data is called: after what it says of itself. Knows keys and values, and no language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import tree_sitter

    from bursar.outline.captures import Bytes
    from bursar.outline.source import Data

_TELLING: Final = {b"name": 0, b"id": 1, b"title": 2, b"key": 2, b"label": 2, b"role": 2, b"type": 2}
"""Keys whose value is a name, those first that tell entries apart best."""

_FIRST: Final = 3
_NONE: Final = 4

_SCALARS: Final = frozenset({"string", "number", "flow_node"})
_QUOTES: Final = frozenset(b"\"'")


def called(item: tree_sitter.Node, data: Data) -> Bytes | None:
    """Where the name of an entry stands: the value of its most telling key, or else of its first; None without one.

    Of two keys that tell as much the first one holds. A comparison of texts in the query costs five times as much.
    """
    found, least = None, _NONE
    for number, pair in enumerate(item.named_children):
        parts = pair.named_children
        if len(parts) < 2 or parts[-1].type not in _SCALARS:
            continue
        start, end = parts[0].byte_range
        rank = _TELLING.get(data[start:end].strip(b"\"'"), _FIRST if number == 0 else _NONE)
        if rank < least:
            value = _value(parts[-1], data)
            if value[0] < value[1]:
                found, least = value, rank
                if not rank:
                    break
    return found


def _value(node: tree_sitter.Node, data: Data) -> Bytes:
    """A scalar without its quotes and what stands before it (a tag, an anchor)."""
    inner = node.named_children[-1:] if node.type == "flow_node" else ()
    start, end = (inner[0] if inner else node).byte_range
    return (start + 1, end - 1) if data[start] in _QUOTES and end - start > 1 else (start, end)

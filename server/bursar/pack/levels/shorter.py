"""The shorter forms of content that is no code: one table of kinds and levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bursar.pack.levels.configurations import main_settings, sections, settings
from bursar.pack.levels.documents import bullets, headings, key_points
from bursar.pack.levels.instructions import imperatives, instructions
from bursar.pack.levels.policy import ContentKind, Level
from bursar.pack.levels.samples import sampled, schema, shape

Shortening = Callable[[str, str], str]
"""From a text and the path of its file to the text at a level."""


def _of_text(shorten: Callable[[str], str]) -> Shortening:
    return lambda text, path: shorten(text)


SHORTER: Final[Mapping[ContentKind, Mapping[Level, Shortening]]] = {
    ContentKind.DOCUMENT: {
        Level.COMPACT: _of_text(key_points),
        Level.SKELETON: _of_text(bullets),
        Level.CAPSULE: _of_text(headings),
    },
    ContentKind.PROMPT: {
        Level.COMPACT: _of_text(instructions),
        Level.SKELETON: _of_text(imperatives),
        Level.CAPSULE: _of_text(headings),
    },
    ContentKind.CONFIGURATION: {
        Level.COMPACT: _of_text(settings),
        Level.SKELETON: _of_text(main_settings),
        Level.CAPSULE: _of_text(sections),
    },
    ContentKind.DATA: {Level.COMPACT: sampled, Level.SKELETON: schema, Level.CAPSULE: shape},
}
"""How a kind is shown at a level; code and tests have their forms in `bursar.pack.forms`."""


def shorter(kind: ContentKind, level: Level, text: str, path: str) -> str | None:
    """A text at a level, never longer than it is; None where the kind has no such level."""
    shorten = SHORTER.get(kind, {}).get(level)
    if shorten is None:
        return None
    found = shorten(text, path)
    return found if len(found) <= len(text) else text

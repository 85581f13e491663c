"""Which levels a bundle may use, per kind of content, and how much of the content's facts each must keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class ContentKind(Enum):
    """What a file holds, as far as showing less of it goes; the values are keys of profiles and reports."""

    CODE = "code"
    TEST = "test"
    DOCUMENT = "document"
    CONFIGURATION = "configuration"
    DATA = "data"
    PROMPT = "prompt"


class Level(Enum):
    """How much of an item a bundle shows, from all of it to none of it."""

    FULL = "full"
    COMPACT = "compact"
    SKELETON = "skeleton"
    CAPSULE = "capsule"
    NOTHING = "nothing"


PRESERVE_QUALITY: Final = 0.8
"""The share of its facts that an item must keep, unless a policy says otherwise."""

SHOWN: Final = frozenset({Level.FULL, Level.COMPACT, Level.SKELETON, Level.CAPSULE})


@dataclass(frozen=True, slots=True)
class CapsulePolicy:
    """When an item may be shown as a capsule: a line or a few that say that it exists, and where.

    A capsule has at most `largest` tokens, and stands only for what has at least `smallest` tokens at the next level
    up (0: for anything) and a value, the probability that it is needed, of at least `threshold`. With
    `preserve_structure` it names what is inside: a type's members, a document's headings.
    """

    enabled: bool = True
    largest: int = 400
    smallest: int = 0
    threshold: float = 0.0
    preserve_structure: bool = True


@dataclass(frozen=True, slots=True)
class LevelPolicy:
    """The levels a bundle may use: what a profile says of them.

    `floors` give the share of an item's facts (0 to 1) that a level must keep to be used for a kind; a capsule claims
    to keep nothing and is held by `capsules` instead. `levels` give the levels that a kind may be shown at; full is
    always among them. A kind that is not named has the default: `PRESERVE_QUALITY`, and all levels.
    """

    floors: Mapping[ContentKind, float] = field(default_factory=dict, hash=False)
    levels: Mapping[ContentKind, frozenset[Level]] = field(default_factory=dict, hash=False)
    capsules: CapsulePolicy = CapsulePolicy()

    def floor(self, kind: ContentKind) -> float:
        """The share of its facts that an item of a kind must keep."""
        return self.floors.get(kind, PRESERVE_QUALITY)

    def allows(self, kind: ContentKind, level: Level) -> bool:
        """Whether an item of a kind may be shown at a level at all."""
        if level is Level.FULL:
            return True
        if level is Level.CAPSULE and not self.capsules.enabled:
            return False
        return level in self.levels.get(kind, SHOWN)


DEFAULT_POLICY: Final = LevelPolicy()

"""The one declaration of all that a profile says: names, defaults and what each is for.

Files are checked against it, and the table in docs/profiles.md is made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from typing import Any, Final

from bursar.config.declare import Declared, Key, declarations, setting, table
from bursar.pack.levels.policy import SHOWN, CapsulePolicy, ContentKind, Level, LevelPolicy

VERSION: Final = 2
"""The version of the file's shape; older files are migrated (`bursar.pack.profile.migrate`)."""

_SWITCH: Final[Mapping[str, Any]] = {"type": "boolean"}
_TOKENS: Final[Mapping[str, Any]] = {"type": "integer", "minimum": 0}
_PRIORITY: Final[Mapping[str, Any]] = {"type": "number", "minimum": 0, "maximum": 2}
_SHARE: Final[Mapping[str, Any]] = {"type": "number", "minimum": 0, "maximum": 1}
_PERCENT: Final[Mapping[str, Any]] = {"type": "integer", "minimum": 0, "maximum": 100}
_LEVELS: Final[Mapping[str, Any]] = {
    "type": "array",
    "items": {"type": "string", "enum": ["full", "compact", "skeleton", "capsule"]},
    "uniqueItems": True,
}
_ALL_LEVELS: Final = ("full", "compact", "skeleton", "capsule")


@dataclass(frozen=True, slots=True)
class Priorities:
    """By what the value of an item is multiplied, for its kind of content."""

    code: float = setting(1.0, "What code is worth beside the rest.", _PRIORITY)
    config: float = setting(0.9, "What configuration and data are worth.", _PRIORITY)
    tests: float = setting(0.8, "What tests are worth.", _PRIORITY)
    docs: float = setting(0.7, "What documents, prompts and rule files are worth.", _PRIORITY)
    comments: float = setting(
        0.6,
        "What comments and docstrings are worth inside code: at 0 they are left out wherever that saves tokens.",
        _PRIORITY,
    )


@dataclass(frozen=True, slots=True)
class Tiers:
    """How a budget is shared among items, by their value; together the shares are 100 per cent.

    Guarded shares cost nothing on a sample of 53 public cases at 1,000 tokens (0.93 as without). Kept from the next
    tier as well they did (0.92 to 0.91 of 40 cases): the next best is often cheaper than what must be had.
    """

    must_have: int = setting(
        30, "Per cent of the budget kept for the selection and what it surely needs (value 0.5 or more).", _PERCENT
    )
    important: int = setting(25, "For what it probably needs (value 0.1 or more).", _PERCENT)
    supplementary: int = setting(20, "For its callers, its tests and what changes with it (0.02 or more).", _PERCENT)
    optional: int = setting(15, "For what stands near.", _PERCENT)
    reserve: int = setting(
        10, "Given out last, to whoever wants it; kept free when the request says so (`--keep-reserve`).", _PERCENT
    )
    sharing: str = setting(
        "guarded",
        "How far the shares bind while their tier wants them: `free`, not at all; `guarded`, they are kept from the "
        "tiers two or more below; `strict`, from all others, and the reserve too. What a tier leaves falls to the "
        "others.",
        {"type": "string", "enum": ["free", "guarded", "strict"]},
    )

    @property
    def shares(self) -> tuple[int, int, int, int]:
        """The per cent of the four tiers, the first one first, without the reserve."""
        return self.must_have, self.important, self.supplementary, self.optional


@dataclass(frozen=True, slots=True)
class Capsule:
    """When a line about an item may stand for it."""

    enabled: bool = setting(True, "Let a comment of a line or a few say that an item exists, and where.", _SWITCH)
    largest: int = setting(400, "The most tokens of a capsule.", _TOKENS)
    smallest: int = setting(0, "Items with fewer tokens than this get no capsule: they are shown, or not.", _TOKENS)
    threshold: float = setting(0.0, "Items of less value than this get no capsule.", _SHARE)
    preserve_structure: bool = setting(True, "Name what is inside: members, headings.", _SWITCH)


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels at which each kind of content may be shown; `full` always may."""

    code: tuple[str, ...] = setting(_ALL_LEVELS, "The levels of code.", _LEVELS)
    test: tuple[str, ...] = setting(_ALL_LEVELS, "The levels of tests.", _LEVELS)
    document: tuple[str, ...] = setting(_ALL_LEVELS, "The levels of documents.", _LEVELS)
    configuration: tuple[str, ...] = setting(_ALL_LEVELS, "The levels of configuration.", _LEVELS)
    data: tuple[str, ...] = setting(_ALL_LEVELS, "The levels of data and generated files.", _LEVELS)
    prompt: tuple[str, ...] = setting(_ALL_LEVELS, "The levels of prompts and rule files.", _LEVELS)


@dataclass(frozen=True, slots=True)
class PreserveQuality:
    """The share of its facts that an item must keep at any level but a capsule."""

    code: float = setting(0.8, "Of code: names, signatures, branches.", _SHARE)
    test: float = setting(0.8, "Of tests: names and assertions.", _SHARE)
    document: float = setting(0.8, "Of documents: headings, numbers.", _SHARE)
    configuration: float = setting(0.8, "Of configuration: keys.", _SHARE)
    data: float = setting(0.8, "Of data: its schema.", _SHARE)
    prompt: float = setting(0.8, "Of prompts and rule files: what they demand.", _SHARE)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a repository prefers when context is packed for it."""

    minimum_relevance: float = setting(
        0.001, "Items that are needed with less probability than this are not considered.", _SHARE
    )
    priorities: Priorities = table(Priorities)  # noqa: RUF009 - a field
    tiers: Tiers = table(Tiers)  # noqa: RUF009 - a field
    capsule: Capsule = table(Capsule)  # noqa: RUF009 - a field
    levels: Levels = table(Levels)  # noqa: RUF009 - a field
    preserve_quality: PreserveQuality = table(PreserveQuality)  # noqa: RUF009 - a field

    @property
    def fingerprint(self) -> str:
        """A short name for exactly these values; `default` for those that nobody changed."""
        if self == Profile():
            return "default"
        return sha256(repr(self).encode()).hexdigest()[:12]

    def level_policy(self) -> LevelPolicy:
        """What the profile says of levels, as the packer takes it."""
        capsule = self.capsule
        return LevelPolicy(
            {kind: float(getattr(self.preserve_quality, kind.value)) for kind in ContentKind},
            {kind: _allowed(getattr(self.levels, kind.value)) for kind in ContentKind},
            CapsulePolicy(**{part.name: getattr(capsule, part.name) for part in fields(capsule)}),
        )


def all_keys() -> Mapping[Key, Declared]:
    """Every key of a profile, in order."""
    return declarations(Profile)


def _allowed(names: tuple[str, ...]) -> frozenset[Level]:
    return SHOWN & {Level(name) for name in names}

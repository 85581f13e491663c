"""What is asked of the packer, and what it chooses among."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bursar.text import Span


class Scope(Enum):
    """What a request is about; the values are those of `bursar.server.pack`."""

    SELECTION = "selection"
    SYMBOL = "symbol"
    FILE = "file"
    WORKSPACE = "workspace"


class Format(Enum):
    """How a bundle is written."""

    XML = "xml"
    MARKDOWN = "markdown"


class Level(Enum):
    """How much of an item a bundle shows, from all of it to none of it."""

    FULL = "full"
    COMPACT = "compact"
    SKELETON = "skeleton"
    CAPSULE = "capsule"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class PackRequest:
    """A request for a bundle.

    `path` is the file the request is about, as the workspace names it (not needed for the scope workspace);
    `selection` are code points in it (an empty one is a cursor). `budget` is the limit in tokens of the whole bundle;
    None takes the model's window less what it may answer and the `used` tokens.
    With several models the bundle fits all of them.
    """

    scope: Scope
    path: str | None = None
    selection: Span | None = None
    query: str | None = None
    diagnostic: str | None = None
    budget: int | None = None
    used: int = 0
    models: tuple[str, ...] = ("gpt-5",)
    format: Format = Format.XML


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may go into a bundle: a symbol, a stretch between symbols, or (`symbol` None) a whole file.

    `span` are its whole lines, `levels` those it can be shown at, the best first; `value` is what it is worth to the
    request, from 0 to 1, and `why` says so in words.
    """

    path: str
    symbol: str | None
    span: Span
    levels: tuple[Level, ...]
    value: float
    why: str

    @property
    def key(self) -> ItemKey:
        """What names the item within one bundle."""
        return self.path, self.span


ItemKey = tuple[str, Span]

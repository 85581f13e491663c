"""What is asked of the packer, and what it chooses among."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from bursar.config import DEFAULT_MODEL, ModelRow
from bursar.pack.intent import Intent
from bursar.pack.levels.policy import DEFAULT_POLICY, LevelPolicy
from bursar.pack.profile.declare import Profile
from bursar.text import Span


class Scope(Enum):
    """What a request is about; the values are those of `bursar.server.pack`."""

    SELECTION = "selection"
    SYMBOL = "symbol"
    FILE = "file"
    WORKSPACE = "workspace"
    CHANGE = "change"
    RULES = "rules"


class Format(Enum):
    """How a bundle is written."""

    XML = "xml"
    MARKDOWN = "markdown"
    JSON = "json"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Place:
    """A further place that a request is about: code points of a file, as the workspace names it; None is all of it."""

    path: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class PackRequest:
    """A request for a bundle.

    `path` is the file the request is about, as the workspace names it (not needed for the scope workspace);
    `selection` are code points in it (an empty one is a cursor). `budget` is the limit in tokens of the whole bundle;
    None takes what the model's window leaves after the `reserve` for its answer (its own, if that is None) and the
    `used` tokens, and no more than the `ceiling`. With several models the bundle fits all of them; `model_rows` are
    the user's own, `tokenizer_files` what to count with. `tree` puts the list of the files first, `line_numbers` the
    number of its line before each line of the selection. `policy` says which levels each kind of content may be shown
    at; `under` sets it together with the `profile` that it is from. `also` are further selections, in this file or in
    others: each is shown with the symbol that it stands in, after the first one, and what it needs is drawn in as well.
    `intent` is what the bundle is for; None is told from the words of the query and the diagnostic. With
    `keep_reserve` the profile's reserve stays free; a `dynamic` budget gives less to what needs less (see
    `bursar.pack.complexity`). `notes` are what the report is to say beside its own. With `aggressive`
    code that was not selected loses private helpers that nothing in the bundle uses, and the length of local names.
    """

    scope: Scope
    path: str | None = None
    selection: Span | None = None
    query: str | None = None
    diagnostic: str | None = None
    budget: int | None = None
    ceiling: int | None = None
    used: int = 0
    models: tuple[str, ...] = (DEFAULT_MODEL,)
    model_rows: tuple[ModelRow, ...] = ()
    tokenizer_files: tuple[tuple[str, str], ...] = ()
    format: Format = Format.XML
    reserve: int | None = None
    tree: bool = False
    line_numbers: bool = False
    policy: LevelPolicy = DEFAULT_POLICY
    also: tuple[Place, ...] = ()
    profile: Profile = Profile()  # noqa: RUF009 - a frozen value
    intent: Intent | None = None
    keep_reserve: bool = False
    dynamic: bool = False
    notes: tuple[str, ...] = ()
    aggressive: bool = False

    def under(self, profile: Profile) -> PackRequest:
        """The same request for a repository with a profile."""
        return replace(self, profile=profile, policy=profile.level_policy())


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why an item may be needed: the term of the table of values, how strongly it holds, and its words."""

    term: str
    strength: float
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An item that may go into a bundle: a symbol, a stretch between symbols, or (`symbol` None) a whole file.

    `anchor` lies in the unit that the item is (a symbol's name); `value` is the probability that the item is needed,
    and `why` says so in words. `chars` are those of the whole item, `declared` those of its declaration: both only
    order the items before their texts are known. Of a `part` of few files the value is its share of what its file
    states, and a form of it is worth what it keeps of that.
    """

    path: str
    symbol: str | None
    anchor: Span
    value: float
    why: str
    chars: int
    declared: int
    whole: bool = False
    part: bool = False

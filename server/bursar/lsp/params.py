"""The params of our own requests and commands, read from plain JSON. A fault is refused with its path and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from bursar.lsp.refusals import InvalidParams
from bursar.pack import Format, Scope
from bursar.pack.intent import Intent
from bursar.session.settings import Reach
from bursar.text import Position

Member = TypeVar("Member", bound=Enum)

_COORDINATE_LIMIT = 2**31
OF_FOLDERS = (Scope.WORKSPACE, Scope.CHANGE, Scope.RULES)


class _ProfileOf(Enum):
    """Whose profile a pack request is under: the repository's with the user's, or the one that ships."""

    REPOSITORY = "repository"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Range:
    """A range as the client sent it, in its own position encoding."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class CountParams:
    """`bursar/count`."""

    uri: str
    ranges: tuple[Range, ...] | None
    model: str | None


@dataclass(frozen=True, slots=True)
class PackParams:
    """`bursar.server.pack` and `bursar.server.packToFile`; a bundle ends with the first of the `ranges`."""

    scope: Scope
    uri: str | None
    ranges: tuple[Range, ...]
    query: str | None
    diagnostic: str | None
    budget: int | None
    used: int
    models: tuple[str, ...]
    format: Format | None
    intent: Intent | None
    since: str | None
    own_profile: bool
    aggressive: bool


@dataclass(frozen=True, slots=True)
class SetModelParams:
    """`bursar.server.setModel`."""

    scope: Reach
    uri: str | None
    model: str


@dataclass(frozen=True, slots=True)
class SetBudgetParams:
    """`bursar.server.setBudget`."""

    scope: Reach
    uri: str | None
    tokens: int


def count_params(raw: Any) -> CountParams:
    """Read the params of `bursar/count`."""
    fields = _Fields(raw, "params")
    return CountParams(fields.object("textDocument").text("uri"), fields.ranges("ranges"), fields.text_or_none("model"))


def files_params(raw: Any) -> str | None:
    """Read the params of `bursar/files`: the folder's URI, None for the first one."""
    return _Fields({} if raw is None else raw, "params").text_or_none("folder")


def pack_params(raw: Any) -> PackParams:
    """Read a pack request."""
    fields = _Fields(raw, "params")
    scope = fields.member("scope", Scope)
    uri = fields.text_or_none("uri")
    found = fields.ranges("ranges") or ((fields.object("range").range(),) if fields.has("range") else ())
    if uri is None and scope not in OF_FOLDERS:
        raise InvalidParams(f"params.uri is missing: the scope {scope.value} is about a document")
    if not found and scope is Scope.SELECTION:
        raise InvalidParams("params.range is missing: the scope selection is about a range")
    return PackParams(
        scope=scope,
        uri=uri,
        ranges=found,
        query=fields.text_or_none("query"),
        diagnostic=fields.text_or_none("diagnostic"),
        budget=fields.integer("budget", least=1) if fields.has("budget") else None,
        used=fields.integer("used", least=0) if fields.has("used") else 0,
        models=fields.texts("models"),
        format=fields.member("format", Format) if fields.has("format") else None,
        intent=fields.member("intent", Intent) if fields.has("intent") else None,
        since=fields.text_or_none("since"),
        own_profile=not fields.has("profile") or fields.member("profile", _ProfileOf) is _ProfileOf.REPOSITORY,
        aggressive=fields.switch("aggressive"),
    )


def set_model_params(raw: Any) -> SetModelParams:
    """Read the object of `bursar.server.setModel`."""
    fields = _Fields(raw, "params")
    scope, uri = _setting_scope(fields)
    return SetModelParams(scope, uri, fields.text("model"))


def set_budget_params(raw: Any) -> SetBudgetParams:
    """Read the object of `bursar.server.setBudget`."""
    fields = _Fields(raw, "params")
    scope, uri = _setting_scope(fields)
    return SetBudgetParams(scope, uri, fields.integer("tokens" if fields.has("tokens") else "budget", least=1))


def _setting_scope(fields: _Fields) -> tuple[Reach, str | None]:
    scope, uri = fields.member("scope", Reach), fields.text_or_none("uri")
    if scope is Reach.FILE and uri is None:
        raise InvalidParams("params.uri is missing: the scope file is about a document")
    return scope, uri


class _Fields:
    """A JSON object being read; `path` is what it is called in a refusal."""

    def __init__(self, raw: Any, path: str) -> None:
        if not isinstance(raw, Mapping):
            raise InvalidParams(f"{path} must be an object")
        self._raw = raw
        self._path = path

    def has(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def object(self, name: str) -> _Fields:
        return _Fields(self._present(name), f"{self._path}.{name}")

    def text(self, name: str) -> str:
        value = self._present(name)
        if not isinstance(value, str):
            raise self._wrong(name, "a string")
        return value

    def text_or_none(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._raw.get(name) or ()
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) for value in values):
            raise self._wrong(name, "an array of strings")
        return tuple(values)

    def integer(self, name: str, *, least: int) -> int:
        value = self._present(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < _COORDINATE_LIMIT:
            raise self._wrong(name, f"an integer from {least}")
        return value

    def switch(self, name: str) -> bool:
        """A value that may be left out; then it is off."""
        value = self._raw.get(name, False)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def member(self, name: str, kind: type[Member]) -> Member:
        value = self._present(name)
        for member in kind:
            if member.value == value:
                return member
        raise self._wrong(name, "one of " + ", ".join(str(member.value) for member in kind))

    def ranges(self, name: str) -> tuple[Range, ...] | None:
        values = self._raw.get(name)
        if values is None:
            return None
        if not isinstance(values, list):
            raise self._wrong(name, "an array of ranges")
        return tuple(_Fields(value, f"{self._path}.{name}[{at}]").range() for at, value in enumerate(values))

    def range(self) -> Range:
        return Range(self.object("start").position(), self.object("end").position())

    def position(self) -> Position:
        return Position(self.integer("line", least=0), self.integer("character", least=0))

    def _present(self, name: str) -> Any:
        if name not in self._raw:
            raise InvalidParams(f"{self._path}.{name} is missing")
        return self._raw[name]

    def _wrong(self, name: str, wanted: str) -> InvalidParams:
        return InvalidParams(f"{self._path}.{name} must be {wanted}")

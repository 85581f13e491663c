"""How a setting is declared, and the flat list of all that are: what documentation, clients and validation read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any, cast

Key = tuple[str, ...]
"""The path of a setting: `("hints", "enabled")` is `hints.enabled`."""

_SPEC = "setting"
_TABLE = "table"


@dataclass(frozen=True, slots=True)
class Spec:
    """What a declaration says of a setting beside its default.

    `schema` is a JSON Schema; `personal` says that the user alone has a say in it, and no project.
    """

    description: str
    schema: Mapping[str, Any]
    personal: bool


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting: its key, default and specification."""

    key: Key
    default: Any
    spec: Spec

    @property
    def name(self) -> str:
        """The key as people write it: `hints.enabled`."""
        return ".".join(self.key)


def setting(default: Any, description: str, schema: Mapping[str, Any], *, personal: bool = False) -> Any:
    """A field of a settings class that holds one value."""
    return field(default=default, metadata={_SPEC: Spec(description, schema, personal)})


def table(kind: type[Any]) -> Any:
    """A field of a settings class that is a table of further settings."""
    return field(default_factory=kind, metadata={_TABLE: kind})


def table_of(declared: Field[Any]) -> type[Any] | None:
    """The settings class behind a field made by `table`, None for one made by `setting`."""
    return cast("type[Any] | None", declared.metadata.get(_TABLE))


@cache
def declarations(root: type[Any]) -> Mapping[Key, Declared]:
    """Every setting under a settings class, by key, in the order of declaration."""
    return {declared.key: declared for declared in _walk(root, ())}


def _walk(kind: type[Any], prefix: Key) -> Iterator[Declared]:
    for found in fields(kind):
        key = (*prefix, found.name)
        inner = table_of(found)
        if inner is not None:
            yield from _walk(inner, key)
        else:
            yield Declared(key, found.default, found.metadata[_SPEC])

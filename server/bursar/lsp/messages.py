"""What kind of message a decoded JSON value is, decided before anything in it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

VERSION = "2.0"


@dataclass(frozen=True, slots=True)
class Request:
    """A message that gets exactly one reply."""

    id: int | str
    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class Notification:
    """A message that gets no reply."""

    method: str
    params: Any


@dataclass(frozen=True, slots=True)
class Response:
    """The client's answer to a request of ours; `error` is the raw error object, if it is one."""

    id: int | str
    result: Any
    error: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that is none of these; it is answered by its id where it has a usable one, else by null."""

    id: int | str | None
    reason: str


Message = Request | Notification | Response | Malformed


def read(value: object) -> list[Message]:
    """The messages of a decoded body: one, or for a batch, which the protocol does not know, a refusal of each."""
    if not isinstance(value, list):
        return [read_one(value)]
    refused = [
        Malformed(_usable_id(item.get("id")), "batches are not part of the protocol") for item in _requests(value)
    ]
    return [*refused] or [Malformed(None, "batches are not part of the protocol")]


def read_one(value: object) -> Message:
    """The kind of one decoded message."""
    if not isinstance(value, dict):
        return Malformed(None, f"a message is an object, not {_kind(value)}")
    has_id, raw_id, method = "id" in value, value.get("id"), value.get("method")
    msg_id = _usable_id(raw_id)
    if value.get("jsonrpc") != VERSION:
        return Malformed(msg_id, f'"jsonrpc" must be "{VERSION}", not {value.get("jsonrpc")!r:.40}')
    if "method" not in value:
        return _without_method(value, msg_id)
    if not isinstance(method, str):
        return Malformed(msg_id, f'"method" must be a string, not {_kind(method)}')
    if not has_id:
        return Notification(method, value.get("params"))
    if msg_id is None:
        return Malformed(None, f'"id" must be an integer or a string, not {_kind(raw_id)}')
    return Request(msg_id, method, value.get("params"))


def _without_method(value: dict[str, Any], msg_id: int | str | None) -> Message:
    error = value.get("error")
    if msg_id is not None and ("result" in value or error is not None or set(value) == {"jsonrpc", "id"}):
        return Response(msg_id, value.get("result"), error if isinstance(error, dict) else _as_error(error))
    if msg_id is None and ("result" in value or "error" in value):
        return Notification("$/response", None)  # an answer to nobody; answering it could loop for ever
    return Malformed(msg_id, "a message has a method, a result or an error")


def _as_error(error: object) -> dict[str, Any] | None:
    return None if error is None else {"code": 0, "message": str(error)[:200]}


def _requests(batch: list[Any]) -> list[dict[str, Any]]:
    return [item for item in batch if isinstance(item, dict) and "id" in item and "method" in item]


def _usable_id(value: object) -> int | str | None:
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def _kind(value: object) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number")

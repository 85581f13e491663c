"""From exceptions to the protocol's error objects: which code, and words a person can act on."""

from __future__ import annotations

import asyncio
from concurrent import futures
from typing import Any

import cattrs
from lsprotocol.types import ErrorCodes, LSPErrorCodes
from pygls.exceptions import JsonRpcException

from bursar.errors import BursarError, NotOpen, UnknownModel


class InvalidParams(JsonRpcException):
    """The params of a request cannot be used; the message is the reason."""

    CODE = ErrorCodes.InvalidParams.value
    MESSAGE = "Invalid params"


def refusal(code: int, message: str) -> dict[str, Any]:
    """An error object as it goes over the wire."""
    return {"code": int(code), "message": message}


def refusal_for(error: BaseException) -> dict[str, Any]:
    """What the client is told of an exception that ended its request."""
    match error:
        case JsonRpcException():
            return refusal(error.code, error.message)
        case NotOpen() | UnknownModel():
            return refusal(ErrorCodes.InvalidParams, str(error))
        case BursarError():
            return refusal(LSPErrorCodes.RequestFailed, str(error))
        case asyncio.CancelledError() | futures.CancelledError():
            return refusal(LSPErrorCodes.RequestCancelled, "cancelled")
    return refusal(ErrorCodes.InternalError, f"{type(error).__name__}: {error}")


def is_expected(error: BaseException) -> bool:
    """Whether an exception is an answer (bad params, a file not open) rather than a fault of ours."""
    return isinstance(error, JsonRpcException | BursarError | asyncio.CancelledError | futures.CancelledError)


def reasons(error: Exception) -> str:
    """Why params could not be understood, with the path of each fault: `required field missing @ $.position`."""
    try:
        return "; ".join(cattrs.transform_error(error))
    except Exception:  # a fault that cattrs cannot describe either is still named
        return f"{type(error).__name__}: {error}"

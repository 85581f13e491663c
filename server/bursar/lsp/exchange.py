"""Messages in and out: each is judged before it is believed, and every request gets exactly one reply.

pygls reads params, runs features and handles errors in ways that lose replies; here these are done anew.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import json
import logging
from collections.abc import Callable
from concurrent.futures import Future
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from lsprotocol.types import ErrorCodes
from pygls.exceptions import FeatureNotificationError, JsonRpcException, JsonRpcMethodNotFound
from pygls.protocol import LanguageServerProtocol

from bursar.errors import NotOpen
from bursar.lsp import messages
from bursar.lsp.messages import Malformed, Notification, Request, Response
from bursar.lsp.newer import readable
from bursar.lsp.refusals import InvalidParams, is_expected, reasons, refusal, refusal_for

if TYPE_CHECKING:
    from cattrs import Converter

    from bursar.lsp.server import BursarServer

logger = logging.getLogger(__name__)

_NO_REPLY = "$/response"


class Exchange(LanguageServerProtocol):
    """One client's messages. All methods run on the event loop."""

    _server: BursarServer

    def __init__(self, server: BursarServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self._warned: set[str] = set()

    @property
    def initialized(self) -> bool:
        """Whether `initialize` has been answered (or is being answered)."""
        return self._workspace is not None

    # ---- coming in

    def receive(self, body: bytes) -> None:
        """Take the body of one message, whatever it is. Never raises."""
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, refusal(ErrorCodes.ParseError, f"not JSON: {error}"))
            return
        self.handle_message(value)

    def structure_message(self, data: dict[str, Any]) -> dict[str, Any]:
        """Leave objects as they are: only a whole message can be told from an object that looks like one."""
        return data

    def handle_message(self, message: Any) -> None:
        """Take one decoded message, whatever it is. Never raises."""
        for one in messages.read(message):
            context = contextvars.copy_context()
            try:
                context.run(self._take, one)
            except Exception as error:
                logger.exception("A message could not be handled")
                if isinstance(one, Request):
                    self._refuse(one.id, refusal_for(error))

    def _take(self, message: messages.Message) -> None:
        match message:
            case Request():
                self._take_request(message)
            case Notification():
                self._take_notification(message)
            case Response():
                self._take_response(message)
            case Malformed():
                self._refuse(message.id, refusal(ErrorCodes.InvalidRequest, message.reason))

    def _take_request(self, request: Request) -> None:
        if self._shutdown:
            self._refuse(request.id, refusal(ErrorCodes.InvalidRequest, "the server is shutting down"))
        elif not self.initialized and request.method != types.INITIALIZE:
            self._refuse(request.id, refusal(ErrorCodes.ServerNotInitialized, "initialize comes first"))
        elif self.initialized and request.method == types.INITIALIZE:
            self._refuse(request.id, refusal(ErrorCodes.InvalidRequest, "initialize comes only once"))
        else:
            self._run_request(request)

    def _run_request(self, request: Request) -> None:
        try:
            handler = self._get_handler(request.method)
            params = self._params(request.method, request.params)
        except JsonRpcMethodNotFound as error:
            self._refuse(request.id, refusal_for(error))
        except InvalidParams as error:
            logger.warning("%s refused: %s", request.method, error)
            self._refuse(request.id, refusal_for(error))
        else:
            self._ctx_msg_id.set(request.id)
            reply = partial(self._send_handler_result, msg_id=request.id)
            self._execute_handler(request.id, handler, reply, args=(params,))

    def _take_notification(self, notification: Notification) -> None:
        method = notification.method
        if method != types.EXIT and (self._shutdown or not self.initialized):
            return
        if method == _NO_REPLY or (method.startswith("$/") and self._handler_or_none(method) is None):
            if method == types.CANCEL_REQUEST:
                self._cancel(notification.params)
            return
        try:
            params = self._params(method, notification.params)
        except InvalidParams as error:
            self._warn_once(f"{method} ignored: {error}", method)
        else:
            self._handle_notification(method, params)

    def _take_response(self, response: Response) -> None:
        if (expected := self._result_types.pop(response.id, ...)) is ...:
            logger.warning("An answer to no question of ours: %r", response.id)
            return
        future = self._request_futures.pop(response.id, None)
        if future is None or future.done():
            return  # cancelled meanwhile: nobody waits
        if response.error is not None:
            message = str(response.error.get("message", ""))
            future.set_exception(JsonRpcException(message, data=response.error.get("data")))
            return
        try:
            whole = {"jsonrpc": messages.VERSION, "id": response.id, "result": response.result}
            future.set_result(self._converter.structure(whole, expected).result if expected else response.result)
        except Exception as error:
            future.set_exception(JsonRpcException(f"the client's answer cannot be understood: {reasons(error)}"))

    def _cancel(self, params: Any) -> None:
        msg_id = params.get("id") if isinstance(params, dict) else None
        if isinstance(msg_id, int | str) and msg_id not in self._result_types:
            future = self._request_futures.get(msg_id)
            if future is not None:
                future.cancel()

    def _params(self, method: str, raw: Any) -> Any:
        """Params as the protocol's type; as they came for methods of our own; none where the method has none."""
        kind = _params_type(method)
        if kind is None:
            return raw if method not in types.METHOD_TO_TYPES else None
        if not isinstance(raw, dict):
            raise InvalidParams(f"params of {method} must be an object")
        read = partial(self._structured, method, kind)
        try:
            return read(raw)
        except InvalidParams:
            if method != types.INITIALIZE:
                raise
            return read(readable(raw, read))

    def _structured(self, method: str, kind: type[Any], raw: dict[str, Any]) -> Any:
        try:
            return self._converter.structure(raw, kind)
        except Exception as error:  # cattrs raises whatever the value made it stumble over
            raise InvalidParams(f"{method}: {reasons(error)}") from error

    def _handler_or_none(self, method: str) -> Callable[..., Any] | None:
        return self.fm.builtin_features.get(method) or self.fm.features.get(method)

    # ---- running

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Callable[..., Any],
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Run a handler. One that returns an awaitable took its snapshot at once; the rest runs as a task."""
        if inspect.isgeneratorfunction(handler) or asyncio.iscoroutinefunction(handler):
            super()._execute_handler(msg_id, handler, callback, args, kwargs)
            return
        done: Future[Any] = Future()
        try:
            result = handler(*(args or ()), **(kwargs or {}))
        except Exception as error:
            done.set_exception(error)
        else:
            if inspect.isawaitable(result):
                task: Any = asyncio.ensure_future(result)
                self._request_futures[msg_id] = task
                task.add_done_callback(callback)
                return
            done.set_result(result)
        callback(done)

    def _send_handler_result(self, future: Future[Any], *, msg_id: int | str) -> None:
        """Send the one reply of a request."""
        if self._request_futures.get(msg_id) is future:
            del self._request_futures[msg_id]
        error: BaseException | None = asyncio.CancelledError() if future.cancelled() else future.exception()
        if error is None:
            self._reply(msg_id, future.result())
            return
        if not is_expected(error):
            logger.error("A request failed", exc_info=error)
        self._refuse(msg_id, refusal_for(error))

    def _check_handler_result(self, future: Future[Any]) -> None:
        """Report a notification that failed."""
        if future.cancelled() or (error := future.exception()) is None:
            return
        if is_expected(error):
            self._warn_once(str(error), str(error) if isinstance(error, NotOpen) else type(error).__name__)
        else:
            logger.error("A notification failed", exc_info=error)
            if isinstance(error, Exception):
                self._server._report_server_error(error, FeatureNotificationError)

    def _warn_once(self, message: str, subject: str) -> None:
        if subject not in self._warned:
            self._warned.add(subject)
            logger.warning("%s", message)

    # ---- going out

    def _reply(self, msg_id: int | str, result: Any) -> None:
        try:
            plain = self._converter.unstructure(result)
            body = json.dumps({"jsonrpc": messages.VERSION, "id": msg_id, "result": plain}, default=_value)
        except Exception as error:
            logger.exception("A result could not be written down")
            self._refuse(msg_id, refusal_for(error))
        else:
            self._write(body)

    def _refuse(self, msg_id: int | str | None, error: dict[str, Any]) -> None:
        self._write(json.dumps({"jsonrpc": messages.VERSION, "id": msg_id, "error": error}))

    def _send_data(self, data: Any) -> None:
        """Send a notification or a request of ours."""
        try:
            body = json.dumps(data, default=self._serialize_message)
        except Exception:
            logger.exception("A message could not be written down")
        else:
            self._write(body)

    def _write(self, body: str) -> None:
        if self.writer is None:
            logger.error("There is no transport to send on")
            return
        data = body.encode("ascii")
        try:
            self.writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        except (OSError, ValueError):  # the client is gone
            logger.warning("The client does not read any more; stopping")
            self._server.finish(1)


@lru_cache(maxsize=256)
def _params_type(method: str) -> type[Any] | None:
    found: Any = types.METHOD_TO_TYPES.get(method, (None, None, None))[2]
    return found  # type: ignore[no-any-return]  # the table's type is a union of special forms


def _value(value: Any) -> Any:
    """An enumeration member that unstructuring left as it was."""
    if hasattr(value, "value"):
        return value.value
    raise TypeError(f"{type(value).__name__} has no JSON form")

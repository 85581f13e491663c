"""Asking a provider's count endpoint: only where the user switched it on, paced, retried, and each text only once.

Nothing here is called unless a caller says so with every call; there is no setting that a repository could set.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

from bursar.errors import EndpointAnswer, EndpointDown, EndpointError, KeyMissing, KeyRefused, RateLimited, StoreError
from bursar.models import Model
from bursar.tokens.blocks import counted
from bursar.tokens.count import Basis, TokenCount
from bursar.tokens.counter import counter_for
from bursar.tokens.endpoints import EndpointRow, endpoint_of
from bursar.tokens.estimators import Estimator

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

    from bursar.store.observations import Observations

log = logging.getLogger(__name__)

TIMEOUT_S: Final = 10.0
ATTEMPTS: Final = 4
LONGEST_WAIT_S: Final = 20.0
"""An endpoint that wants to be left alone for longer is not asked again."""

ONE_TOKEN: Final = "a"
"""One token in every vocabulary: what an endpoint answers beyond 1 is its framing of a message, which is no content."""


class Provider:
    """Counts by the providers' endpoints, with the answers kept in the store. Thread-safe; close it, or use `with`.

    `origins` replaces the address of an endpoint by its name, for a proxy.
    """

    def __init__(
        self,
        observations: Observations | None = None,
        *,
        origins: Mapping[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx

        self._client = httpx.Client(timeout=timeout_s)
        self._observations = observations
        self._origins = dict(origins or {})
        self._sleep = sleep
        self._framing: dict[str, int] = {}
        self._paces: dict[str, Pace] = {}
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def count(self, text: str, model: Model) -> TokenCount:
        """The provider's own count of a text, or the estimate where it gives none, with one message for each reason."""
        try:
            return self.ask(text, model)
        except EndpointError as error:
            self._tell(error)
            return counted(text, counter_for(model))

    def ask(self, text: str, model: Model) -> TokenCount:
        """The provider's own count of a text, without its framing of messages. Asked once for each text and model.

        Raises EndpointError of the kind that befits.
        """
        if not text:
            return TokenCount(0)
        clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        digest = sha256(clean.encode()).hexdigest()
        kept = self._kept(model, digest)
        if kept is None:
            row, key = _row_and_key(model)
            framing = self._framing_of(row, key, model)
            kept = max(0, self._post(row, key, model, clean) - framing)
            self._keep(clean, digest, kept, model)
        return TokenCount(kept, Basis.EXACT)

    def _framing_of(self, row: EndpointRow, key: str, model: Model) -> int:
        found = self._framing.get(model.id)
        if found is None:
            found = self._framing[model.id] = max(0, self._post(row, key, model, ONE_TOKEN) - 1)
        return found

    def _post(self, row: EndpointRow, key: str, model: Model, text: str) -> int:
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        retrying = Retrying(
            retry=retry_if_exception(_passes),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_wait,
            sleep=self._sleep,
            reraise=True,
        )
        count: int = retrying(self._post_once, row, key, model, text)
        return count

    def _post_once(self, row: EndpointRow, key: str, model: Model, text: str) -> int:
        import httpx

        self._pace(row).wait()
        url = self._origins.get(row.name, row.origin) + row.path(model.id)
        try:
            response = self._client.post(url, headers=row.headers(key), json=row.body(model.id, text))
        except httpx.TimeoutException as error:
            raise EndpointDown(f"{row.name} did not answer in time; the count is an estimate") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise EndpointDown(f"{row.name} cannot be reached ({type(error).__name__}); check the network") from error
        return _answer(row, model, response)

    def _pace(self, row: EndpointRow) -> Pace:
        with self._lock:
            if row.name not in self._paces:
                self._paces[row.name] = Pace(row.per_minute, self._sleep)
            return self._paces[row.name]

    def _kept(self, model: Model, digest: str) -> int | None:
        if self._observations is None:
            return None
        try:
            return self._observations.find(model.id, digest)
        except StoreError as error:
            self._tell(error)
            return None

    def _keep(self, text: str, digest: str, tokens: int, model: Model) -> None:
        counter = counter_for(model)
        if self._observations is None or not isinstance(counter, Estimator):
            return
        from bursar.store.observations import Observation

        made = counter.measure(text)
        found = Observation(
            model=model.id,
            estimator=counter.name,
            digest=digest,
            tokens=tokens,
            chars=made.chars,
            base_tokens=made.tokens,
            cjk=made.cjk,
            quotes=made.quotes,
            signs=made.signs,
        )
        try:
            self._observations.add([found])
        except StoreError as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        if str(error) not in self._told:
            self._told.add(str(error))
            log.warning("%s", error)


class Pace:
    """Lets callers pass at most so many times a minute, evenly. Thread-safe."""

    def __init__(self, per_minute: int, sleep: Callable[[float], None] = time.sleep) -> None:
        self._gap_s = 60 / per_minute
        self._sleep = sleep
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Return when it is the caller's turn."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._gap_s
        if turn > now:
            self._sleep(turn - now)


def _row_and_key(model: Model) -> tuple[EndpointRow, str]:
    row = endpoint_of(model)
    if row is None:
        raise EndpointAnswer(f"no provider offers a count endpoint for {model.id}; its count is local")
    key = next((value for name in row.keys if (value := os.environ.get(name, "").strip())), None)
    if key is None:
        raise KeyMissing(f"{row.name} counts with a key only; set {' or '.join(row.keys)}")
    if not (key.isascii() and key.isprintable()):
        raise KeyRefused(f"what {' or '.join(row.keys)} holds is no key of {row.name}; check it")
    return row, key


def _answer(row: EndpointRow, model: Model, response: httpx.Response) -> int:
    """The number in a response. No message repeats what was sent: neither key nor text."""
    status = response.status_code
    if status in (401, 403):
        raise KeyRefused(f"{row.name} refused the key in {' or '.join(row.keys)} ({status}); check it")
    if status == 429:
        raise RateLimited(f"{row.name} is asked too often ({status}); try again later", _retry_after(response))
    if status >= 500:
        raise EndpointDown(f"{row.name} failed ({status}); try again later")
    if status != 200:
        raise EndpointAnswer(f"{row.name} refused to count for {model.id} ({status}); is the model's name right?")
    try:
        answer: Any = response.json()
        tokens = answer[row.answer]
    except (ValueError, LookupError, TypeError) as error:
        raise EndpointAnswer(f"{row.name} answered what is no count; the count is an estimate") from error
    if not isinstance(tokens, int) or isinstance(tokens, bool) or tokens < 0:
        raise EndpointAnswer(f"{row.name} answered what is no count; the count is an estimate")
    return tokens


def _retry_after(response: httpx.Response) -> float | None:
    """The seconds of a Retry-After header; a date in it, which these providers do not send, is not read."""
    try:
        return max(0.0, float(response.headers.get("retry-after", "")))
    except ValueError:
        return None


def _passes(error: BaseException) -> bool:
    """Whether it is worth asking again, soon."""
    if isinstance(error, RateLimited):
        return error.retry_after is None or error.retry_after <= LONGEST_WAIT_S
    return isinstance(error, EndpointDown)


def _wait(state: RetryCallState) -> float:
    """As long as the endpoint asked for, otherwise twice as long each time, with a spread."""
    from tenacity import wait_random_exponential

    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RateLimited) and error.retry_after is not None:
        return error.retry_after
    return wait_random_exponential(multiplier=0.5, max=LONGEST_WAIT_S)(state)

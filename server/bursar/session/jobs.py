"""Work off the event loop: our own executor, jobs that can be told to stop, and work that always ends up to date."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

log = logging.getLogger(__name__)

THREADS = 2
"""Enough to parse one document while another is counted; counting and parsing release the interpreter's lock."""

Result = TypeVar("Result")


class Cancelled(Exception):  # noqa: N818 - the word of the protocol
    """Raised inside a job that was told to stop."""


class Job(Generic[Result]):
    """One run of a function on the executor. `cancelled()` is given to the function, to be asked now and then."""

    def __init__(self, executor: ThreadPoolExecutor, function: Callable[[Callable[[], bool]], Result]) -> None:
        self._stop = threading.Event()
        self._future = asyncio.get_running_loop().run_in_executor(executor, function, self._stop.is_set)

    def cancel(self) -> None:
        """Tell the function to stop; what it returns or raises after that is of no interest."""
        self._stop.set()

    async def result(self) -> Result:
        """The function's result. Safe to be awaited by many, and to be cancelled in one of them."""
        return await asyncio.shield(self._future)


class Executor:
    """Our own threads: work for them goes through here."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="bursar")

    def job(self, function: Callable[[Callable[[], bool]], Result]) -> Job[Result]:
        """Begin a job."""
        return Job(self._threads, function)

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """Run a function."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *args)

    async def run_stoppable(self, function: Callable[[Callable[[], bool]], Result]) -> Result:
        """Run a function; what it is given tells it to stop once nobody waits for it."""
        job = self.job(function)
        try:
            return await job.result()
        finally:
            job.cancel()

    def submit(self, function: Callable[..., object], *args: Any) -> None:
        """Run a function that nobody waits for."""
        self._threads.submit(function, *args)

    def stop(self) -> None:
        """Take nothing any more; what runs is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Later(Generic[Result]):
    """Something to be awaited that begins only then: who is cancelled before it leaves nothing behind."""

    def __init__(self, begin: Callable[[], Coroutine[Any, Any, Result]]) -> None:
        self._begin = begin

    def __await__(self) -> Generator[Any, None, Result]:
        return self._begin().__await__()


class Repeating:
    """Asynchronous work that runs at most once at a time and once more if it was woken meanwhile."""

    def __init__(self, work: Callable[[], Awaitable[None]]) -> None:
        self._work = work
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Have the work run (again)."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    @property
    def busy(self) -> bool:
        """Whether the work runs, or will."""
        return self._task is not None and not self._task.done()

    async def done(self) -> None:
        """Wait until nothing runs; at once if nothing does."""
        if self._task is not None:
            await asyncio.wait((self._task,))

    def stop(self) -> None:
        """Cancel what runs and forget what was wanted."""
        self._wanted = False
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await self._work()
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("background work failed")

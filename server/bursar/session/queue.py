"""Background work: tasks by priority on threads of our own, each with a status, retried where that can help.

Never stops for a task that fails: one that raises anything at all, even what ends a thread, costs only itself.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import os
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Final

log = logging.getLogger(__name__)

THREADS: Final = 2
ATTEMPTS: Final = 5
BACKOFF_S: Final = 0.1
"""The pause before the second attempt; each further one is twice as long."""

FAILURES_KEPT: Final = 100
NICENESS: Final = 10
"""Where threads have a niceness of their own (Linux): what is typed comes first."""

HUSH_S: Final = 0.15
"""After a keystroke all threads but one let this much time pass before they take a task."""


class Priority(IntEnum):
    """Which work comes first; the values are the order."""

    OPEN = 0
    REFERRED = 1
    RECENT = 2
    REST = 3


class Status(Enum):
    """Where a task stands. One to be retried is `retried` until it runs again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    RETRIED = "retried"


class TryLater(Exception):  # noqa: N818 - says what to do
    """Raised by work that can succeed after a while: a file that is being written, a busy database."""


@dataclass(frozen=True, slots=True)
class TaskState:
    """What is told of a task: its name for people, where it stands, how often it was begun, what went wrong last."""

    name: str
    priority: Priority
    status: Status
    attempts: int = 0
    error: str = ""


Stopped = Callable[[], bool]
"""Given to work, to be asked now and then: whether the task was cancelled or the queue is ending."""


@dataclass(slots=True, eq=False)
class Task:
    """One piece of work in the queue. Belongs to the queue; others call `cancel` and read `state`."""

    name: str
    work: Callable[[Stopped], None]
    priority: Priority
    status: Status = Status.QUEUED
    attempts: int = 0
    error: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Do not begin it, or tell it to stop."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was told to stop."""
        return self._stop.is_set()

    @property
    def state(self) -> TaskState:
        """Where it stands."""
        return TaskState(self.name, self.priority, self.status, self.attempts, self.error)


def _stands(priority: int, task: Task) -> bool:
    """Whether a task in the queue is to be run from this place, and not from one it was promoted to."""
    return task.status is Status.QUEUED and priority == task.priority and not task.cancelled


class WorkQueue:
    """Tasks and the threads that do them; the threads start with the first task. Thread-safe.

    Finished tasks are kept as numbers only, the last failures with their reasons.
    """

    def __init__(self, threads: int = THREADS, *, nice: int = 0, backoff_s: float = BACKOFF_S) -> None:
        self._wanted = threads
        self._nice = nice
        self._backoff_s = backoff_s
        self._ready: list[tuple[int, int, Task]] = []
        self._later: list[tuple[float, int, Task]] = []
        self._running: list[Task] = []
        self._finished: Counter[Status] = Counter()
        self._failures: deque[TaskState] = deque(maxlen=FAILURES_KEPT)
        self._threads: list[threading.Thread] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._ending = False
        self._quiet_until = 0.0
        self._listeners: list[Callable[[], None]] = []

    def submit(self, name: str, work: Callable[[Stopped], None], priority: Priority = Priority.REST) -> Task:
        """Have work done. After `stop` it is cancelled at once."""
        task = Task(name, work, priority)
        with self._changed:
            if self._ending:
                task.cancel()
                return task
            heapq.heappush(self._ready, (priority, next(self._order), task))
            self._start_threads()
            self._changed.notify()
        return task

    def promote(self, task: Task, priority: Priority) -> None:
        """Have a waiting task done earlier. O(1): its old place is passed over."""
        with self._changed:
            if task.status is Status.QUEUED and priority < task.priority:
                task.priority = priority
                heapq.heappush(self._ready, (priority, next(self._order), task))

    def hush(self) -> None:
        """Someone types: all threads but one pause before their next task. Cheap enough for every keystroke."""
        self._quiet_until = time.monotonic() + HUSH_S

    @property
    def quiet(self) -> bool:
        """Whether work that can be cut should be cut finer: someone types."""
        return time.monotonic() < self._quiet_until

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call something, on a thread of the queue's, whenever a task has ended."""
        self._listeners.append(listener)

    def tally(self) -> dict[Status, int]:
        """How many tasks stand where; those that were retried and done are among the done."""
        with self._changed:
            waiting = sum(_stands(priority, task) for priority, _, task in self._ready)
            retried = sum(not task.cancelled for _, _, task in self._later)
            return {
                Status.QUEUED: waiting,
                Status.RUNNING: len(self._running),
                Status.RETRIED: retried,
                Status.DONE: self._finished[Status.DONE],
                Status.FAILED: self._finished[Status.FAILED],
            }

    def states(self, limit: int = 100) -> list[TaskState]:
        """Tasks that run, wait to be retried, failed, or are next, at most `limit` of them."""
        with self._changed:
            running = [task.state for task in self._running]
            later = [task.state for _, _, task in self._later if not task.cancelled]
            soon = heapq.nsmallest(limit, self._ready, key=lambda entry: entry[:2])
            queued = [task.state for priority, _, task in soon if _stands(priority, task)]
            return [*running, *later, *self._failures, *queued][:limit]

    @property
    def idle(self) -> bool:
        """Whether nothing runs or waits."""
        with self._changed:
            return self._is_idle()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until nothing runs or waits; False if that takes longer than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(self._is_idle, timeout)

    def stop(self) -> None:
        """Cancel everything; threads end after their task, which is told to stop."""
        with self._changed:
            self._ending = True
            for task in [*(task for _, _, task in self._ready + self._later), *self._running]:
                task.cancel()
            self._ready.clear()
            self._later.clear()
            self._changed.notify_all()

    # The threads

    def _is_idle(self) -> bool:
        waiting = any(_stands(priority, task) for priority, _, task in self._ready)
        return not (self._running or waiting or any(not task.cancelled for _, _, task in self._later))

    def _start_threads(self) -> None:
        """Start the threads, and others in the place of dead ones."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        for number in range(len(self._threads), self._wanted):
            thread = threading.Thread(target=self._live, args=(number,), name=f"bursar-work-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _live(self, number: int) -> None:
        if self._nice and sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), self._nice)
        while True:
            if number:
                self._wait_for_quiet()
            task = self._next()
            if task is None:
                return
            try:
                self._run(task)
            finally:
                with self._changed:
                    if task in self._running:  # the thread is ending under it
                        self._running.remove(task)
                        self._end(task, Status.FAILED, "its thread died")
                        self._threads.remove(threading.current_thread())
                        self._start_threads()

    def _wait_for_quiet(self) -> None:
        while (left := self._quiet_until - time.monotonic()) > 0 and not self._ending:
            time.sleep(left)

    def _next(self) -> Task | None:
        """The next task, now running; None when the queue ends."""
        with self._changed:
            while not self._ending:
                now, dropped = time.monotonic(), False
                while self._later and self._later[0][0] <= now:
                    _, order, task = heapq.heappop(self._later)
                    task.status = Status.QUEUED
                    heapq.heappush(self._ready, (task.priority, order, task))
                while self._ready:
                    priority, _, task = heapq.heappop(self._ready)
                    if _stands(priority, task):
                        task.status = Status.RUNNING
                        task.attempts += 1
                        self._running.append(task)
                        return task
                    dropped = True
                if dropped:  # threads that told each other for no reason would never sleep
                    self._changed.notify_all()
                self._changed.wait(self._later[0][0] - now if self._later else None)
        return None

    def _run(self, task: Task) -> None:
        status, error, again = Status.DONE, "", False
        try:
            task.work(lambda: task.cancelled or self._ending)
        except TryLater as later:
            status, error, again = Status.FAILED, str(later), task.attempts < ATTEMPTS
        except (KeyboardInterrupt, SystemExit):  # ends the thread: `_live` notes it and starts another
            raise
        except BaseException as fault:  # tokenizers' engines panic with what is no Exception
            status, error = Status.FAILED, f"{type(fault).__name__}: {fault}"
            again = task.attempts < 2 and not isinstance(fault, Exception)
            log.warning("%s failed: %s", task.name, error)
        with self._changed:
            self._running.remove(task)
            task.error = error
            if again and not task.cancelled and not self._ending:
                task.status = Status.RETRIED
                due = time.monotonic() + self._backoff_s * 2 ** (task.attempts - 1)
                heapq.heappush(self._later, (due, next(self._order), task))
            else:
                self._end(task, status, error)
            self._changed.notify_all()
        for listener in self._listeners:
            listener()

    def _end(self, task: Task, status: Status, error: str) -> None:
        task.status, task.error = status, error
        self._finished[status] += 1
        if status is Status.FAILED:
            self._failures.append(task.state)
        self._changed.notify_all()

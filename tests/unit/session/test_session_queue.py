"""The queue: order, status, retries, death of a thread, cancellation."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from bursar.session.queue import ATTEMPTS, Priority, Status, Stopped, TryLater, WorkQueue

PATIENCE_S = 30


@pytest.fixture
def queue() -> Iterator[WorkQueue]:
    made = WorkQueue(1, backoff_s=0.001)
    yield made
    made.stop()


def held(queue: WorkQueue) -> threading.Event:
    """A task that holds the only thread until the event is set."""
    running, go = threading.Event(), threading.Event()

    def work(_: Stopped) -> None:
        running.set()
        go.wait(PATIENCE_S)

    queue.submit("held", work, Priority.OPEN)
    assert running.wait(PATIENCE_S)
    return go


def into(done: list[str], name: str) -> Callable[[Stopped], None]:
    return lambda _: done.append(name)


def test_tasks_run_by_priority_and_then_in_order(queue: WorkQueue) -> None:
    done: list[str] = []
    go = held(queue)
    for name, priority in (("rest", Priority.REST), ("rest2", Priority.REST), ("recent", Priority.RECENT)):
        queue.submit(name, into(done, name), priority)
    queue.submit("open", into(done, "open"), Priority.OPEN)
    late = queue.submit("promoted", into(done, "promoted"), Priority.REST)
    queue.promote(late, Priority.REFERRED)
    assert queue.tally() == {
        Status.QUEUED: 5, Status.RUNNING: 1, Status.RETRIED: 0, Status.DONE: 0, Status.FAILED: 0,
    }  # fmt: skip  # rows, as a table
    assert [state.name for state in queue.states()] == ["held", "open", "promoted", "recent", "rest", "rest2"]
    assert queue.states()[0].status is Status.RUNNING
    go.set()
    assert queue.join(PATIENCE_S)
    assert done == ["open", "promoted", "recent", "rest", "rest2"]
    assert queue.tally()[Status.DONE] == 6
    assert late.state.attempts == 1


def test_what_can_succeed_later_is_tried_again_and_at_last_given_up(queue: WorkQueue) -> None:
    attempts: list[str] = []

    def third_time(_: Stopped) -> None:
        attempts.append("x")
        if len(attempts) < 3:
            raise TryLater("not yet")

    def never(_: Stopped) -> None:
        raise TryLater("the disk is away")

    lucky, hopeless = queue.submit("lucky", third_time), queue.submit("hopeless", never)
    assert queue.join(PATIENCE_S)
    assert (lucky.state.status, lucky.state.attempts, lucky.state.error) == (Status.DONE, 3, "")
    assert (hopeless.state.status, hopeless.state.attempts) == (Status.FAILED, ATTEMPTS)
    assert [(state.name, state.error) for state in queue.states()] == [("hopeless", "the disk is away")]


def test_a_task_between_two_attempts_is_retried() -> None:
    queue = WorkQueue(1, backoff_s=3600)

    def later(_: Stopped) -> None:
        raise TryLater("not yet")

    ended = threading.Event()
    queue.subscribe(ended.set)
    task = queue.submit("later", later)
    assert ended.wait(PATIENCE_S)
    assert task.state.status is Status.RETRIED
    assert queue.tally()[Status.RETRIED] == 1
    assert not queue.idle
    task.cancel()
    assert queue.idle
    queue.stop()


def test_a_failure_costs_its_own_task_only(queue: WorkQueue, caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def broken(_: Stopped) -> None:
        raise ValueError("no")

    class PanicError(BaseException):
        pass

    def panics(_: Stopped) -> None:
        raise PanicError("engine")

    with caplog.at_level(logging.WARNING):
        tasks = [queue.submit("broken", broken), queue.submit("panics", panics)]
        queue.submit("next", into(done, "next"))
        assert queue.join(PATIENCE_S)
    assert done == ["next"]
    assert [(task.state.status, task.state.attempts) for task in tasks] == [(Status.FAILED, 1), (Status.FAILED, 2)]
    assert tasks[0].state.error == "ValueError: no"


def test_a_thread_that_dies_is_replaced(queue: WorkQueue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)  # it dies on purpose
    done: list[str] = []

    def dies(_: Stopped) -> None:
        raise SystemExit

    for round_ in range(3):
        dead = queue.submit("dies", dies)
        queue.submit("next", into(done, f"next {round_}"))
        assert queue.join(PATIENCE_S)
        assert dead.state.status is Status.FAILED
    assert done == ["next 0", "next 1", "next 2"]


def test_cancelling_what_waits_and_what_runs(queue: WorkQueue) -> None:
    done: list[str] = []
    go = held(queue)
    waiting = queue.submit("waiting", into(done, "waiting"))
    waiting.cancel()
    go.set()
    assert queue.join(PATIENCE_S)
    seen, stopped = threading.Event(), threading.Event()

    def endless(asked: Stopped) -> None:
        seen.set()
        while not asked():
            pass
        stopped.set()

    queue.submit("endless", endless)
    assert seen.wait(PATIENCE_S)
    queue.stop()
    assert stopped.wait(PATIENCE_S)
    assert done == []
    assert queue.submit("late", into(done, "late")).cancelled
    assert queue.idle or queue.join(PATIENCE_S)


def test_finished_tasks_take_no_memory(queue: WorkQueue) -> None:
    for number in range(2000):
        queue.submit(str(number), lambda _: None)
    assert queue.join(PATIENCE_S)
    assert queue.tally()[Status.DONE] == 2000
    assert queue.states() == []


def test_threads_without_work_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """They once woke each other for ever, on a core of the user's."""
    queue = WorkQueue(2)
    woken: list[str] = []
    notify_all = queue._changed.notify_all
    monkeypatch.setattr(queue._changed, "notify_all", lambda: (woken.append("all"), notify_all()))
    queue.submit("one", lambda _: None)
    assert queue.join(PATIENCE_S)
    time.sleep(0.2)
    queue.stop()
    assert len(woken) <= 3, "the end of the task, and the end of the queue"

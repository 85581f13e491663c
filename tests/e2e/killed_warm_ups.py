"""Warm-ups that are killed: each in a process of its own, by SIGKILL, somewhere in the middle; then all is checked.

Run by test_cache_killed.py in a process without threads, so that it may fork. Prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from bursar.cache.database import CountDatabase
from bursar.cache.layers import CountCache
from bursar.models import resolve
from bursar.session.queue import WorkQueue
from bursar.session.ruler import ruler_for
from bursar.session.workspace import Workspace
from bursar.tokens.encodings import load

FILES = 400
PATIENCE_S = 120

TRIES = 10
"""At most so many warm-ups for one that is killed before it is done."""

FASTER = 0.8


def main(folder: Path, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    root, url = folder / "project", f"sqlite:///{folder / 'counts.db'}"
    root.mkdir()
    load("o200k_base")  # before the forks: each child begins to count at once
    rewrite(root, rng, FILES)
    whole = took(root, url)
    served = wrong = killed = 0
    for _ in range(kills * TRIES):
        rewrite(root, rng, FILES // 3)
        if kill_after(rng.uniform(0, whole), root, url):
            killed += 1
        else:
            whole *= FASTER  # it was done before: the next are killed earlier
        found, bad = checked(root, url)
        served, wrong = served + found, wrong + bad
        if killed == kills:
            break
    print(json.dumps({"served": served, "wrong": wrong, "killed": killed}))


def rewrite(root: Path, rng: random.Random, number: int) -> None:
    for at in rng.sample(range(FILES), number):
        text = " ".join(rng.choice(("token", "budget", "of", "the", "1234", "(x)")) for _ in range(rng.randrange(400)))
        (root / f"f{at}.md").write_text(text)
    time.sleep(0.12)  # older than a tick of the clock: these stamps are trusted


def warm(root: Path, url: str) -> Workspace:
    queue, cache = WorkQueue(2), CountCache(url)
    workspace = Workspace(root, ruler_for(resolve("gpt-5")), cache, queue)
    workspace.refresh()
    assert queue.join(PATIENCE_S)
    cache.close()
    queue.stop()
    return workspace


def took(root: Path, url: str) -> float:
    """How long a warm-up takes here, in a child that is not killed."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        warm(root, url)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    return time.monotonic() - start


def kill_after(seconds: float, root: Path, url: str) -> bool:
    """Whether the warm-up was still under way when it was killed."""
    child = os.fork()
    if child == 0:
        warm(root, url)
        os._exit(0)
    time.sleep(seconds)
    if os.waitpid(child, os.WNOHANG)[0] == child:
        return False
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def checked(root: Path, url: str) -> tuple[int, int]:
    """Open the database as the next process would: how many counts it serves, how many are wrong."""
    database = CountDatabase(url)
    database.figures()
    assert database.problem is None, database.problem
    database.close()
    cache = CountCache(url)
    workspace = Workspace(root, ruler_for(resolve("gpt-5")), cache, WorkQueue(1))
    stamps, _ = workspace._counter.look_at([path.name for path in root.iterdir()])
    standing = workspace._counter.standing(stamps)
    exact = load("o200k_base")
    wrong = sum(found.tokens != exact.count((root / name).read_text()) for name, found in standing.items())
    assert cache.problem is None
    return len(standing), wrong


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

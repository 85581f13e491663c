"""Threads that need SQLAlchemy at once, from different places: each gets it."""

from __future__ import annotations

import subprocess
import sys

_PROCESSES = 4

_SCRIPT = """
import threading, importlib, sys
sys.setswitchinterval(1e-5)
failed, start = [], threading.Barrier(5)

def take(name):
    start.wait()
    try:
        importlib.import_module(name)
    except BaseException as error:
        failed.append(f"{name}: {error!r}")

def index():
    from bursar.index.database import Database
    start.wait()
    try:
        Database(None)
    except BaseException as error:
        failed.append(f"index: {error!r}")

names = ("bursar.store.profiles", "bursar.cache.database", "bursar.store.observations", "bursar.store.database")
threads = [threading.Thread(target=take, args=(name,)) for name in names] + [threading.Thread(target=index)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(failed)
"""


def test_threads_that_import_it_at_once_all_get_it_whole() -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", _SCRIPT], stdout=subprocess.PIPE, text=True) for _ in range(_PROCESSES)
    ]
    assert [process.communicate(timeout=120)[0].strip() for process in running] == ["[]"] * _PROCESSES

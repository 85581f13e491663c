"""A workspace of 5,000 files: counted cold and warm, beside tiktoken alone and repomix; typing meanwhile; memory.

What is compared: "cold" is listing the folder, reading, hashing and counting every file and writing the database, once
the engines are loaded, ours, tiktoken's and repomix's alike. "From the start" is a process that begins with nothing:
`bursar count`, and the whole run of repomix. repomix is told to leave out all that it does besides (the files' contents
in its output, its search for secrets, its sorting by Git).
"""

from __future__ import annotations

import os
import random
import shutil
import string
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from figures import SEED, edits, median, ms, p95, python_source, text_of, timed
from wire import Wire

from bursar.cache.layers import CountCache
from bursar.files import list_files, uri_of_path
from bursar.models import resolve
from bursar.session.bulk import LEAST_BYTES, BulkCounting
from bursar.session.queue import WorkQueue
from bursar.session.ruler import ruler_for
from bursar.session.workspace import Workspace
from bursar.text import PositionEncoding, Text
from bursar.tokens.encodings import load

FILES = 5_000
MEDIAN_BYTES = 6_000
SIGMA = 1.0
"""File sizes as those of the standard library's modules: log-normal, about 10 KB on average."""

NEW_WORDS_ONE_IN = 20
"""One file in so many has names and data that no vocabulary knows: repositories have hashes, fixtures, keys."""

KEYSTROKES = 400
RESCANS = 10
ROUNDS = 3
PATIENCE_S = 120
REPOMIX = "repomix@1.14.0"
TOOLS = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "bursar-bench"


def main() -> None:
    """Print the figures."""
    folder = Path(tempfile.mkdtemp(prefix="bursar-bench-"))
    try:
        size = generate(folder / "tree")
        print(f"{FILES:,} files, {size / 1e6:.0f} MB, two threads, o200k_base; engines loaded before")
        counting(folder)
        serving(folder)
    finally:
        shutil.rmtree(folder)


def generate(root: Path) -> int:
    """Python sources in folders: pieces of real modules, and some generated ones with words that are new."""
    rng, source, total = random.Random(SEED), python_source(), 0
    for number in range(FILES):
        size = min(200_000, max(100, int(rng.lognormvariate(0, SIGMA) * MEDIAN_BYTES)))
        at = rng.randrange(len(source) - size)
        text = made_up(rng, size) if number % NEW_WORDS_ONE_IN == 0 else source[at : at + size]
        path = root / f"package{number % 50}" / f"part{number % 7}" / f"module{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        total += path.write_text(f"# {number}\n{text}", "utf-8")
    time.sleep(0.2)
    return total


def made_up(rng: random.Random, size: int) -> str:
    """Code whose names are random letters."""

    def word() -> str:
        return "".join(rng.choices(string.ascii_lowercase, k=rng.randrange(3, 10)))

    lines = []
    while size > 0:
        head = f"def {word()}_{word()}({word()}, {word()}={rng.randrange(10**6)}):"
        lines.append(f"{head}\n    return {word()}('{word()}')\n")
        size -= len(lines[-1])
    return "".join(lines)


def counting(folder: Path) -> None:
    """Cold and warm, in turns with the bare count, so that a busy machine is busy for all."""
    tree, encoding = folder / "tree", load("o200k_base")
    paths = [tree / path for path in list_files(tree).paths]
    bare, cold, warm, other = [], [], [], []
    bulk, repomix = BulkCounting(), repomix_program()
    bulk.expect("bench", "o200k_base", LEAST_BYTES)
    if not bulk.wait("o200k_base", PATIENCE_S):
        print("  fastokens is not to be had here: counted by tiktoken")
    for round_ in range(ROUNDS):
        bare.append(timed(lambda: bare_count(paths, encoding)))
        url = f"sqlite:///{folder / f'cold{round_}.db'}"
        cold.append(timed(lambda url=url: count(tree, url, bulk)))
        warm += [timed(lambda url=url: count(tree, url, bulk)) for _ in range(5)]
        if repomix:
            other.append([timed(lambda at=at: run_repomix(repomix, at)) for at in (tree, small_tree(folder))])
    bulk.stop()
    row("bare read and tiktoken", median(bare))
    row("cold", median(cold), f"{median(cold) / median(bare):.2f}x of bare (aim: at most 1.5x)")
    row("warm", median(warm), f"{median(cold) / median(warm):.0f}x faster than cold (aim: at least 20x)")
    ours = median([timed(lambda name=name: run_bursar(tree, folder / name)) for name in ("first", "second", "third")])
    if repomix:
        seconds = median([full - start for full, start in other])
        row("repomix, less its start", seconds, f"cold is {seconds / median(cold):.1f}x faster (aim: at least 3x)")
        whole = median([full for full, _ in other])
        row("repomix, from the start", whole)
        row("bursar count, from the start", ours, f"{whole / ours:.1f}x faster")
    else:
        row("bursar count, from the start", ours)


def bare_count(paths: list[Path], encoding: Any) -> int:
    def one(path: Path) -> int:
        return len(encoding._engine.encode_ordinary(path.read_bytes().decode()))

    with ThreadPoolExecutor(2) as pool:
        return sum(pool.map(one, paths))


def count(tree: Path, url: str, bulk: BulkCounting) -> int:
    queue, cache = WorkQueue(), CountCache(url)
    workspace = Workspace(tree, ruler_for(resolve("gpt-5")), cache, queue, bulk=bulk)
    workspace.refresh()
    queue.join()
    cache.close()
    queue.stop()
    totals = workspace.totals()
    assert totals is not None
    assert totals.pending == 0
    return totals.count.tokens


def repomix_program() -> Path | None:
    """repomix, fetched once; None where it is not to be had."""
    program = TOOLS / "node_modules" / ".bin" / "repomix"
    if not program.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(TOOLS), REPOMIX]
        try:
            subprocess.run(install, check=True, capture_output=True, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"  repomix is not to be had here ({type(error).__name__}): not compared")
            return None
    return program


def small_tree(folder: Path) -> Path:
    """A folder with one small file: what a program takes for it is its start, its vocabulary loaded."""
    small = folder / "small"
    small.mkdir(exist_ok=True)
    (small / "one.py").write_text("x = 1\n")
    return small


def run_bursar(tree: Path, cache: Path) -> None:
    """A count by a process that begins with nothing."""
    command = [sys.executable, "-m", "bursar", "count", "--tree", "--depth", "1", str(tree)]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "BURSAR_CACHE": str(cache)})


def run_repomix(program: Path, folder: Path) -> None:
    plain = ["--no-files", "--no-security-check", "--no-git-sort-by-changes", "--quiet", "--token-count-tree", "1"]
    subprocess.run(
        [str(program), *plain, "-o", str(folder.parent / "repomix.xml"), str(folder)], check=True, capture_output=True
    )


def serving(folder: Path) -> None:
    """A server that counts the same tree: keystrokes meanwhile and afterwards, its memory, and after rescans."""
    os.environ["BURSAR_CACHE"] = str(folder / "server")
    wire = Wire([sys.executable, "-m", "bursar", "lsp"])
    root = uri_of_path(folder / "tree")
    wire.initialize(root)
    typing = Typing(wire)
    typing.strokes(20)
    while (state := files(wire, root))["tasks"]["done"] < 1 or "pending" not in state:
        time.sleep(0.01)
    busy = typing.strokes(KEYSTROKES)
    left = files(wire, root)["pending"]
    settle(wire, root)
    typing.strokes(20)
    idle = typing.strokes(KEYSTROKES)
    print(
        f"{KEYSTROKES} keystrokes with a count each, in a document of 100 KB"
        + ("" if left else " (counting ended first)")
    )
    row("idle", median(idle), f"p95 {ms(p95(idle))}")
    row("while counting", median(busy), f"p95 {ms(p95(busy))}, {p95(busy) / p95(idle):.2f}x of idle (aim: at most 2x)")
    before = resident(wire)
    for _ in range(RESCANS):
        wire.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": f"{root}/.gitignore", "type": 2}]})
        time.sleep(0.5)
        settle(wire, root)
    after = resident(wire)
    print(f"  {'memory':<28} {before:>9.0f} MB  after {FILES:,} files (aim: under 200)")
    print(f"  {'memory':<28} {after:>9.0f} MB  after {RESCANS} rescans more (aim: no growth)")
    wire.close()


class Typing:
    """A document that is typed into."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._text = Text(text_of(100_000))
        self._uri = "file:///elsewhere/module.py"
        self._version = 0
        item = {"uri": self._uri, "languageId": "plaintext", "version": 0, "text": str(self._text)}
        wire.notify("textDocument/didOpen", {"textDocument": item})

    def strokes(self, number: int) -> list[float]:
        """Seconds of each edit until its count is there; a pause after each, as people make."""
        seconds = []
        for start, end, new in edits(100_000, number):
            self._version += 1
            change = {"range": {"start": self._position(start), "end": self._position(end)}, "text": new}
            self._text, _ = self._text.replace(start, end, new)
            seconds.append(timed(lambda change=change: self._stroke(change)))
            time.sleep(0.005)
        return seconds

    def _stroke(self, change: dict[str, Any]) -> None:
        document = {"uri": self._uri, "version": self._version}
        self._wire.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        self._wire.request("bursar/count", {"textDocument": {"uri": self._uri}})

    def _position(self, offset: int) -> dict[str, int]:
        found = self._text.position_at(offset, PositionEncoding.UTF16)
        return {"line": found.line, "character": found.character}


def files(wire: Wire, root: str) -> dict[str, Any]:
    answer: dict[str, Any] = wire.request("bursar/files", {"folder": root})
    return answer


def settle(wire: Wire, root: str) -> None:
    """Wait until the server has nothing to count."""
    while (state := files(wire, root)).get("pending") != 0 or state["tasks"]["queued"] or state["tasks"]["running"]:
        time.sleep(0.05)


def resident(wire: Wire) -> float:
    """Megabytes of a server's memory."""
    status = Path(f"/proc/{wire.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def row(name: str, seconds: float, remark: str = "") -> None:
    print(f"  {name:<28} {ms(seconds):>12}  {remark}")


if __name__ == "__main__":
    main()

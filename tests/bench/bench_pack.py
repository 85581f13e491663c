"""The index and the packer on 3,000 files of real Python: beside bare parsing, and beside aider's repository map."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bench_workspace import TOOLS, Typing, row, settle
from figures import median, ms, p95, timed
from wire import Wire

import bursar.pack.assemble as assemble
from bursar.files import uri_of_path
from bursar.index import WorkspaceIndex
from bursar.index.build import read_file
from bursar.pack import PackRequest, Scope, pack, selection_of_line
from bursar.pack.choosing import Choosing
from bursar.pack.folder import FolderOnDisk
from bursar.pack.targets import Meter

FILES = 3_000
LARGEST_BYTES = 200_000
BUDGET = 8_000
PLACES = 6
KEYSTROKES = 300
ROUNDS = 5
AGAIN = 5
WORKERS = max(1, min(8, os.cpu_count() or 1))
AIDER = "aider-chat==0.86.2"


def main() -> None:
    """Print the figures."""
    folder = Path(tempfile.mkdtemp(prefix="bursar-bench-"))
    try:
        size = gather(folder / "tree")
        print(f"{FILES:,} Python files, {size / 1e6:.0f} MB, {WORKERS} workers, o200k_base")
        caches_in(folder / "cache")
        indexing(folder)
        places = places_in(folder / "tree")
        packing(folder, places, aider(folder / "tree", places))
        typing(folder)
    finally:
        shutil.rmtree(folder)


def caches_in(folder: Path) -> None:
    """Servers and commands started from now on keep what they know of a tree here."""
    os.environ["BURSAR_CACHE"] = str(folder)


def gather(root: Path) -> int:
    """Real modules, from the standard library and from installed packages, under their own names."""
    total, number = 0, 0
    sources = {"lib": Path(sysconfig.get_path("stdlib")), "packages": Path(sysconfig.get_path("purelib"))}
    for name, source in sources.items():
        found = [path for path in sorted(source.rglob("*.py")) if path.stat().st_size <= LARGEST_BYTES]
        if name == "lib":
            found = [path for path in found if "site-packages" not in path.parts][: FILES // 2]
        for path in found[: FILES - number]:
            target = root / name / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            total += target.write_bytes(path.read_bytes())
            number += 1
    if number < FILES:
        print(f"only {number:,} files are installed here")
    return total


def indexing(folder: Path) -> None:
    """Cold beside bare parsing, in turns; warm; and after one file changed."""
    tree = folder / "tree"
    paths = sorted(tree.rglob("*.py"))
    bare, cold, warm, changed = [], [], [], []
    shares = []
    for round_ in range(ROUNDS):
        database = folder / f"cold{round_}.sqlite3"
        before = processor_seconds()
        bare.append(timed(lambda: parse(paths)))
        between = processor_seconds()
        cold.append(timed(lambda database=database: refresh(tree, database)))
        shares.append((processor_seconds() - between) / (between - before))
        warm += [timed(lambda database=database: refresh(tree, database)) for _ in range(3)]
        changed += one_changed(tree, database)
    row("bare parsing", median(bare))
    ratio = f"{median(cold) / median(bare):.2f}x of bare (aim: at most 3x), {median(shares):.2f}x by processor time"
    row("cold index, with counts", median(cold), ratio)
    row("warm start", median(warm), f"{median(cold) / median(warm):.0f}x faster than cold (aim: at least 20x)")
    share = 100 * median(changed) / median(cold)
    row("one changed file", median(changed), f"{share:.2f} % of cold (aim: under 1 %)")


def processor_seconds() -> float:
    """What this process and those that it waited for have taken of the processors: other work does not add to it."""
    return sum(os.times()[:4])


def parse(paths: list[Path]) -> None:
    """Read and parse everything, on as many processes as the index uses."""
    running = []
    for worker in range(WORKERS):
        command = [sys.executable, str(Path(__file__).with_name("bare_parser.py"))]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        names = "".join(f"{path}\n" for path in paths[worker::WORKERS])
        thread = threading.Thread(target=process.communicate, args=(names,))
        thread.start()
        running.append(thread)
    for thread in running:
        thread.join()


def refresh(tree: Path, database: Path) -> None:
    index = WorkspaceIndex(tree, database)
    index.refresh()
    assert index.complete
    index.close()


def one_changed(tree: Path, database: Path) -> list[float]:
    """Seconds until a changed file is indexed again, for several, in an index that is open."""
    index = WorkspaceIndex(tree, database)
    index.refresh()
    seconds = []
    for path in index.files()[:: FILES // 5]:
        found = read_file(tree, path)
        assert found is not None
        text = found[0] + "\n\ndef added_just_now():\n    pass\n"
        seconds.append(timed(lambda path=path, text=text: index.update(path, text)))
        assert index.named("added_just_now")
    index.close()
    return seconds


def places_in(tree: Path) -> list[tuple[str, int]]:
    """Functions of some length in the middle of files, each with its line from 1."""
    found: list[tuple[str, int]] = []
    paths = [path for path in sorted(tree.rglob("*.py")) if 8_000 < path.stat().st_size < 60_000]
    for path in paths[len(paths) // (2 * PLACES) :: len(paths) // PLACES]:
        lines = path.read_text("utf-8").splitlines()
        heads = [number for number, line in enumerate(lines, 1) if re.match(r"\s*def [a-z]\w+\(self, \w+", line)]
        if heads:
            found.append((path.relative_to(tree).as_posix(), heads[len(heads) // 2]))
    return found[:PLACES]


def packing(folder: Path, places: list[tuple[str, int]], aiders: float | None) -> None:
    """A selection in the server and on the command line, both warm, and the fitting in it."""
    tree = folder / "tree"
    served = serving(tree, places)
    called = [timed(lambda place=place: call(tree, *place)) for place in (places[0], *places)][1:]
    beside(served, "a pack in the server", aiders, 20)
    beside(median(called), "bursar pack", aiders, 4)
    alone, whole = fitting(tree, places)
    row("fitting in it, alone", alone, "choosing items and forms by counts that are known (aim: under 10 ms)")
    row("with layout and recount", whole)


def beside(seconds: float, name: str, aiders: float | None, aim: int) -> None:
    remark = f"{aiders / seconds:.1f}x faster than aider's map (aim: at least {aim}x)" if aiders else ""
    row(name, seconds, remark)


def serving(tree: Path, places: list[tuple[str, int]]) -> float:
    """Seconds of a pack in a server whose index is there; each place once before, as in a second request of a day."""
    wire = Wire([sys.executable, "-m", "bursar", "lsp"])
    wire.initialize(uri_of_path(tree))
    settle(wire, uri_of_path(tree))
    requests = [asked(wire, tree, *place) for place in places]
    while (notes := wire.request("workspace/executeCommand", requests[0])["report"]["notes"]) and "index" in notes[0]:
        time.sleep(0.2)
    seconds = []
    for request in requests:
        wire.request("workspace/executeCommand", request)
        seconds += [timed(lambda request=request: wire.request("workspace/executeCommand", request)) for _ in range(3)]
    wire.close()
    return median(seconds)


def asked(wire: Wire, tree: Path, path: str, line: int) -> dict[str, Any]:
    """The request for a line, in a document that is open."""
    uri = uri_of_path(tree / path)
    text = (tree / path).read_text("utf-8")
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    wire.notify("textDocument/didOpen", {"textDocument": item})
    place = {"line": line - 1, "character": 0}
    argument = {"scope": "symbol", "uri": uri, "range": {"start": place, "end": place}, "budget": BUDGET}
    return {"command": "bursar.server.pack", "arguments": [argument]}


def call(tree: Path, path: str, line: int) -> None:
    """`bursar pack` as people call it, from its start to its end."""
    command = [sys.executable, "-m", "bursar", "pack", "--repo", str(tree), "--file", path]
    plain = [*command, "--line", str(line), "--budget", str(BUDGET), "--wait", "60"]
    subprocess.run(plain, check=True, capture_output=True)


def fitting(tree: Path, places: list[tuple[str, int]]) -> tuple[float, float]:
    """Seconds of the knapsack alone (items and forms, by counts that are known), and with laying out and recounting.

    Each request is fitted again: by then the texts of the items are made, counted and parsed.
    """
    index, folder = WorkspaceIndex(tree), FolderOnDisk(tree)
    index.refresh()
    alone: list[float] = []
    whole: list[float] = []
    steps: list[float] = []
    fit: Callable[..., Any] = assemble.Fitting.fit

    def noting(work: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any) -> Any:
            start = time.perf_counter()
            try:
                return work(*given)
            finally:
                steps.append(time.perf_counter() - start)

        return noted

    def repeated(self: Any, stop: Callable[[], None]) -> Any:
        found = fit(self, stop)
        for _ in range(AGAIN):
            meter = Meter(self._meter.targets)  # it has counted no bundle yet
            given = self._layout, meter, self._style, self._items, self._before, self._pins, self._tiers
            again = assemble.Fitting(*given)
            again._offers = again._chosen._offers = self._offers
            steps.clear()
            whole.append(timed(lambda again=again: fit(again, stop)))
            alone.append(sum(steps))
        return found

    with (
        patch.object(assemble.Fitting, "fit", repeated),
        patch.object(Choosing, "waiting", noting(Choosing.waiting)),
        patch.object(Choosing, "take", noting(Choosing.take)),
    ):
        for path, line in places:
            selection = selection_of_line(folder.read(path).text, line, path)
            pack(PackRequest(Scope.SELECTION, path, selection, budget=BUDGET), folder, index=index, limit_seconds=60)
    index.close()
    return median(alone), median(whole)


def aider(tree: Path, places: list[tuple[str, int]]) -> float | None:
    """Seconds of aider's own map of the same places, its cache warm and its process running."""
    python = TOOLS / "aider" / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(python.parent.parent)], check=True, timeout=120)
            install = [str(python), "-m", "pip", "install", "--quiet", AIDER]
            subprocess.run(install, check=True, capture_output=True, timeout=900)
        named = [f"{path}:{line}" for path, line in places]
        program = str(Path(__file__).with_name("aider_map.py"))
        command = [str(python), program, str(tree), str(BUDGET), *named]
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=1200)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"  aider is not to be had here ({type(error).__name__}): not compared")
        return None
    finally:
        for cache in tree.glob(".aider*"):
            shutil.rmtree(cache, ignore_errors=True)
    seconds = median(json.loads(done.stdout.splitlines()[-1]))
    row("aider's map, warm", seconds)
    return seconds


def typing(folder: Path) -> None:
    """Keystrokes in a server that indexes the tree, and when it is idle."""
    tree = folder / "tree"
    caches_in(folder / "typing")  # nothing of the tree is indexed yet
    wire = Wire([sys.executable, "-m", "bursar", "lsp"])
    wire.initialize(uri_of_path(tree))
    settle(wire, uri_of_path(tree))
    typed = Typing(wire)
    typed.strokes(20)
    idle = typed.strokes(KEYSTROKES)
    first = next(tree.rglob("*.py")).relative_to(tree).as_posix()
    wire.request("workspace/executeCommand", asked(wire, tree, first, 1))
    busy = typed.strokes(KEYSTROKES)
    notes = wire.request("workspace/executeCommand", asked(wire, tree, first, 1))["report"]["notes"]
    row("a keystroke, idle", median(idle), f"p95 {ms(p95(idle))}")
    ended = "" if any("index is not complete" in note for note in notes) else " (indexing ended first)"
    row("while indexing", median(busy), f"p95 {ms(p95(busy))}, {p95(busy) / p95(idle):.2f}x of idle (aim: 2x){ended}")
    wire.close()


if __name__ == "__main__":
    main()

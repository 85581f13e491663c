"""After random changes of files on disk and in buffers, every total equals a count from scratch."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bursar.cache.layers import CountCache
from bursar.files import decode, walk
from bursar.models import resolve
from bursar.session.queue import WorkQueue
from bursar.session.ruler import Ruler, ruler_for
from bursar.session.workspace import Workspace

PATIENCE_S = 60
NAMES = ("a.md", "b.py", "src/c.py", "src/deep/d.md", "vendor/e.js", ".gitignore", "src/.bursarignore", "go.sum")
RULES = ("*.py\n", "/src/\n", "deep/\n!d.md\n", "")
CONTENTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode),
    st.sampled_from([b"", b"\0binary", b"caf\xe9", "\ufeffwide".encode("utf-16"), b"\xef\xbb\xbfmarked", b"a" * 5000]),
)
MODELS = ("gpt-5", "gpt-4", "claude")


class Changes(RuleBasedStateMachine):
    """A folder that is changed at random, and workspaces (of several models, restarted now and then) that follow."""

    @initialize(model=st.sampled_from(MODELS))
    def begin(self, model: str) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.root = self.home / "project"
        self.root.mkdir()
        self.queue = WorkQueue(2)
        self.buffers: dict[str, str] = {}
        self.workspace: Workspace | None = None
        self.restart(model)

    @rule(model=st.sampled_from(MODELS))
    def restart(self, model: str) -> None:
        """Another process, perhaps for another model, with what the database has."""
        if self.workspace is not None:
            self.workspace.end()
            self.cache.close()
        self.cache = CountCache(f"sqlite:///{self.home / 'counts.db'}")
        self.ruler: Ruler = ruler_for(resolve(model))
        self.workspace = Workspace(self.root, self.ruler, self.cache, self.queue)
        self.workspace.refresh()

    @rule(name=st.sampled_from(NAMES), data=CONTENTS)
    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.told([name])

    @rule(name=st.sampled_from((".gitignore", "src/.bursarignore")), text=st.sampled_from(RULES))
    def write_rules(self, name: str, text: str) -> None:
        self.write(name, text.encode())
        self.refresh()

    @rule(name=st.sampled_from(NAMES), letter=st.sampled_from("xyz"))
    def write_as_large_and_as_old_as_before(self, name: str, letter: str) -> None:
        path = self.root / name
        if path.is_file():
            stamp = path.stat()
            path.write_bytes(letter.encode() * stamp.st_size)
            os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            self.told([name])

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from(NAMES))
    def rename(self, name: str, to: str) -> None:
        if (self.root / name).is_file() and (self.root / to).parent.is_dir():
            os.replace(self.root / name, self.root / to)
            self.told([name, to])

    @rule(name=st.sampled_from(("src", "src/deep", "vendor", *NAMES)))
    def remove(self, name: str) -> None:
        path = self.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        self.told([name])

    @rule(name=st.sampled_from(NAMES), text=st.text(max_size=40))
    def edit(self, name: str, text: str) -> None:
        self.buffers[name] = text

    @rule(name=st.sampled_from(NAMES))
    @precondition(lambda self: self.buffers)
    def close(self, name: str) -> None:
        self.buffers.pop(name, None)

    @rule()
    def refresh(self) -> None:
        assert self.workspace is not None
        self.workspace.refresh()

    @rule()
    def go_on_without_waiting(self) -> None:
        self.wait = False

    def told(self, names: list[str]) -> None:
        """What watching does: files that are known are looked at, for others the folder is listed again."""
        assert self.workspace is not None
        if any(name.endswith("ignore") for name in names) or not self.workspace.touch(names):
            self.workspace.refresh()

    @invariant()
    def every_total_is_a_count_from_scratch(self) -> None:
        if not getattr(self, "wait", True):
            self.wait = True
            return
        if getattr(self, "workspace", None) is None:
            return
        assert self.workspace is not None
        assert self.queue.join(PATIENCE_S)
        over = {name: self.ruler.count(text) for name, text in self.buffers.items()}
        counts = dict(self._from_scratch(over))
        for folder in ("", "src", "src/deep", "vendor"):
            inside = [tokens for name, tokens in counts.items() if not folder or name.startswith(f"{folder}/")]
            found = self.workspace.totals(folder, over)
            assert (found is None and not inside) or (
                found is not None and (found.count.tokens, found.files, found.pending) == (sum(inside), len(inside), 0)
            ), (folder, counts, found)

    def _from_scratch(self, over: dict[str, int]) -> Iterator[tuple[str, int]]:
        for path in walk(self.root):
            assert isinstance(path, Path)
            name = path.relative_to(self.root).as_posix()
            decoded = decode(path.read_bytes())
            if name in over:
                yield name, over[name]
            elif not decoded.binary:
                yield name, self.ruler.count(decoded.text)

    def teardown(self) -> None:
        if getattr(self, "workspace", None) is not None:
            self.queue.stop()
            self.cache.close()
            shutil.rmtree(self.home)


Changes.TestCase.settings = settings(
    max_examples=int(os.environ.get("BURSAR_WORKSPACE_EXAMPLES", "25")),
    stateful_step_count=20,
)
TestTotals = Changes.TestCase

"""The index over time: buffers, changed files, the database, callers, tests, search."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path

import pytest

from bursar.index import WorkspaceIndex
from bursar.index.history import history_from
from bursar.index.place import KEPT_DAYS, database_path
from repositories import git
from unit.index.folder import check_resolves, definition, index_of, write

TEXTS = """
//- pkg/__init__.py
//- pkg/shop.py
class Shop:
    def sell_item(self, item): return price_of(item)

def price_of(item):
    \"\"\"What an apple costs.\"\"\"
    return 1
//- pkg/use.py
from pkg.shop import Shop, price_of as cost

def main():
    cost(1)
    Shop().sell_item(2)
//- tests/test_shop.py
from pkg.shop import price_of

def test_price():
    assert price_of(1) == 1
//- other.py
def price_of(): ...
def unrelated(): return price_of()
"""


def names(rows: list) -> list[str]:
    return [f"{row.definition.path}:{row.definition.qualified}" for row in rows]


def test_callers_and_tests(tmp_path: Path) -> None:
    index = index_of(tmp_path, TEXTS)
    price = definition(index, "price_of", "shop.py")
    assert names(index.callers(price)) == ["pkg/shop.py:Shop.sell_item", "pkg/use.py:main"]
    assert names(index.tests_of(price)) == ["tests/test_shop.py:test_price"]
    assert names(index.callers(definition(index, "Shop.sell_item"))) == ["pkg/use.py:main"]
    assert names(index.callers(definition(index, "Shop"))) == ["pkg/use.py:main"]
    assert index.callers(definition(index, "unrelated")) == []


def test_search_finds_parts_of_identifiers_within_tokens(tmp_path: Path) -> None:
    write(tmp_path, TEXTS)
    index = WorkspaceIndex(tmp_path, False)
    index.refresh()
    assert index.search("sell")[0][0].qualified == "Shop.sell_item"
    assert index.search("apple costs")[0][0].path == "pkg/shop.py"
    ranks = [rank for _, rank in index.search("price")]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks
    shop = definition(index, "Shop")
    assert shop.tokens is not None
    assert index.search("sell_item")[0][0].qualified == "Shop.sell_item"
    small = index.search("Shop", max_tokens=shop.tokens - 1)
    assert shop not in [found for found, _ in small]
    assert shop in [found for found, _ in index.search("Shop", max_tokens=shop.tokens)]
    for query in ("", "   ", '"', "NEAR(a b)", "a* OR )", "名前", "\ud800"):
        assert isinstance(index.search(query), list)


def test_tokens_are_those_of_exactly_the_text(tmp_path: Path) -> None:
    from bursar.tokens.encodings import load

    body = "\n".join(f"    value_{number} = {number} * 7  # größe" for number in range(400))
    write(tmp_path, f"//- a.py\nclass Large:\n{body}\n    def f(self): return 1\n")
    index = WorkspaceIndex(tmp_path, False)
    index.refresh()
    text = (tmp_path / "a.py").read_text()
    encoding = load("o200k_base")
    for each in index.definitions():
        assert each.tokens == encoding.count(text[each.span.start : each.span.end])
    assert len(list(index.definitions())) == 402


def test_a_buffer_lies_over_its_file(tmp_path: Path) -> None:
    index = index_of(tmp_path, TEXTS)
    index.update("other.py", "def fresh(): return gone()\n")
    assert index.named("unrelated") == []
    assert [each.name for each in index.named("fresh")] == ["fresh"]
    assert index.search("fresh")[0][0].name == "fresh"
    index.refresh()
    assert [each.name for each in index.named("fresh")] == ["fresh"]
    index.update("other.py", None)
    assert index.named("fresh") == []
    assert [each.name for each in index.named("unrelated")] == ["unrelated"]
    index.update("new/file.py", "def brand_new(): ...\n")
    assert [each.path for each in index.named("brand_new")] == ["new/file.py"]
    index.update("new/file.py", None)
    assert index.named("brand_new") == []
    assert "new/file.py" not in index.files()


def test_resolving_sees_a_change_at_once(tmp_path: Path) -> None:
    index = index_of(tmp_path, TEXTS)
    main = definition(index, "main")
    assert "pkg/shop.py:price_of" in names(index.resolve(main.path, main.span))
    index.update("pkg/shop.py", "class Shop:\n    def sell_item(self, item): ...\n")
    found = names(index.resolve(main.path, main.span))
    assert "pkg/shop.py:price_of" not in found
    assert "pkg/shop.py:Shop.sell_item" in found


def test_a_second_index_reads_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, kept = tmp_path / "root", tmp_path / "cache" / "index.sqlite3"
    write(root, TEXTS)
    first = WorkspaceIndex(root, kept, None)
    first.refresh()
    everything = list(first.definitions())
    first.close()
    second = WorkspaceIndex(root, kept, None)
    done: list[tuple[int, int]] = []
    assert list(second.definitions()) == everything  # before any refresh
    assert second.refresh(progress=lambda count, total: done.append((count, total)))
    assert done == []
    (root / "other.py").write_text("def changed(): ...\n")
    os.utime(root / "pkg/use.py", ns=(1, 1))
    (root / "tests/test_shop.py").unlink()
    assert second.refresh(progress=lambda count, total: done.append((count, total)))
    assert done == [(1, 1)]
    assert second.complete
    assert "tests/test_shop.py" not in second.files()
    second.close()


def test_incremental_equals_from_scratch(tmp_path: Path) -> None:
    write(tmp_path, TEXTS)
    index = WorkspaceIndex(tmp_path, False, None)
    index.refresh()
    for path in index.files():
        index.update(path, "def x(): ...\n")
    for path in index.files():
        index.update(path, None)
    again = WorkspaceIndex(tmp_path, False, None)
    again.refresh()
    assert list(index.definitions()) == list(again.definitions())
    assert [found for found, _ in index.search("price")] == [found for found, _ in again.search("price")]


@pytest.mark.parametrize("damage", ["garbage", "empty", "folder", "newer", "row", "truncated"])
def test_a_damaged_database_costs_only_the_cache(tmp_path: Path, damage: str) -> None:
    root, kept = tmp_path / "root", tmp_path / "index.sqlite3"
    write(root, TEXTS)
    first = WorkspaceIndex(root, kept, None)
    first.refresh()
    expected = list(first.definitions())
    first.close()
    if damage == "garbage":
        kept.write_bytes(b"not a database" * 1000)
    elif damage == "empty":
        kept.write_bytes(b"")
    elif damage == "truncated":
        kept.write_bytes(kept.read_bytes()[:9000])
    elif damage == "folder":
        kept.unlink()
        kept.mkdir()
    else:
        connection = sqlite3.connect(kept)
        if damage == "newer":
            connection.execute("PRAGMA user_version = 99")
        else:
            connection.execute("UPDATE files SET body = '[1]'")
        connection.commit()
        connection.close()
    index = WorkspaceIndex(root, kept, None)
    index.refresh()
    list(index.definitions())  # a row that cannot be read is forgotten here
    index.refresh()
    assert list(index.definitions()) == expected
    index.close()


def test_a_locked_database_is_left_alone(tmp_path: Path) -> None:
    root, kept = tmp_path / "root", tmp_path / "index.sqlite3"
    write(root, TEXTS)
    WorkspaceIndex(root, kept, None).close()
    holder = sqlite3.connect(kept, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    index = WorkspaceIndex(root, kept, None)
    assert index.refresh() or index.refresh()
    assert [each.name for each in index.named("main")] == ["main"]
    holder.execute("ROLLBACK")
    holder.close()
    index.close()
    assert kept.exists()


def test_cancelling_keeps_what_was_done(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"//- f{number}.py\ndef f{number}(): ...\n" for number in range(20)))
    index = WorkspaceIndex(tmp_path, False, None)
    done: list[int] = []
    assert not index.refresh(cancelled=lambda: len(done) >= 5, progress=lambda count, total: done.append(count))
    assert not index.complete
    assert (len(index.files()), index.missing) == (5, 15)
    assert index.refresh()
    assert (len(index.files()), index.missing) == (20, 0)


def test_many_files_are_indexed_by_workers(tmp_path: Path) -> None:
    count = 230
    write(tmp_path, "".join(f"//- f{number}.py\ndef f{number}(): return f{number - 1}()\n" for number in range(count)))
    (tmp_path / "broken.py").write_bytes(b"def \xff\xfe(): \x00")
    index = WorkspaceIndex(tmp_path, False)
    assert index.refresh()
    found = {each.name: each for each in index.definitions()}
    assert len(found) >= count
    assert found["f7"].tokens


def test_workers_can_be_cancelled(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"//- f{number}.py\ndef f{number}(): ...\n" for number in range(230)))
    index = WorkspaceIndex(tmp_path, False, None)
    done: list[int] = []
    assert not index.refresh(cancelled=lambda: len(done) >= 3, progress=lambda count, total: done.append(count))
    assert 0 < len(index.files()) < 230


def test_history_of_a_repository(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    write(root, "//- a.py\n1\n//- b.py\n1\n//- sub/c.py\n1\n")

    git(root, "init", "-q")
    for number in range(3):
        for name in ("a.py", "b.py", *(["sub/c.py"] if number == 0 else [])):
            (root / name).write_text(f"{number + 2}\n")
        git(root, "add", ".")
        git(root, "commit", "-q", "-m", str(number))
    index = WorkspaceIndex(root, False, None)
    assert [path for path, _ in index.cochanged("a.py")] == ["b.py", "sub/c.py"]
    assert all(0 < weight <= 1 for _, weight in index.cochanged("a.py"))
    assert index.recency("a.py") > index.recency("sub/c.py") > index.recency("unknown.py") == 0
    assert WorkspaceIndex(tmp_path, False, None).cochanged("a.py") == []


def test_large_commits_say_nothing_of_two_files() -> None:
    everything = [f"{number}.py" for number in range(100)]
    history = history_from([everything, ["0.py", "1.py"]])
    assert [path for path, _ in history.cochanged("0.py")] == ["1.py"]
    assert history.cochanged("7.py") == []
    assert history.recency("7.py") == 1.0


def test_the_database_is_kept_where_the_user_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BURSAR_CACHE", str(tmp_path / "here"))
    assert database_path(tmp_path).parent == tmp_path / "here"
    assert database_path(tmp_path) != database_path(tmp_path / "a")


def test_a_database_that_nobody_opened_for_long_goes_when_another_is_made(tmp_path: Path) -> None:
    roots = [tmp_path / name for name in ("old", "used", "new")]
    for root in roots:
        write(root, "//- a.py\ndef f():\n    pass\n")
    old, used, new = (tmp_path / f"index-{root.name}.sqlite3" for root in roots)
    before = time.time() - (KEPT_DAYS + 1) * 24 * 3600
    for root, path in ((roots[0], old), (roots[1], used)):
        WorkspaceIndex(root, path).close()
        os.utime(path, (before, before))
    WorkspaceIndex(roots[1], used).close()
    WorkspaceIndex(roots[2], new).close()
    assert [path.exists() for path in (old, used, new)] == [False, True, True]


def test_what_is_referred_to_is_indexed_out_of_turn(tmp_path: Path) -> None:
    write(tmp_path, "".join(f"//- pkg/other{number}.py\ndef f{number}():\n    pass\n" for number in range(300)))
    write(tmp_path, "//- app/main.py\nfrom zoo.away import help_out\n\n\ndef run():\n    help_out()\n")
    write(tmp_path, "//- zoo/away.py\ndef help_out():\n    pass\n")
    index = WorkspaceIndex(tmp_path, False)
    asked = iter(range(10_000))
    assert not index.refresh(cancelled=lambda: next(asked) > 310, near="app/main.py")
    file = index.file("app/main.py")
    assert file is not None
    assert "zoo/away.py" not in index.files()
    assert index.missing > 200
    selected = next(found for found in file.definitions if found.name == "run")
    assert [found.definition.qualified for found in index.resolve("app/main.py", selected.span)] == ["help_out"]
    assert index.refresh()


def test_a_manifest_changed_on_disk_is_seen(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        """
//- go.mod
module example.com/site
//- store/store.go
package store
func Open() {}
//- main.go
package main
import "example.com/site/store"
func main() { store.Open() }
""",
    )
    check_resolves(index, "main", "store/store.go:Open")
    (tmp_path / "go.mod").write_text("module example.com/other\n")
    assert index.refresh()
    check_resolves(index, "main", "")


def test_what_was_listed_in_time_can_be_drawn_on(tmp_path: Path) -> None:
    write(tmp_path, TEXTS)
    index = WorkspaceIndex(tmp_path, False, None)
    asked = iter([False] * 4)  # the listing is broken off after so many files
    assert not index.refresh(cancelled=lambda: next(asked, True))
    assert (index.complete, index.missing, index.files()) == (False, 0, [])
    assert index.file("pkg/shop.py") is not None
    assert index.file("tests/test_shop.py") is None
    assert index.refresh()
    assert index.complete

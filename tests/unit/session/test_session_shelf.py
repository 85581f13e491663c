"""A folder put away as a whole: what it finds is what was put in, and only while the stamps stand."""

from __future__ import annotations

import pytest

from bursar.files import Origin, Stamp
from bursar.session.reading import FileCount, Kind
from bursar.session.shelf import Shelf, packed
from bursar.tokens.measure import Measure

STAMP = Stamp(5, -(2**63) + 1, 2**63 - 1, 7, 8)
OWN = FileCount("a/\udcff.md", STAMP, Kind.TEXT, 3, Measure(10, 3, 0, 1, 2, 4))
VENDORED = FileCount("vendor/b.js", STAMP, Kind.GENERATED, 9, Measure(30, 9), origin=Origin.VENDORED)
BINARY = FileCount("c.bin", STAMP, Kind.BINARY, 0)


def test_what_was_put_away_is_found_by_path_and_stamp() -> None:
    shelf = Shelf(packed([OWN, VENDORED, BINARY]))
    assert len(shelf) == 3
    for found in (OWN, VENDORED, BINARY):
        assert shelf.find(found.path, STAMP) == (found.kind, found.origin, found.measure)
        assert shelf.find(found.path, STAMP._replace(mtime_ns=1)) is None
    assert shelf.find("d.md", STAMP) is None


@pytest.mark.parametrize(
    "found",
    [
        FileCount("moving.md", STAMP, Kind.TEXT, 3, OWN.measure, steady=False),
        FileCount("refused.md", STAMP, Kind.UNREADABLE, 0),
        FileCount("open.md", None, Kind.TEXT, 3),
    ],
)
def test_what_may_be_another_thing_the_next_time_is_not_put_away(found: FileCount) -> None:
    assert packed([found]) == b""


@pytest.mark.parametrize("data", [b"", b"nonsense", packed([OWN])[:-1]])
def test_data_that_is_none_is_an_empty_shelf(data: bytes) -> None:
    assert len(Shelf(data)) == 0

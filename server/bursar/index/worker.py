"""The program of a worker process: reads lines that name files, answers each with a line that holds its record.

`python -m bursar.index.worker`; its standard streams are pipes of the process that started it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bursar.index.build import read_file, record_in
from bursar.index.records import Record, Stamp


def main() -> None:
    """Work until the input ends. Its first line is the root and the encoding, or null to count nothing."""
    root, encoding = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        path = json.loads(line)
        record = work(Path(root), path, encoding)
        sys.stdout.write(json.dumps(encoded(path, record)) + "\n")
        sys.stdout.flush()


def work(root: Path, path: str, encoding: str | None) -> Record | None:
    """The record of one file on disk; None of one that cannot be indexed."""
    found = read_file(root, path)
    return record_in(path, *found, encoding) if found is not None else None


def encoded(path: str, record: Record | None) -> list[Any]:
    """A record as plain data."""
    if record is None:
        return [path]
    stamp = record.stamp
    return [
        path, stamp.size, stamp.mtime_ns, stamp.inode, record.digest, record.language, record.words, record.body,
        record.entries,
    ]  # fmt: skip  # rows, as a table


def decoded(row: list[Any]) -> Record | None:
    """The record in plain data."""
    if len(row) == 1:
        return None
    entries = tuple((name, words, container, text, tokens) for name, words, container, text, tokens in row[8])
    return Record(row[0], Stamp(row[1], row[2], row[3]), row[4], row[5], row[6], row[7], entries)


if __name__ == "__main__":
    main()

"""The program of a worker process: reads lines that name files, answers each with its record.

`python -m bursar.index.worker`; its standard streams are pipes of the process that started it. An answer is the number
of bytes that follow (`SIZE_BYTES`, little-endian), and the pickle of a path and a record or None.
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from typing import IO, Final

from bursar.index.build import read_file, record_in
from bursar.index.records import Record

SIZE_BYTES: Final = 4


def main() -> None:
    """Work until the input ends. Its first line is the root and the encoding, or null to count nothing."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever prints does not print into an answer
    root, encoding = json.loads(sys.stdin.readline())
    for line in sys.stdin:
        path = json.loads(line)
        answer = pickle.dumps((path, work(Path(root), path, encoding)), pickle.HIGHEST_PROTOCOL)
        answers.write(len(answer).to_bytes(SIZE_BYTES, "little") + answer)
        answers.flush()


def work(root: Path, path: str, encoding: str | None) -> Record | None:
    """The record of one file on disk; None of one that cannot be indexed."""
    found = read_file(root, path)
    return record_in(path, *found, encoding) if found is not None else None


def answered(answers: IO[bytes]) -> tuple[str, Record | None]:
    """The next answer of a worker of ours. Raises EOFError when there is none, UnpicklingError for a part of one."""
    size = int.from_bytes(answers.read(SIZE_BYTES), "little")
    found: tuple[str, Record | None] = pickle.loads(answers.read(size))
    return found


if __name__ == "__main__":
    main()

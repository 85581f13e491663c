"""The program of the bulk process: reads batches of paths, answers each with the counts of the files.

`python -m bursar.session.bulk_worker ENCODING NICENESS`; its standard streams are pipes of the process that started it,
and what goes through them is pickled. It first says why it cannot count, or "".
"""

from __future__ import annotations

import os
import pickle
import sys

from bursar.errors import BursarError
from bursar.session.reading import FileReader
from bursar.session.ruler import ruler_of_engine
from bursar.tokens.bulk import BulkEngine


def main() -> None:
    """Work until the input ends."""
    if hasattr(os, "nice"):
        os.nice(max(0, int(sys.argv[2]) - os.nice(0)))  # it may have been started by a thread that is nice already
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    try:
        ruler, problem = ruler_of_engine(BulkEngine.load(sys.argv[1])), ""
    except BursarError as error:
        problem = str(error)
    pickle.dump(problem, sink)
    sink.flush()
    readers: dict[str, FileReader] = {}
    while not problem:
        try:
            root, paths = pickle.load(source)
        except EOFError:
            return
        reader = readers.get(root) or readers.setdefault(root, FileReader(root, ruler))
        pickle.dump(reader.count(paths, lambda _: {}), sink)
        sink.flush()


if __name__ == "__main__":
    main()

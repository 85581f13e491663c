"""A worker that only reads and parses: what indexing is held against. Paths on stdin, one a line; a byte for each."""

from __future__ import annotations

import sys
from pathlib import Path

import tree_sitter_python
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_python.language()))
for line in sys.stdin:
    parser.parse(Path(line.rstrip("\n")).read_bytes())
    sys.stdout.write(".")

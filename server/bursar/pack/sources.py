"""Which files a bundle may draw on: what was written by people, not what was made or copied."""

from __future__ import annotations

import re
from typing import Final

_MADE: Final = re.compile(
    r"(?:^|/)(?:vendor|vendored|third_party|third-party|node_modules|bower_components|dist|site-packages)/"
    r"|\.min\.(?:js|css)$|\.bundle\.js$|\.pb\.(?:go|cc|h)$|_pb2(?:_grpc)?\.pyi?$|\.g\.(?:dart|cs)$|\.designer\.cs$"
    r"|(?:^|/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|poetry\.lock|uv\.lock|Cargo\.lock|go\.sum|Gemfile\.lock)$"
)
_SAYS_SO: Final = re.compile(r"(?i)code generated .{0,80}do not edit|@generated\b|automatically generated")
HEAD_CHARS: Final = 1000


def is_generated(path: str, text: str = "") -> bool:
    """Whether a file is generated, vendored or a lock file, by its name or by what its head says."""
    return bool(_MADE.search(path) or (text and _SAYS_SO.search(text[:HEAD_CHARS])))

"""What kind of content a file holds: a table of names and languages, read from the top."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bursar.index.namespaces import is_test
from bursar.pack.levels.dialects import dialect_of
from bursar.pack.levels.policy import ContentKind
from bursar.pack.sources import is_generated


def kind_of(path: str, language: str | None, head: str = "") -> ContentKind:
    """The kind of a file's content, by its path, its language and its first characters."""
    named = language or ""
    for row in _ROWS:
        if (row.paths and row.paths.search(path)) or named in row.languages or (row.says and row.says(path, head)):
            if row.kind is ContentKind.TEST and not dialect_of(language).code:
                continue  # what tests read is data
            return row.kind
    return ContentKind.CODE if language and named not in _PROSE else ContentKind.DOCUMENT


@dataclass(frozen=True, slots=True)
class _KindRow:
    """A kind has files whose path matches `paths`, whose language is one of `languages`, or that `says` knows."""

    kind: ContentKind
    paths: re.Pattern[str] | None = None
    languages: frozenset[str] = frozenset()
    says: Callable[[str, str], bool] | None = None


_PROSE: Final = frozenset({"markdown", "plaintext", "restructuredtext", "asciidoc", "html"})

_ROWS: Final = (
    _KindRow(ContentKind.DATA, says=is_generated),
    _KindRow(
        ContentKind.PROMPT,
        re.compile(
            r"(?i)(?:^|/)(?:AGENTS?|CLAUDE|GEMINI|QWEN|WARP|CRUSH|CONVENTIONS|SKILL|GUIDELINES)"
            r"(?:\.local|\.override)?\.mdc?$"
            r"|(?:^|/)\.(?:cursor|windsurf|cline|roo|goose)rules$|\.mdc$|(?:^|/)copilot-instructions\.md$"
            r"|\.(?:instructions|prompt|chatmode|agent)\.md$|\.prompt$"
            r"|(?:^|/)(?:prompts?|rules|\.claude|\.cursor|\.clinerules|\.windsurf|\.roo)/.*\.(?:md|txt|j2|jinja2?|hbs)$"
            r"|(?:^|/)system[_-]?prompt[^/]*\.(?:md|txt)$"
        ),
        frozenset({"prompt", "instructions", "chatmode", "chatagent", "skill", "mdc"}),
    ),
    _KindRow(ContentKind.TEST, says=lambda path, head: is_test(path)),
    _KindRow(
        ContentKind.DATA,
        re.compile(
            r"(?i)\.(?:csv|tsv|psv|jsonl|ndjson|geojson|ipynb|xml|svg|snap|po|pot|har|log|sql\.dump|lock)$"
            r"|(?:^|/)(?:data|datasets?|fixtures?|testdata|snapshots?|__snapshots__|samples?)/.*\.(?:json|ya?ml|txt)$"
            r"|(?:^|/)(?:package-lock\.json|go\.sum)$"
        ),
    ),
    _KindRow(
        ContentKind.CONFIGURATION,
        re.compile(
            r"(?i)\.(?:ini|cfg|conf|config|properties|env|toml|ya?ml|plist|editorconfig|jsonc|code-workspace)$"
            r"|(?:^|/)\.env(?:\.[^/]+)?$|(?:^|/)\.[^/]*(?:rc|ignore|attributes)(?:\.json)?$"
            r"|(?:^|/)(?:package|tsconfig[^/]*|jsconfig[^/]*|composer|deno|manifest|settings|launch|tasks|biome|turbo"
            r"|nx|angular|vercel|renovate|lerna|[^/]*\.config|[^/]*rc)\.json$"
            r"|(?:^|/)(?:config|conf|settings|\.vscode|\.github|\.devcontainer)/[^/]*\.json$"
            r"|(?:^|/)(?:go\.mod|go\.work|Dockerfile[^/]*|Containerfile|Makefile|Procfile|CODEOWNERS|Pipfile"
            r"|requirements[^/]*\.txt|constraints[^/]*\.txt|CMakeLists\.txt)$"
        ),
        frozenset({"toml", "yaml", "ini", "properties", "dotenv", "dockerfile", "makefile", "jsonc", "dockercompose"}),
    ),
    _KindRow(ContentKind.DATA, languages=frozenset({"json", "csv", "xml", "jsonl"})),
)
"""The first row that knows a file says its kind."""

"""The table of languages: one row here and one file in `queries/` make a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """How a language is recognised and parsed.

    `id` is the protocol's language id, `aliases` other ids that editors use for it; `patterns` match a file's name,
    whatever its case. `grammar` is the module of the grammar's wheel and `function` what gives the grammar in it; the
    query is the file `queries/<query>.scm`, by default that of the id.
    """

    id: str
    patterns: tuple[str, ...]
    grammar: str
    function: str = "language"
    aliases: tuple[str, ...] = ()
    query: str = ""

    @property
    def query_file(self) -> str:
        """The name of the query's file in `queries/`."""
        return f"{self.query or self.id}.scm"


LANGUAGES: Final = (
    Language(
        "markdown",
        ("*.md", "*.markdown", "*.mdown", "*.mkd", "*.mdx", "*.mdc", ".cursorrules", ".windsurfrules", ".clinerules"),
        "tree_sitter_markdown",
        aliases=("mdx", "mdc", "prompt", "instructions", "chatmode", "chatagent", "skill"),
    ),
    Language("python", ("*.py", "*.pyi", "*.pyw"), "tree_sitter_python"),
)


def language_of(path: str) -> str | None:
    """The id of the language of a file, by its name alone; None of one that has no row."""
    name = re.split(r"[/\\]", path)[-1].lower()
    found = _file_names().fullmatch(name)
    return LANGUAGES[int(str(found.lastgroup)[1:])].id if found else None


def language_named(name: str) -> Language | None:
    """The row of a language id as any editor spells it (`Python`, `markdown.mdx`); None of one that has no row."""
    known = _ids()
    name = name.lower()
    return known.get(name) or known.get(name.partition(".")[0])


@cache
def _ids() -> dict[str, Language]:
    return {name: row for row in LANGUAGES for name in (row.id, *row.aliases)}


@cache
def _file_names() -> re.Pattern[str]:
    """One group per row: `lastgroup` names the row that matched."""
    groups = ("|".join(translate(pattern.lower()) for pattern in row.patterns) for row in LANGUAGES)
    return re.compile("|".join(f"(?P<r{number}>{group})" for number, group in enumerate(groups)))

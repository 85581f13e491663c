"""The table of languages: one row here and one file in `queries/` make a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Final

LONG_LINE_CHARS: Final = 500_000
"""In Markdown a query's time is quadratic in the signs of a line."""


@dataclass(frozen=True, slots=True)
class Language:
    """How a language is recognised and parsed.

    `id` is the protocol's language id, `aliases` other ids that editors use for it; `patterns` match a file's name,
    whatever its case. `grammar` is the module of the grammar's wheel and `function` what gives the grammar in it; the
    query is the file `queries/<query>.scm`, by default that of the id, or several joined by a `+`. With a `depth` only
    nodes less deep than it are symbols (keys of data). A text with a line of twice `long_line_chars` has no outline.
    """

    id: str
    patterns: tuple[str, ...]
    grammar: str
    function: str = "language"
    aliases: tuple[str, ...] = ()
    query: str = ""
    depth: int | None = None
    long_line_chars: int = LONG_LINE_CHARS

    @property
    def query_files(self) -> tuple[str, ...]:
        """The names of the query's files in `queries/`."""
        return tuple(f"{name}.scm" for name in (self.query or self.id).split("+"))


LANGUAGES: Final = (
    Language(
        "markdown",
        ("*.md", "*.markdown", "*.mdown", "*.mkd", "*.mdx", "*.mdc", ".cursorrules", ".windsurfrules", ".clinerules"),
        "tree_sitter_markdown",
        aliases=("mdx", "mdc", "prompt", "instructions", "chatmode", "chatagent", "skill"),
    ),
    Language("python", ("*.py", "*.pyi", "*.pyw"), "tree_sitter_python"),
    Language(
        "javascript",
        ("*.js", "*.mjs", "*.cjs", "*.jsx"),
        "tree_sitter_javascript",
        aliases=("javascriptreact", "jsx"),
        query="ecmascript+javascript",
    ),
    Language(
        "typescript",
        ("*.ts", "*.mts", "*.cts"),
        "tree_sitter_typescript",
        "language_typescript",
        query="ecmascript+typescript",
    ),
    Language(
        "typescriptreact",
        ("*.tsx",),
        "tree_sitter_typescript",
        "language_tsx",
        aliases=("tsx",),
        query="ecmascript+typescript",
    ),
    Language("go", ("*.go",), "tree_sitter_go"),
    Language("rust", ("*.rs",), "tree_sitter_rust"),
    Language("java", ("*.java",), "tree_sitter_java"),
    Language("c", ("*.c",), "tree_sitter_c"),
    Language(
        "cpp",
        ("*.cpp", "*.cc", "*.cxx", "*.h", "*.hh", "*.hpp", "*.hxx", "*.ipp", "*.tpp"),
        "tree_sitter_cpp",
        aliases=("c++",),
        query="c+cpp",
    ),
    Language("csharp", ("*.cs", "*.csx"), "tree_sitter_c_sharp", aliases=("cs", "c#")),
    Language("ruby", ("*.rb", "*.rake", "*.gemspec", "Rakefile", "Gemfile", "*.ru"), "tree_sitter_ruby"),
    Language("php", ("*.php", "*.phtml"), "tree_sitter_php", "language_php"),
    Language(
        "shellscript",
        ("*.sh", "*.bash", "*.zsh", "*.ksh", ".bashrc", ".bash_profile", ".profile", ".zshrc"),
        "tree_sitter_bash",
        aliases=("bash", "sh", "zsh"),
    ),
    Language("kotlin", ("*.kt", "*.kts"), "tree_sitter_kotlin"),
    Language("swift", ("*.swift",), "tree_sitter_swift", long_line_chars=5_000),
    Language("scala", ("*.scala", "*.sc", "*.sbt"), "tree_sitter_scala"),
    Language("lua", ("*.lua",), "tree_sitter_lua"),
    Language("html", ("*.html", "*.htm", "*.xhtml"), "tree_sitter_html"),
    Language("css", ("*.css",), "tree_sitter_css"),
    Language("sql", ("*.sql", "*.ddl"), "tree_sitter_sql"),
    Language(
        "json",
        ("*.json", "*.jsonc", "*.code-workspace", "*.webmanifest", "*.ipynb"),
        "tree_sitter_json",
        aliases=("jsonc",),
        depth=8,
    ),
    Language(
        "yaml", ("*.yaml", "*.yml"), "tree_sitter_yaml", aliases=("dockercompose", "github-actions-workflow"), depth=13
    ),
    Language("toml", ("*.toml", "Cargo.lock", "poetry.lock", "uv.lock", "Pipfile"), "tree_sitter_toml", depth=4),
)


WITHOUT_GRAMMAR: Final = (
    Language("plaintext", ("*.txt", "*.text", "*.prompt"), "", aliases=("text", "plain", "txt")),
    Language("jinja", ("*.j2", "*.jinja", "*.jinja2"), "", aliases=("jinja2", "j2", "jinja-html", "jinja-md")),
    Language("handlebars", ("*.hbs", "*.handlebars"), ""),
    Language("mustache", ("*.mustache",), ""),
)
"""Prompts whose parts are found without a syntax tree."""


def language_of(path: str) -> str | None:
    """The id of the language of a file, by its name alone; None of one that has no row."""
    name = re.split(r"[/\\]", path)[-1].lower()
    found = _file_names().fullmatch(name)
    return _rows()[int(str(found.lastgroup)[1:])].id if found else None


def language_for(name: str, path: str) -> str:
    """The language of an open file: the editor's word; where it says little (none we know, plain text), the name's."""
    named = language_named(name)
    if named is None or named.id == "plaintext":
        return language_of(path) or name
    return name


def language_named(name: str) -> Language | None:
    """The row of a language id as any editor spells it (`Python`, `markdown.mdx`); None of one that has no row."""
    known = _ids()
    name = name.lower()
    return known.get(name) or known.get(name.partition(".")[0])


def _rows() -> tuple[Language, ...]:
    return (*LANGUAGES, *WITHOUT_GRAMMAR)


@cache
def _ids() -> dict[str, Language]:
    return {name: row for row in LANGUAGES for name in (row.id, *row.aliases)}


@cache
def _file_names() -> re.Pattern[str]:
    """One group per row: `lastgroup` names the row that matched."""
    groups = ("|".join(translate(pattern.lower()) for pattern in row.patterns) for row in _rows())
    return re.compile("|".join(f"(?P<r{number}>{group})" for number, group in enumerate(groups)))

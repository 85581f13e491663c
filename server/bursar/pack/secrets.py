"""Secrets are taken out of content before it leaves: what detect-secrets finds, private keys, `.env` and key files."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from bursar.outline import language_of

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

REDACTED: Final = "[redacted]"

PIECE_CHARS: Final = 4000
"""Longer lines are searched in pieces: the time of some detectors is quadratic."""

_PLUGINS: Final = (
    "artifactory", "aws", "azure_storage_key", "basic_auth", "cloudant", "discord", "github_token", "gitlab_token",
    "high_entropy_strings", "ibm_cloud_iam", "ibm_cos_hmac", "jwt", "keyword", "mailchimp", "npm", "openai",
    "pypi_token", "sendgrid", "slack", "softlayer", "square_oauth", "stripe", "telegram_token", "twilio",
)  # fmt: skip  # rows, as a table
"""The detectors that are used; public IP addresses are no secret, and private keys are found by the block below."""

_GUESSES: Final = frozenset({"Secret Keyword", "Base64 High Entropy String", "Hex High Entropy String"})
"""The detectors whose findings are guesses: detect-secrets' own heuristics say which are no secrets."""

_HEURISTICS: Final = (
    "is_sequential_string", "is_potential_uuid", "is_templated_secret", "is_prefixed_with_dollar_sign",
    "is_not_alphanumeric_string",
)  # fmt: skip  # rows, as a table

_TOKENS: Final = (
    r"[0-9a-fA-F]{20}|(?=[\w+/=.~-]{0,40}\d)(?=[\w+/=.~-]{0,40}[A-Z])[\w+/=.~-]{16}|://[^\s/]{1,200}:[^\s/]+@"
    r"|xox[a-z]-|[sr]k_(?:live|test)|SG\.|glpat-|npm_|pypi-|gh[pousr]_|hooks\.slack"
)
_KEYS: Final = r"(?i:pass|pwd|secret|key|contrase)"
_SUSPECT: Final = re.compile(rf"{_TOKENS}|{_KEYS}\w{{0,40}}[\"'\])]{{0,2}}\s{{0,9}}[:=]\s{{0,9}}[bBrRuU]?[\"'`]")
_SUSPECT_DATA: Final = re.compile(rf"{_TOKENS}|{_KEYS}[^\n]{{0,400}}?[\"'=:]")
"""A line without this holds nothing that a detector finds; most lines are not, and cost nothing more."""

_KEY_WORDS: Final = r"(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
_PRIVATE_KEY: Final = re.compile(rf"(-----BEGIN {_KEY_WORDS})(?!\")([\s\S]*?)(-----END {_KEY_WORDS}|\Z)")
_ENV_FILE: Final = re.compile(r"(?:^|/)\.env(?:\.[^/]+)?$|(?:^|/)[^/]+\.env$|(?:^|/)\.(?:npmrc|netrc|pgpass|pypirc)$")
_ENV_VALUE: Final = re.compile(r"(?m)^([ \t]*(?:export[ \t]+)?[\w.:/@-]+[ \t]*[=:][ \t]*)(\S[^\r\n]*)")
_NETRC_VALUE: Final = re.compile(r"(?m)\b((?:password|login|account)[ \t]+)(\S+)")
_KEY_FILE: Final = re.compile(
    r"(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\.(?:pem|key|p12|pfx|jks|keystore|ppk|asc|kdbx))$", re.IGNORECASE
)
_EXAMPLE: Final = re.compile(r"\.(?:example|sample|template|dist)$")

Found = tuple[str, ...]


def is_secret_file(path: str) -> bool:
    """Whether a file is made to hold secrets: it is drawn on only when it is asked for, and then without them."""
    return bool(_KEY_FILE.search(path) or (_ENV_FILE.search(path) and not _EXAMPLE.search(path)))


class Redactor:
    """Takes secrets out of the texts of one bundle. What it has seen it knows; a secret itself it never keeps."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], tuple[str, Found]] = {}
        self._texts: dict[tuple[str, str], tuple[str, Found]] = {}

    def clean(self, path: str, text: str) -> str:
        """A text of a file without its secrets."""
        return self._cleaned(path, text)[0]

    def found(self, path: str, text: str) -> Found:
        """What kinds of secrets a text held, each once for every place."""
        return self._cleaned(path, text)[1]

    def _cleaned(self, path: str, text: str) -> tuple[str, Found]:
        key = path, text
        if key not in self._texts:
            self._texts[key] = self._clean(path, text)
        return self._texts[key]

    def _clean(self, path: str, text: str) -> tuple[str, Found]:
        found: list[str] = []

        def told(kind: str) -> Callable[[re.Match[str]], str]:
            def replaced(match: re.Match[str]) -> str:
                found.append(kind)
                return f"{match[1]}{REDACTED}"

            return replaced

        if _KEY_FILE.search(path):
            return REDACTED + "\n", ("Key File",)
        if _ENV_FILE.search(path) and not _EXAMPLE.search(path):
            text = _ENV_VALUE.sub(told("Environment File"), text)
            text = _NETRC_VALUE.sub(told("Environment File"), text)
        if "PRIVATE KEY" in text:
            text = _PRIVATE_KEY.sub(_key_body(found), text)
        lines = []
        suspect = _SUSPECT if language_of(path) else _SUSPECT_DATA
        for line in text.splitlines(keepends=True):
            for piece in _pieces(line):
                plain, kinds = self._line(path, piece) if suspect.search(piece) else (piece, ())
                lines.append(plain)
                found.extend(kinds)
        return "".join(lines), tuple(found)

    def _line(self, path: str, line: str) -> tuple[str, Found]:
        key = path.rpartition(".")[2], line
        if key not in self._lines:
            self._lines[key] = _clean_line(path, line)
        return self._lines[key]


def _pieces(line: str) -> Iterator[str]:
    """A line in pieces that the detectors can take, cut where no secret runs on if there is such a place."""
    while len(line) > PIECE_CHARS:
        cut = next((at for at in range(PIECE_CHARS, PIECE_CHARS // 2, -1) if line[at] in " ,;\t"), PIECE_CHARS)
        yield line[:cut]
        line = line[cut:]
    yield line


def _key_body(found: list[str]) -> Callable[[re.Match[str]], str]:
    def replaced(match: re.Match[str]) -> str:
        if not match[2].strip("\\nr\"' \t\r\n+,"):
            return match[0]  # only the heading is named, as code that reads keys does
        found.append("Private Key")
        return f"{match[1]}{REDACTED}{match[3]}"

    return replaced


def _clean_line(path: str, line: str) -> tuple[str, Found]:
    found: list[str] = []
    for detector in _detectors():
        for secret in detector.analyze_line(filename=path, line=line, line_number=0):
            value = (secret.secret_value or "").strip("\"' \t\r\n=:")
            if not value or value not in line or REDACTED in value:
                continue
            if secret.type in _GUESSES and any(says(value) for says in _heuristics()):
                continue
            plain = _place(secret.type, value, path).sub(lambda match: f"{match['before']}{REDACTED}", line)
            if plain != line:
                line = plain
                found.append(secret.type)
    return line, tuple(found)


def _place(kind: str, value: str, path: str) -> re.Pattern[str]:
    """Where a secret of a kind stands in a line: the guesses only where they can be nothing else."""
    secret = re.escape(value)
    if kind == "Secret Keyword":
        quoted = rf"(?P<before>(?<![=!<>])[:=]\s*[bBrRuU]?([\"'`])){secret}(?=\2\s*(?:[,;)\]}}]|$|#|//))"
        return re.compile(quoted if language_of(path) else rf"(?P<before>[:=]\s*[\"'`]?){secret}")
    if kind in _GUESSES:
        return re.compile(rf"(?P<before>[\"'`]){secret}(?=[\"'`])")
    if kind == "Basic Auth Credentials":
        return re.compile(rf"(?P<before>:){secret}(?=@)")
    return re.compile(rf"(?P<before>)[\w+/.~-]*{secret}[\w+/=.~-]*")  # some detectors give only a part


@cache
def _detectors() -> tuple[BasePlugin, ...]:
    """One of each detector. Loaded when the first line is suspect: the package takes a quarter of a second."""
    from detect_secrets.plugins.base import BasePlugin

    found: list[BasePlugin] = []
    for name in _PLUGINS:
        module = import_module(f"detect_secrets.plugins.{name}")
        kinds = (kind for _, kind in inspect.getmembers(module, inspect.isclass) if kind.__module__ == module.__name__)
        found += [kind() for kind in kinds if issubclass(kind, BasePlugin) and not inspect.isabstract(kind)]
    return tuple(found)


@cache
def _heuristics() -> tuple[Callable[[str], Any], ...]:
    heuristic = import_module("detect_secrets.filters.heuristic")
    return tuple(getattr(heuristic, name) for name in _HEURISTICS)

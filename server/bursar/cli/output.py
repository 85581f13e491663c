"""Writing for terminals, pipes and programs: UTF-8, no lone surrogates, remarks on stderr."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import click

from bursar.cli.progress import clear

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """A text that every encoding of Unicode can hold: a lone surrogate becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def say(text: str) -> None:
    """A line on stdout."""
    click.echo(_shown(text, sys.stdout))


def remark(text: str) -> None:
    """A line on stderr."""
    clear()
    click.echo(_shown(f"bursar: {text}", sys.stderr), err=True)


def aside(text: str) -> None:
    """A line on stderr that is part of a report."""
    click.echo(_shown(text, sys.stderr), err=True)


def dollars(amount: float | None) -> str:
    """US dollars with as many digits as say something: `0.0021`, `1.35`; `?` where no price is known."""
    from bursar.models.model import dollars as digits

    return "?" if amount is None else digits(amount)


def write_text(text: str) -> None:
    """A text on stdout to the byte: UTF-8 whatever the terminal is, line ends as they are, nothing added."""
    click.echo(clean(text).encode("utf-8"), nl=False)


def write_json(data: Any) -> None:
    """JSON on stdout: UTF-8, indented."""
    write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def _shown(text: str, stream: Any) -> str:
    """A text as a stream can show it."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return clean(text).encode(encoding, "replace").decode(encoding)

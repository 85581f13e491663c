"""A bar on anything that takes over half a second; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

import click

AFTER_S: Final = 0.5
EVERY_S: Final = 0.1
_CELLS: Final = 24

Item = TypeVar("Item")


class Bar:
    """A bar on a terminal's stderr; nothing where that is a pipe."""

    def __init__(self, doing: str) -> None:
        """`doing` is what happens to the files: "counted"."""
        self._doing = doing
        self._due = time.monotonic() + AFTER_S
        self._wanted = sys.stderr.isatty()

    def show(self, done: int, total: int) -> None:
        """Draw how far it is, now and then. Cheap."""
        global _shown
        if self._wanted and total and time.monotonic() >= self._due:
            filled = _CELLS * min(done, total) // total
            bar = "█" * filled + "░" * (_CELLS - filled)
            click.echo(f"\r  {bar}  {done:,} of {total:,} files {self._doing}", err=True, nl=False)
            self._due = time.monotonic() + EVERY_S
            _shown = True


_shown = False


def clear() -> None:
    """Take a bar away: something else is to be written, or all is done."""
    global _shown
    if _shown:
        click.echo("\r\033[K", err=True, nl=False)
        _shown = False


def with_bar(items: Iterable[Item], doing: str) -> Iterator[Item]:
    """The same items, with a bar while they are worked through."""
    every = list(items)
    bar = Bar(doing)
    try:
        for number, item in enumerate(every):
            yield item
            bar.show(number + 1, len(every))
    finally:
        clear()

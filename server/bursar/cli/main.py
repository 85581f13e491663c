"""`bursar`: finds the command and loads its module only then, so that each starts fast."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from bursar.errors import BursarError
from bursar.version import __version__

COMMANDS = ("budget", "cache", "calibrate", "check", "count", "lsp", "models", "nvim", "pack", "profile")
"""The commands, each in the module of its name, which offers it as `command`."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"bursar.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what Bursar raises on purpose is a message, not a traceback."""
        try:
            return super().invoke(ctx)
        except BursarError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 1 the answer is no (over a budget, nothing fits); 2 wrong usage or unreadable input.",
)
@click.version_option(__version__, prog_name="bursar", message="%(prog)s %(version)s")
def main() -> None:
    """Keep the token budget of what you put in front of a model."""

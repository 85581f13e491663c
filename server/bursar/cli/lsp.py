"""`bursar lsp`: the language server on standard input and output."""

from __future__ import annotations

import click


@click.command("lsp")
@click.option("--stdio", is_flag=True, help="Accepted because some editors pass it; the server always speaks on stdio.")
def command(stdio: bool) -> None:
    """Start the language server (editors do this)."""
    from bursar.lsp.main import run

    run()

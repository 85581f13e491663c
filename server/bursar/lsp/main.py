"""Where the server starts: stdio is taken, the server is built, messages are served until the client says exit."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import sys
from typing import BinaryIO, NoReturn

from bursar.lsp.features import (
    code_action,
    code_lens,
    count,
    diagnostics,
    document_symbol,
    execute_command,
    files,
    folding_range,
    hover,
    inlay_hint,
    progress,
    status,
    text_sync,
    workspace_diagnostics,
)
from bursar.lsp.server import BursarServer
from bursar.lsp.stdio import StdoutWriter, own_stdio, read_in_background

logger = logging.getLogger(__name__)

FEATURES = (
    text_sync,
    inlay_hint,
    hover,
    code_lens,
    document_symbol,
    folding_range,
    code_action,
    diagnostics,
    workspace_diagnostics,
    count,
    files,
    status,
    execute_command,
    progress,
)


SWITCH_S = 0.0005
"""How long a thread that counts may keep the interpreter's lock from a keystroke; Python's own is ten times longer."""


def build() -> BursarServer:
    """A server with all features, not yet connected. On a running event loop."""
    server = BursarServer()
    for feature in FEATURES:
        feature.register(server)
    return server


async def converse(source: BinaryIO, sink: BinaryIO) -> int:
    """Serve one client; returns the exit code."""
    server = build()
    server.protocol.set_writer(StdoutWriter(sink))
    gc.freeze()  # the protocol's many types are here for good: the collector need not look at them again
    read_in_background(source, server.protocol.receive, lambda: server.finish(1))  # an end without `exit` is a failure
    await server.finished.wait()
    return server.exit_code


def run() -> NoReturn:
    """Serve on stdin and stdout until the client says exit; ends the process.

    It ends at once, whatever a thread may still be counting: an editor waits for it.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    sys.setswitchinterval(SWITCH_S)
    code = 1
    try:
        code = asyncio.run(converse(*own_stdio()))
    except KeyboardInterrupt:
        code = 130
    except Exception:
        logger.exception("The server cannot go on")
    finally:
        sys.stderr.flush()
        os._exit(code)

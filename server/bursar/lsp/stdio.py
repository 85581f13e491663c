"""The stdio transport: a thread that only reads, so that the pipe is drained whatever the server is doing."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO

logger = logging.getLogger(__name__)


def frames(stream: BinaryIO) -> Iterator[bytes]:
    """The bodies of the messages on a stream until it ends; lines that are no header are skipped."""
    while (length := _content_length(stream)) is not None:
        body = stream.read(length)
        if len(body) < length:
            return
        yield body


def _content_length(stream: BinaryIO) -> int | None:
    """Read up to the empty line after a usable Content-Length; None at the end of the stream."""
    length: int | None = None
    while line := stream.readline():
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        elif not line.strip() and length is not None:
            return length
    return None


class StdoutWriter:
    """Writes whole messages at once; a client that went away ends the server, not with a traceback."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        """Write one message and flush."""
        self._stream.write(data)
        self._stream.flush()

    def close(self) -> None:
        """Flush; the descriptor stays open until the process ends."""
        self._stream.flush()


def own_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Take stdin and stdout for the protocol: children inherit neither, and a stray print goes to stderr."""
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return os.fdopen(source, "rb", closefd=False), os.fdopen(sink, "wb", closefd=False)


def read_in_background(stream: BinaryIO, receive: Callable[[bytes], None], ended: Callable[[], None]) -> None:
    """Hand each message of a stream to `receive` on the running loop, and call `ended` there when the stream ends."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        try:
            for body in frames(stream):
                loop.call_soon_threadsafe(receive, body)
        except OSError:
            logger.exception("The client's stream cannot be read any further")
        loop.call_soon_threadsafe(ended)

    def read_while_the_loop_runs() -> None:
        try:
            read()
        except RuntimeError:  # the loop has closed: nobody is left to tell
            logger.debug("The loop closed before the stream did")

    threading.Thread(target=read_while_the_loop_runs, name="bursar-stdin", daemon=True).start()

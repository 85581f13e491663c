"""Reading one file as text."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from bursar.errors import UnreadableFile
from bursar.files.decode import Decoded, decode

READ_LIMIT_BYTES = 256 * 1024 * 1024


def read_text(path: Path | str, limit: int = READ_LIMIT_BYTES) -> Decoded:
    """The text of a file (or of a pipe) of at most `limit` bytes.

    Raises UnreadableFile: no such file, no permission, a folder, a device, too large.
    """
    try:
        with open(path, "rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
                raise UnreadableFile(f"{path} is not a file")
            data = stream.read(limit + 1)
    except IsADirectoryError:
        raise UnreadableFile(f"{path} is a folder") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or error
        raise UnreadableFile(f"{path} cannot be read: {str(reason).lower()}") from error
    if len(data) > limit:
        raise UnreadableFile(f"{path} is larger than {limit:,} bytes and was not read")
    return decode(data)

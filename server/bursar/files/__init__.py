"""Files: where they are, which of them are ignored, and their bytes as text.

Reads and never writes. Knows nothing of tokens, and never follows a link out of the folder it was asked for.
"""

from bursar.files.decode import Decoded, decode
from bursar.files.paths import find_root, path_of_uri, uri_of_path
from bursar.files.read import READ_LIMIT_BYTES, read_text
from bursar.files.walk import Unreadable, walk

__all__ = [
    "READ_LIMIT_BYTES",
    "Decoded",
    "Unreadable",
    "decode",
    "find_root",
    "path_of_uri",
    "read_text",
    "uri_of_path",
    "walk",
]

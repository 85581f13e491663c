"""Files: where they are, which of them are ignored, and their bytes as text.

Reads and never writes. Knows nothing of tokens, and never follows a link out of the folder it was asked for.
"""

from bursar.files.content import CHANGED, Content, look, read_content
from bursar.files.decode import Decoded, decode
from bursar.files.listing import Listing, list_files
from bursar.files.origin import Origin, origin_by_path, origin_of
from bursar.files.paths import find_root, is_too_wide, path_of_uri, uri_of_path
from bursar.files.read import READ_LIMIT_BYTES, read_text
from bursar.files.stamp import Stamp
from bursar.files.walk import Unreadable, project_names, walk, walk_names

__all__ = [
    "CHANGED",
    "READ_LIMIT_BYTES",
    "Content",
    "Decoded",
    "Listing",
    "Origin",
    "Stamp",
    "Unreadable",
    "decode",
    "find_root",
    "is_too_wide",
    "list_files",
    "look",
    "origin_by_path",
    "origin_of",
    "path_of_uri",
    "project_names",
    "read_content",
    "read_text",
    "uri_of_path",
    "walk",
    "walk_names",
]
